# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of each observed object: what is done, why, what is sent, and what the diff has."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Invalid,
    KubeError,
    ReleaseError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import build, ownership
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    MERGE,
    PUT,
    FieldConflict,
    Item,
    ObjectState,
    Observation,
    Operation,
    Patch,
    Plan,
)

from .api import item, live, managed, stated


def owned(kind: str = "ConfigMap", name: str = "a", **body: Any) -> Item:
    one = item(kind, name, **body)
    return Item(ownership.owned_body(one.body, "web", "ns"), one.namespace)


ONE = owned(data={"a": "1"})
WAS = owned(data={"a": "0"})


def planned(*states: ObjectState, reasons: Any = ("values",), was: Any = (ONE,), left: Any = (), **policy: Any) -> Plan:
    """The plan. was: the last revision's objects; left: those that are wanted no more, with the live ones."""
    original = {one.key: one for one in was}
    observation = Observation(list(states), list(left), original)
    return build.build(observation, list(reasons), *stated(original=original, **policy), release="web", namespace="ns")


def only(state: ObjectState, **how: Any) -> Operation:
    operations = planned(state, **how).operations
    assert len(operations) == 1
    return operations[0]


def seen(there: Optional[dict[str, Any]], **facts: Any) -> ObjectState:
    return ObjectState(ONE, **{"body": ONE.body, "live": there, "wanted": ONE.body, **facts})


def going(one: Item) -> dict[str, Any]:
    there = live(one)
    there["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    return there


THERE = live(WAS)


def test_what_was_observed_of_an_object_is_what_is_done_with_it() -> None:
    patch, conflict = Patch("strategic", {"x": 1}, {}), FieldConflict(".data.b", "other", "", "")
    refusal = Invalid("no", status=422)
    state = seen(
        THERE, body={"sent": 1}, wanted={"kind": "X"}, force=True, method=MERGE, patch=patch, drifted=[conflict],
        problem=refusal, refusal=refusal,
    )  # fmt: skip
    found = only(state)
    assert found == Operation(
        "update", ONE, "drift", {"sent": 1}, True, THERE, {"kind": "X"}, method=MERGE, patch=patch, refusal=refusal,
        left=[conflict],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "was", "done"),
    [
        ({"live": None}, (), ("create", "created")),
        ({"live": None}, (ONE,), ("create", "drift")),
        ({"live": None, "ignored": True}, (ONE,), ("unchanged", "")),
        ({"same": True, "held": True}, (ONE,), ("unchanged", "")),
        ({"same": True, "held": False}, (ONE,), ("update", "drift")),
        ({"same": False, "held": True}, (ONE,), ("update", "drift")),
        ({"same": True, "held": True}, (WAS,), ("unchanged", "")),
        ({}, (WAS,), ("update", "manifest")),
        ({}, (), ("update", "adopted")),
        ({"ignored": True}, (WAS,), ("unchanged", "")),
        ({"anew": True}, (WAS,), ("replace", "manifest")),
        ({"method": PUT}, (WAS,), ("replace", "manifest")),
        ({"method": MERGE}, (WAS,), ("update", "manifest")),
        ({"method": PUT, "same": True, "held": True}, (WAS,), ("unchanged", "")),
    ],
)
def test_what_is_done_and_why(facts: dict[str, Any], was: Any, done: tuple[str, str]) -> None:
    found = only(
        seen(**{"there": THERE, **facts}) if "live" not in facts else ObjectState(ONE, ONE.body, **facts), was=was
    )
    assert (found.action, found.why) == done
    assert (found.anew, found.method) == (facts.get("anew", False), facts.get("method", APPLY))


@pytest.mark.parametrize("facts", [{"ignored": True}, {"same": True, "held": True}])
def test_what_stays_has_the_live_object_on_both_sides(facts: dict[str, bool]) -> None:
    found = only(seen(THERE, **facts))
    assert (found.before, found.after) == (THERE, THERE)


def test_a_new_object_is_as_the_server_says_else_as_the_chart_says() -> None:
    assert only(seen(None, wanted={"kind": "X"})).after == {"kind": "X"}
    assert only(seen(None, wanted=None)).after == ONE.body


