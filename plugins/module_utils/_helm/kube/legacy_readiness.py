# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness as Helm 3's waiter has it, and Helm 4's with the legacy strategy (helm: pkg/kube/ready.go)."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from .verdict import FAILED, PROGRESSING, READY, Object, Readiness

_OK = "it is ready"


def judge(item: Object, *, jobs: bool, related: Iterable[Object]) -> Readiness:
    """Return the object's readiness. related: the ReplicaSets of a Deployment, the pods of a ReplicaSet or RC."""
    key = (item.get("apiVersion"), item.get("kind"))
    if key == ("batch/v1", "Job"):
        return _job(item) if jobs else Readiness(READY, _OK)
    if key == ("apps/v1", "Deployment"):
        return _deployment(item, related)
    if key in (("apps/v1", "ReplicaSet"), ("v1", "ReplicationController")):
        return _waiting(_lag(item) or _pods(related))
    rule = _RULES.get(key)  # type: ignore[arg-type]
    return _waiting(rule(item) if rule else "")


def _waiting(lacking: str) -> Readiness:
    return Readiness(PROGRESSING, lacking) if lacking else Readiness(READY, _OK)


def _job(item: Object) -> Readiness:
    spec, status = item["spec"], item.get("status") or {}
    failed, succeeded = status.get("failed", 0), status.get("succeeded", 0)
    if failed > spec.get("backoffLimit", 6):
        metadata = item["metadata"]
        return Readiness(FAILED, f"job is failed: {metadata.get('namespace')}/{metadata['name']}")
    completions = spec.get("completions")
    if completions is not None and succeeded < completions:
        return Readiness(PROGRESSING, f"completed: {succeeded}/{completions}")
    return Readiness(READY, _OK)


def _deployment(item: Object, replica_sets: Iterable[Object]) -> Readiness:
    if item["spec"].get("paused"):
        return Readiness(READY, "it is paused")
    newest = new_replica_set(item, replica_sets)
    if newest is None:
        return Readiness(PROGRESSING, "it has no ReplicaSet for its template yet")
    lacking = _lag(newest) or _lag(item)
    if lacking:
        return Readiness(PROGRESSING, lacking)
    replicas = item["spec"].get("replicas", 1)
    wanted = replicas - max_unavailable(item)
    ready = (newest.get("status") or {}).get("readyReplicas", 0)
    return _waiting(f"ready: {ready}/{wanted}" if ready < wanted else "")


def new_replica_set(deployment: Object, replica_sets: Iterable[Object]) -> Optional[Object]:
    """Return the deployment's oldest ReplicaSet with its present template, None for none."""
    uid = deployment["metadata"].get("uid")
    template = _bare_template(deployment)
    owned = [
        one
        for one in replica_sets
        if any(
            owner.get("controller") and owner.get("uid") == uid
            for owner in one["metadata"].get("ownerReferences") or ()
        )
        and _bare_template(one) == template
    ]
    return min(
        owned, key=lambda one: (one["metadata"].get("creationTimestamp") or "", one["metadata"]["name"]), default=None
    )


def _bare_template(item: Object) -> dict[str, Any]:
    """The pod template less the label that tells ReplicaSets apart."""
    template = dict(item["spec"]["template"])
    metadata = dict(template.get("metadata") or {})
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != "pod-template-hash"}
    template["metadata"] = {**metadata, "labels": labels}
    return template


def max_unavailable(deployment: Object) -> int:
    """Return how many replicas may be missing during a rollout (kubernetes: deployment util, MaxUnavailable)."""
    spec = deployment["spec"]
    replicas, strategy = spec.get("replicas", 1), spec.get("strategy") or {}
    if strategy.get("type") != "RollingUpdate" or replicas == 0:
        return 0
    rolling = strategy.get("rollingUpdate") or {}
    surge = _scaled(rolling.get("maxSurge", 0), replicas, round_up=True)
    unavailable = _scaled(rolling.get("maxUnavailable", 0), replicas, round_up=False)
    if surge is None or unavailable is None:
        return 0
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return int(min(unavailable, replicas))


