# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that other managers hold: read from the API server's answer, and what is done about each."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import disputes
from ansible_collections.native.helm.plugins.module_utils._helm.plan.conflicts import (
    CORRECT,
    IGNORE,
    WARN,
    read_conflicts,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import FieldConflict, Item, Key, Resolution
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import (
    FREE,
    RELEASED,
    SCALED,
    UNKNOWN,
    Decision,
)

from .api import item, live, managed, stated

MAP = item("ConfigMap", data={"a": "1", "b": "1"}, immutable=True)
DEPLOYMENT = item("Deployment", "web", spec={"replicas": 2, "paused": True})


def held(field: str, manager: str = "other", subresource: str = "") -> FieldConflict:
    return FieldConflict(field, manager, subresource, f'conflict with "{manager}" using v1')


def was(one: Item = MAP, **body: Any) -> dict[Key, Item]:
    """The last revision's objects: this one, with other contents."""
    return {one.key: Item({**one.body, **body}, one.namespace)}


def told(found: Resolution) -> tuple[Any, bool, list[str], list[str]]:
    """What is sent of the data or the spec, whether the rest is taken, what is refused, what is left."""
    sent = found.body.get("data", found.body.get("spec"))
    return sent, found.force, [one.field for one in found.refused], [one.field for one in found.drifted]


def resolved(*conflicts: FieldConflict, **policy: Any) -> tuple[Any, bool, list[str], list[str]]:
    return told(disputes.resolve(MAP, list(conflicts), *stated(**policy)))


BOTH, REST = {"a": "1", "b": "1"}, {"b": "1"}


def test_without_conflicts_all_is_sent_and_nothing_taken() -> None:
    found = disputes.resolve(MAP, [], *stated(force=True))
    assert (found.body is MAP.body, found.force, found.unsure) == (True, False, "")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, (BOTH, False, [".data.a"], [])),  # of a field that the last revision did not set
        ({"original": was(data={"b": "1"})}, (BOTH, False, [".data.a"], [])),
        ({"original": was(data={"a": "0"})}, (BOTH, True, [], [])),  # drift, put back
        ({"original": was(data={"a": "0"}), "drift": "warn"}, (REST, False, [], [".data.a"])),
        ({"original": was(data={"a": "0"}), "drift": "ignore"}, (REST, False, [], [".data.a"])),
        ({"original": was(data={"a": "0"}), "drift": "ignore", "force": True}, (BOTH, True, [], [])),
        ({"force": True}, (BOTH, True, [], [])),
        ({"ignored": (Ignored(paths=("/data/a",)),)}, (REST, False, [], [])),
        ({"ignored": (Ignored(paths=("/data",)),)}, (REST, False, [], [])),
        ({"ignored": (Ignored(),)}, (REST, False, [], [])),
        ({"ignored": (Ignored(paths=("/data/b",)),)}, (BOTH, False, [".data.a"], [])),
        ({"ignored": (Ignored(kind="Secret"),)}, (BOTH, False, [".data.a"], [])),
        ({"ignored": (Ignored(paths=("/data/a",)),), "force": True}, (REST, False, [], [])),
    ],
)
def test_what_becomes_of_a_field_that_someone_else_holds(policy: dict[str, Any], expected: Any) -> None:
    assert resolved(held(".data.a"), **policy) == expected
    assert MAP.body["data"] == BOTH


def test_each_conflict_counts_by_itself() -> None:
    conflicts = [held(".data.a"), held(".data.b"), held(".immutable"), held(".data.a", "helm")]
    found = disputes.resolve(MAP, conflicts, *stated(original=was(immutable=False, data={"a": "0"}), drift="warn"))
    assert told(found) == (REST, True, [".data.b"], [".data.a", ".immutable"])
    assert "immutable" not in found.body


def test_a_field_that_is_not_understood_is_not_yielded() -> None:
    odd = held("data?")
    assert resolved(odd) == (BOTH, False, ["data?"], [])
    assert resolved(odd, original=was()) == (BOTH, False, ["data?"], [])
    assert resolved(odd, ignored=(Ignored(),)) == (BOTH, False, ["data?"], [])
    assert resolved(odd, force=True, drift="warn") == (BOTH, True, [], [])


