# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness as Helm 4's watcher has it: the rules of kstatus (fluxcd/cli-utils 1.2.2), with its messages."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping, Optional

from .verdict import FAILED, PROGRESSING, READY, Object, Readiness, group_of

_UNBOUNDED = 2**31 - 1  # progressDeadlineSeconds that the Deployment controller takes for "none"
_SCHEDULE_WINDOW = 15.0  # seconds that a pod may be unschedulable before that counts as a failure


class _Odd(Exception):
    """The object has another shape than every object of Kubernetes: kstatus answers Unknown."""


def judge(item: Object, *, jobs: bool, pods: Iterable[Object], now: float) -> Readiness:
    """Return the object's readiness. pods: those that its selector matches, for a StatefulSet or a ReplicaSet."""
    key = (group_of(item), str(item.get("kind")))
    try:
        if jobs and key == ("batch", "Job"):
            return _finished_job(item)
        found = _compute(item, key, now)
    except _Odd:
        return Readiness(PROGRESSING, "", status="Unknown")
    if found.state == PROGRESSING and found.status == "InProgress" and key in _OF_PODS:
        failed = sum(1 for pod in pods if _has_failed(pod, now))
        if failed:
            return Readiness(FAILED, f"{failed} pods have failed")
    return found


def judge_hook(item: Object) -> Readiness:
    """Return what became of a hook: a Job that ends, a Pod that succeeds; everything else is ready as it is there."""
    key = (group_of(item), item.get("kind"))
    try:
        if key == ("batch", "Job"):
            return _finished_job(item)
    except _Odd:
        return Readiness(PROGRESSING, "", status="Unknown")
    if key == ("", "Pod"):
        name, phase = item["metadata"]["name"], (item.get("status") or {}).get("phase")
        if phase == "Succeeded":
            return Readiness(READY, f"pod {name} succeeded")
        if phase == "Failed":
            return Readiness(FAILED, f"pod {name} failed")
        return Readiness(PROGRESSING, "Pod in progress")
    return Readiness(READY, "Resource is current")


def _compute(item: Object, key: tuple[str, str], now: float) -> Readiness:
    found = _generic(item)
    if found is not None:
        return found
    rule = _RULES.get(key)
    if rule is not None:
        return rule(item)
    if key == ("", "Pod"):
        return _pod(item, now)
    if key in _STATELESS:
        return Readiness(READY, _STATELESS[key])
    return _by_ready_condition(item) or Readiness(READY, "Resource is current")


def _generic(item: Object) -> Optional[Readiness]:
    """What every kind may say: being deleted, not observed yet, reconciling, stalled."""
    if _dig(item, "metadata", "deletionTimestamp"):
        return Readiness(PROGRESSING, "Resource scheduled for deletion", status="Terminating")
    generation, observed = _generations(item)
    if generation is not None and observed is not None and observed != generation:
        return Readiness(
            PROGRESSING,
            f"{item.get('kind')} generation is {generation}, but latest observed generation is {observed}",
        )
    for condition in _conditions(item):
        if condition["type"] == "Reconciling" and condition["status"] == "True":
            return Readiness(PROGRESSING, condition["message"])
        if condition["type"] == "Stalled" and condition["status"] == "True":
            return Readiness(FAILED, condition["message"])
    return None


def _by_ready_condition(item: Object) -> Optional[Readiness]:
    for condition in _conditions(item):
        if condition["type"] == "Ready":
            if condition["status"] == "True":
                return Readiness(READY, "Resource is Ready")
            if condition["status"] in ("False", "Unknown"):
                return Readiness(PROGRESSING, condition["message"])
    return None


