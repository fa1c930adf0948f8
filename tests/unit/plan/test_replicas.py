# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an object has its replicas, whether they stay as they are, and what is sent then."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Unauthorized
from ansible_collections.native.helm.plugins.module_utils._helm.plan import autoscaling
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item, ObjectState
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import (
    FREE,
    RELEASED,
    SCALED,
    UNKNOWN,
    Decision,
    Situation,
)

from .api import Api, forbidden, managed, not_found
from .test_autoscaling import scaler, workload


def widget(version: str = "v1", **spec: Any) -> Item:
    body = {"apiVersion": f"example.org/{version}", "kind": "Widget", "metadata": {"name": "web", "namespace": "ns"}}
    return Item({**body, "spec": spec}, "ns")


def definition(*versions: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.org"},
        "spec": {"versions": list(versions)},
    }


def scaling(path: Any, name: str = "v1") -> dict[str, Any]:
    return {"name": name, "subresources": {"scale": {"specReplicasPath": path}}}


def autoscaled_widget(api: Api) -> autoscaling.Deciders:
    api.has(scaler(apiVersion="example.org/v1", kind="Widget", name="web"))
    api.on("GET scaledobjects", {"metadata": {}, "items": []})
    return autoscaling.Deciders(api.client, [], [], {})


def test_a_custom_resource_has_its_replicas_where_its_definition_says(api: Api) -> None:
    api.has(definition(scaling(".spec.other", "v2"), scaling(".spec.size.count")))
    assert autoscaled_widget(api).path_of(widget()) == ["spec", "size", "count"]


def test_where_nothing_scales_it_no_definition_is_read(api: Api) -> None:
    assert autoscaling.Deciders(api.client, [], [], {}).path_of(widget()) == ["spec", "replicas"]
    assert api.did() == ["GET horizontalpodautoscalers"]


@pytest.mark.parametrize(
    "answer",
    [
        not_found("customresourcedefinitions", "widgets.example.org", "apiextensions.k8s.io"),
        forbidden("get", "customresourcedefinitions", "widgets.example.org", "apiextensions.k8s.io"),
    ],
)
def test_what_cannot_be_read_of_a_definition_is_the_usual_place(api: Api, answer: Reply) -> None:
    api.on("GET customresourcedefinitions/widgets.example.org", answer)
    assert autoscaled_widget(api).path_of(widget()) == ["spec", "replicas"]
    assert api.did()[-1] == "GET customresourcedefinitions/widgets.example.org"


def test_a_server_that_does_not_know_the_user_is_an_error_here_too(api: Api) -> None:
    found = autoscaled_widget(api)
    found.decision(widget())
    problem = Reply(401, status(401, "Unauthorized", "Unauthorized"))
    api.on("GET customresourcedefinitions/widgets.example.org", problem)
    with pytest.raises(Unauthorized):
        found.path_of(widget())


def test_the_kinds_of_kubernetes_have_their_replicas_in_one_place(api: Api) -> None:
    found = autoscaling.Deciders(api.client, [], [], {})
    for api_version in ("apps/v1", "v1", "policy.k8s.io/v1"):
        assert found.path_of(workload(api_version)) == ["spec", "replicas"]
    assert api.asked == []


@pytest.mark.parametrize(
    ("crd", "path"),
    [
        ({}, ["spec", "replicas"]),
        ({"spec": {"versions": None}}, ["spec", "replicas"]),
        (definition({"name": "v1", "subresources": None}), ["spec", "replicas"]),
        (definition({"name": "v1", "subresources": {"scale": None}}), ["spec", "replicas"]),
        (definition(scaling(None)), ["spec", "replicas"]),
        (definition(scaling("spec.x")), ["spec", "replicas"]),
        (definition(scaling(".x", "v2")), ["spec", "replicas"]),
        (definition(scaling(".x")), ["x"]),
    ],
)
def test_the_place_that_a_definition_names(crd: dict[str, Any], path: list[str]) -> None:
    assert autoscaling.scale_path(crd, "v1") == path


REPLICAS = {"f:spec": {"f:replicas": {}}}


def dispute(
    who: str, *, body: Any = 2, live: Any = 9, wanted: Any = 2, before: Any = None, why: str = ""
) -> Optional[list[str]]:
    """Where replicas stay. before: what the last revision said, None where it had no such object."""

    def deployment(replicas: Any) -> dict[str, Any]:
        return {**workload().body, "spec": {} if replicas is None else {"replicas": replicas}}

    item = Item(deployment(body), "ns")
    original = {} if before is None else {item.key: Item(deployment(before or None), "ns")}
    situation = Situation(autoscaled=lambda asked: Decision(who if asked is item else FREE, why), original=original)
    return autoscaling.disputed(ObjectState(item, item.body, deployment(live), deployment(wanted)), situation)