def test_fields_that_helms_own_updates_hold_are_nobody_elses() -> None:
    assert resolved(held(".data.a", "helm"), drift="ignore", original=was()) == (BOTH, True, [], [])


# Fields with dots, which only their managers tell apart


def test_a_dotted_field_is_found_by_what_its_manager_holds() -> None:
    one = item("Secret", data={"tls.crt": "x", "tls": "y"})
    fields = {"f:data": {"f:tls.crt": {}}}
    nested = {"f:data": {"f:tls": {"f:crt": {}}}}
    there = managed(managed(live(one), nested, "third"), fields, "other", operation="Update")
    there = managed(there, nested, "other", subresource="status")
    found = disputes.resolve(one, [held(".data.tls.crt")], *stated(drift="warn", original=was(one)), there)
    assert (found.body["data"], [conflict.field for conflict in found.drifted]) == ({"tls": "y"}, [".data.tls.crt"])


@pytest.mark.parametrize("there", [None, {}, {"metadata": None}, {"metadata": {"managedFields": None}}])
def test_without_managers_a_dotted_field_is_found_by_the_charts_object(there: Any) -> None:
    one = item("Secret", data={"tls.crt": "x", "tls": "y"})
    found = disputes.resolve(one, [held(".data.tls.crt")], *stated(drift="warn", original=was(one)), there)
    assert found.body["data"] == {"tls": "y"}


def test_a_manager_of_a_subresource_is_told_from_the_one_of_the_object() -> None:
    one = item("Deployment", "web", spec={"a.b": 1, "a": {"b": 1}})
    there = managed(live(one), {"f:spec": {"f:a": {"f:b": {}}}}, "other", subresource="status")
    there = managed(there, {"f:spec": {"f:a.b": {}}}, "other", fieldsV1=None)
    there = managed(there, {"f:spec": {"f:a.b": {}}}, "other")
    there = managed(there, {"f:spec": {"f:a": {"f:b": {}}}}, "third")
    policy = stated(drift="warn", original=was(one))
    assert disputes.resolve(one, [held(".spec.a.b")], *policy, there).body["spec"] == {"a": {"b": 1}}
    assert disputes.resolve(one, [held(".spec.a.b", "third")], *policy, there).body["spec"] == {"a.b": 1, "a": {}}
    assert disputes.resolve(one, [held(".spec.a.b", subresource="status")], *policy, there).body["spec"] == {
        "a.b": 1,
        "a": {},
    }


# Fields that are there to be filled in


def webhook(bundle: str) -> Item:
    body = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration"}
    hooks = [{"name": "w", "clientConfig": {"caBundle": bundle}}]
    return Item({**body, "metadata": {"name": "a"}, "webhooks": hooks}, "")


BUNDLE = held('.webhooks[name="w"].clientConfig.caBundle', "certgen")


@pytest.mark.parametrize("drift", ["correct", "warn"])
def test_a_filled_field_stays_as_long_as_the_chart_says_what_it_said(drift: str) -> None:
    one = webhook("Cg==")
    found = disputes.resolve(one, [BUNDLE], *stated(original={one.key: webhook("")}, drift=drift))
    assert (found.body["webhooks"], found.force) == ([{"name": "w", "clientConfig": {}}], False)
    assert (found.drifted, found.refused) == ([BUNDLE], [])


def test_a_filled_field_of_which_the_chart_says_something_else_is_refused() -> None:
    one = webhook("QUJD")
    for original in ({one.key: webhook("Cg==")}, {}):
        found = disputes.resolve(one, [BUNDLE], *stated(original=original))
        assert (found.refused, found.drifted, found.body is one.body) == ([BUNDLE], [], True)


def test_a_filled_field_is_taken_where_the_task_says_so() -> None:
    one = webhook("Cg==")
    found = disputes.resolve(one, [BUNDLE], *stated(original={one.key: one}, force=True))
    assert (found.force, found.drifted, found.body is one.body) == (True, [], True)