def _stateful_set(item: Object) -> Readiness:
    if _dig(item, "spec", "updateStrategy", "type") == "OnDelete":
        return Readiness(READY, "StatefulSet is using the ondelete update strategy")
    wanted, there = _number(item, 1, "spec", "replicas"), _number(item, 0, "status", "replicas")
    ready, updated = _number(item, 0, "status", "readyReplicas"), _number(item, 0, "status", "updatedReplicas")
    partition = _number(item, -1, "spec", "updateStrategy", "rollingUpdate", "partition")
    if wanted > there:
        return Readiness(PROGRESSING, f"Replicas: {there}/{wanted}")
    if wanted > ready:
        return Readiness(PROGRESSING, f"Ready: {ready}/{wanted}")
    if there > wanted:
        return Readiness(PROGRESSING, f"Pending termination: {there - wanted}")
    if partition != -1:
        if updated < wanted - partition:
            return Readiness(PROGRESSING, f"updated: {updated}/{wanted - partition}")
        return Readiness(READY, f"Partition rollout complete. updated: {updated}")
    current = _number(item, 0, "status", "currentReplicas")
    if wanted > current:
        return Readiness(PROGRESSING, f"current: {current}/{wanted}")
    if _text(item, "status", "currentRevision") != _text(item, "status", "updateRevision"):
        return Readiness(PROGRESSING, "Waiting for updated revision to match current")
    return Readiness(READY, f"All replicas scheduled as expected. Replicas: {there}")


def _deployment(item: Object) -> Readiness:
    progressed = _number(item, _UNBOUNDED, "spec", "progressDeadlineSeconds") == _UNBOUNDED
    available = False
    for condition in _conditions(item):
        if condition["type"] == "Progressing":
            if condition["reason"] == "ProgressDeadlineExceeded":
                return Readiness(FAILED, "Progress deadline exceeded")
            if condition["status"] == "True" and condition["reason"] == "NewReplicaSetAvailable":
                progressed = True
        elif condition["type"] == "Available" and condition["status"] == "True":
            available = True
    lacking = _lacking_replicas(item)
    if lacking is not None:
        return lacking
    if not progressed:
        return Readiness(PROGRESSING, "ReplicaSet not Available")
    if not available:
        return Readiness(PROGRESSING, "Deployment not Available")
    return Readiness(READY, f"Deployment is available. Replicas: {_number(item, 0, 'status', 'replicas')}")


def _lacking_replicas(item: Object) -> Optional[Readiness]:
    """What a Deployment's numbers lack, None for nothing."""
    wanted, there = _number(item, 1, "spec", "replicas"), _number(item, 0, "status", "replicas")
    updated, ready = _number(item, 0, "status", "updatedReplicas"), _number(item, 0, "status", "readyReplicas")
    available = _number(item, 0, "status", "availableReplicas")
    checks = (
        (wanted > there, f"Replicas: {there}/{wanted}"),
        (wanted > updated, f"Updated: {updated}/{wanted}"),
        (there > wanted, f"Pending termination: {there - wanted}"),
        (updated > available, f"Available: {available}/{updated}"),
        (wanted > ready, f"Ready: {ready}/{wanted}"),
    )
    return next((Readiness(PROGRESSING, message) for lacks, message in checks if lacks), None)


def _replica_set(item: Object) -> Readiness:
    if any(one["type"] == "ReplicaFailure" and one["status"] == "True" for one in _conditions(item)):
        return Readiness(PROGRESSING, "Replica Failure condition. Check Pods")
    wanted, there = _number(item, 1, "spec", "replicas"), _number(item, 0, "status", "replicas")
    labelled = _number(item, 0, "status", "fullyLabeledReplicas")
    available, ready = _number(item, 0, "status", "availableReplicas"), _number(item, 0, "status", "readyReplicas")
    if wanted > labelled:
        return Readiness(PROGRESSING, f"Labelled: {labelled}/{wanted}")
    if wanted > available:
        return Readiness(PROGRESSING, f"Available: {available}/{wanted}")
    if wanted > ready:
        return Readiness(PROGRESSING, f"Ready: {ready}/{wanted}")
    if there > wanted:
        return Readiness(PROGRESSING, f"Pending termination: {there - wanted}")
    return Readiness(READY, f"ReplicaSet is available. Replicas: {there}")