def test_a_refused_object_is_shown_as_the_chart_would_have_it() -> None:
    was = owned(data={"a": "0", "old": "1"})
    there = live(was, data={"a": "0", "old": "1", "theirs": "1"})
    assert only(seen(there, wanted=None), was=(was,)).after == {**there, "data": {"a": "1", "theirs": "1"}}
    assert only(seen(there, wanted=None), was=()).after == {**there, "data": {"a": "1", "old": "1", "theirs": "1"}}


@pytest.mark.parametrize(
    ("entry", "method", "migrates"),
    [
        ({"operation": "Update"}, APPLY, True),
        ({"operation": "Update"}, MERGE, False),
        ({"operation": "Apply"}, APPLY, False),
    ],
)
def test_what_helm_holds_by_updates_changes_hands_before_an_apply(
    entry: dict[str, str], method: str, migrates: bool
) -> None:
    there = managed(THERE, {}, **entry)
    assert only(seen(there, method=method)).migrate is migrates
    assert only(seen(there, method=method, same=True, held=True)).migrate is False


# Where no dry run could tell


def test_what_others_turn_out_to_hold_is_for_the_policy() -> None:
    causes = [{"reason": "FieldManagerConflict", "field": ".data.a", "message": 'conflict with "m"'}]
    error = Conflict("x", status=409, details={"causes": causes})
    found = only(seen(THERE, problem=KubeError("no dry run")), was=(WAS,), drift="warn")
    assert found.resolve is not None
    resolution = found.resolve(error)
    assert (resolution.body["data"], [one.field for one in resolution.drifted]) == ({}, [".data.a"])


@pytest.mark.parametrize("facts", [{}, {"problem": KubeError("no"), "refusal": KubeError("no")}])
def test_what_was_told_or_refused_needs_no_policy(facts: dict[str, Any]) -> None:
    assert only(seen(THERE, **facts)).resolve is None


def test_a_plan_knows_that_the_server_could_not_be_asked() -> None:
    assert planned(seen(THERE), seen(None, unsure=True)).unsure is True
    assert planned(seen(THERE), seen(None)).unsure is False


# What is being deleted


@pytest.mark.parametrize(
    ("policy", "done"),
    [
        ({"waits": True}, ("replace", True, "drift")),
        ({"waits": True, "drift": "warn"}, ("replace", True, "drift")),
        ({"waits": True, "settled": True}, ("replace", True, "drift")),
        ({"waits": True, "drift": "warn", "settled": True}, ("unchanged", False, "")),
        ({}, ("unchanged", False, "")),
    ],
)
def test_what_is_being_deleted_is_made_anew_where_the_task_waits(policy: dict[str, Any], done: Any) -> None:
    found = only(seen(going(ONE), same=True, held=True), **policy)
    assert (found.action, found.anew, found.why) == done
    changed = only(seen(going(WAS)), was=(WAS,), waits=True)
    assert (changed.action, changed.anew, changed.why) == ("replace", True, "manifest")


@pytest.mark.parametrize("gone", [True, False])
def test_what_is_wanted_no_more_and_goes_already_is_left_to_go(gone: bool) -> None:
    found = planned(left=[(ONE, going(ONE) if gone else live(ONE))]).operations[0]
    assert (found.action, found.why) == ("unchanged" if gone else "delete", "removed")
    assert (found.after is found.before) is gone


def test_an_uninstall_deletes_what_goes_already() -> None:
    """It waits for that, too."""
    made = build.removal([(ONE, going(ONE))], release="web", namespace="ns")
    assert [(one.action, one.before) for one in made.operations] == [("delete", going(ONE))]
    assert (made.reasons, made.operations[0].after) == (["removed"], None)


# Jobs that have passed


def passed(body: Item, there: Any = None, **policy: Any) -> list[str]:
    job = owned("Job", "j", spec={"ttlSecondsAfterFinished": 1})
    state = ObjectState(body, body.body, there)
    return [one.item.name for one in planned(state, seen(THERE), was=(job, WAS), **policy).operations]


