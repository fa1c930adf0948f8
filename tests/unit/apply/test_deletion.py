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
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict
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


def refusing(live: dict[str, Any]) -> Any:
    """A client that is told of a conflict whenever it deletes, where live is what is there."""

    def delete(*_where: str, **_how: str) -> dict[str, Any]:
        raise Conflict("the object has been modified")

    return SimpleNamespace(delete=delete, find=lambda *_where: live)


def test_conflict_about_the_object_that_was_seen_is_an_error() -> None:
    """Who objects to others than the one it made is not asked about that one."""
    with pytest.raises(Conflict, match="has been modified"):
        deletion.delete(refusing(LIVE), ITEM, LIVE, objection=lambda _live: "another one has its place")


def test_another_object_in_its_place_is_asked_about() -> None:
    other = {**LIVE, "metadata": {**LIVE["metadata"], "uid": "u-2"}}
    found = deletion.delete(refusing(other), ITEM, LIVE, objection=lambda _live: "another one has its place")
    assert found == deletion.Deleted(kept="another one has its place")