def _daemon_set(item: Object) -> Readiness:
    generation, observed = _generations(item)
    if generation is None:
        return Readiness(PROGRESSING, f"{item.get('kind')} metadata.generation not found")
    if observed is None:
        return Readiness(PROGRESSING, f"{item.get('kind')} status.observedGeneration not found")
    wanted = _number(item, -1, "status", "desiredNumberScheduled")
    if wanted == -1:
        return Readiness(PROGRESSING, "Missing .status.desiredNumberScheduled")
    for word, field in (
        ("Current", "currentNumberScheduled"),
        ("Updated", "updatedNumberScheduled"),
        ("Available", "numberAvailable"),
        ("Ready", "numberReady"),
    ):
        number = _number(item, 0, "status", field)
        if wanted > number:
            return Readiness(PROGRESSING, f"{word}: {number}/{wanted}")
    return Readiness(READY, f"All replicas scheduled as expected. Replicas: {wanted}")


def _claim(item: Object) -> Readiness:
    phase = _text(item, "status", "phase", default="unknown")
    if phase != "Bound":
        return Readiness(PROGRESSING, f"PVC is not Bound. phase: {phase}")
    return Readiness(READY, "PVC is Bound")


def _pod(item: Object, now: float) -> Readiness:
    conditions = _conditions(item)
    phase = _text(item, "status", "phase")
    if phase == "Succeeded":
        return Readiness(READY, "Pod has completed successfully")
    if phase == "Failed":
        return Readiness(READY, "Pod has completed, but not successfully")
    if phase == "Running":
        if any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
            return Readiness(READY, "Pod is Ready")
        names = [
            status["name"]
            for status in _dig(item, "status", "containerStatuses") or ()
            if _dig(status, "state", "waiting", "reason") == "CrashLoopBackOff"
        ]
        if names:
            return Readiness(FAILED, f"Containers in CrashLoop state: {','.join(names)}")
        return Readiness(PROGRESSING, "Pod is running but is not Ready")
    if phase == "Pending":
        return _pending_pod(item, conditions, now)
    if phase == "":
        return Readiness(PROGRESSING, "Pod phase not available")
    raise _Odd


def _pending_pod(item: Object, conditions: list[dict[str, str]], now: float) -> Readiness:
    for condition in conditions:
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            if condition["reason"] != "Unschedulable":
                break
            left = _created(item) + _SCHEDULE_WINDOW - now
            if left > 0:
                return Readiness(PROGRESSING, "Pod has not been scheduled", recheck=left)
            return Readiness(FAILED, "Pod could not be scheduled")
    return Readiness(PROGRESSING, "Pod is in the Pending phase")


def _job(item: Object) -> Readiness:
    ended = _ended_job(item)
    if ended is not None:
        return ended
    if not _text(item, "status", "startTime"):
        return Readiness(PROGRESSING, "Job not started")
    succeeded, active = _number(item, 0, "status", "succeeded"), _number(item, 0, "status", "active")
    failed = _number(item, 0, "status", "failed")
    return Readiness(READY, f"Job in progress. success:{succeeded}, active: {active}, failed: {failed}")


def _finished_job(item: Object) -> Readiness:
    """Helm's own rule for hooks and wait_for_jobs: the generic ones are not asked."""
    return _ended_job(item) or Readiness(PROGRESSING, "Job in progress")


def _ended_job(item: Object) -> Optional[Readiness]:
    parallelism = _number(item, 1, "spec", "parallelism")
    completions = _number(item, parallelism, "spec", "completions")
    for condition in _conditions(item):
        if condition["type"] == "Complete" and condition["status"] == "True":
            succeeded = _number(item, 0, "status", "succeeded")
            return Readiness(READY, f"Job Completed. succeeded: {succeeded}/{completions}")
        if condition["type"] == "Failed" and condition["status"] == "True":
            failed = _number(item, 0, "status", "failed")
            return Readiness(FAILED, f"Job Failed. failed: {failed}/{completions}")
    return None


