# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From observations to operations, without any input or output."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, KubeError, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import (
    build,
    conflicts,
    disputes,
    fieldpath,
    ownership,
    situation,
    terminating,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    FieldConflict,
    Item,
    ObjectState,
    Observation,
    Plan,
)

from .api import stated

KEEP = {"helm.sh/resource-policy": "keep"}


def body(name: str = "a", text: str = "x", **annotations: str) -> dict[str, Any]:
    """A ConfigMap of the release web in ns."""
    bare = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "ns", "annotations": annotations},
        "data": {"text": text},
    }
    return ownership.owned_body(bare, "web", "ns")


def item(name: str = "a", text: str = "x", **annotations: str) -> Item:
    return Item(body(name, text, **annotations), "ns")


def state(wanted: Item, live: Optional[dict[str, Any]] = None, **facts: Any) -> ObjectState:
    """What was observed of an object; it is as wanted when it is there and nothing else is said."""
    known = {"same": live is not None, "held": live is not None, **facts}
    return ObjectState(wanted, wanted.body, live, wanted.body, **known)


def plan(
    states: list[ObjectState],
    reasons: list[str],
    *,
    original: Optional[list[Item]] = None,
    leftovers: Optional[list[tuple[Item, Optional[dict[str, Any]]]]] = None,
    **policy: Any,
) -> Plan:
    """The plan for the release web in ns."""
    known = {one.key: one for one in original or []}
    observation = Observation(states, leftovers or [], known)
    return build.build(observation, reasons, *stated(original=known, **policy), release="web", namespace="ns")


def told(made: Plan) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.item.name, entry.why) for entry in made.operations]


def test_install_creates() -> None:
    assert told(plan([state(item("a")), state(item("b"))], ["created"])) == [
        ("create", "a", "created"),
        ("create", "b", "created"),
    ]


def test_nothing_to_do() -> None:
    made = plan([state(item(), body())], [], original=[item()])
    assert (told(made), made.changes, made.reasons) == ([("unchanged", "a", "")], False, [])


def test_changed_template_is_an_update_for_the_manifest() -> None:
    made = plan([state(item("a", "new"), body(), same=False)], ["manifest"], original=[item()])
    assert told(made) == [("update", "a", "manifest")]


def test_changed_live_object_is_an_update_for_drift() -> None:
    made = plan([state(item(), body("a", "edited"), same=False)], [], original=[item()])
    assert (told(made), made.reasons) == ([("update", "a", "drift")], ["drift"])


def test_missing_object_of_the_last_revision_is_drift() -> None:
    made = plan([state(item())], [], original=[item()])
    assert (told(made), made.reasons) == ([("create", "a", "drift")], ["drift"])


@pytest.mark.parametrize("drift", ["warn", "ignore"])
def test_drift_that_is_left_is_no_change_but_is_told(drift: str) -> None:
    made = plan([state(item(), body("a", "edited"), same=False)], [], original=[item()], drift=drift)
    assert (told(made), made.reasons, made.changes) == ([("unchanged", "a", "drift")], [], False)
    assert [entry.item.name for entry in made.drifted] == ["a"]


def test_fields_held_by_nobody_are_taken() -> None:
    observed = state(item(), body(), held=False)
    assert told(plan([observed], [], original=[item()])) == [("update", "a", "drift")]


def test_update_entries_of_helm_change_hands() -> None:
    live = body("a", "old")
    live["metadata"]["managedFields"] = [{"manager": "helm", "operation": "Update", "fieldsV1": {}}]
    made = plan([state(item(), live, same=False)], ["values"], original=[item("a", "old")])
    assert [entry.migrate for entry in made.operations] == [True]


def test_what_is_wanted_no_more_goes_last() -> None:
    old = item("old")
    made = plan([state(item())], ["manifest"], leftovers=[(old, old.body), (item("gone"), None)])
    assert told(made) == [("create", "a", "created"), ("delete", "old", "removed")]


def test_kept_objects_are_kept_whether_the_manifest_or_the_live_object_says_so() -> None:
    marked, plain = item("b", "x", **KEEP), item("b")
    for one, live in ((marked, plain.body), (plain, marked.body)):
        assert told(plan([], ["manifest"], leftovers=[(one, live)])) == [("keep", "b", "resource policy")]


