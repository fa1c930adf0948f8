# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the server about each object, and what is made of its answers. That its real answers are these is
tested in tests/release."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    KubeError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe
from ansible_collections.native.helm.plugins.module_utils._helm.plan.conflicts import CORRECT, IGNORE, WARN
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    MERGE,
    PUT,
    Item,
    ObjectState,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.served import Served
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import SCALED, UNKNOWN, Decision

from .api import Api, denied, held, item, live, managed, stale, stated, webhook

ONE = item("ConfigMap", data={"a": "1"})
FIELDS = {"f:data": {"f:a": {}}}
THERE = managed(live(ONE), FIELDS)  # as helm's apply left it
NEW = Reply(201, ONE.body)  # the dry run's answer has no resource version


def target(api: Api, one: Item = ONE, *, known: bool = False, **policy: Any) -> ObjectState:
    how = {"known": True} if known else {}  # most are not, by default
    return observe.observe_target(api.client, one, *stated(**policy), **how)


def changed(data: str = "0", fields: Any = None) -> dict[str, Any]:
    """The object as somebody else left it."""
    return managed(live(ONE, data={"a": data}), FIELDS if fields is None else fields)


# Objects that are applied.


def test_what_is_as_it_was_left_costs_one_read(api: Api) -> None:
    api.has(THERE)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (THERE, THERE, True, True)
    assert (state.method, state.body, state.ignored, state.unsure) == (APPLY, ONE.body, False, False)


def test_what_is_not_surely_so_is_asked_about_beside_that(api: Api) -> None:
    there = changed()
    api.has(there)
    api.on("PATCH configmaps/a", THERE)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a"]
    asked = api.asked[1]
    assert asked.query == {"fieldManager": "helm", "dryRun": "All", "fieldValidation": "Strict", "force": "false"}
    assert (asked.path, asked.json()) == ("/api/v1/namespaces/ns/configmaps/a", ONE.body)
    assert (state.live, state.wanted, state.same, state.held) == (there, THERE, False, True)


def test_a_new_object_costs_one_dry_run(api: Api) -> None:
    api.on("PATCH configmaps/a", NEW)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (None, ONE.body, False, False)


def test_an_object_that_was_removed_by_hand_is_new(api: Api) -> None:
    api.on("PATCH configmaps/a", NEW)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a"]
    assert (state.live, state.wanted, state.same) == (None, ONE.body, False)


def test_an_object_that_the_release_did_not_have_may_be_there(api: Api) -> None:
    api.has(THERE)
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a", "GET configmaps/a"]
    assert (state.live, state.same, state.held) == (THERE, True, True)


def test_an_object_that_goes_between_two_requests_is_not_there(api: Api) -> None:
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a", "GET configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (None, THERE, False, False)


def test_what_moves_on_by_itself_is_no_difference(api: Api) -> None:
    there = {**THERE, "status": {"a": 1}}
    answer = {**THERE, "status": {"a": 2}, "metadata": {**THERE["metadata"], "resourceVersion": "8", "generation": 5}}
    api.has(managed(there, {}, "other", subresource="status"))
    api.on("PATCH configmaps/a", answer)
    state = target(api)
    assert (state.same, state.held) == (True, True)


@pytest.mark.parametrize("part", ["labels", "annotations", "ownerReferences"])
def test_what_others_may_write_is_a_difference(api: Api, part: str) -> None:
    api.has(THERE)
    api.on("PATCH configmaps/a", {**THERE, "metadata": {**THERE["metadata"], part: {"x": "y"}}})
    assert target(api).same is False


def test_what_helm_does_not_hold_yet_is_told(api: Api) -> None:
    api.has(live(ONE))
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert (state.same, state.held) == (True, False)


def test_an_empty_map_may_be_held_or_not(api: Api) -> None:
    """Its apply holds it only as long as nobody else has put something into it."""
    one = item("ConfigMap", data={})
    api.has(managed(live(one), {"f:data": {}}))
    api.on("PATCH configmaps/a", managed(live(one), {}))
    assert target(api, one).held is True


# What the server refuses.


def test_a_server_that_does_not_look_is_an_error_in_helms_words(api: Api) -> None:
    api.on("PATCH configmaps/a", Reply(401, status(401, "Unauthorized", "Unauthorized")))
    with pytest.raises(KubeError) as caught:
        target(api)
    assert caught.value.problem.startswith("server-side apply failed for object ns/a /v1, Kind=ConfigMap: ")
    assert isinstance(caught.value.__cause__, KubeError)
    assert caught.value.facts["failed_objects"][0]["name"] == "a"


