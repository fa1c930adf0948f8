# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting by watches: until objects are ready, until hooks are done, until objects are gone; or saying why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional

from ..base.env import Env
from ..base.errors import NotFound, WaitTimeout
from ..plan.model import Item
from ..plan.parallel import each

if TYPE_CHECKING:
    from ..kube.client import Client

READY = "ready"
PROGRESSING = "progressing"
FAILED = "failed"

# Kinds that are ready as soon as they are there: no request is spent on them.
STATIC = frozenset(
    (
        "ClusterRole",
        "ClusterRoleBinding",
        "ConfigMap",
        "IngressClass",
        "LimitRange",
        "MutatingWebhookConfiguration",
        "NetworkPolicy",
        "PriorityClass",
        "Role",
        "RoleBinding",
        "RuntimeClass",
        "Secret",
        "ServiceAccount",
        "StorageClass",
        "ValidatingWebhookConfiguration",
    )
)


class State(NamedTuple):
    """How far an object is. state: ready, progressing or failed. label: kstatus's word for it. message: the reason."""

    state: str
    label: str
    message: str


Judge = Callable[[Item, Optional[dict[str, Any]]], State]


def until_ready(client: Client, env: Env, items: list[Item], timeout: float, *, jobs: bool = False) -> None:
    """Return when every object is ready. jobs: Jobs must have completed. Raises WaitTimeout when one failed or time is over."""
    waited = [item for item in items if item.kind not in STATIC and not _is_paused(item)]
    _follow_all(client, env, waited, timeout, _judge_completed if jobs else _judge)


def hooks_done(client: Client, env: Env, items: list[Item], timeout: float) -> None:
    """Return when Jobs have completed and Pods succeeded; other kinds are done at once, as in Helm. Raises WaitTimeout."""
    _follow_all(client, env, [item for item in items if _runs(item)], timeout, _judge_run)


def delete_and_wait(client: Client, env: Env, items: list[Item], timeout: float) -> None:
    """Delete objects and return when they are gone. Raises KubeError, WaitTimeout."""
    there = [item for item in items if _deleted(client, item)]
    until_gone(client, env, there, timeout)


def until_gone(client: Client, env: Env, items: list[Item], timeout: float) -> None:
    """Return when no object is there any more. Raises WaitTimeout."""
    _follow_all(client, env, items, timeout, _judge_gone)


def _deleted(client: Client, item: Item) -> bool:
    try:
        client.delete(item.api_version, item.kind, item.namespace, item.name, propagation="Background")
    except NotFound:
        return False
    return True


def _follow_all(client: Client, env: Env, items: list[Item], timeout: float, judge: Judge) -> None:
    """Follow the objects one after another up to one deadline: all the others go on meanwhile, and one watch is enough."""
    deadline = env.monotonic() + timeout
    late: list[tuple[Item, State, Optional[dict[str, Any]]]] = []
    for item in items:
        live, state = _follow(client, env, item, deadline, judge)
        if state.state != READY:
            late.append((item, state, live))
    if late:
        raise _timeout(client, late, env.monotonic() >= deadline, gone=judge is _judge_gone)


def _follow(
    client: Client, env: Env, item: Item, deadline: float, judge: Judge
) -> tuple[Optional[dict[str, Any]], State]:
    """The object and its state when it is ready or failed, or when time is over."""
    live = _read(client, item)
    state = judge(item, live)
    left = deadline - env.monotonic()
    if state.state != PROGRESSING or left <= 0:
        return live, state
    watch = client.watch(item.api_version, item.kind, item.namespace, name=item.name, timeout=left)
    try:
        for event, found in watch:
            live = None if event == "DELETED" else found
            state = judge(item, live)
            if state.state != PROGRESSING:
                break
    finally:
        watch.close()
    if state.state == PROGRESSING and live is not None:
        live = _read(client, item)  # a deletion between the first look and the watch's list is told by neither
        state = judge(item, live)
    return live, state


def _read(client: Client, item: Item) -> Optional[dict[str, Any]]:
    try:
        return client.get(item.api_version, item.kind, item.namespace, item.name)
    except NotFound:
        return None


def _judge(item: Item, live: Optional[dict[str, Any]]) -> State:
    """Readiness of any object, by the predicate of its kind."""
    from ..kube import readiness

    if live is None:
        return State(PROGRESSING, "NotFound", "Resource not found")
    found = readiness.ready(live)
    label = {READY: "Current", FAILED: "Failed"}.get(found.state, "InProgress")
    return State(found.state, label, found.message)


def _judge_completed(item: Item, live: Optional[dict[str, Any]]) -> State:
    return _judge_run(item, live) if _is_job(item) else _judge(item, live)


def _judge_run(item: Item, live: Optional[dict[str, Any]]) -> State:
    """Whether a Job or a Pod ran to its end, in the words of Helm (Go: internal/statusreaders)."""
    if live is None:
        return State(PROGRESSING, "NotFound", "Resource not found")
    return _job_state(live) if _is_job(item) else _pod_state(live)


def _job_state(live: dict[str, Any]) -> State:
    spec, status = live.get("spec") or {}, live.get("status") or {}
    completions = spec.get("completions", spec.get("parallelism", 1))
    for condition in status.get("conditions") or ():
        if condition.get("status") != "True":
            continue
        if condition.get("type") == "Complete":
            return State(READY, "Current", f"Job Completed. succeeded: {status.get('succeeded', 0)}/{completions}")
        if condition.get("type") == "Failed":
            return State(FAILED, "Failed", f"Job Failed. failed: {status.get('failed', 0)}/{completions}")
    return State(PROGRESSING, "InProgress", "Job in progress")


def _pod_state(live: dict[str, Any]) -> State:
    phase = (live.get("status") or {}).get("phase")
    name = live["metadata"]["name"]
    if phase == "Succeeded":
        return State(READY, "Current", f"pod {name} succeeded")
    if phase == "Failed":
        return State(FAILED, "Failed", f"pod {name} failed")
    return State(PROGRESSING, "InProgress", "Pod in progress")


def _judge_gone(item: Item, live: Optional[dict[str, Any]]) -> State:
    if live is None:
        return State(READY, "NotFound", "Resource not found")
    terminating = (live.get("metadata") or {}).get("deletionTimestamp")
    return State(PROGRESSING, "Terminating" if terminating else "Current", "Resource scheduled for deletion" if terminating else "")


def _timeout(
    client: Client, late: list[tuple[Item, State, Optional[dict[str, Any]]]], expired: bool, *, gone: bool
) -> WaitTimeout:
    """The error: Helm's words, and for every object what is known of the reason."""
    from .why import explain

    lines = [
        f"resource {item.kind}/{item.namespace}/{item.name} {'still exists' if gone else 'not ready'}. "
        f"status: {state.label}, message: {state.message}"
        for item, state, _ in late
    ]
    if expired:
        lines.append("context deadline exceeded")
    failed = each(lambda entry: explain(client, entry[0], entry[1].message, entry[2]), late)
    return WaitTimeout(
        "\n".join(lines),
        doing="waiting for objects to be gone" if gone else "waiting for objects to be ready",
        hint="see failed_objects for conditions, events, container states and logs",
        failed_objects=failed,
    )


def _runs(item: Item) -> bool:
    return _is_job(item) or (item.kind == "Pod" and item.api_version == "v1")


def _is_job(item: Item) -> bool:
    return item.kind == "Job" and item.api_version.startswith("batch/")


def _is_paused(item: Item) -> bool:
    """A paused Deployment never gets ready by itself; helm does not wait for it."""
    return item.kind == "Deployment" and bool((item.body.get("spec") or {}).get("paused"))