def test_a_leftover_that_is_being_deleted_is_not_deleted_again() -> None:
    live = body("b")
    live["metadata"]["deletionTimestamp"] = "2026-01-31T10:00:00Z"
    made = plan([state(item(), body())], [], original=[item()], leftovers=[(item("b"), live)])
    assert (told(made), made.reasons) == ([("unchanged", "a", ""), ("unchanged", "b", "removed")], [])
    assert [entry.described().get("state") for entry in made.operations] == [None, "terminating"]
    assert terminating.warnings(made.operations) == []
    removed = build.removal([(item("b"), live)], release="web", namespace="ns")
    assert told(removed) == [("delete", "b", "removed")]  # it is to be waited for


def test_object_that_another_release_took_over_is_not_deleted() -> None:
    taken = ownership.owned_body(body("b"), "other", "ns")
    made = plan([], ["manifest"], leftovers=[(item("b"), taken)])
    assert made.operations[0].action == "keep" and 'current value is "other"' in made.operations[0].why


def test_foreign_object_is_refused_in_helms_words() -> None:
    live = {"metadata": {"name": "a"}}
    expected = (
        'ConfigMap "a" in namespace "ns" exists and cannot be imported into the current release: invalid ownership '
        'metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; '
        'annotation validation error: missing key "meta.helm.sh/release-name": must be set to "web"; annotation '
        'validation error: missing key "meta.helm.sh/release-namespace": must be set to "ns"'
    )
    with pytest.raises(ReleaseError) as caught:
        plan([state(item(), live, same=False)], ["created"])
    assert caught.value.problem == expected
    adopted = plan([state(item(), live, same=False)], ["created"], take_ownership=True)
    assert told(adopted) == [("update", "a", "adopted")]


def test_an_object_that_this_run_has_made_is_nobody_elses() -> None:
    live = {"metadata": {"name": "a"}}
    made = plan([state(item(), live, same=False)], ["created"], made=frozenset([item().key]))
    assert told(made) == [("update", "a", "adopted")]
    with pytest.raises(ReleaseError, match="cannot be imported"):
        plan([state(item(), live, same=False)], ["created"], made=frozenset([item("b").key]))


def test_refused_fields_fail_the_plan_with_every_conflict() -> None:
    held = [FieldConflict(".data.text", "operator", "", 'conflict with "operator" using v1')]
    with pytest.raises(Conflict) as caught:
        plan([state(item("a"), body("a"), refused=held), state(item("b"), body("b"), refused=held * 2)], ["values"])
    assert [
        (entry["object"]["name"], entry["field"], entry["manager"]) for entry in caught.value.facts["conflicts"]
    ] == [
        ("a", ".data.text", "operator"),
        ("b", ".data.text", "operator"),
        ("b", ".data.text", "operator"),
    ]
    assert caught.value.problem.startswith(
        "conflict occurred while applying object ns/a /v1, Kind=ConfigMap: Apply failed with 1 conflict: conflict with "
        '"operator" using v1: .data.text && conflict occurred'
    )


def test_uninstall_deletes_what_is_ours_and_keeps_the_rest() -> None:
    foreign = {"metadata": {"name": "c"}}
    made = build.removal(
        [(item("a"), body("a")), (item("b", "x", **KEEP), body("b")), (item("c"), foreign), (item("d"), None)],
        release="web",
        namespace="ns",
    )
    assert [(entry.action, entry.item.name) for entry in made.operations] == [
        ("delete", "a"),
        ("keep", "b"),
        ("keep", "c"),
    ]


# Conflicts


REPLICAS = FieldConflict(".spec.replicas", "kubectl", "scale", "")
SCALED, UNKNOWN, RELEASED = (
    situation.Decision(who) for who in (situation.SCALED, situation.UNKNOWN, situation.RELEASED)
)


def scaled(replicas: int = 1) -> Item:
    spec = {"replicas": replicas, "other": 1}
    return Item({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}, "ns")


@pytest.mark.parametrize(
    ("policy", "force", "refused", "replicas"),
    [
        ({}, True, 0, 1),
        ({"drift": "warn"}, False, 0, None),
        ({"drift": "ignore"}, False, 0, None),
        ({"autoscaled": lambda item: SCALED}, False, 0, None),
        ({"autoscaled": lambda item: SCALED, "force": True}, False, 0, None),
        ({"autoscaled": lambda item: UNKNOWN}, False, 0, None),
        ({"autoscaled": lambda item: UNKNOWN, "original": {}}, False, 0, None),
        ({"autoscaled": lambda item: RELEASED, "original": {}}, True, 0, 1),
        ({"autoscaled": lambda item: RELEASED, "drift": "ignore"}, True, 0, 1),
        ({"autoscaled": lambda item: RELEASED, "drift": "ignore", "settled": True}, False, 0, None),
        ({"drift": "ignore", "force": True}, True, 0, 1),
        ({"original": {}}, False, 1, 1),
        ({"original": {}, "force": True}, True, 0, 1),
    ],
)
def test_field_of_another_manager(policy: dict[str, Any], force: bool, refused: int, replicas: Optional[int]) -> None:
    wanted = scaled()
    known = {"original": {wanted.key: wanted}, **policy}
    found = disputes.resolve(wanted, [REPLICAS], *stated(**known))
    assert (found.force, len(found.refused), found.body["spec"].get("replicas")) == (force, refused, replicas)
    assert wanted.body["spec"]["replicas"] == 1


