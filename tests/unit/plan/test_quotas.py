# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What new objects take together of a namespace's quotas, counted as the API server counts (Kubernetes:
pkg/quota/v1/evaluator/core)."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    KubeError,
    NotFound,
    Unauthorized,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import quotas
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import CREATE, UPDATE, Item, Operation

from .api import Api, forbidden, item


def quota(hard: dict[str, Any], used: Optional[dict[str, Any]] = None, name: str = "q", **spec: Any) -> dict[str, Any]:
    found = item("ResourceQuota", name, spec={"hard": hard, **spec}).body
    return {**found, "status": {"hard": hard, "used": dict.fromkeys(hard, "0") if used is None else used}}


def against(api: Api, *items: Item, changed: Any = (), tell: bool = True) -> list[KubeError]:
    """What the quotas have against the objects together."""
    return quotas.exceeded(api.client, [(one, one.body) for one in items], set(changed), tell=tell)


def configs(*names: str, namespace: str = "ns") -> list[Item]:
    return [item("ConfigMap", name, namespace) for name in names]


def test_the_first_object_that_has_no_room_is_refused_in_the_servers_words(api: Api) -> None:
    api.has(quota({"count/configmaps": "3", "secrets": "1"}, {"count/configmaps": "1", "secrets": "0"}))
    (error,) = against(api, *configs("a", "b", "c", "d"))
    assert isinstance(error, Forbidden)
    assert error.problem == (
        'configmaps "c" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=3, '
        "limited: count/configmaps=3"
    )
    assert (error.status, error.reason, error.doing) == (403, "Forbidden", "creating an object")
    assert error.subject == "ConfigMap ns/c"
    assert error.hint == "the quota leaves no room for all new objects together: raise it, or remove something"
    assert error.facts["failed_objects"] == [
        {"kind": "ConfigMap", "api_version": "v1", "namespace": "ns", "name": "c", "why": error.problem}
    ]


def test_a_quota_may_be_used_up(api: Api) -> None:
    api.has(quota({"count/configmaps": "3"}, {"count/configmaps": "1"}), quota({"configmaps": "2"}, name="r"))
    assert against(api, *configs("a", "b")) == []


def test_two_resources_are_told_together(api: Api) -> None:
    api.has(quota({"configmaps": "1", "count/configmaps": "1"}, {}))
    (error,) = against(api, *configs("a", "b"))
    assert error.problem.endswith(
        "exceeded quota: q, requested: configmaps=1,count/configmaps=1, used: configmaps=1,count/configmaps=1, "
        "limited: configmaps=1,count/configmaps=1"
    )


def test_what_takes_nothing_has_room_where_there_is_less_than_none(api: Api) -> None:
    """The server does not look at amounts of nothing."""
    api.has(quota({"services.nodeports": "0"}, {"services.nodeports": "1"}))
    plain = item("Service", "a", spec={"ports": [{}]})
    typed = item("Service", "b", spec={"type": "NodePort", "ports": [{}]})
    assert against(api, plain, plain) == []
    assert len(against(api, plain, typed)) == 1


@pytest.mark.parametrize("used", [None, {}])
def test_a_quota_of_nothing_leaves_no_room(api: Api, used: Any) -> None:
    api.has(quota({"count/configmaps": 0}, used))
    (error,) = against(api, *configs("a", "b"))
    assert error.problem.endswith("configmaps=1, used: count/configmaps=0, limited: count/configmaps=0")


def test_each_quota_is_looked_at(api: Api) -> None:
    api.has(quota({"configmaps": "1"}), quota({"configmaps": "5"}, name="r"), quota({"configmaps": "1"}, name="s"))
    assert [error.problem.split(",")[0].rpartition(" ")[2] for error in against(api, *configs("a", "b"))] == ["q", "s"]


def test_an_object_of_a_group_is_named_with_it(api: Api) -> None:
    api.has(quota({"count/deployments.apps": "1", "count/widgets.example.org": "1"}))
    (error,) = against(api, item("Deployment", "a"), item("Deployment", "b"), item("Widget", "a"))
    assert error.problem == (
        'deployments.apps "b" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, '
        "used: count/deployments.apps=1, limited: count/deployments.apps=1"
    )


def test_what_the_server_says_of_one_object_alone_is_not_asked_again(api: Api) -> None:
    api.has(quota({"configmaps": "0"}))
    assert against(api, *configs("a"), item("Namespace", "x"), item("Namespace", "y")) == []
    assert against(api, *configs("a"), *configs("b", namespace="other")) == []
    assert api.did() == []