def test_a_job_that_is_done_and_gone_is_not_made_again() -> None:
    job = owned("Job", "j", spec={"ttlSecondsAfterFinished": 1})
    other = owned("Job", "j", spec={"ttlSecondsAfterFinished": 2})
    passing = frozenset([job.key])
    assert passed(job, passing=passing) == ["a"]
    assert passed(job, live(job), passing=passing) == ["j", "a"]
    assert passed(other, passing=passing) == ["j", "a"]
    assert passed(job, passing=frozenset([ONE.key])) == ["j", "a"]
    assert passed(job) == ["j", "a"]


# Order, and what is wanted no more


def test_what_is_wanted_no_more_goes_in_reverse_after_the_rest() -> None:
    left = [(owned(name=name), live(owned(name=name)) if name != "y" else None) for name in ("x", "y", "z")]
    made = planned(seen(THERE), left=left)
    assert [(one.action, one.item.name) for one in made.operations] == [
        ("update", "a"),
        ("delete", "z"),
        ("delete", "x"),
    ]
    assert made.operations[1].before == live(owned(name="z"))
    assert made.operations[1].after is None


def test_what_is_kept_stays_as_it_is() -> None:
    kept = ownership.owned_body(item("ConfigMap", "k").body, "web", "ns")
    kept["metadata"]["annotations"]["helm.sh/resource-policy"] = "keep"
    one = Item(kept, "ns")
    for there, was in ((live(one), owned(name="k")), (live(owned(name="k")), one)):
        found = planned(left=[(was, there)]).operations[0]
        assert (found.action, found.why, found.before, found.after) == ("keep", "resource policy", there, there)


def test_what_someone_took_over_stays_as_it_is() -> None:
    there = live(item("ConfigMap"))
    found = planned(left=[(ONE, there)]).operations[0]
    assert (found.action, found.before, found.after) == ("keep", there, there)
    assert found.why == ownership.ownership_problem(there, "web", "ns")


def test_an_uninstall_keeps_what_has_a_policy_in_its_manifest() -> None:
    body = ownership.owned_body(item("ConfigMap").body, "web", "ns")
    body["metadata"]["annotations"]["helm.sh/resource-policy"] = "retain"
    found = build.removal([(Item(body, "ns"), live(ONE))], release="web", namespace="ns").operations[0]
    assert (found.action, found.why, found.after) == ("keep", "resource policy", live(ONE))


# Drift


CONFLICT = FieldConflict(".data.b", "other", "", "")


def test_drift_is_put_back_and_told_as_the_reason() -> None:
    made = planned(seen(THERE), reasons=())
    assert (made.reasons, made.drifted, made.changes) == (["drift"], [], True)


def test_a_run_for_other_reasons_has_those() -> None:
    reasons = ["values"]
    made = planned(seen(THERE), reasons=reasons)
    assert made.reasons == ["values"]
    assert made.reasons is not reasons


def test_where_nothing_changes_there_is_no_reason() -> None:
    assert planned(seen(THERE, same=True, held=True), reasons=()).reasons == []


@pytest.mark.parametrize("drift", ["warn", "ignore"])
def test_drift_that_is_left_is_told_with_what_it_was_to_become(drift: str) -> None:
    old = owned(name="old")
    same = ObjectState(owned(name="b"), {}, live(owned(name="b")), same=True, held=True)
    made = planned(same, seen(THERE, force=True), left=[(old, live(old))], reasons=(), drift=drift)
    assert [(one.action, one.item.name, one.why) for one in made.operations] == [
        ("unchanged", "b", ""),
        ("unchanged", "a", "drift"),
        ("unchanged", "old", "drift"),
    ]
    assert [(one.action, one.item.name) for one in made.drifted] == [("update", "a"), ("delete", "old")]
    left = made.operations[1]
    assert (left.body, left.force, left.before, left.after) == (ONE.body, True, THERE, THERE)
    assert (made.reasons, made.changes) == ([], False)


def test_fields_that_are_left_are_drift_once() -> None:
    made = planned(seen(THERE, drifted=[CONFLICT]), reasons=(), drift="warn")
    assert [one.action for one in made.drifted] == ["update"]
    made = planned(seen(THERE, drifted=[CONFLICT]), seen(None), reasons=())
    assert [one.item.name for one in made.drifted] == ["a"]
    assert made.reasons == ["drift"]


