# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an object is not ready: its conditions and events, its pods' containers, their last lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import KubeError
from ..plan.model import Item

if TYPE_CHECKING:
    from ..kube.client import Client

_EVENTS = 5
_PODS = 3
_LINES = 10


def explain(client: Client, item: Item, message: str, live: Optional[dict[str, Any]]) -> dict[str, Any]:
    """Return {kind, api_version, namespace, name, why, conditions, events, pods}.

    pods: {name, phase, containers: [{name, state, reason, message, restarts}], logs} of those that are not ready.
    What may not be read is left out: an explanation never fails.
    """
    facts: dict[str, Any] = {**item.described(), "why": message}
    if live is None:
        return facts
    facts["conditions"] = [
        {key: condition[key] for key in ("type", "status", "reason", "message") if condition.get(key)}
        for condition in (live.get("status") or {}).get("conditions") or ()
    ]
    facts["events"] = _events(client, item.namespace, live)
    facts["pods"] = [_pod(client, pod) for pod in _pods(client, item, live)[:_PODS]]
    return facts


def _events(client: Client, namespace: str, live: dict[str, Any]) -> list[str]:
    """The object's last events, oldest first, as "Reason: message (count)"."""
    uid = (live.get("metadata") or {}).get("uid")
    if not uid or not namespace:
        return []
    try:
        found = client.list("v1", "Event", namespace, field_selector=f"involvedObject.uid={uid}")
    except KubeError:
        return []
    found.sort(key=lambda event: str(event.get("lastTimestamp") or event.get("eventTime") or ""))
    return [
        f"{event.get('reason', '')}: {event.get('message', '')} ({event.get('count') or 1})"
        for event in found[-_EVENTS:]
    ]


def _pods(client: Client, item: Item, live: dict[str, Any]) -> list[dict[str, Any]]:
    """The pods of a workload that are not ready, the object itself when it is one."""
    if item.kind == "Pod":
        return [live]
    selector = ((live.get("spec") or {}).get("selector") or {}).get("matchLabels")
    if not selector or not item.namespace:
        return []
    try:
        found = client.list(
            "v1", "Pod", item.namespace, label_selector=",".join(f"{k}={v}" for k, v in sorted(selector.items()))
        )
    except KubeError:
        return []
    return [pod for pod in found if not _is_ready(pod)]


def _is_ready(pod: dict[str, Any]) -> bool:
    return any(
        condition.get("type") == "Ready" and condition.get("status") == "True"
        for condition in (pod.get("status") or {}).get("conditions") or ()
    )


def _pod(client: Client, pod: dict[str, Any]) -> dict[str, Any]:
    from ..kube import logs

    status = pod.get("status") or {}
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    facts: dict[str, Any] = {"name": name, "phase": status.get("phase", "")}
    facts["containers"] = [
        _container(entry) for part in ("initContainerStatuses", "containerStatuses") for entry in status.get(part) or ()
    ]
    facts["events"] = _events(client, namespace, pod)
    try:
        facts["logs"] = logs.last_lines(client, "Pod", namespace, name, lines=_LINES)
    except KubeError as error:
        facts["logs"] = f"(no logs: {error.problem})"
    return facts


def _container(entry: dict[str, Any]) -> dict[str, Any]:
    states: dict[str, Any] = entry.get("state") or {}
    state = next(iter(states), "unknown")
    details = states.get(state) or {}
    return {
        "name": entry.get("name", ""),
        "state": state,
        "reason": details.get("reason", ""),
        "message": details.get("message", ""),
        "restarts": entry.get("restartCount", 0),
    }
