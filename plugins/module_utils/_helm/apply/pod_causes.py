# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a pod from being ready or from succeeding, from what the kubelet and the scheduler say of it. Pure."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, NamedTuple, Optional, Sequence

_LONGEST = 400  # characters of one text of theirs
_LONGEST_LOG_LINE = 200

Object = Mapping[str, Any]
LastLine = Callable[[str], str]


class Cause(NamedTuple):
    """Why something is not ready. weight: how telling, the more the better. hint: what to do about it."""

    weight: int
    text: str
    hint: str = ""


PULL, CRASHED, MISSING, MOUNT, KILLED = 95, 94, 93, 92, 91
PLACE, REFUSED, STORAGE = 85, 84, 83
PROBE, LATE, STATED, VAGUE = 70, 50, 40, 10

_PULLING = (
    "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError",
    "RegistryUnavailable", "SignatureValidationFailed",
)  # fmt: skip
_STARTING = ("", "ContainerCreating", "PodInitializing")
# Events of a pod whose containers could not be made yet, newest first that is found.
_PREPARING = (
    "FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox", "FailedCreatePodContainer",
    "NetworkNotReady", "FailedPrepareDynamicResources", "FailedKillPod",
)  # fmt: skip
_CODES = {
    126: "the command cannot be executed",
    127: "the command was not found",
    137: "killed",
    139: "segmentation fault",
    143: "terminated",
}

_HINT_PULL = "check the image's name and tag, that the nodes reach its registry, and imagePullSecrets"
_HINT_LOG = "mend what the container's log tells"
_HINT_MEMORY = "raise the container's memory limit, or let the program need less"
_HINT_MISSING = "make what is missing, or correct its name in the values"
_HINT_PLACE = "add or free nodes, or change the pod's requests, nodeSelector, affinity or tolerations"
_HINT_PROBE = "check the probe's address and timing, and whether the program is well"
_HINT_START = "check the container's command, user and security settings"


def causes(pod: Object, events: Sequence[Object], last_line: LastLine) -> list[Cause]:
    """Return why a pod is not ready, the most telling first, none for one that is.

    events: the pod's, oldest first. last_line: the last line of a container's log by its name, "" for none.
    """
    status = pod.get("status") or {}
    found = [*_of_pod(pod, status, events)]
    for what, key in (("init container", "initContainerStatuses"), ("container", "containerStatuses")):
        for entry in status.get(key) or ():
            cause = _of_container(_Container(what, entry, pod, events, last_line))
            if cause is not None:
                found.append(cause)
    if not found:
        found.extend(_conditions(status))
    return sorted(found, key=lambda cause: -cause.weight)