@pytest.mark.parametrize(("manager", "left"), [("certgen", True), ("kubectl-edit", False)])
def test_a_blank_field_is_left_to_who_filled_it_unless_by_hand(manager: str, left: bool) -> None:
    one = item("ConfigMap", data={"a": ""})
    conflict = held(".data.a", manager)
    found = disputes.resolve(one, [conflict], *stated(original={one.key: one}))
    assert (found.drifted, found.force, found.body["data"]) == (
        ([conflict], False, {}) if left else ([], True, {"a": ""})
    )


# Replicas


def scaled(conflict: FieldConflict, decision: Decision, **policy: Any) -> Resolution:
    return disputes.resolve(DEPLOYMENT, [conflict], *stated(autoscaled=lambda _item: decision, **policy))


REPLICAS, PAUSED = {"replicas": 2, "paused": True}, {"paused": True}
HPA = held(".spec.replicas", "kube-controller-manager", "scale")


@pytest.mark.parametrize("conflict", [HPA, held(".spec.replicas", "me"), held(".spec.replicas", "me", "scale")])
@pytest.mark.parametrize("original", [{}, was(DEPLOYMENT)])
@pytest.mark.parametrize("who", [SCALED, UNKNOWN])
def test_replicas_are_left_to_an_autoscaler(conflict: FieldConflict, original: Any, who: str) -> None:
    found = scaled(conflict, Decision(who, "may not list"), original=original, force=True)
    assert (told(found), found.unsure) == ((PAUSED, False, [], []), "may not list")


@pytest.mark.parametrize(
    ("conflict", "decision", "policy", "expected"),
    [
        # The autoscaler goes with this plan: what it set is nobody's.
        (HPA, RELEASED, {}, (REPLICAS, True, [], [])),
        (held(".spec.replicas", "me"), RELEASED, {}, (REPLICAS, True, [], [])),
        # It went by itself: what its controller set is nobody's, what a person set is theirs.
        (HPA, RELEASED, {"settled": True}, (REPLICAS, True, [], [])),
        (held(".spec.replicas", "me"), RELEASED, {"settled": True}, (REPLICAS, False, [".spec.replicas"], [])),
        (HPA, FREE, {}, (REPLICAS, True, [], [])),
        (held(".spec.replicas", "keda"), FREE, {}, (REPLICAS, True, [], [])),
        (HPA, FREE, {"drift": "warn"}, (PAUSED, False, [], [".spec.replicas"])),
        (held(".spec.replicas", "me"), FREE, {}, (REPLICAS, False, [".spec.replicas"], [])),
        (held(".spec.replicas", "me", "scale"), FREE, {"original": was(DEPLOYMENT)}, (REPLICAS, True, [], [])),
        # Other fields are no replicas, whoever holds them.
        (held(".spec.paused", "keda"), SCALED, {}, (REPLICAS, False, [".spec.paused"], [])),
    ],
)
def test_replicas_that_no_autoscaler_sets(  # the conflict, who decides, what is allowed, what comes of it
    conflict: FieldConflict, decision: str, policy: dict[str, Any], expected: Any
) -> None:
    found = scaled(conflict, Decision(decision), **policy)
    assert (told(found), found.unsure) == (expected, "")


OWN = held(".spec.replicas", "helm")
NOW = {**DEPLOYMENT.body, "spec": {"replicas": 5, "paused": True}}


@pytest.mark.parametrize(
    ("conflicts", "who", "expected"),
    [
        ([OWN], SCALED, ({"replicas": 5, "paused": True}, False, [], [])),
        ([HPA, OWN], SCALED, (PAUSED, False, [], [])),
        ([OWN, HPA], SCALED, (PAUSED, False, [], [])),
        ([OWN], UNKNOWN, (REPLICAS, True, [], [])),  # nobody but the chart has set them
        ([OWN], FREE, (REPLICAS, True, [], [])),
    ],
)
def test_replicas_that_helms_updates_hold_do_not_go_with_them(
    conflicts: list[FieldConflict], who: str, expected: Any
) -> None:
    policy, situation = stated(autoscaled=lambda _item: Decision(who, "may not list"))
    found = disputes.resolve(DEPLOYMENT, conflicts, policy, situation, NOW)
    assert told(found) == expected