@pytest.mark.parametrize(
    ("who", "facts", "stays"),
    [
        (SCALED, {}, True),
        (RELEASED, {}, False),
        (FREE, {}, False),
        (SCALED, {"wanted": 9}, False),  # they would stay anyway
        (SCALED, {"live": None}, False),  # there are none
        (SCALED, {"wanted": None}, True),
        (UNKNOWN, {}, True),
        (UNKNOWN, {"before": 2}, True),  # somebody has changed them since
        (UNKNOWN, {"before": 9}, False),  # they are as the chart had them: nobody but the chart changes them
        (UNKNOWN, {"before": 9, "body": None}, True),
        (UNKNOWN, {"before": 0}, True),  # the last revision said nothing of them
        (UNKNOWN, {"before": 0, "wanted": 9}, False),
    ],
)
def test_replicas_stay_where_an_autoscaler_sets_them_or_may(who: str, facts: dict[str, Any], stays: bool) -> None:
    assert dispute(who, **facts) == (["spec", "replicas"] if stays else None)


def test_replicas_of_what_is_not_there_are_not_disputed() -> None:
    situation = Situation(autoscaled=lambda _item: Decision(SCALED))
    assert autoscaling.disputed(ObjectState(workload(), {}), situation) is None


def test_replicas_are_looked_for_where_the_object_has_them() -> None:
    item = widget(web=2)
    situation = Situation(autoscaled=lambda _item: Decision(SCALED), replicas_at=lambda asked: ["spec", asked.name])
    live = {"spec": {"web": 9, "replicas": 2}}
    assert autoscaling.disputed(ObjectState(item, item.body, live, item.body), situation) == ["spec", "web"]


@pytest.mark.parametrize(
    ("entry", "replicas"),
    [
        ({}, 9),  # an apply without them would take them away
        ({"operation": "Update"}, 9),  # these become the apply's own
        ({"subresource": "scale"}, None),
        ({"manager": "kube-controller-manager"}, None),
        ({"fieldsV1": {"f:spec": {}}}, None),
        ({"fieldsV1": None}, None),
    ],
)
def test_replicas_that_helm_holds_are_sent_as_they_are(entry: dict[str, Any], replicas: Optional[int]) -> None:
    body = {**workload().body, "spec": {"replicas": 2, "paused": True}}
    live = managed({**body, "spec": {"replicas": 9}}, REPLICAS, **entry)
    spec = {"paused": True} if replicas is None else {"paused": True, "replicas": replicas}
    assert autoscaling.left(body, live, ["spec", "replicas"])["spec"] == spec
    assert body["spec"]["replicas"] == 2


def test_one_of_several_entries_of_helms_is_enough() -> None:
    body = {**workload().body, "spec": {"replicas": 2}}
    live = managed(managed({**body, "spec": {"replicas": 9}}, {"f:data": {}}), REPLICAS)
    assert autoscaling.left(body, live, ["spec", "replicas"])["spec"] == {"replicas": 9}


@pytest.mark.parametrize("metadata", [None, {"managedFields": None}])
def test_replicas_that_nobody_holds_are_not_sent(metadata: Any) -> None:
    body = {**workload().body, "spec": {"replicas": 2}}
    live = {**body, "metadata": metadata, "spec": {"replicas": 9}}
    assert autoscaling.left(body, live, ["spec", "replicas"])["spec"] == {}


def test_that_nobody_can_tell_is_told_with_what_stands_in_the_way(api: Api) -> None:
    unknown = Situation(autoscaled=lambda one: Decision(UNKNOWN, f"{one.name} is secret"))
    autoscaling.tell(api.client, workload(), unknown)
    autoscaling.tell(api.client, workload(), Situation(autoscaled=lambda _item: Decision(SCALED)))
    told = (
        "Deployment ns/web: its replicas are left as they are, for it cannot be told whether an autoscaler sets "
        "them: web is secret"
    )
    assert api.warned == [told]


@pytest.mark.parametrize(
    ("live", "body", "who", "expected"),
    [
        ({"replicas": 1}, {}, SCALED, ["spec", "replicas"]),
        ({"replicas": 1}, {"replicas": 1}, SCALED, None),  # the chart says something of them
        ({"replicas": 1}, {}, FREE, None),
        ({"replicas": 1}, {}, RELEASED, None),
        ({"replicas": 1}, {}, UNKNOWN, None),
        ({}, {}, SCALED, None),
    ],
)
def test_replicas_that_helm_alone_holds_are_kept(live: Any, body: Any, who: str, expected: Any) -> None:
    item = workload()
    now = managed({**item.body, "spec": live}, REPLICAS)
    state = ObjectState(item, {**item.body, "spec": body}, live=now, wanted=now)
    decisions = {item.key: Decision(who)}
    assert autoscaling.kept(state, Situation(autoscaled=lambda asked: decisions[asked.key])) == expected


def test_replicas_that_nobody_or_someone_else_holds_need_no_keeping() -> None:
    item = workload()
    bare = {**item.body, "spec": {"replicas": 1}}
    for now in (None, bare, managed(bare, REPLICAS, "other")):
        state = ObjectState(item, {**item.body, "spec": {}}, live=now, wanted=now)
        assert autoscaling.kept(state, Situation(autoscaled=lambda _item: Decision(SCALED))) is None