def _service(item: Object) -> Readiness:
    kind = _text(item, "spec", "type", default="ClusterIP")
    if kind == "LoadBalancer" and not _text(item, "spec", "clusterIP"):
        return Readiness(PROGRESSING, "ClusterIP not set. Service type: LoadBalancer")
    return Readiness(READY, "Service is ready")


def _definition(item: Object) -> Readiness:
    for condition in _conditions(item):
        if condition["type"] == "NamesAccepted" and condition["status"] == "False":
            return Readiness(FAILED, condition["message"])
        if condition["type"] == "Established":
            if condition["status"] == "False" and condition["reason"] != "Installing":
                return Readiness(FAILED, condition["message"])
            if condition["status"] == "True":
                return Readiness(READY, "CRD is established")
    return Readiness(PROGRESSING, "Install in progress")


_RULES: dict[tuple[str, str], Callable[[Object], Readiness]] = {
    ("", "Service"): _service,
    ("", "PersistentVolumeClaim"): _claim,
    ("apps", "StatefulSet"): _stateful_set,
    ("apps", "DaemonSet"): _daemon_set,
    ("extensions", "DaemonSet"): _daemon_set,
    ("apps", "Deployment"): _deployment,
    ("extensions", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("extensions", "ReplicaSet"): _replica_set,
    ("batch", "Job"): _job,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
}
_STATELESS = {
    ("", "Secret"): "Resource is always ready",
    ("", "ConfigMap"): "Resource is always ready",
    ("batch", "CronJob"): "Resource is always ready",
    ("policy", "PodDisruptionBudget"): "AllowedDisruptions has been computed.",
}
_OF_PODS = (("apps", "StatefulSet"), ("apps", "ReplicaSet"))


def _has_failed(pod: Object, now: float) -> bool:
    """Whether a pod fails its controller: one that is being deleted or waits for a node does not."""
    pod = {"apiVersion": "v1", "kind": "Pod", **pod}
    try:
        if _compute(pod, ("", "Pod"), now).state != FAILED:
            return False
        return not any(
            one["type"] == "PodScheduled" and one["status"] == "False" and one["reason"] == "Unschedulable"
            for one in _conditions(pod)
        )
    except _Odd:
        return False


def _conditions(item: Object) -> list[dict[str, str]]:
    """status.conditions, each with type, status, reason and message as strings."""
    status = item.get("status")
    if status is None:
        return []
    if not isinstance(status, Mapping) or not isinstance(status.get("conditions") or [], list):
        raise _Odd
    found = []
    for condition in status.get("conditions") or ():
        if condition is None:
            condition = {}
        if not isinstance(condition, Mapping):
            raise _Odd
        texts = {key: condition.get(key) or "" for key in ("type", "status", "reason", "message")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise _Odd
        found.append(texts)
    return found


def _generations(item: Object) -> tuple[Optional[int], Optional[int]]:
    generation, observed = _dig(item, "metadata", "generation"), _dig(item, "status", "observedGeneration")
    for number in (generation, observed):
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise _Odd
    return generation, observed


def _dig(item: Any, *path: str) -> Any:
    for key in path:
        if not isinstance(item, Mapping):
            return None
        item = item.get(key)
    return item


def _number(item: Object, default: int, *path: str) -> int:
    value = _dig(item, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _text(item: Object, *path: str, default: str = "") -> str:
    value = _dig(item, *path)
    return value if isinstance(value, str) else default


def _created(item: Object) -> float:
    from datetime import datetime

    stamp = _text(item, "metadata", "creationTimestamp")
    try:
        return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() if stamp else 0.0
    except ValueError:
        return 0.0