def test_an_ignored_field_that_helms_updates_hold_stays_as_it_is() -> None:
    now = {**MAP.body, "data": {"a": "edited", "b": "1"}}
    policy, situation = stated(ignored=(Ignored(paths=("/data/a",)),))
    found = disputes.resolve(MAP, [held(".data.a", "helm")], policy, situation, now)
    assert told(found) == ({"a": "edited", "b": "1"}, False, [], [])
    assert MAP.body["data"] == BOTH


def test_replicas_of_a_custom_resource_are_known_by_who_set_them_how() -> None:
    one = item("Widget", spec={"size": 2})
    conflict = held(".spec.size", "kube-controller-manager", "scale")
    found = disputes.resolve(one, [conflict], *stated(autoscaled=lambda _item: Decision(SCALED)))
    assert told(found) == ({}, False, [], [])


def test_the_first_reason_not_to_know_is_told() -> None:
    conflicts = [held(".spec.replicas", "a"), held(".spec.replicas", "b")]
    reasons = iter(["one", "two"])
    policy = stated(autoscaled=lambda _item: Decision(UNKNOWN, next(reasons)))
    assert disputes.resolve(DEPLOYMENT, conflicts, *policy).unsure == "one"


def test_who_decides_is_asked_about_the_object() -> None:
    asked: list[Item] = []

    def decide(one: Item) -> Decision:
        asked.append(one)
        return Decision(FREE)

    disputes.resolve(DEPLOYMENT, [HPA], *stated(autoscaled=decide))
    assert asked == [DEPLOYMENT, DEPLOYMENT]


# The server's answer


def conflict(**cause: Any) -> list[FieldConflict]:
    error = KubeError("x", details={"causes": [{"reason": "FieldManagerConflict", **cause}]})
    return read_conflicts(error)


def test_a_conflict_is_read_from_its_cause() -> None:
    said = 'conflict with "kubectl-client-side-apply" with subresource "scale" using apps/v1'
    assert conflict(message=said, field=".spec.replicas") == [
        FieldConflict(".spec.replicas", "kubectl-client-side-apply", "scale", said)
    ]
    said = 'conflict with "kubectl" using v1 at 2026-01-01T00:00:00Z'
    assert conflict(message=said, field=".data") == [FieldConflict(".data", "kubectl", "", said)]


def test_a_cause_that_says_little_is_a_conflict_all_the_same() -> None:
    assert conflict() == [FieldConflict("", "", "", "")]
    assert conflict(message="odd", field=None) == [FieldConflict("", "", "", "odd")]


@pytest.mark.parametrize(
    "details", [{}, {"causes": None}, {"causes": [{"reason": "FieldValueInvalid", "field": "a"}, {"field": "b"}]}]
)
def test_another_answer_has_no_conflicts(details: Any) -> None:
    assert read_conflicts(KubeError("x", details=details)) == []


def test_other_causes_between_conflicts_are_passed_over() -> None:
    causes = [{"reason": "X"}, {"reason": "FieldManagerConflict", "field": ".a"}]
    assert [one.field for one in read_conflicts(KubeError("x", details={"causes": causes}))] == [".a"]


def test_what_a_policy_does_not_say_is_the_careful_thing() -> None:
    policy, situation = stated()
    facts = (policy.force, policy.take_ownership, situation.client_side, situation.settled, policy.waits)
    assert facts == (False,) * 5
    assert (policy.drift, policy.method, policy.recreate, policy.ignored) == ("correct", "apply", (), ())
    assert (situation.original, situation.is_coming(MAP), situation.passing) == ({}, False, frozenset())
    assert (situation.autoscaled(MAP), situation.replicas_at(MAP)) == (Decision("free", ""), ["spec", "replicas"])
    assert read_conflicts(KubeError("x")) == []
    situation.original[MAP.key] = MAP
    assert stated()[1].original == {}
    assert (CORRECT, WARN, IGNORE) == ("correct", "warn", "ignore")  # as the option has them
    assert (SCALED, RELEASED, UNKNOWN, FREE) == ("scaled", "released", "unknown", "free")
