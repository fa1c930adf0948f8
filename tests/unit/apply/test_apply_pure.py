# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client-side applies change hands; hooks have their order. Pure parts of executing a plan."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.apply.hooks import for_event
from ansible_collections.native.helm.plugins.module_utils._helm.apply.managed_fields import (
    merged_entries,
    taken_entries,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import StoredHook


def entry(manager: str, operation: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"manager": manager, "operation": operation, "apiVersion": "v1", "fieldsV1": fields, **more}


def test_no_update_entry_of_helm_is_nothing_to_do() -> None:
    others = [
        entry("kubectl", "Update", {}),
        entry("helm", "Apply", {}),
        entry("helm", "Update", {}, subresource="scale"),
    ]
    assert merged_entries(others, "helm") is None


def test_update_entry_becomes_an_apply_entry() -> None:
    other = entry("kubectl", "Update", {"f:x": {}})
    assert merged_entries([other, entry("helm", "Update", {"f:data": {"f:a": {}}})], "helm") == [
        entry("helm", "Apply", {"f:data": {"f:a": {}}}),
        other,
    ]


def test_update_and_apply_entries_are_one_afterwards() -> None:
    applied = entry("helm", "Apply", {"f:data": {"f:a": {}}, "f:spec": {}}, time="t")
    updated = entry("helm", "Update", {"f:data": {"f:b": {}}})
    both = {"f:data": {"f:a": {}, "f:b": {}}, "f:spec": {}}
    assert merged_entries([updated, applied], "helm") == [entry("helm", "Apply", both, time="t")]


KEY = 'k:{"port":53,"protocol":"SCTP"}'
PATH = ["spec", "ports", {"port": 53, "protocol": "SCTP"}]


def test_fields_that_others_hold_become_helms() -> None:
    element = {".": {}, "f:name": {}, "f:port": {}}
    applied = entry("helm", "Apply", {"f:spec": {"f:ports": {".": {}, 'k:{"port":80}': {}}}})
    by_hand = entry("kubectl-edit", "Update", {"f:spec": {"f:ports": {KEY: element}, "f:type": {}}})
    more = entry("kubectl-patch", "Update", {"f:spec": {"f:ports": {KEY: {"f:targetPort": {}}}}})
    status = entry("robot", "Update", {"f:spec": {"f:ports": {KEY: {}}}}, subresource="status")
    given = [applied, by_hand, more, status]
    kept = copy.deepcopy(given)
    assert taken_entries(given, [PATH]) == [
        entry(
            "helm",
            "Apply",
            {"f:spec": {"f:ports": {".": {}, 'k:{"port":80}': {}, KEY: {**element, "f:targetPort": {}}}}},
        ),
        entry("kubectl-edit", "Update", {"f:spec": {"f:type": {}}}),
        status,
    ]
    assert given == kept


@pytest.mark.parametrize(
    "entries",
    [
        [entry("helm", "Apply", {"f:spec": {"f:ports": {KEY: {}}}})],
        [entry("helm", "Apply", {}), entry("kubectl", "Update", {"f:spec": {"f:ports": {}}})],
        [entry("helm", "Apply", {}), entry("kubectl", "Update", {"f:spec": {}, "f:data": {KEY: {}}})],
        [entry("kubectl", "Update", {"f:spec": {"f:ports": {KEY: {}}}})],
        [],
    ],
)
def test_what_nobody_else_holds_is_nothing_to_take(entries: list[dict[str, Any]]) -> None:
    assert taken_entries(entries, [PATH]) is None


@pytest.mark.parametrize(
    ("event", "names"),
    [
        ("pre-install", ["first", "a", "b", "last"]),
        ("post-install", ["a"]),
        ("pre-delete", []),
    ],
)
def test_hooks_run_by_weight_then_name(event: str, names: list[str]) -> None:
    hooks = [
        StoredHook("b", events=["pre-install"]),
        StoredHook("last", events=["pre-install"], weight=5),
        StoredHook("a", events=["post-install", "pre-install"]),
        StoredHook("first", events=["pre-install"], weight=-1),
    ]
    assert [hook.name for hook in for_event(hooks, event)] == names
