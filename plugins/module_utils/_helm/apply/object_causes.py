# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps an object other than a pod from being ready, from its status and its events. Pure."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, Sequence

from .pod_causes import LATE, REFUSED, STATED, STORAGE, VAGUE, Cause, cut, held_by, said

Object = Mapping[str, Any]

# What a controller says when it may not make a pod (kube-controller-manager's events).
_NOT_MADE = ("FailedCreate", "FailedDaemonPod", "FailedPlacement")
_CLAIM_EVENTS = ("ProvisioningFailed", "FailedBinding", "WaitForFirstConsumer", "WaitForPodScheduled", "VolumeMismatch",
                 "ExternalProvisioning", "Provisioning", "ProvisioningCleanupFailed", "ClaimMisbound")  # fmt: skip
_BALANCER_EVENTS = ("SyncLoadBalancerFailed", "UnAvailableLoadBalancer", "CreatingLoadBalancerFailed")

_HINT_FINALIZERS = "see to what those finalizers wait for, or to whoever has to remove them"
_HINT_QUOTA = "ask for more quota, or let the chart ask for less"
_HINT_SECURITY = "give the pods the securityContext that the namespace's Pod Security level wants, or lower the level"
_HINT_WEBHOOK = "do what the admission webhook asks for"
_HINT_MAKING = "see to what the API server says about its pods"


def causes(live: Object, events: Sequence[Object], *, alone: bool = True) -> list[Cause]:
    """Return why a live object is not ready, the most telling first. events: the object's, oldest first. alone: it has
    no pods that tell more than its conditions do."""
    rule = _RULES.get(str(live.get("kind")))
    found = [*_terminating(live), *_not_made(live, events), *(rule(live, events) if rule else ())]
    found += _unseen(live)
    if alone and not found:
        found += _conditions(live)
    return sorted(found, key=lambda cause: -cause.weight)


def refusal(message: Any) -> Cause:
    """Return the cause that a refusal to make a pod or another object is."""
    text = cut(message)
    for words, hint in (
        ("exceeded quota", _HINT_QUOTA),
        ("failed quota", _HINT_QUOTA),
        ("violates PodSecurity", _HINT_SECURITY),
        ("admission webhook", _HINT_WEBHOOK),
    ):
        if words in text:
            return Cause(REFUSED, text, hint)
    return Cause(REFUSED, text, _HINT_MAKING)


def _terminating(live: Object) -> Iterator[Cause]:
    since = (live.get("metadata") or {}).get("deletionTimestamp")
    if since:
        held = held_by(live)
        hint = _HINT_FINALIZERS if held else ""
        yield Cause(LATE, f"it is being deleted since {since}{held}", hint)


def _not_made(live: Object, events: Sequence[Object]) -> Iterator[Cause]:
    """Pods that a controller may not make: by its condition, or where there is none by its events."""
    for condition in _stated(live):
        if condition.get("type") == "ReplicaFailure" and condition.get("status") == "True":
            found = refusal(condition.get("message"))
            yield found._replace(text=f"{condition.get('reason') or 'FailedCreate'}: {found.text}")
            return
    event = said(events, _NOT_MADE)
    if event is not None:
        found = refusal(event.get("message"))
        yield found._replace(text=f"{event.get('reason')}: {found.text}")


def _job(live: Object, events: Sequence[Object]) -> Iterator[Cause]:  # noqa: ARG001  the shape of a rule
    for condition in _stated(live):
        kind, reason = condition.get("type"), condition.get("reason") or ""
        if kind in ("Failed", "FailureTarget") and condition.get("status") == "True":
            hint = "raise the Job's activeDeadlineSeconds, or let it do less" if reason == "DeadlineExceeded" else ""
            yield Cause(STATED, f"{reason}: {cut(condition.get('message'))}".strip(": "), hint)
            return
        if kind == "Suspended" and condition.get("status") == "True":
            yield Cause(STATED, f"it is suspended: {cut(condition.get('message'))}", "set spec.suspend to false")


def _claim(live: Object, events: Sequence[Object]) -> Iterator[Cause]:
    phase = str(_status(live).get("phase") or "Pending")
    if phase == "Bound":
        return
    spec = live.get("spec") or {}
    storage_class = spec.get("storageClassName")
    event = said(events, _CLAIM_EVENTS)
    words = f": {event.get('reason')}: {cut(event.get('message'))}" if event is not None else ""
    reason = str(event.get("reason")) if event is not None else ""
    where = f"storage class {storage_class}" if storage_class else "no storage class"
    yield Cause(STORAGE, f"{phase}, {where}{words}", _claim_hint(reason, storage_class, words))