def cut(text: Any, longest: int = _LONGEST) -> str:
    """Return text in one line, of a bounded length."""
    line = " ".join(str(text or "").split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def is_ready(pod: Object) -> bool:
    """Return whether a pod is Ready, or has succeeded."""
    status = pod.get("status") or {}
    return status.get("phase") == "Succeeded" or any(
        condition.get("type") == "Ready" and condition.get("status") == "True"
        for condition in status.get("conditions") or ()
    )


def said(events: Sequence[Object], reasons: tuple[str, ...], container: str = "") -> Optional[Object]:
    """Return the newest event of one of the reasons, about the container where the event names one."""
    for event in reversed(events):
        path = str((event.get("involvedObject") or {}).get("fieldPath") or "")
        if event.get("reason") in reasons and (not container or not path or f"{{{container}}}" in path):
            return event
    return None


def _of_pod(pod: Object, status: Object, events: Sequence[Object]) -> Iterator[Cause]:
    """What is said of the pod as a whole."""
    if status.get("reason"):  # Evicted, DeadlineExceeded, UnexpectedAdmissionError, NodeLost, …
        yield Cause(KILLED, f"{status['reason']}: {cut(status.get('message'))}".rstrip(": "))
    deleted = (pod.get("metadata") or {}).get("deletionTimestamp")
    if deleted:
        yield Cause(LATE, f"it is being deleted since {deleted}{held_by(pod)}")
    for condition in status.get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            reason = str(condition.get("reason") or "Unschedulable")
            yield Cause(PLACE, f"{reason}: {cut(condition.get('message'))}".rstrip(": "), _HINT_PLACE)
    if status.get("phase", "Pending") == "Pending" and not any(_is_stopped(entry) for entry in _entries(status)):
        event = said(events, _PREPARING)
        if event is not None:
            hint = _HINT_MISSING if "not found" in str(event.get("message")) else "see to what the node says"
            yield Cause(MOUNT, f"{event.get('reason')}: {cut(event.get('message'))}", hint)


def held_by(item: Object) -> str:
    """Return which finalizers hold an object that is being deleted, as words to append."""
    finalizers = ", ".join((item.get("metadata") or {}).get("finalizers") or ())
    return f", held by the finalizers {finalizers}" if finalizers else ""


def _entries(status: Object) -> list[Object]:
    return [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]


def _is_stopped(entry: Object) -> bool:
    waiting = (entry.get("state") or {}).get("waiting") or {}
    return bool(waiting) and waiting.get("reason", "") not in _STARTING


class _Container:
    """A container's status, and what it is judged by."""

    __slots__ = ("entry", "events", "label", "last_line", "name", "spec")

    def __init__(self, what: str, entry: Object, pod: Object, events: Sequence[Object], last_line: LastLine) -> None:
        self.entry = entry
        self.events = events
        self.last_line = last_line
        self.name = str(entry.get("name") or "")
        self.label = f"{what} {self.name}"
        key = "initContainers" if what.startswith("init") else "containers"
        specs = [one for one in (pod.get("spec") or {}).get(key) or () if one.get("name") == self.name]
        self.spec: Object = specs[0] if specs else {}

    @property
    def is_init(self) -> bool:
        return self.label.startswith("init")

    @property
    def log(self) -> str:
        line = cut(self.last_line(self.name), _LONGEST_LOG_LINE)
        return f'; last log line: "{line}"' if line else ""


def _of_container(one: _Container) -> Optional[Cause]:
    state = one.entry.get("state") or {}
    waiting, ended = state.get("waiting"), state.get("terminated")
    if waiting is not None:
        return _waiting(one, waiting)
    if ended is not None:
        return _ended(one, ended, "") if ended.get("exitCode") or ended.get("reason") == "OOMKilled" else None
    if state.get("running") is not None and not one.entry.get("ready"):
        return _running(one, state["running"])
    return None


def _waiting(one: _Container, waiting: Object) -> Optional[Cause]:
    reason, message = str(waiting.get("reason") or ""), cut(waiting.get("message"))
    if reason in _PULLING:
        image = one.entry.get("image") or one.spec.get("image") or ""
        event = said(one.events, ("Failed",), one.name)
        if event is not None and "pull" in str(event.get("message")) and "Err" not in message:
            message = cut(event.get("message"))
        named = "" if image and str(image) in message else f" of {image}"
        return Cause(PULL, f"{one.label}: {reason}{named}: {message}".rstrip(": "), _HINT_PULL)
    last = (one.entry.get("lastState") or {}).get("terminated")
    if last is not None:
        return _ended(one, last, reason)
    if reason == "CrashLoopBackOff":
        return Cause(CRASHED, f"{one.label}: {reason}: {message}{one.log}", _HINT_LOG)
    if reason in _STARTING:
        return None
    hint = _HINT_MISSING if "not found" in message or "couldn't find key" in message else _HINT_START
    return Cause(MISSING, f"{one.label}: {reason}: {message}".rstrip(": "), hint)


def _ended(one: _Container, ended: Object, waiting: str) -> Cause:
    """What made a container end; waiting: why it does not run now, "" where it is not to be started again."""
    code, reason = ended.get("exitCode"), str(ended.get("reason") or "")
    restarts = int(one.entry.get("restartCount") or 0)
    parts = [part for part in (waiting, f"exit code {code}" if code is not None else "") if part]
    text = ", ".join(parts)
    if reason == "OOMKilled":
        limit = ((one.spec.get("resources") or {}).get("limits") or {}).get("memory")
        text = ", ".join([part for part in (waiting, f"OOMKilled (exit code {code})") if part])
        text += f": more memory than its limit of {limit}" if limit else ": the node had no memory left for it"
        hint, weight = _HINT_MEMORY, KILLED
    else:
        more = reason if reason not in ("", "Error", "Completed") else _CODES.get(code or 0, "")
        text += f" ({more})" if more else ""
        hint, weight = (_HINT_START if code in (126, 127) or reason == "StartError" else _HINT_LOG), CRASHED
    text += f", restarted {restarts} time{'s' if restarts > 1 else ''}" if restarts else ""
    message = cut(ended.get("message"), _LONGEST_LOG_LINE)
    return Cause(weight, f"{one.label}: {text}{f': {message}' if message else ''}{one.log}", hint)


def _running(one: _Container, running: Object) -> Optional[Cause]:
    """A container that runs and is not ready: by its probes, or because it is one to end."""
    if one.is_init and one.spec.get("restartPolicy") != "Always":
        return Cause(LATE, f"{one.label}: runs since {running.get('startedAt')}, and has to end first{one.log}")
    event = said(one.events, ("Unhealthy", "ProbeWarning"), one.name)
    if event is not None:
        return Cause(PROBE, f"{one.label}: runs, not ready: {cut(event.get('message'))}{one.log}", _HINT_PROBE)
    last = (one.entry.get("lastState") or {}).get("terminated")
    if last is not None:
        return _ended(one, last, "runs again, not ready")
    probe = next((key for key in ("startupProbe", "readinessProbe") if one.spec.get(key)), "")
    why = f" by its {probe}" if probe else ""
    return Cause(LATE, f"{one.label}: runs, not ready{why}{one.log}", _HINT_PROBE if probe else "")


def _conditions(status: Object) -> Iterator[Cause]:
    """What the conditions say, where nothing else tells more."""
    for condition in status.get("conditions") or ():
        if condition.get("status") == "False" and condition.get("message"):
            name = condition.get("reason") or condition.get("type")
            yield Cause(STATED, f"{name}: {cut(condition['message'])}")
    phase = status.get("phase") or "Pending"
    if phase != "Running":
        yield Cause(VAGUE, f"phase {phase}" if phase != "Pending" else "Pending: no node has taken it up yet")