def test_a_conflict_of_no_field_is_an_error(api: Api) -> None:
    api.on("PATCH configmaps/a", stale("configmaps", "a"))
    with pytest.raises(Conflict, match=r"^conflict occurred while applying object ns/a /v1, Kind=ConfigMap: "):
        target(api)


def test_a_refusal_is_for_the_gate(api: Api) -> None:
    api.has(changed())
    api.on("PATCH configmaps/a", denied("no such values"))
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a", "GET configmaps/a"]
    assert isinstance(state.refusal, Forbidden) and isinstance(state.problem, Forbidden)
    assert (state.live, state.wanted, state.same) == (changed(), None, False)


def test_what_takes_no_dry_run_is_compared_as_it_is(api: Api) -> None:
    there = managed(live(ONE, data={"a": "1", "b": "2"}), FIELDS)
    api.has(there)
    api.on("PATCH configmaps/a", webhook("does not support dry run"))
    state = target(api, original={ONE.key: ONE})
    assert (state.refusal, state.live, state.wanted, state.same) == (None, there, there, True)
    assert isinstance(state.problem, KubeError)


# Fields of others.

OTHERS = held((".data.a", "kubectl"))


def test_fields_of_others_that_nobody_may_take_are_told(api: Api) -> None:
    api.has(changed())
    api.on("PATCH configmaps/a", OTHERS)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a", "GET configmaps/a", "GET configmaps/a"]
    assert [conflict.field for conflict in state.conflicts] == [".data.a"]
    assert [(conflict.field, conflict.manager) for conflict in state.refused] == [(".data.a", "kubectl")]
    assert (state.live, state.wanted, state.same, state.drifted) == (changed(), None, False, [])


def test_fields_of_others_are_taken_by_force(api: Api) -> None:
    api.has(changed())
    api.on("PATCH configmaps/a", OTHERS, THERE)
    state = target(api, force=True)
    assert [asked.query["force"] for asked in api.asked if asked.method == "PATCH"] == ["false", "true"]
    assert (state.force, state.refused, state.wanted, state.same) == (True, [], THERE, False)
    assert (state.live, state.body) == (changed(), ONE.body)


def test_drift_is_taken_back_or_left(api: Api) -> None:
    api.has(changed("9"))
    api.on("PATCH configmaps/a", OTHERS, THERE)
    assert target(api, original={ONE.key: ONE}, settled=True).force is True
    api.on("PATCH configmaps/a", OTHERS, changed("9", {}))
    state = target(api, original={ONE.key: ONE}, settled=True, drift=WARN)
    assert api.sent("PATCH configmaps/a")[-1] == {**ONE.body, "data": {}}
    assert [conflict.field for conflict in state.drifted] == [".data.a"]
    assert (state.force, state.body, state.refused) == (False, {**ONE.body, "data": {}}, [])


def test_what_is_refused_once_conflicts_are_solved_is_for_the_gate(api: Api) -> None:
    api.has(changed())
    api.on("PATCH configmaps/a", OTHERS, denied("no such values"))
    state = target(api, force=True)
    assert isinstance(state.refusal, Forbidden) and state.wanted is None
    api.on("PATCH configmaps/a", OTHERS, Reply(401, status(401, "Unauthorized", "Unauthorized")))
    with pytest.raises(KubeError, match="server-side apply failed for object ns/a"):
        target(api, force=True)


def test_replicas_that_may_be_an_autoscalers_are_left_and_told(api: Api) -> None:
    one = item("Deployment", spec={"replicas": 1})
    there = managed(live(one, spec={"replicas": 3}), {"f:spec": {"f:replicas": {}}}, "kube-controller-manager")
    api.has(there)
    for decision, told in ((Decision(SCALED), 0), (Decision(UNKNOWN, "nobody may look"), 1)):
        api.on("PATCH deployments/a", held((".spec.replicas", "kube-controller-manager")), there)
        api.warned.clear()
        state = target(api, one, autoscaled=lambda _item, decision=decision: decision)
        assert (state.body["spec"], state.refused, state.same, len(api.warned)) == ({}, [], True, told)


# Kinds that come by this run.

COMING = {("example.org/v1", "Gadget"): True}


