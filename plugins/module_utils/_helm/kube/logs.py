# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the containers of a pod or a job wrote last, as text that a terminal can be given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from ..base.errors import KubeError

if TYPE_CHECKING:
    from .client import Client

_LONGEST_LINE = 1000
_PODS = 5  # of a job that tried again and again the latest tell enough


def last_lines(client: Client, kind: str, namespace: str, name: str, *, lines: int = 20) -> str:
    """Return the last lines of each container of a Pod or of a Job's pods, "" where there is none.

    Several containers come with a heading each, "==> pod/container <==". A container that has not started has a line in
    brackets that says so. Raises KubeError when the pods cannot be read.
    """
    if kind == "Job":
        pods = client.list("v1", "Pod", namespace, label_selector=f"job-name={name}")
        pods.sort(key=lambda pod: str(pod["metadata"].get("creationTimestamp") or ""))
    else:
        pods = [client.get("v1", "Pod", namespace, name)]
    return of_pods(client, pods[-_PODS:], lines=lines)


def of_pods(client: Client, pods: list[dict[str, Any]], *, lines: int = 20) -> str:
    """Return the same for pods that were read already."""
    return joined([(pod["metadata"]["name"], by_container(client, pod, lines=lines)) for pod in pods])


def by_container(client: Client, pod: Mapping[str, Any], *, lines: int = 20) -> dict[str, str]:
    """Return the last lines of each container of a pod that was read already, by the container's name."""
    return {container: _read(client, pod, container, lines, previous) for container, previous in _containers(pod)}


def joined(logs: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """Return the logs of pods, (name, by_container's answer) each, as one text: with headings where there are
    several."""
    parts = [(f"==> {pod}/{container} <==", text) for pod, texts in logs for container, text in texts.items()]
    if len(parts) == 1:
        return parts[0][1]
    return "\n".join(f"{heading}\n{text}" for heading, text in parts)


def plain(text: str) -> str:
    """Return text with control characters other than line ends and tabs written out: no log may steer a terminal."""
    return "".join(char if char in "\n\t" or char.isprintable() else repr(char)[1:-1] for char in text)


def _containers(pod: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """(container, whether to read its previous run): init containers only if they have not succeeded.

    One that crashes again and again is read as it was when it last ended, while it waits for its next start.
    """
    status = pod.get("status") or {}
    states = {
        one["name"]: one for key in ("initContainerStatuses", "containerStatuses") for one in status.get(key) or ()
    }
    for container in pod["spec"].get("initContainers") or ():
        state = states.get(container["name"]) or {}
        ended = (state.get("state") or {}).get("terminated") or {}
        if state and ended.get("exitCode") != 0 and not state.get("ready"):
            yield container["name"], _has_crashed(state)
    for container in pod["spec"].get("containers") or ():
        yield container["name"], _has_crashed(states.get(container["name"]) or {})


def _has_crashed(state: Mapping[str, Any]) -> bool:
    return bool((state.get("state") or {}).get("waiting")) and bool((state.get("lastState") or {}).get("terminated"))


def _read(client: Client, pod: Mapping[str, Any], container: str, lines: int, previous: bool) -> str:
    metadata = pod["metadata"]
    try:
        text = client.logs(metadata["namespace"], metadata["name"], container=container, tail=lines, previous=previous)
    except KubeError as error:
        return f"(no logs: {plain(error.problem)})"
    return "\n".join(line[:_LONGEST_LINE] for line in plain(text).rstrip("\n").split("\n"))
