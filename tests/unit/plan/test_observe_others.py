# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others did to an object, and who may say what comes of it: what is asked, and what is made of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    KubeError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe
from ansible_collections.native.helm.plugins.module_utils._helm.plan.conflicts import CORRECT, IGNORE, WARN
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    Item,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import SCALED, UNKNOWN, Decision

from .api import Api, denied, held, item, live, managed, stated
from .observed import FIELDS, ONE, THERE, changed, target

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
