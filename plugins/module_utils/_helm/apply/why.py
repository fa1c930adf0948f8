# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why objects are not ready: read from their conditions and events, their pods, and what those wrote last.

All of these reads are advice: what the user may not read, or what does not answer, is left out, and that is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator, NamedTuple, Optional, TypeVar

from ..base.errors import Forbidden, KubeError
from ..kube import logs, readiness
from ..plan.model import Item
from ..plan.parallel import each
from . import object_causes, pod_causes
from .pod_causes import Cause

if TYPE_CHECKING:
    from ..kube.client import Client
    from .late import Late

T = TypeVar("T")

_EVENTS = 5  # of an object, in the result
_PODS = 3  # of an object, whose events and logs are read
_CLAIMS = 3  # of a pod that waits for its volumes
_LINES = 10
_TOLD_CAUSES = 2  # of an object, in its line of the message
_HINTS = 2


class Reasons(NamedTuple):
    """lines: a text an object, the most telling first. hint: what to do. objects: the entries of failed_objects, in
    the order of lines: {kind, api_version, namespace, name, why, reasons, conditions, events, pods}; reasons are texts,
    pods are {name, phase, containers: [{name, state, reason, message, restarts}], events, logs}, those not ready."""

    lines: list[str]
    hint: str
    objects: list[dict[str, Any]]


def explain(client: Client, late: list[Late]) -> Reasons:
    """Return why objects are not as they were waited for. Never fails."""
    reader = _Reader(client, gone=any(entry.cause is not None for entry in late))
    found = each(lambda entry: _explained(reader, entry), late)
    found.sort(key=lambda entry: -entry[0])
    hints = [hint for entry in found for hint in entry[2]]
    told = "; ".join(list(dict.fromkeys(hints))[:_HINTS])
    if reader.denied:
        what = ", ".join(sorted(reader.denied))
        told += f"{'; ' if told else ''}this user may not read {what}, which would tell more"
    return Reasons([entry[1] for entry in found], told, [entry[3] for entry in found])


def named(item: Item) -> str:
    """Return how a message names an object: "Deployment shop/web"."""
    return f"{item.kind} {item.namespace}/{item.name}" if item.namespace else f"{item.kind} {item.name}"