def gadget(version: str) -> Item:
    metadata = {"name": "a", "namespace": "ns"}
    return Item({"apiVersion": f"example.org/{version}", "kind": "Gadget", "metadata": metadata, "x": version}, "ns")


def test_an_object_of_a_kind_to_come_is_not_asked_about(api: Api) -> None:
    one = Item({**gadget("v1").body, "kind": "Thing"}, "ns")
    state = target(api, one, served=Served(api.client, {("example.org/v1", "Thing"): True}))
    assert (state.unsure, state.live, state.wanted, api.did()) == (True, None, None, [])


def test_it_may_be_there_in_another_version(api: Api) -> None:
    there = {**live(gadget("v2")), "y": 1}
    state = target(api, gadget("v1"), served=Served(api.client, COMING))
    assert (state.unsure, state.live, state.wanted) == (True, None, None)
    api.has(there)
    state = target(api, gadget("v1"), served=Served(api.client, COMING))
    assert (state.unsure, state.live) == (True, there)
    assert state.wanted == {**there, "apiVersion": "example.org/v1", "x": "v1"}
    assert {asked.path for asked in api.asked} == {"/apis/example.org/v2/namespaces/ns/gadgets/a"}


# What drift does not count.


def test_an_object_that_drift_does_not_count_is_not_looked_at(api: Api) -> None:
    state = target(api, known=True, settled=True, ignored=(Ignored("ConfigMap"),))
    assert (state.same, state.held, state.ignored, state.live, api.did()) == (True, True, True, None, [])


@pytest.mark.parametrize("policy", [{"settled": False, "ignored": (Ignored("ConfigMap"),)}, {"settled": True}])
def test_it_is_looked_at_where_something_else_changed(api: Api, policy: Any) -> None:
    api.has(THERE)
    assert target(api, known=True, **policy).ignored is False
    assert api.did() == ["GET configmaps/a"]


def test_places_that_drift_does_not_count_are_left_as_they_are(api: Api) -> None:
    one = item("ConfigMap", data={"a": "1", "b": "1"})
    there = managed(live(one, data={"a": "9", "b": "1"}), {"f:data": {"f:a": {}, "f:b": {}}})
    api.has(there)
    api.on("PATCH configmaps/a", managed(live(one), {}), there)
    state = target(api, one, settled=True, ignored=(Ignored(paths=("/data/a",)),))
    assert [body["data"] for body in api.sent("PATCH configmaps/a")] == [{"a": "1", "b": "1"}, {"a": "9", "b": "1"}]
    assert (state.same, state.held, state.body["data"]) == (True, True, {"a": "9", "b": "1"})


def test_places_that_are_as_they_were_are_not_asked_about_again(api: Api) -> None:
    api.has(THERE)
    api.on("PATCH configmaps/a", THERE)
    state = target(api, settled=True, ignored=(Ignored(paths=("/data/a",)),))
    assert (state.same, api.did()) == (True, ["PATCH configmaps/a", "GET configmaps/a"])


def test_places_are_left_by_force_where_all_else_is_taken(api: Api) -> None:
    api.has(changed("9"))
    api.on("PATCH configmaps/a", held((".data.b", "kubectl")), THERE, changed("9"))
    state = target(api, settled=True, force=True, ignored=(Ignored(paths=("/data/a",)),))
    assert [asked.query["force"] for asked in api.asked if asked.method == "PATCH"] == ["false", "true", "true"]
    assert state.same is True


# Replicas that an autoscaler sets.


@pytest.mark.parametrize("force", [False, True])
def test_replicas_that_an_autoscaler_set_are_left(api: Api, force: bool) -> None:
    """Though it holds nothing: it was made after the release, say."""
    one = item("Deployment", spec={"replicas": 1})
    there = managed(live(one, spec={"replicas": 3}), {"f:spec": {"f:replicas": {}}})
    api.has(there)
    answers = [held((".spec.paused", "kubectl"))] if force else []
    api.on("PATCH deployments/a", *answers, live(one), there)
    state = target(api, one, force=force, autoscaled=lambda _item: Decision(UNKNOWN, "nobody may look"))
    assert [body["spec"] for body in api.sent("PATCH deployments/a")][-1] == {"replicas": 3}
    assert api.asked[-1].query["force"] == ("true" if force else "false")
    assert (state.same, state.body["spec"]) == (True, {"replicas": 3})
    told = "its replicas are left as they are, for it cannot be told whether an autoscaler sets them: nobody may look"
    assert api.warned == [f"Deployment ns/a: {told}"]