def test_field_that_the_last_revision_had_not_is_refused_even_where_drift_is_put_back() -> None:
    wanted = scaled()
    known = {wanted.key: Item({**wanted.body, "spec": {"other": 1}}, "ns")}
    assert len(disputes.resolve(wanted, [REPLICAS], *stated(original=known)).refused) == 1


def test_replicas_of_an_autoscaler_that_is_there_no_more_are_nobodys() -> None:
    old = FieldConflict(".spec.replicas", "kube-controller-manager", "scale", "")
    found = disputes.resolve(scaled(), [old], *stated())
    assert (found.force, found.refused) == (True, [])
    kept = disputes.resolve(scaled(), [old], *stated(original={scaled().key: scaled()}, drift="ignore"))
    assert (kept.force, kept.drifted) == (False, [old])


def test_helms_own_updates_are_no_conflict() -> None:
    own = FieldConflict(".spec.replicas", "helm", "", "")
    assert disputes.resolve(scaled(), [own], *stated(drift="ignore")).force is True


def test_conflicts_are_read_from_the_answer() -> None:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": 'conflict with "kubectl" with subresource "scale" using apps/v1',
            "field": ".spec.replicas",
        },
        {"reason": "FieldManagerConflict", "message": 'conflict with "a \\"b\\"" using v1', "field": ".data.x"},
        {"reason": "Other"},
    ]
    found = conflicts.read_conflicts(KubeError("x", details={"causes": causes}))
    assert [(entry.field, entry.manager, entry.subresource) for entry in found] == [
        (".spec.replicas", "kubectl", "scale"),
        (".data.x", 'a \\"b\\"', ""),
    ]
    assert conflicts.read_conflicts(KubeError("x")) == []


# Field paths

POD = {
    "spec": {
        "containers": [
            {"name": "app", "image": "a", "ports": [{"containerPort": 80}, {"containerPort": 90, "protocol": "UDP"}]},
            {"name": "side", "args": ["x", "y"]},
        ]
    },
    "metadata": {"finalizers": ["one", "two"]},
}


@pytest.mark.parametrize(
    ("path", "there"),
    [
        (".spec", True),
        (".spec.replicas", False),
        ('.spec.containers[name="app"].image', True),
        ('.spec.containers[name="none"].image', False),
        ('.spec.containers[name="app"].ports[containerPort=80,protocol="TCP"].containerPort', True),
        ('.spec.containers[name="app"].ports[containerPort=90,protocol="TCP"]', False),
        ('.spec.containers[name="side"].args[1]', True),
        ('.spec.containers[name="side"].args[2]', False),
        ('.metadata.finalizers[="two"]', True),
        ('.metadata.finalizers[="three"]', False),
    ],
)
def test_paths_are_found_and_removed(path: str, there: bool) -> None:
    steps = fieldpath.parse(path)
    assert steps is not None
    assert fieldpath.find(POD, steps) is there
    rest = fieldpath.without(POD, steps)
    assert fieldpath.find(rest, steps) is False
    assert (rest == POD) is not there


@pytest.mark.parametrize("path", ["spec", ".a[", ".a[b", '.a[b="c', ".a[b=]", ".a[=1"])
def test_paths_that_are_not_understood(path: str) -> None:
    assert fieldpath.parse(path) is None


@pytest.mark.parametrize("value", ["retain", "delete", ""])
def test_a_removal_leaves_what_has_any_resource_policy(value: str) -> None:
    """As helm uninstall does, which says nothing of it; an upgrade deletes it, as helm upgrade does."""
    one = item("a", **{"helm.sh/resource-policy": value})
    made = build.removal([(one, one.body), (item("b"), body("b"))], release="web", namespace="ns")
    assert told(made) == [("keep", "a", "resource policy"), ("delete", "b", "removed")]
    assert told(plan([], ["changed"], leftovers=[(one, one.body)])) == [("delete", "a", "removed")]
