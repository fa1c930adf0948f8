# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Pod Security will say in a namespace that this run makes, or gives another level: asked by dry runs in another
one that has the same. The API server looks at nothing in a namespace that is not there, and goes by today's labels."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional

from ..base.errors import HelmError, KubeError
from ..plan import elsewhere, write_errors
from ..plan.model import CREATE, REPLACE, UPDATE, Item, Operation
from ..plan.parallel import each
from . import gate

if TYPE_CHECKING:
    from ..kube.client import Client

LEVEL = "pod-security.kubernetes.io/enforce"
VERSION = f"{LEVEL}-version"
VIOLATES = "violates PodSecurity "
_LEVELS = ("privileged", "baseline", "restricted")  # each forbids all that those before it do

_Level = tuple[str, str]  # and its version


class _Pod(NamedTuple):
    """A pod that is to be made. told: makes its refusal what the task fails with."""

    item: Item
    told: Callable[[KubeError], HelmError]


def foresee(client: Client, operations: list[Operation], gate_of: Optional[gate.Gate], *, check: bool) -> None:
    """Raise the refusals of new pods, hooks' own among them, all of them as one. gate_of: what knows the hooks. check:
    where nobody can be asked, a warning says that only the run will tell."""
    found: list[HelmError] = []
    new = [_Pod(entry.item, functools.partial(_refused, entry)) for entry in operations if _is_new_pod(entry)]
    new += [_Pod(*pod) for pod in (gate_of.hooks_pods() if gate_of is not None else ())]
    for written in filter(_is_written, operations):
        name, level = written.item.name, _level(written.after or written.body)
        pods = [pod for pod in new if pod.item.namespace == name]
        if pods and level[0] in _LEVELS[1:] and level != _level(written.before or {}):
            found += _foreseen(client, pods, name, level, check=check)
    if found:
        raise gate.together(found)


def _foreseen(client: Client, pods: list[_Pod], name: str, level: _Level, *, check: bool) -> list[HelmError]:
    """What is against the pods, as far as other namespaces tell it: one of a lower level that refuses does so for the
    higher one too, and one of a higher level that allows."""
    peers = _peers(client, level[1], but=name)
    higher, items = _LEVELS.index(level[0]), [pod.item for pod in pods]
    for other in sorted(peers, key=lambda one: (one != level[0], one)):
        asked = each(functools.partial(_asked, client, peers[other]), items, workers=client.width())
        against = [(pod, answer) for pod, answer in zip(pods, asked) if answer is not None]
        found = [pod.told(answer) for pod, answer in against if VIOLATES in answer.problem]
        if found and _LEVELS.index(other) <= higher:
            return found
        if asked == [None] * len(pods) and _LEVELS.index(other) >= higher:
            return []
    if check:
        client.env.warn(
            f"namespace {name}: what Pod Security ({level[0]}) refuses there cannot be asked before it has that level; "
            "only the run will tell"
        )
    return []


def _is_written(entry: Operation) -> bool:
    return entry.item.kind == "Namespace" and entry.action in (CREATE, UPDATE, REPLACE)


def _is_new_pod(entry: Operation) -> bool:
    return entry.item.kind == "Pod" and (entry.action == CREATE or entry.anew)


def _level(namespace: Mapping[str, Any]) -> _Level:
    labels = (namespace.get("metadata") or {}).get("labels") or {}
    return str(labels.get(LEVEL) or _LEVELS[0]), str(labels.get(VERSION) or "latest")


def _peers(client: Client, version: str, *, but: str) -> dict[str, str]:
    """Return a namespace of each level in a version, none where they may not be seen."""
    try:
        found = client.list_metadata("v1", "Namespace", "", label_selector=LEVEL)
    except KubeError as error:
        client.env.debug(f"looking for namespaces with {LEVEL}: {error.problem}")
        return {}
    peers = {}
    for entry in found:
        level, its_version = _level(entry)
        metadata = entry["metadata"]
        fits = level in _LEVELS[1:] and its_version == version and metadata["name"] != but
        if fits and not metadata.get("deletionTimestamp"):
            peers[level] = str(metadata["name"])
    return peers


def _asked(client: Client, namespace: str, item: Item) -> Optional[KubeError]:
    """Return what the API server has against a pod in another namespace, None for nothing. What is not of Pod Security
    says nothing of the pod's own namespace."""
    error = elsewhere.asked(client, item, item.body, namespace)
    if error is not None:
        client.env.debug(f"{item.kind} {item.name}: asked about it in {namespace}: {error.problem}")
    return error


def _refused(entry: Operation, error: KubeError) -> KubeError:
    return write_errors.of_write(error, entry.item, entry.method, exists=False)