def _claim_hint(reason: str, storage_class: Any, words: str) -> str:
    if reason == "WaitForFirstConsumer":
        return "a pod has to use the claim before it gets a volume: nothing in the release does, or that pod cannot run"
    if not storage_class:
        return "set the claim's storageClassName, make a storage class the default, or make a volume for it"
    if "not found" in words:
        return f"make the storage class {storage_class}, or name one that there is"
    return f"see to the provisioner of the storage class {storage_class}"


def _service(live: Object, events: Sequence[Object]) -> Iterator[Cause]:
    if (live.get("spec") or {}).get("type") != "LoadBalancer":
        return
    if not (_status(live).get("loadBalancer") or {}).get("ingress"):
        event = said(events, _BALANCER_EVENTS)
        words = f": {event.get('reason')}: {cut(event.get('message'))}" if event is not None else ""
        hint = "see to the cloud's or the cluster's load balancers, or use another type of Service"
        yield Cause(STORAGE, f"no load balancer has given it an address{words}", hint)


def _definition(live: Object, events: Sequence[Object]) -> Iterator[Cause]:  # noqa: ARG001  the shape of a rule
    for condition in _stated(live):
        bad = "True" if condition.get("type") in ("NonStructuralSchema", "Terminating") else "False"
        if condition.get("status") == bad:
            yield Cause(STATED, f"{condition.get('type')}: {condition.get('reason')}: {cut(condition.get('message'))}")


def _namespace(live: Object, events: Sequence[Object]) -> Iterator[Cause]:  # noqa: ARG001  the shape of a rule
    for condition in _stated(live):
        if condition.get("status") == "True" and condition.get("message"):
            kind = condition.get("type")
            hint = _HINT_FINALIZERS if kind == "NamespaceFinalizersRemaining" else ""
            telling = kind != "NamespaceContentRemaining"  # why there is still something, and not only what
            yield Cause(STATED + telling, f"{kind}: {cut(condition.get('message'))}", hint)


def _deployment(live: Object, events: Sequence[Object]) -> Iterator[Cause]:  # noqa: ARG001  the shape of a rule
    for condition in _stated(live):
        if condition.get("reason") == "ProgressDeadlineExceeded":
            yield Cause(VAGUE, f"ProgressDeadlineExceeded: {cut(condition.get('message'))}")
    if (live.get("spec") or {}).get("paused"):
        yield Cause(STATED, "it is paused", "resume it, or set spec.paused to false")


def _unseen(live: Object) -> Iterator[Cause]:
    """An object whose newest state no controller has taken up."""
    metadata, status = live.get("metadata") or {}, _status(live)
    generation, observed = metadata.get("generation"), status.get("observedGeneration")
    if isinstance(generation, int) and isinstance(observed, int) and observed < generation:
        yield Cause(
            STATED, f"its controller has seen generation {observed} only, not {generation}", "check that it runs"
        )


def _conditions(live: Object) -> Iterator[Cause]:
    """What kstatus' conditions say of an object whose kind is not known: a custom resource, mostly."""
    wanted = {"Stalled": "True", "Reconciling": "True"}
    for condition in _stated(live):
        kind, state = str(condition.get("type")), condition.get("status")
        if kind in wanted if state == "True" else kind not in wanted and state in ("False", "Unknown"):
            text = f"{kind} is {state}: {condition.get('reason') or ''}: {cut(condition.get('message'))}"
            yield Cause(STATED + (kind in ("Stalled", "Ready")), text.replace(": : ", ": ").rstrip(": "))


def _status(live: Object) -> Object:
    """A custom resource may have anything there."""
    status = live.get("status")
    return status if isinstance(status, Mapping) else {}


def _stated(live: Object) -> list[Object]:
    conditions = _status(live).get("conditions")
    return [one for one in conditions if isinstance(one, Mapping)] if isinstance(conditions, list) else []


_RULES: dict[str, Callable[[Object, Sequence[Object]], Iterator[Cause]]] = {
    "CustomResourceDefinition": _definition,
    "Deployment": _deployment,
    "Job": _job,
    "Namespace": _namespace,
    "PersistentVolumeClaim": _claim,
    "Service": _service,
}
