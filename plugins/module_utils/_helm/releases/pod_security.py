# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Pod Security will say in a namespace that this run makes with labels: asked by dry runs in another one that has
the same. The API server looks at nothing in a namespace that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional

from ..base.errors import Forbidden, KubeError
from ..plan import failures
from ..plan.model import CREATE, Operation
from ..plan.parallel import each
from . import gate

if TYPE_CHECKING:
    from ..kube.client import Client

LEVEL = "pod-security.kubernetes.io/enforce"
VERSION = f"{LEVEL}-version"
VIOLATES = "violates PodSecurity "


def foresee(client: Client, before: Iterable[Operation], planned: Iterable[Operation], *, check: bool) -> None:
    """Raise Forbidden for planned pods that will be refused, all of them as one. before: where the namespace is made,
    if it is. check: where nobody can be asked, a warning says that only the run will tell."""
    made = next((entry.item for entry in before if entry.item.kind == "Namespace" and entry.action == CREATE), None)
    labels: Mapping[str, str] = {} if made is None else made.body["metadata"].get("labels") or {}
    if made is None or labels.get(LEVEL, "privileged") == "privileged":
        return
    pods = [
        entry
        for entry in planned
        if entry.action == CREATE and entry.item.kind == "Pod" and entry.item.namespace == made.name
    ]
    if not pods:
        return
    peer = _like(client, labels)
    if peer:
        found = [error for error in each(lambda entry: _asked(client, entry, peer), pods) if error is not None]
        if found:
            raise gate.together(list(found))
    elif check:
        client.env.warn(
            f"namespace {made.name}: what Pod Security ({labels[LEVEL]}) refuses there cannot be asked before it is "
            "made; the run asks then, before it makes anything in it"
        )


def _like(client: Client, labels: Mapping[str, str]) -> str:
    """Return the name of a namespace with the same level and version, "" for none, or none that may be seen."""
    wanted = labels[LEVEL], labels.get(VERSION)
    try:
        found = client.list_metadata("v1", "Namespace", "", label_selector=f"{LEVEL}={wanted[0]}")
    except KubeError as error:
        client.env.debug(f"looking for namespaces with {LEVEL}={wanted[0]}: {error.problem}")
        return ""
    for entry in found:
        metadata: dict[str, Any] = entry["metadata"]
        its = metadata.get("labels") or {}
        if (its.get(LEVEL), its.get(VERSION)) == wanted and not metadata.get("deletionTimestamp"):
            return str(metadata["name"])
    return ""


def _asked(client: Client, entry: Operation, namespace: str) -> Optional[KubeError]:
    """Return what Pod Security has against a pod in a namespace; what else is said of that namespace does not count."""
    body = {**entry.item.body, "metadata": {**entry.item.body["metadata"], "namespace": namespace}}
    try:
        client.create(body, namespace, dry_run=True)
    except Forbidden as error:
        if VIOLATES in error.problem:
            return failures.of_write(error, entry.item, entry.method, exists=False)
    except KubeError as error:
        client.env.debug(f"{entry.item.kind} {entry.item.name}: asked about it in {namespace}: {error.problem}")
    return None