def test_namespaces_are_looked_at_each_by_itself(api: Api) -> None:
    other = quota({"configmaps": "1"})
    other["metadata"]["namespace"] = "other"
    api.has(other)
    objects = [*configs("a", "b"), *configs("c", "d", namespace="other")]
    assert [error.subject for error in against(api, *objects)] == ["ConfigMap other/d"]
    assert api.did() == ["GET resourcequotas"] * 2


def test_a_quota_that_the_run_changes_does_not_count(api: Api) -> None:
    api.has(quota({"configmaps": "1"}), quota({"configmaps": "1"}, name="r"))
    found = against(api, *configs("a", "b"), changed=[("ns", "q"), ("other", "r")])
    assert ["exceeded quota: r," in error.problem for error in found] == [True]


@pytest.mark.parametrize("spec", [{"scopes": ["BestEffort"]}, {"scopeSelector": {"matchExpressions": []}}])
def test_a_quota_of_some_pods_only_does_not_count(api: Api, spec: Any) -> None:
    api.has(quota({"pods": "1"}, **spec))
    assert against(api, item("Pod", "a"), item("Pod", "b")) == []
    api.has(quota({"pods": "1"}, **dict.fromkeys(spec)))
    assert len(against(api, item("Pod", "a"), item("Pod", "b"))) == 1


@pytest.mark.parametrize("status_", [None, {}, {"hard": None, "used": None}])
def test_a_quota_that_nobody_counted_yet_does_not_count(api: Api, status_: Any) -> None:
    api.has({**quota({"configmaps": "1"}), "status": status_, "spec": None})
    assert against(api, *configs("a", "b")) == []


def test_an_amount_that_cannot_be_read_does_not_count(api: Api) -> None:
    api.has(quota({"configmaps": "1e0", "count/configmaps": "1"}, {"count/configmaps": "x"}))
    (error,) = against(api, *configs("a", "b"))
    assert "requested: count/configmaps=1, used: count/configmaps=1" in error.problem


# Quotas that cannot be read.


@pytest.mark.parametrize("tell", [True, False])
def test_quotas_that_may_not_be_read_are_told_of(api: Api, tell: bool) -> None:
    api.on("GET resourcequotas", forbidden("list", "resourcequotas"))
    assert against(api, *configs("a", "b"), tell=tell) == []
    why = (
        'resourcequotas "" is forbidden: User "jane" cannot list resource "resourcequotas" in API group "" in the '
        'namespace "ns"'
    )
    told = f"whether the quotas of namespace ns leave room for all new objects cannot be told: {why}"
    assert api.warned == ([told] if tell else [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(401, status(401, "Unauthorized", "Unauthorized")), Unauthorized),
        (Reply(404, status(404, "NotFound", 'namespaces "ns" not found')), NotFound),
    ],
)
def test_a_server_that_knows_neither_user_nor_namespace_is_an_error(api: Api, answer: Reply, kind: type) -> None:
    api.on("GET resourcequotas", answer)
    with pytest.raises(kind):
        against(api, *configs("a", "b"))


# What an object takes.

def container(requests: Any = None, limits: Any = None, *, sidecar: bool = False) -> dict[str, Any]:
    always = {"restartPolicy": "Always"} if sidecar else {}
    return {"name": "c", "resources": {"requests": requests, "limits": limits}, **always}