@pytest.mark.parametrize("facts", [{"anew": True}, {"live": None}])
def test_every_kind_of_change_is_left(facts: dict[str, Any]) -> None:
    made = planned(ObjectState(ONE, ONE.body, **{"live": THERE, **facts}), reasons=(), drift="warn")
    assert (made.changes, len(made.drifted)) == (False, 1)


# Refusals


def test_fields_of_others_are_told_in_the_servers_words() -> None:
    held = [
        FieldConflict(".data.a", "zeta", "", 'conflict with "zeta"'),
        FieldConflict(".data.c", "alpha", "", 'conflict with "alpha" using v1'),
        FieldConflict(".data.b", "zeta", "", 'conflict with "zeta"'),
    ]
    node = ObjectState(item("Node", "n"), {}, {}, refused=held[1:2])
    with pytest.raises(Conflict) as caught:
        planned(node, seen(THERE, refused=held), take_ownership=True)
    error = caught.value
    one = 'Apply failed with 1 conflict: conflict with "alpha" using v1: .data.c'
    three = 'conflicts with "alpha" using v1:\n- .data.c\nconflicts with "zeta":\n- .data.a\n- .data.b'
    assert error.problem == (
        f"conflict occurred while applying object /n /v1, Kind=Node: {one} && conflict occurred while applying object "
        f"ns/a /v1, Kind=ConfigMap: Apply failed with 3 conflicts: {three}"
    )
    assert (error.subject, error.status, error.reason) == ("Node n", 409, "Conflict")
    assert error.doing == "comparing the chart's objects with the cluster's"
    assert "force_conflicts" in error.hint
    assert error.facts["conflicts"][1] == {"object": ONE.described(), "field": ".data.a", "manager": "zeta"}
    assert len(error.facts["conflicts"]) == 4


def test_a_managers_name_is_told_as_it_is() -> None:
    held = [FieldConflict(f".data.{name}", "m", "", 'conflict with "conflict-solver"') for name in "ab"]
    with pytest.raises(Conflict) as caught:
        planned(seen(THERE, refused=held))
    assert caught.value.problem.endswith('2 conflicts: conflicts with "conflict-solver":\n- .data.a\n- .data.b')


def foreign(count: int) -> list[ObjectState]:
    items = [item("ConfigMap", f"a{number:02}") for number in range(count)]
    return [ObjectState(one, one.body, live(one)) for one in items]


def test_foreign_objects_are_refused_all_at_once_with_whose_they_are() -> None:
    theirs = live(owned(name="b"))
    theirs["metadata"]["annotations"]["meta.helm.sh/release-name"] = "shop"
    states = [*foreign(1), ObjectState(owned(name="b"), {}, theirs)]
    with pytest.raises(ReleaseError) as caught:
        planned(*states)
    error = caught.value
    problems = [ownership.ownership_problem(state.live or {}, "web", "ns") for state in states]
    assert error.problem == "\n".join(
        ownership.import_problem(state.item, problem) for state, problem in zip(states, problems, strict=True)
    )
    assert error.subject == "ConfigMap ns/a00, ConfigMap ns/b"
    assert error.hint == (
        "ConfigMap ns/a00 belongs to no release; ConfigMap ns/b belongs to release shop in namespace ns. Set "
        "take_ownership: true to make it this release's, or remove it first"
    )
    assert error.facts["failed_objects"] == [
        {**states[0].item.described(), "why": problems[0], "owner": "no release"},
        {**states[1].item.described(), "why": problems[1], "owner": "release shop in namespace ns"},
    ]


def test_a_message_of_many_foreign_objects_is_cut_and_the_facts_are_not() -> None:
    with pytest.raises(ReleaseError) as caught:
        planned(*foreign(11))
    assert (caught.value.problem.count("\n"), caught.value.subject.count(","), caught.value.hint.count(";")) == (
        9,
        9,
        9,
    )
    assert len(caught.value.facts["failed_objects"]) == 11


def test_what_is_ours_was_ours_or_is_taken_over_is_not_foreign() -> None:
    one = foreign(1)[0]
    assert planned(one, was=(one.item,)).operations[0].why == "drift"
    assert planned(one, take_ownership=True).operations[0].why == "adopted"
    assert planned(seen(live(ONE)), was=()).operations[0].why == "adopted"