def test_nobody_asks_who_sets_replicas_where_nothing_differs(api: Api) -> None:
    def never(_item: Item) -> Any:
        raise AssertionError("it was asked")

    one = item("Deployment", spec={"replicas": 1})
    api.has(live(one))
    api.on("PATCH deployments/a", live(one))
    assert target(api, one, autoscaled=never, replicas_at=never).same is True


# What the client wrote before.


def test_fields_that_the_client_wrote_go_with_the_chart(api: Api) -> None:
    """The dry run of an apply alone does not show it: they change hands first."""
    old = item("ConfigMap", data={"a": "1", "b": "1"})
    there = managed(live(old), {"f:data": {"f:a": {}, "f:b": {}}}, operation="Update")
    api.has(there)
    gone = live(ONE)
    api.on("PATCH configmaps/a", {**there, "x": 1}, gone)
    state = target(api, client_side=True, original={ONE.key: old})
    assert api.sent("PATCH configmaps/a") == [ONE.body, {"data": {"b": None}}]
    assert api.asked[-1].query["dryRun"] == "All"
    assert (state.wanted, state.same) == (gone, False)


@pytest.mark.parametrize(
    ("policy", "operation", "answer"),
    [
        ({"client_side": False}, "Update", {"x": 1}),
        ({"client_side": True}, "Apply", {"x": 1}),
        ({"client_side": True}, "Update", {}),
        ({"client_side": True, "original": {}}, "Update", {"x": 1}),
    ],
    ids=["the server wrote it", "the server holds it", "nothing differs", "it is new"],
)
def test_nothing_more_is_asked_where_nothing_changes_hands(api: Api, policy: Any, operation: str, answer: Any) -> None:
    there = managed(live(ONE), FIELDS, operation=operation)
    api.has(there)
    api.on("PATCH configmaps/a", {**there, **answer})
    target(api, **{"original": {ONE.key: item("ConfigMap", data={"b": "1"})}, **policy})
    assert len(api.sent("PATCH configmaps/a")) == 1


# Objects that the client writes.


def test_a_new_object_that_the_client_writes_is_created(api: Api) -> None:
    api.on("POST configmaps", NEW)
    state = target(api, method=MERGE)
    assert api.did() == ["GET configmaps/a", "POST configmaps"]
    assert (api.asked[1].query["dryRun"], api.asked[1].json()) == ("All", ONE.body)
    assert (state.live, state.wanted, state.same, state.held, state.method) == (None, ONE.body, False, True, MERGE)


@pytest.mark.parametrize("method", [MERGE, PUT])
def test_an_object_that_the_client_writes_is_merged_or_replaced(api: Api, method: str) -> None:
    there = live(ONE, data={"a": "0"})
    api.has(there)
    api.on("PATCH configmaps/a", live(ONE))
    api.on("PUT configmaps/a", live(ONE))
    state = target(api, method=method, original={ONE.key: ONE})
    assert api.did() == ["GET configmaps/a", f"{'PATCH' if method == MERGE else 'PUT'} configmaps/a"]
    assert (state.live, state.wanted, state.same, state.method) == (there, live(ONE), False, method)


def test_an_object_that_the_client_has_nothing_to_do_about(api: Api) -> None:
    api.has(live(ONE))
    state = target(api, method=MERGE, original={ONE.key: ONE})
    assert (state.same, state.held, api.did()) == (True, True, ["GET configmaps/a"])