POD = {"count/pods": Fraction(1), "pods": Fraction(1)}
USES: dict[str, tuple[str, Any, dict[str, Fraction]]] = {
    "pod of nothing": ("Pod", None, POD),
    "pod of nulls": (
        "Pod",
        {"containers": [{"name": "a", "resources": None}, container()], "initContainers": None, "overhead": None},
        POD,
    ),
    "service": ("Service", {"ports": [{}, {}]}, {"loadbalancers": Fraction(0), "nodeports": Fraction(0)}),
    "service of node ports": (
        "Service", {"type": "NodePort", "ports": [{}, {}]}, {"loadbalancers": Fraction(0), "nodeports": Fraction(2)},
    ),
    "service with a load balancer": (
        "Service",
        {"type": "LoadBalancer", "ports": [{}, {}, {}]},
        {"loadbalancers": Fraction(1), "nodeports": Fraction(3)},
    ),
    "load balancer without node ports": (
        "Service",
        {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False, "ports": [{}, {"nodePort": 30000}, {}]},
        {"loadbalancers": Fraction(1), "nodeports": Fraction(1)},
    ),
    "load balancer that says nothing of them": (
        "Service",
        {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": None, "ports": [{"port": 1}]},
        {"loadbalancers": Fraction(1), "nodeports": Fraction(1)},
    ),
    "node ports whatever a load balancer would do": (
        "Service",
        {"type": "NodePort", "allocateLoadBalancerNodePorts": False, "ports": [{"port": 1}]},
        {"loadbalancers": Fraction(0), "nodeports": Fraction(1)},
    ),
    "service of another name": (
        "Service", {"type": "ExternalName", "ports": None}, {"loadbalancers": Fraction(0), "nodeports": Fraction(0)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", USES)
def test_what_an_object_takes(api: Api, case: str) -> None:
    kind, spec, wanted = USES[case]
    if kind == "Service":
        parts = {f"services.{name}": amount for name, amount in wanted.items()}
        wanted = {"count/services": Fraction(1), "services": Fraction(1), **parts}
    one = item(kind, spec=spec)
    assert quotas.usage(api.client, one, one.body) == wanted


# What the API server made of pods' specs, and by how much each raised the use of a quota (make_expected.py).
_LINES = (Path(__file__).with_name("quota_cases.jsonl")).read_text(encoding="utf-8").splitlines()
PODS: dict[str, Any] = {case["pod"]: case for case in map(json.loads, _LINES)}


@pytest.mark.parametrize("case", PODS)
def test_what_a_pod_takes(api: Api, case: str) -> None:
    one = item("Pod", spec=PODS[case]["spec"])
    wanted = {name: Fraction(amount) for name, amount in PODS[case]["used"].items()}
    assert quotas.usage(api.client, one, one.body) == wanted


def test_amounts_are_told_as_the_server_writes_them(api: Api) -> None:
    hard = {"requests.memory": "100Mi", "requests.cpu": "1500m", "limits.memory": "2000M", "pods": "1k"}
    used = {"requests.memory": "6610Mi", "requests.cpu": "7750m", "limits.memory": "14704Mi", "pods": "15"}
    api.has(quota(hard, used, "small"))
    pods = [item("Pod", name, spec=PODS["more to start"]["spec"]) for name in ("big", "other")]
    (error,) = against(api, *pods)
    assert error.problem == (
        'pods "big" is forbidden: exceeded quota: small, requested: limits.memory=2Gi,requests.cpu=1,'
        "requests.memory=1Gi, used: limits.memory=14704Mi,requests.cpu=7750m,requests.memory=6610Mi, limited: "
        "limits.memory=2G,requests.cpu=1500m,requests.memory=100Mi"
    )  # the server's own, of the first of both


def test_amounts_of_bytes_are_told_as_the_server_writes_them(api: Api) -> None:
    """The words are the server's own, for these objects and this quota, each alone."""
    hard = {"requests.storage": "1536Mi", "requests.hugepages-2Mi": "4Mi"}
    api.has(quota(hard, {"requests.storage": "0", "requests.hugepages-2Mi": "0"}, "small"))
    claim = item("PersistentVolumeClaim", "data", spec={"resources": {"requests": {"storage": "2048Mi"}}})
    pod = item("Pod", "huge", spec={"containers": [container({"memory": "1Gi", "hugepages-2Mi": "8192Ki"})]})
    words = '{} "{}" is forbidden: exceeded quota: small, requested: {}={}, used: {}=0, limited: {}={}'
    for one, plural, name, asked, most in (
        (claim, "persistentvolumeclaims", "requests.storage", "2Gi", "1536Mi"),
        (pod, "pods", "requests.hugepages-2Mi", "8Mi", "4Mi"),
    ):
        (error,) = against(api, one, *configs("beside"))
        assert error.problem == words.format(plural, one.name, name, asked, name, name, most)


def test_a_runtimes_overhead_raises_the_limits_that_there_are(api: Api) -> None:
    """Requests go up by all of it (Kubernetes: component-helpers/resource, PodRequests and PodLimits)."""
    spec = {"containers": [container(limits={"cpu": "200m"})], "overhead": {"cpu": "100m", "memory": "16Mi"}}
    one = item("Pod", spec=spec)
    found = quotas.usage(api.client, one, one.body)
    assert {name: amount for name, amount in found.items() if name.startswith(("limits.", "requests."))} == {
        "limits.cpu": Fraction(3, 10), "requests.cpu": Fraction(1, 10), "requests.memory": Fraction(16 * 2**20),
    }  # fmt: skip


def test_what_is_no_amount_takes_nothing(api: Api) -> None:
    spec = {"containers": [container({"cpu": None})], "overhead": {"memory": None}}
    one = item("Pod", spec=spec)
    assert not any(quotas.usage(api.client, one, one.body)[f"requests.{name}"] for name in ("cpu", "memory"))


def test_a_claim_is_counted_for_its_storage_class_too(api: Api) -> None:
    spec = {"storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}
    place = "fast.storageclass.storage.k8s.io"
    assert quotas.usage(api.client, item("PersistentVolumeClaim"), {"spec": spec}) == {
        "count/persistentvolumeclaims": 1, "persistentvolumeclaims": 1, "requests.storage": 2**30,
        f"{place}/requests.storage": 2**30, f"{place}/persistentvolumeclaims": 1,
    }  # fmt: skip
    unclassed = quotas.usage(api.client, item("PersistentVolumeClaim"), {"spec": {**spec, "storageClassName": ""}})
    assert not [name for name in unclassed if "storageclass" in name]


@pytest.mark.parametrize(
    "kind", ["Secret", "ConfigMap", "PersistentVolumeClaim", "ReplicationController", "ResourceQuota", "Service", "Pod"]
)
def test_old_kinds_are_counted_by_their_plain_names_too(api: Api, kind: str) -> None:
    plural = f"{kind.lower()}s"
    found = quotas.usage(api.client, item(kind), {})
    assert (found[plural], found[f"count/{plural}"]) == (1, 1)


def test_kinds_that_came_later_are_not(api: Api) -> None:
    assert quotas.usage(api.client, item("ServiceAccount"), {}) == {"count/serviceaccounts": Fraction(1)}


@pytest.mark.parametrize("kind", ["Deployment", "Widget"])
def test_other_kinds_are_counted_with_their_group(api: Api, kind: str) -> None:
    group = {"Deployment": "deployments.apps", "Widget": "widgets.example.org"}[kind]
    assert quotas.usage(api.client, item(kind), {"spec": {"ports": [1]}}) == {f"count/{group}": Fraction(1)}


@pytest.mark.parametrize(
    ("spec", "amount"),
    [
        ({"resources": {"requests": {"storage": "1Gi"}}}, 2**30),
        ({"resources": {"requests": {"storage": None}}}, 0),
        ({"resources": {"requests": None}}, 0),
        ({"resources": None}, 0),
        (None, 0),
    ],
)
def test_a_claim_takes_the_storage_that_it_asks_for(api: Api, spec: Any, amount: int) -> None:
    found = quotas.usage(api.client, item("PersistentVolumeClaim"), {"spec": spec})
    assert found["requests.storage"] == amount


def test_what_the_server_makes_of_an_object_counts(api: Api) -> None:
    """A LimitRange fills in what a container does not say."""
    api.has(quota({"requests.cpu": "1500m"}))
    body = {"spec": {"containers": [container({"cpu": "1"})]}}
    pods = [(item("Pod", name, spec={"containers": [{"name": "c"}]}), body) for name in ("a", "b")]
    (error,) = quotas.exceeded(api.client, pods, set(), tell=True)
    assert error.problem == (
        'pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=1, used: requests.cpu=1, limited: '
        "requests.cpu=1500m"
    )
    assert error.subject == "Pod ns/b"


def of_the_run(action: str, hard: str, live_used: str = "", **spec: Any) -> Operation:
    """A quota of configmaps that the run makes, or changes."""
    one = item("ResourceQuota", "q", spec={"hard": {"count/configmaps": hard}, **spec})
    before = quota({"count/configmaps": "9"}, {"count/configmaps": live_used}) if live_used else None
    return Operation(action, one, body=one.body, before=before)


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (of_the_run(CREATE, "2"), ""),
        (of_the_run(CREATE, "1"), "b"),
        (of_the_run(CREATE, "1", scopes=["Terminating"]), ""),
        (of_the_run(UPDATE, "3", "1"), ""),
        (of_the_run(UPDATE, "3", "3"), "a"),
    ],
    ids=["room", "none", "of some pods only", "room beside others", "used up by others"],
)
def test_a_quota_of_the_run_itself_is_told_of_if_it_has_no_room(api: Api, operation: Operation, refused: str) -> None:
    created = [(one, one.body) for one in [*configs("a", "b"), *configs("c", "d", "e", namespace="other")]]
    told = list(quotas.own(api.client, [operation], created))
    start = "ResourceQuota ns/q is of this run, and leaves no room for all of its new objects: configmaps "
    assert [text.partition(" is forbidden: exceeded quota: q, ")[0] for text in told] == (
        [f'{start}"{refused}"'] if refused else []
    )
    assert api.did() == []
