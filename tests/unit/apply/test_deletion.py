# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answer to a deletion says of the object. That the real ones are these is held by
tests/faults/test_requests.py, where nothing is asked after one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.apply import deletion
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item

ITEM = Item({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "ns"}}, "ns")
LIVE = {**ITEM.body, "metadata": {**ITEM.body["metadata"], "uid": "u-1"}}


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ({"kind": "Status", "status": "Success", "details": {"name": "a", "kind": "configmaps", "uid": "u-1"}}, True),
        ({"kind": "Status", "status": "Success", "details": {"name": "a", "kind": "configmaps", "uid": "u-2"}}, False),
        ({"kind": "Status", "status": "Success", "details": {"name": "a", "kind": "configmaps"}}, False),
        ({**LIVE, "metadata": {**LIVE["metadata"], "deletionTimestamp": "2026-11-30T00:00:00Z"}}, False),
        (LIVE, False),
        ({}, False),
    ],
    ids=["removed", "another one", "of a server that says no more", "with a finalizer", "returned", "lost"],
)
def test_whether_it_is_gone(answer: dict[str, Any], gone: bool) -> None:
    client: Any = SimpleNamespace(delete=lambda *_where, **_how: answer)
    found = deletion.delete(client, ITEM, LIVE, objection=lambda _live: "")
    assert found == deletion.Deleted("u-1", gone=gone)
