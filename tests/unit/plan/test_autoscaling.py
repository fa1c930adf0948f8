# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sets replicas once a plan is carried out: the plan's autoscalers, those that go with it, those of others."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    KubeError,
    NotFound,
    Unauthorized,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import autoscaling, ownership
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import FREE, RELEASED, UNKNOWN

HPA = ("autoscaling", "HorizontalPodAutoscaler")
KEDA = ("keda.sh", "ScaledObject")


def scaler(api_version: str = "autoscaling/v2", called: str = "h", **target: Any) -> dict[str, Any]:
    kind = "ScaledObject" if "keda" in api_version else "HorizontalPodAutoscaler"
    reference = target or {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": called, "namespace": "ns"}}
    return ownership.owned_body({**body, "spec": {"scaleTargetRef": reference}}, "web", "ns")


def workload(api_version: str = "apps/v1", kind: str = "Deployment", name: str = "web") -> Item:
    return Item({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}, "ns")


class Cluster:
    """What a cluster has of autoscalers: lists by api_version, or the error that listing them gives."""

    def __init__(self, served: dict[str, Any]) -> None:
        self.served = served
        self.asked: list[str] = []

    def list(self, api_version: str, kind: str, namespace: str, *, patience: float) -> list[dict[str, Any]]:
        assert (patience, namespace) == (5.0, "ns")
        assert (api_version.partition("/")[0], kind) in (HPA, KEDA)
        self.asked.append(api_version)
        found = self.served.get(api_version, NotFound("no matches for kind"))
        if isinstance(found, Exception):
            raise found
        listed: list[dict[str, Any]] = found
        return listed


def who(
    served: dict[str, Any],
    *,
    item: Optional[Item] = None,
    plan: tuple[dict[str, Any], ...] = (),
    gone: tuple[dict[str, Any], ...] = (),
    before: tuple[dict[str, Any], ...] = (),
) -> str:
    """The decision. plan: the plan's autoscalers; gone: those that it removes; before: the last revision's."""
    items, left, known = ([Item(body, "ns") for body in bodies] for bodies in (plan, gone, before))
    original = {one.key: one for one in known}
    client: Any = Cluster(served)
    listed = served.get("autoscaling/v2")
    live = {body["metadata"]["name"]: body for body in (listed if isinstance(listed, list) else [])}
    found = autoscaling.Deciders(client, items, [(one, live.get(one.name, one.body)) for one in left], original)
    return found.decision(item or workload()).who


@pytest.mark.parametrize(
    ("body", "item", "means"),
    [
        (scaler(), workload(), True),
        (scaler(), workload("apps/v1beta1"), True),
        (scaler(), workload("extensions/v1beta1"), True),
        (scaler(apiVersion="extensions/v1beta1", kind="Deployment", name="web"), workload(), True),
        (scaler(apiVersion="apps/v1beta1", kind="Deployment", name="web"), workload(), True),
        (scaler(kind="Deployment", name="web"), workload(), True),
        (scaler(), workload("example.com/v1"), False),
        (scaler(), workload(name="other"), False),
        (scaler(), workload(kind="StatefulSet"), False),
        (scaler(apiVersion="apps/v1", kind="StatefulSet", name="web"), workload(kind="StatefulSet"), True),
        (scaler(apiVersion="apps/v1", kind="ReplicaSet", name="web"), workload(kind="ReplicaSet"), True),
        (scaler(apiVersion="example.com/v1", kind="Widget", name="web"), workload("example.com/v2", "Widget"), True),
        (scaler("keda.sh/v1alpha1", name="web"), workload(), True),
        (scaler("keda.sh/v1alpha1", name="web"), workload("example.com/v1"), False),
        (scaler("keda.sh/v1alpha1", name="web"), workload(kind="StatefulSet"), False),
        (
            scaler("keda.sh/v1alpha1", apiVersion="apps/v1", kind="StatefulSet", name="web"),
            workload(kind="StatefulSet"),
            True,
        ),
    ],
)
def test_what_an_autoscaler_aims_at(body: dict[str, Any], item: Item, means: bool) -> None:
    aim = autoscaling.aim_of(body, body["apiVersion"].partition("/")[0])
    assert aim is not None and aim.means(item) is means


@pytest.mark.parametrize("spec", [{}, {"scaleTargetRef": None}, {"scaleTargetRef": {"kind": "Deployment"}}])
def test_an_autoscaler_without_a_target_aims_at_nothing(spec: dict[str, Any]) -> None:
    assert autoscaling.aim_of({"spec": spec}, "autoscaling") is None


def test_live_autoscalers_decide_and_none_do_not() -> None:
    assert who({"autoscaling/v2": [scaler()]}) == "scaled"
    assert who({"autoscaling/v1": [scaler("autoscaling/v1")]}) == "scaled"  # an old server
    assert who({"autoscaling/v2": [], "keda.sh/v1alpha1": [scaler("keda.sh/v1alpha1", name="web")]}) == "scaled"
    assert who({"autoscaling/v2": [scaler()]}, item=workload(name="other")) == "free"
    assert who({}) == "free"


@pytest.mark.parametrize("api", ["autoscaling/v2", "keda.sh/v1alpha1"])
@pytest.mark.parametrize(
    "error", [Forbidden("no", status=403), KubeError("away", status=503), KubeError("500", status=500)]
)
def test_what_cannot_be_read_is_unknown(api: str, error: KubeError) -> None:
    assert who({"autoscaling/v2": [], api: error}) == "unknown"
    assert who({"autoscaling/v2": [], api: error}, plan=(scaler(),)) == "scaled"
    assert who({"autoscaling/v2": [], api: error}, gone=(scaler(),)) == "released"


def test_an_autoscaler_that_the_plan_removes_decides_no_more() -> None:
    assert who({"autoscaling/v2": [scaler()]}, gone=(scaler(),)) == "released"
    assert who({"autoscaling/v2": [scaler(), scaler(called="other")]}, gone=(scaler(),)) == "scaled"
    kept = scaler()
    kept["metadata"]["annotations"]["helm.sh/resource-policy"] = "keep"
    assert who({"autoscaling/v2": [kept]}, gone=(scaler(),)) == "scaled"
    foreign = ownership.owned_body(scaler(), "other", "ns")
    assert who({"autoscaling/v2": [foreign]}, gone=(scaler(),)) == "scaled"


def test_an_autoscaler_whose_target_the_plan_changes() -> None:
    other = scaler(apiVersion="apps/v1", kind="Deployment", name="other")
    for served in ({"autoscaling/v2": [scaler()]}, {"autoscaling/v2": Forbidden("no", status=403)}):
        assert who(served, plan=(other,), before=(scaler(),)) == "released"
        assert who(served, plan=(other,), before=(scaler(),), item=workload(name="other")) == "scaled"


def test_an_autoscaler_that_is_going_away_decides_no_more() -> None:
    going = scaler()
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert who({"autoscaling/v2": [going]}) == "released"
    assert who({"autoscaling/v2": [going]}, plan=(scaler(),)) == "scaled"


def test_a_namespace_is_read_once() -> None:
    client: Any = Cluster({"autoscaling/v2": []})
    found = autoscaling.Deciders(client, [], [], {})
    assert {found.decision(workload(name=name)).who for name in "abc"} == {"free"}
    assert client.asked == ["autoscaling/v2", "keda.sh/v1alpha1"]


def test_the_warning_names_the_permission() -> None:
    client: Any = Cluster({"autoscaling/v2": Forbidden('cannot list resource "x"', status=403)})
    why = autoscaling.Deciders(client, [], [], {}).decision(workload()).why
    assert why == 'the user may not list horizontalpodautoscalers.autoscaling (cannot list resource "x")'


def test_an_autoscaler_of_another_namespace_decides_nothing_here() -> None:
    elsewhere = Item(scaler(), "other")
    client: Any = Cluster({"autoscaling/v2": []})
    assert autoscaling.Deciders(client, [elsewhere], [(elsewhere, elsewhere.body)], {}).decision(workload()).who == FREE


def test_an_autoscaler_that_is_gone_already_is_released_by_nobody() -> None:
    one = Item(scaler(), "ns")
    client: Any = Cluster({"autoscaling/v2": []})
    assert autoscaling.Deciders(client, [], [(one, None)], {}).decision(workload()).who == FREE


def test_a_removed_autoscaler_releases_what_it_aims_at_now_too() -> None:
    """Somebody has given it another target since."""
    one = Item(scaler(), "ns")
    moved = scaler(apiVersion="apps/v1", kind="Deployment", name="other")
    client: Any = Cluster({"autoscaling/v2": [moved]})
    found = autoscaling.Deciders(client, [], [(one, moved)], {})
    assert [found.decision(workload(name=name)).who for name in ("web", "other", "third")] == [RELEASED, RELEASED, FREE]


def test_removed_autoscalers_release_what_they_aim_at_where_none_can_be_listed() -> None:
    going, other = Item(scaler(), "ns"), Item(scaler(called="i"), "ns")
    moved = scaler(apiVersion="apps/v1", kind="Deployment", name="other")
    client: Any = Cluster({"autoscaling/v2": Forbidden("no", status=403)})
    found = autoscaling.Deciders(client, [], [(going, moved), (other, other.body)], {})
    assert [found.decision(workload(name=name)).who for name in ("web", "other", "x")] == [RELEASED, RELEASED, UNKNOWN]


def test_both_kinds_that_cannot_be_read_are_told() -> None:
    served = {"autoscaling/v2": Forbidden("no", status=403), "keda.sh/v1alpha1": KubeError("away", status=503)}
    client: Any = Cluster(served)
    assert autoscaling.Deciders(client, [], [], {}).decision(workload()) == (
        UNKNOWN,
        "the user may not list horizontalpodautoscalers.autoscaling (no); listing scaledobjects.keda.sh failed (away)",
    )


def test_a_server_that_does_not_know_the_user_is_an_error() -> None:
    client: Any = Cluster({"autoscaling/v2": Unauthorized("who are you", status=401)})
    with pytest.raises(Unauthorized, match="who are you"):
        autoscaling.Deciders(client, [], [], {}).decision(workload())


def test_other_kinds_of_the_plan_are_no_autoscalers() -> None:
    other = Item({**scaler(), "kind": "Other"}, "ns")
    client: Any = Cluster({"autoscaling/v2": []})
    assert autoscaling.Deciders(client, [other], [(other, other.body)], {}).decision(workload()).who == FREE


@pytest.mark.parametrize(
    ("target", "group", "aim"),
    [
        ({"name": "a", "kind": "B"}, "autoscaling", ("", "B", "a")),
        ({"name": "a", "kind": "B", "apiVersion": "v1"}, "autoscaling", ("", "B", "a")),
        ({"name": "a", "kind": "B", "apiVersion": "x.y/v1"}, "autoscaling", ("x.y", "B", "a")),
        ({"name": "a", "kind": "B", "apiVersion": "extensions/v1"}, "autoscaling", ("apps", "B", "a")),
        ({"name": "a"}, "autoscaling", None),
        ({"name": ""}, "keda.sh", None),
        ("a", "keda.sh", None),
        ({"name": "a"}, "keda.sh", ("apps", "Deployment", "a")),
        ({"name": "a", "kind": "B"}, "keda.sh", ("", "B", "a")),
        ({"name": "a", "apiVersion": "x.y/v1"}, "keda.sh", ("x.y", "Deployment", "a")),
    ],
)
def test_the_aim_that_a_target_means(target: Any, group: str, aim: Any) -> None:
    assert autoscaling.aim_of({"spec": {"scaleTargetRef": target}}, group) == aim


def test_what_has_no_spec_aims_at_nothing() -> None:
    assert autoscaling.aim_of({"spec": None}, "keda.sh") is None
