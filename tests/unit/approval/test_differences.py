# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what a plan and what is to be done now differ, as results and messages tell it."""

from __future__ import annotations

import copy
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.approval import differences

HOOK = {"name": "h", "kind": "Job", "path": "h.yaml", "events": ["pre-upgrade"], "weight": 0, "bodies": [{"a": 1}]}
ENTRY: dict[str, Any] = {
    "name": "shop", "namespace": "web", "action": "upgrade", "from_revision": 1, "from_status": "deployed",
    "to_revision": 2, "chart": {"name": "shop", "version": "1.0.0", "app_version": None}, "reason": ["values"],
    "options": {"atomic": False}, "values": ["size"], "unchanged": 1, "hooks": [HOOK],
    "sealed": {"chart": "c", "values": "v", "shaping": "s"},
    "objects": [
        {"action": "update", "kind": "Deployment", "namespace": "web", "name": "shop", "uid": "1",
         "changes": [{"field": "/spec/replicas", "before": 1, "after": 2}], "sealed": {"/spec/x": "m"}},
        {"action": "create", "kind": "Namespace", "namespace": "", "name": "web", "body": {"labels": {"a/b": "c"}}},
        {"action": "delete", "kind": "Service", "namespace": "web", "name": "old", "uid": "2", "touched": "t helm"},
    ],
}  # fmt: skip
Change = Callable[[dict[str, Any]], Any]


def objects(number: int, **more: Any) -> Change:
    return lambda entry: entry["objects"][number].update(more)


CHANGES: list[tuple[Change, list[tuple[str, str]]]] = [
    (lambda entry: entry.update(unchanged=7), []),
    (lambda entry: entry.update(from_revision=2, to_revision=3), [("", "from_revision"), ("", "to_revision")]),
    (lambda entry: entry.update(action="install", reason=["created"]), [("", "action")]),
    (lambda entry: entry.update(from_status="failed"), [("", "from_status")]),
    (lambda entry: entry["options"].update(atomic=True), [("", "options")]),
    (lambda entry: entry["sealed"].update(values="w"), [("", "values")]),
    (lambda entry: entry["sealed"].update(chart="w"), [("", "chart")]),
    (objects(0, uid="9"), [("Deployment web/shop", "uid")]),
    (objects(0, action="replace"), [("Deployment web/shop", "action")]),
    (
        objects(0, changes=[{"field": "/spec/paused", "before": None, "after": True}]),
        [("Deployment web/shop", "/spec/replicas"), ("Deployment web/shop", "/spec/paused")],
    ),
    (objects(0, sealed={"/spec/x": "n"}), [("Deployment web/shop", "/spec/x")]),
    (objects(1, body={"labels": {"a/b": "d"}}), [("Namespace web", "/labels/a~1b")]),
    (objects(2, touched="u kubectl"), [("Service web/old", "touched")]),
    (lambda entry: entry["objects"].pop(), [("Service web/old", "action")]),
    (lambda entry: entry["hooks"].pop(), [("hook Job h", "action")]),
    (lambda entry: entry["hooks"][0].update(weight=1), [("hook Job h", "weight")]),
    (lambda entry: entry["hooks"][0].update(bodies=[{"a": 2}]), [("hook Job h", "/0/a")]),
    (lambda entry: entry.update(tests=copy.deepcopy(ENTRY["hooks"])), [("test Job h", "action")]),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_each_difference_is_told(change: Change, expected: list[tuple[str, str]]) -> None:
    now = copy.deepcopy(ENTRY)
    change(now)
    found = differences.of_release("web/shop", ENTRY, now, sealed=True)
    assert [(one["object"], one["field"]) for one in found] == expected


def test_without_a_key_what_is_hidden_is_not_compared() -> None:
    now = copy.deepcopy(ENTRY)
    now["sealed"]["values"] = "w"
    now["objects"][0]["sealed"] = {}
    assert differences.of_release("web/shop", ENTRY, now, sealed=False) == []


def test_what_others_made_meanwhile_is_no_difference_once_the_plan_is_begun() -> None:
    now = copy.deepcopy(ENTRY)
    now["from_status"] = "failed"
    del now["objects"][1]
    assert differences.of_release("web/shop", ENTRY, now, sealed=True, begun=True, made={"Namespace web"}) == []
    assert differences.of_release("web/shop", ENTRY, now, sealed=True, begun=True) != []


def test_releases_that_only_one_side_knows() -> None:
    other = {**ENTRY, "name": "mail", "action": "uninstall"}
    found = differences.of_releases({"web/shop": ENTRY}, {"web/mail": other}, sealed=True)
    assert [(one["release"], one["planned"], one["now"]) for one in found] == [
        ("web/shop", "upgrade", None), ("web/mail", None, "uninstall"),
    ]  # fmt: skip


def test_the_order_of_many_releases_counts() -> None:
    assert differences.of_order([["a"], ["b"]], [["a"], ["b"]]) == differences.of_order(None, None) == []
    assert [one["field"] for one in differences.of_order([["a"], ["b"]], [["a", "b"]])] == ["order"]


def test_objects_of_one_name_are_told_apart() -> None:
    twice = {**ENTRY, "hooks": [ENTRY["hooks"][0], {**ENTRY["hooks"][0], "path": "other.yaml"}]}
    (found,) = differences.of_release("web/shop", twice, ENTRY, sealed=True)
    assert (found["object"], found["planned"], found["now"]) == ("hook Job h (2)", "hook", None)


def test_the_message_has_a_line_each_and_not_hundreds() -> None:
    now = copy.deepcopy(ENTRY)
    now["objects"][0]["changes"] = []
    found = differences.of_release("web/shop", ENTRY, now, sealed=True)
    error = differences.refusal(found, "the-id")
    assert error.problem.split("\n- ") == [
        "what is to be done now is not what the plan says:",
        "web/shop: Deployment web/shop /spec/replicas: planned 1 to 2, now nothing",
    ]
    assert (error.subject, error.aftermath, error.facts["differences"]) == ("the-id", "Nothing was touched", found)
    many = differences.refusal(found * 50, "the-id")
    assert many.problem.count("\n") == 11 and many.problem.endswith("and 40 more, see differences")


@pytest.mark.parametrize("random", [{"made_anew": ["Secret s"]}, {"held": ["ConfigMap c"]}])
def test_random_values_that_are_taken_as_they_come_are_no_plan(random: dict[str, Any]) -> None:
    planned = {**ENTRY, "random": random, "options": {"unstable": "apply"}}
    (found,) = differences.of_release("web/shop", planned, planned, sealed=True)
    assert found["field"] == "unstable" and "ignore or keep" in found["now"]
    kept = {**planned, "options": {"unstable": "keep"}}
    assert differences.of_release("web/shop", kept, kept, sealed=True) == []