def _scaled(value: Any, total: int, *, round_up: bool) -> Optional[int]:
    """An IntOrString as a number of total, None where it is neither a number nor a percentage."""
    if isinstance(value, int):
        return value
    text = str(value)
    if not (text.endswith("%") and text[:-1].lstrip("+-").isdigit()):
        return None
    share = int(text[:-1]) * total
    return -(-share // 100) if round_up else share // 100


def _lag(item: Object) -> str:
    observed, generation = (
        (item.get("status") or {}).get("observedGeneration", 0),
        item["metadata"].get("generation", 0),
    )
    if observed == generation:
        return ""
    return f"generation {generation} is not observed yet, only {observed}"


def _pods(pods: Iterable[Object]) -> str:
    return next((f"pod {pod['metadata']['name']} is not ready" for pod in pods if _pod(pod)), "")


def _pod(item: Object) -> str:
    ready = any(one["type"] == "Ready" and one["status"] == "True" for one in _conditions(item))
    return "" if ready else "it is not ready"


def _conditions(item: Object) -> Iterable[Mapping[str, Any]]:
    return (item.get("status") or {}).get("conditions") or ()


def _claim(item: Object) -> str:
    phase = (item.get("status") or {}).get("phase")
    return "" if phase == "Bound" else f"it is not bound, but {phase}"


def _service(item: Object) -> str:
    spec = item["spec"]
    if spec.get("type") == "ExternalName":
        return ""
    if not spec.get("clusterIP"):
        return "it has no cluster IP"
    balancer = (item.get("status") or {}).get("loadBalancer") or {}
    if spec.get("type") == "LoadBalancer" and not spec.get("externalIPs") and balancer.get("ingress") is None:
        return "its load balancer has no address"
    return ""


def _daemon_set(item: Object) -> str:
    lag = _lag(item)
    strategy = item["spec"].get("updateStrategy") or {}
    if lag or strategy.get("type") != "RollingUpdate":
        return lag
    status = item.get("status") or {}
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    if updated != wanted:
        return f"updated: {updated}/{wanted}"
    missing = _scaled((strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1), wanted, round_up=True)
    least = wanted - (wanted if missing is None else missing)
    ready = status.get("numberReady", 0)
    return f"ready: {ready}/{least}" if ready < least else ""


def _stateful_set(item: Object) -> str:
    lag = _lag(item)
    spec, status = item["spec"], item.get("status") or {}
    strategy = spec.get("updateStrategy") or {}
    if lag or strategy.get("type") != "RollingUpdate":
        return lag
    partition = (strategy.get("rollingUpdate") or {}).get("partition") or 0
    replicas = spec.get("replicas", 1)
    updated, ready = status.get("updatedReplicas", 0), status.get("readyReplicas", 0)
    if updated < replicas - partition:
        return f"updated: {updated}/{replicas - partition}"
    if ready != replicas:
        return f"ready: {ready}/{replicas}"
    if partition == 0 and status.get("currentRevision") != status.get("updateRevision"):
        return f"its revision is {status.get('currentRevision')}, not {status.get('updateRevision')} yet"
    return ""


def _definition(item: Object) -> str:
    for condition in _conditions(item):
        if condition["type"] == "Established" and condition["status"] == "True":
            return ""
        if condition["type"] == "NamesAccepted" and condition["status"] == "False":
            return ""  # a conflict of names is no business of the waiter
    return "it is not established yet"


_RULES = {
    ("v1", "Pod"): _pod,
    ("v1", "PersistentVolumeClaim"): _claim,
    ("v1", "Service"): _service,
    ("apps/v1", "DaemonSet"): _daemon_set,
    ("apps/v1", "StatefulSet"): _stateful_set,
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"): _definition,
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"): _definition,
}