def test_a_refused_merge_is_for_the_gate(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("PATCH configmaps/a", denied("no such values"))
    state = target(api, method=MERGE, original={ONE.key: ONE})
    assert state.refusal is not None
    assert state.refusal.problem == 'cannot patch "a" with kind ConfigMap: configmaps "a" is forbidden: no such values'
    assert (state.same, state.held) == (False, False)


def test_a_merge_that_takes_no_dry_run_is_compared(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("PATCH configmaps/a", webhook("does not support dry run"))
    state = target(api, method=MERGE, original={ONE.key: ONE}, force=True)
    assert (state.refusal, state.wanted, state.force) == (None, live(ONE), True)


@pytest.mark.parametrize(
    ("there", "request_", "words"),
    [(True, "PATCH configmaps/a", 'cannot patch "a" with kind ConfigMap: '), (False, "POST configmaps", "")],
)
def test_a_server_that_does_not_look_at_a_merge_is_an_error(api: Api, there: bool, request_: str, words: str) -> None:
    if there:
        api.has(live(ONE, data={"a": "0"}))
    api.on(request_, Reply(401, status(401, "Unauthorized", "Unauthorized")))
    with pytest.raises(KubeError) as caught:
        target(api, method=MERGE, original={ONE.key: ONE})
    assert caught.value.problem.startswith(words)
    assert words or not caught.value.problem.startswith(("cannot", "server-side"))
    assert isinstance(caught.value.__cause__, KubeError)


# All of a plan.


def test_what_is_wanted_no_more_is_read_in_its_order(api: Api) -> None:
    names = ("a", "b", "c", "d")
    items = {name: item("ConfigMap", name, data={"a": "1"}) for name in names}
    api.has(*(managed(live(items[name]), FIELDS) for name in ("a", "b", "d")))
    api.on("PATCH configmaps/b", managed(live(items["b"]), FIELDS))
    originals = [items["d"], items["c"], items["a"]]
    policy = stated(original={one.key: one for one in originals})
    found = observe.observe(api.client, [items["b"], items["a"]], *policy)
    assert [(state.item.name, state.same) for state in found.targets] == [("b", True), ("a", True)]
    assert [(one.name, there and there["metadata"]["name"]) for one, there in found.leftovers] == [
        ("d", "d"),
        ("c", None),
    ]
    assert found.original is policy[1].original
    assert sorted(api.did()) == [
        "GET configmaps/a", "GET configmaps/b", "GET configmaps/c", "GET configmaps/d", "PATCH configmaps/b",
    ]  # fmt: skip


HPA = {"spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}, "maxReplicas": 5}}
SCALED_ONE = item("Deployment", spec={"replicas": 1})


def scaled(api: Api, targets: list[Item], originals: list[Item], **policy: Any) -> Any:
    """The replicas that are sent last for a Deployment that has three."""
    api.has(managed(live(SCALED_ONE, spec={"replicas": 3}), {"f:spec": {"f:replicas": {}}}))
    api.on("PATCH deployments/a", live(SCALED_ONE))
    hpa = item("HorizontalPodAutoscaler", "h", **HPA)
    api.on("PATCH horizontalpodautoscalers/h", Reply(201, hpa.body))
    known = {one.key: one for one in originals}
    observe.observe(api.client, targets, *stated(original=known, **policy))
    return api.sent("PATCH deployments/a")[-1]["spec"].get("replicas")


def test_who_sets_replicas_is_told_from_the_cluster_and_the_plan(api: Api) -> None:
    hpa = item("HorizontalPodAutoscaler", "h", **HPA)
    assert scaled(api, [SCALED_ONE], []) == 1
    assert scaled(api, [SCALED_ONE, hpa], []) == 3
    labels = {"app.kubernetes.io/managed-by": "Helm"}
    annotations = {"meta.helm.sh/release-name": "web", "meta.helm.sh/release-namespace": "ns"}
    hpa.body["metadata"].update(labels=labels, annotations=annotations)
    api.has(live(hpa))
    assert scaled(api, [SCALED_ONE], []) == 3
    assert scaled(api, [SCALED_ONE], [hpa]) == 1  # which goes with this run


@pytest.mark.parametrize(
    ("policy", "written"),
    [
        ({"drift": CORRECT, "settled": True}, True),
        ({"drift": WARN, "settled": True}, False),
        ({"drift": IGNORE, "settled": True}, False),
        ({"drift": WARN, "settled": False}, True),
    ],
)
def test_an_autoscaler_that_drift_does_not_bring_back_sets_nothing(api: Api, policy: Any, written: bool) -> None:
    hpa = item("HorizontalPodAutoscaler", "h", **HPA)
    assert scaled(api, [SCALED_ONE, hpa], [], **policy) == (3 if written else 1)


def test_nothing_is_read_of_autoscalers_that_nobody_asks_about(api: Api) -> None:
    api.has(THERE)
    observe.observe(api.client, [ONE], *stated(original={ONE.key: ONE}))
    assert api.did() == ["GET configmaps/a"]


def test_an_object_of_ones_own_kind_has_its_replicas_where_its_definition_says(api: Api) -> None:
    one = item("Widget", spec={"size": 1, "replicas": 1})
    aim = {"apiVersion": "example.org/v1", "kind": "Widget", "name": "a"}
    versions = [{"name": "v1", "subresources": {"scale": {"specReplicasPath": ".spec.size"}}}]
    crd = item("CustomResourceDefinition", "widgets.example.org", spec={"versions": versions})
    hpa = item("HorizontalPodAutoscaler", "h", spec={"scaleTargetRef": aim, "maxReplicas": 5})
    api.has(live(hpa), live(crd), live(one, spec={"size": 3, "replicas": 1}))
    api.on("PATCH widgets/a", live(one))
    observe.observe(api.client, [one], *stated())
    assert api.sent("PATCH widgets/a")[-1]["spec"] == {"replicas": 1}


def test_they_are_read_once(api: Api) -> None:
    both = [item("Deployment", name, spec={"replicas": 1}) for name in ("a", "b")]
    for one in both:
        api.has(live(one, spec={"replicas": 3}))
        api.on(f"PATCH deployments/{one.name}", live(one))
    observe.observe(api.client, both, *stated())
    assert api.did().count("GET horizontalpodautoscalers") == 1


# What is told apart.


@pytest.mark.parametrize("metadata", [{}, None])
def test_an_object_of_little_has_a_content(metadata: Any) -> None:
    assert observe.content({"metadata": metadata, "status": 1, "data": 2}) == {"metadata": {}, "data": 2}


def test_only_what_an_apply_holds_of_the_object_itself_is_held() -> None:
    found = managed(live(ONE), {"f:a": {}})
    for change in ({"manager": "other"}, {"operation": "Update"}, {"subresource": "status"}):
        found = managed(found, {"f:b": {}}, **change)
    found = managed(found, {"f:c": {}})
    assert observe.held(found) == [{"f:a": {}}, {"f:c": {}}]
    assert observe.held({}) == observe.held({"metadata": {"managedFields": None}}) == []
    assert observe.held({"metadata": {"managedFields": [{"manager": "helm", "operation": "Apply"}]}}) == [None]


def test_what_is_held_of_a_secret_is_held_of_its_data() -> None:
    """The server keeps what a chart has as stringData there, and both names in the fields."""
    found = managed(live(item("Secret")), {"f:stringData": {"f:a": {}}, "f:data": {"f:b": {}}, "f:type": {}})
    found = managed(found, None)  # type: ignore[arg-type]
    assert observe.held(found) == [{"f:data": {"f:a": {}, "f:b": {}}, "f:type": {}}, {}]


def holds(before: Optional[dict[str, Any]], after: Optional[dict[str, Any]], body: dict[str, Any]) -> bool:
    one, other = (live(ONE) if fields is None else managed(live(ONE), fields) for fields in (before, after))
    return observe._is_held(one, other, body)


def test_what_holds_no_element_may_be_held_or_not() -> None:
    """An empty map of the chart is held or not, as others put something into it or took it out."""
    body = {"spec": {"a": {}, "b": [], "c": 1}}
    full = {"f:spec": {"f:a": {}, "f:b": {}, "f:c": {}}}
    assert holds(full, full, body) is holds(None, None, body) is True
    assert holds({"f:spec": {"f:c": {}}}, full, body) is holds(full, {"f:spec": {"f:c": {}}}, body) is True
    assert holds({"f:spec": {"f:a": {}}}, full, body) is False
    assert holds(None, full, body) is holds(full, None, body) is False


def test_every_entry_counts() -> None:
    """There is one a version of the API that an apply was in."""
    one, other, same = ({"f:data": {f"f:{name}": {}}} for name in "abc")
    body = {"data": {"a": "1", "b": "1", "c": "1"}}
    for pair in ((one, same), (same, one)):
        before = managed(managed(live(ONE), pair[0]), pair[1])
        after = managed(managed(live(ONE), other if pair[0] is one else same), other if pair[1] is one else same)
        assert observe._is_held(before, after, body) is False
        assert observe._is_held(before, before, body) is True


def test_an_entry_without_fields_holds_none() -> None:
    entry = {"manager": "helm", "operation": "Apply"}
    one, other = ({"metadata": {"managedFields": [{**entry, **more}]}} for more in ({}, {"fieldsV1": {"f:a": {}}}))
    assert observe._is_held(one, other, {"a": {}}) is observe._is_held(other, one, {"a": {}}) is True
    assert observe._is_held(one, other, {"a": 1}) is False