class _Reader:
    """Reads what may be read. denied: what the user may not. After a first failure of another kind it reads nothing
    more: the API server has gone, and each further request would wait for it."""

    def __init__(self, client: Client, *, gone: bool) -> None:
        self.client = client
        self.denied: set[str] = set()
        self._gone = gone

    def read(self, what: str, call: Callable[[], T], default: T) -> T:
        """Return what call gives, default where that cannot be had."""
        if self._gone:
            return default
        try:
            return call()
        except Forbidden:
            self.denied.add(what)
        except KubeError as error:
            self._gone = error.passing or not error.status
        return default

    def events(self, namespace: str, live: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the events of an object, oldest first."""
        uid = (live.get("metadata") or {}).get("uid")
        if not uid:
            return []
        selector = f"involvedObject.uid={uid}"
        place = namespace or "default"
        none: list[dict[str, Any]] = []
        found = self.read("events", lambda: self.client.list("v1", "Event", place, field_selector=selector), none)
        return sorted(found, key=_when)

    def pods(self, item: Item, live: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the pods of a workload that are not well, the newest first; the object itself when it is one."""
        if item.kind == "Pod":
            return [live]
        selector = _selector(item, live)
        if not selector or not item.namespace:
            return []
        none: list[dict[str, Any]] = []
        found = self.read("pods", lambda: self.client.list("v1", "Pod", item.namespace, label_selector=selector), none)
        found = _newest([pod for pod in found if _is_of(pod, live)])
        return [pod for pod in found if not pod_causes.is_ready(pod)]

    def logs(self, pod: dict[str, Any]) -> dict[str, str]:
        """Return the last lines of a pod's containers by name."""
        return self.read("pods/log", lambda: logs.by_container(self.client, pod, lines=_LINES), {})

    def claim(self, namespace: str, name: str) -> Optional[dict[str, Any]]:
        """Return a claim, None where there is none to be read."""
        api = ("v1", "PersistentVolumeClaim", namespace, name)
        return self.read("persistentvolumeclaims", lambda: self.client.find(*api), None)


def _explained(reader: _Reader, late: Late) -> tuple[int, str, list[str], dict[str, Any]]:
    """(weight, line, hints, entry of failed_objects) of one object."""
    item, live = late.item, late.live
    facts: dict[str, Any] = {**item.described(), "why": late.state.message}
    causes: list[tuple[Cause, str]] = []
    if live is not None:
        status = live.get("status")
        events = reader.events(item.namespace, live)
        pods = reader.pods(item, live)
        facts["conditions"] = _conditions(status)
        facts["events"] = [_event(event) for event in events[-_EVENTS:]]
        looked = [_Pod(reader, pod) for pod in pods[:_PODS]]
        facts["pods"] = [pod.facts for pod in looked]
        causes = _grouped(item, live, events, looked, len(pods))
    facts["reasons"] = [text for _unused, text in causes]
    told = [text for _unused, text in causes[:_TOLD_CAUSES]]
    lacks = late.state.message or late.state.status
    if any(lacks in text for text in told) or late.state.status == "Terminating":
        lacks = ""
    line = f"{named(item)}: " + "; ".join(text for text in (lacks, *told) if text)
    hints = [cause.hint for cause, _unused in causes[:_TOLD_CAUSES] if cause.hint]
    return (causes[0][0].weight if causes else 0), line, hints, facts


def _grouped(
    item: Item, live: dict[str, Any], events: list[dict[str, Any]], pods: list[_Pod], count: int
) -> list[tuple[Cause, str]]:
    """The causes and their texts, the most telling first: of the object itself, and of its pods, what several of them
    say once."""
    own = []
    if item.kind != "Pod":
        found = object_causes.causes(live, events, alone=not any(pod.causes for pod in pods))
        own = [(cause, cause.text) for cause in found]
    by_text: dict[str, list[tuple[Cause, str]]] = {}
    for pod in pods:
        for cause in pod.causes:
            by_text.setdefault(cause.text, []).append((cause, pod.name))
    theirs = []
    for text, entries in by_text.items():
        more = count - 1 if len(entries) == len(pods) else len(entries) - 1
        whose = f"pod {entries[0][1]}" + (f" and {more} more" if more else "")
        theirs.append((entries[0][0], text if item.kind == "Pod" else f"{whose}: {text}"))
    return sorted([*own, *theirs], key=lambda entry: -entry[0].weight)


class _Pod:
    """A pod that is not well. causes: why. facts: the result's entry."""

    def __init__(self, reader: _Reader, pod: dict[str, Any]) -> None:
        status, metadata = pod.get("status") or {}, pod["metadata"]
        self.name = str(metadata["name"])
        events = reader.events(metadata["namespace"], pod)
        texts = reader.logs(pod)
        self.causes = [
            *pod_causes.causes(pod, events, lambda container: _last(texts.get(container, ""))),
            *_claims(reader, pod),
        ]
        self.facts = {
            "name": self.name,
            "phase": status.get("phase", ""),
            "containers": [
                _container(entry)
                for part in ("initContainerStatuses", "containerStatuses")
                for entry in status.get(part) or ()
            ],
            "events": [_event(event) for event in events[-_EVENTS:]],
            "logs": logs.joined([(self.name, texts)]),
        }


def _claims(reader: _Reader, pod: dict[str, Any]) -> Iterator[Cause]:
    """Why the claims of a pod that waits for a node are not bound."""
    if (pod.get("spec") or {}).get("nodeName"):
        return
    volumes = (pod.get("spec") or {}).get("volumes") or ()
    names = [one["persistentVolumeClaim"]["claimName"] for one in volumes if one.get("persistentVolumeClaim")]
    for name in names[:_CLAIMS]:
        namespace = pod["metadata"]["namespace"]
        claim = reader.claim(namespace, name)
        if claim is None:
            continue
        for cause in object_causes.causes(claim, reader.events(namespace, claim)):
            yield cause._replace(text=f"PersistentVolumeClaim {name}: {cause.text}")


def _selector(item: Item, live: dict[str, Any]) -> str:
    """The label selector of a workload's pods, "" for what has none."""
    if item.kind == "Job":
        return f"job-name={item.name}"
    selector = (live.get("spec") or {}).get("selector")
    if item.kind == "ReplicationController":
        selector = {"matchLabels": selector}
    if not isinstance(selector, dict) or not ("matchLabels" in selector or "matchExpressions" in selector):
        return ""
    return readiness.selector_text(selector)


def _is_of(pod: dict[str, Any], live: dict[str, Any]) -> bool:
    """Whether a pod belongs to a workload, as far as it says: labels may be those of another one too."""
    owners = [one for one in pod["metadata"].get("ownerReferences") or () if one.get("controller")]
    if not owners:
        return True
    metadata = live["metadata"]
    if live.get("kind") == "Deployment":
        return bool(owners[0].get("name", "").rpartition("-")[0] == metadata["name"])
    return live.get("kind") not in ("StatefulSet", "DaemonSet", "ReplicaSet", "Job") or bool(
        owners[0].get("uid") == metadata.get("uid")
    )


def _newest(pods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pods of the newest template, the newest first: those of an earlier one are on their way out."""
    pods = sorted(pods, key=lambda pod: str(pod["metadata"].get("creationTimestamp") or ""), reverse=True)
    newest = _template(pods[0]) if pods else ""
    return [pod for pod in pods if _template(pod) == newest]


def _template(pod: dict[str, Any]) -> str:
    return str((pod["metadata"].get("labels") or {}).get("pod-template-hash") or "")


def _when(event: dict[str, Any]) -> str:
    series = (event.get("series") or {}).get("lastObservedTime")
    times = (event.get("lastTimestamp"), series, event.get("eventTime"), event["metadata"].get("creationTimestamp"))
    return next((str(time) for time in times if time), "")


def _event(event: dict[str, Any]) -> str:
    return f"{event.get('reason', '')}: {event.get('message', '')} ({event.get('count') or 1})"


def _conditions(status: Any) -> list[dict[str, Any]]:
    found = status.get("conditions") if isinstance(status, dict) else None
    return [
        {key: condition[key] for key in ("type", "status", "reason", "message") if condition.get(key)}
        for condition in found or ()
        if isinstance(condition, dict)
    ]


def _container(entry: dict[str, Any]) -> dict[str, Any]:
    states: dict[str, Any] = entry.get("state") or {}
    state = next(iter(states), "unknown")
    details = states.get(state) or {}
    facts = {
        "name": entry.get("name", ""),
        "state": state,
        "reason": details.get("reason", ""),
        "message": details.get("message", ""),
        "restarts": entry.get("restartCount", 0),
    }
    ended = details if state == "terminated" else (entry.get("lastState") or {}).get("terminated") or {}
    if "exitCode" in ended:
        facts["exit_code"] = ended["exitCode"]
    return facts


def _last(text: str) -> str:
    """The last line of a log, "" for what is none."""
    line = text.rstrip().rpartition("\n")[2].strip()
    return "" if line.startswith("(no logs: ") else line
