# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects written without server-side apply: three-way merges and replacements, asked for as dry runs (Go:
kube/client.go, createPatch, patchResourceClientSide, replaceResource)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import ignoring
from .conflicts import CORRECT, Policy
from .model import MERGE, PUT, Item, ObjectState, Patch

if TYPE_CHECKING:
    from ..kube.client import Client

_REPLICAS = ["spec", "replicas"]


def ask(client: Client, state: ObjectState, policy: Policy) -> None:
    """Put into state, whose object is there, how it is to be written and what it would be then. Raises KubeError."""
    live = state.live or {}
    if policy.method == PUT and not policy.settled:  # a replaced object loses what others added: no way to compare
        state.method = PUT
        state.wanted = client.replace(versioned(state.body, live), state.item.namespace, dry_run=True)
        return
    state.method = MERGE
    known = policy.original.get(state.item.key)
    original = known.body if known else state.body
    pointers = ignoring.pointers_of(policy.ignored, state.item) if policy.ignored else []
    for pointer in pointers or ():
        if policy.settled or ignoring.same_at(original, state.body, pointer):
            original, state.body = (ignoring.left_as_live(one, live, [pointer]) for one in (original, state.body))
    if ignoring.value_at(state.body, _REPLICAS) != ignoring.value_at(live, _REPLICAS) and policy.autoscaled(state.item):
        original, state.body = (ignoring.left_as_live(one, {}, [_REPLICAS]) for one in (original, state.body))
    lasting = policy.drift != CORRECT and not policy.settled
    state.patch = patch_of(original, state.body, live, lasting=lasting)
    state.wanted = send(client, state.item, state.patch, dry_run=True) if state.patch.body else live


def patch_of(original: dict[str, Any], body: dict[str, Any], live: dict[str, Any], *, lasting: bool = False) -> Patch:
    """Return the patch that makes live what body says, and takes away what only original said.

    Custom resources are compared with live as well, unlike in helm, which leaves their drift alone. lasting: only what
    the chart changed; what others changed since stays.
    """
    from ..kube import merge

    kind, patch = merge.three_way(original, body, original if lasting else live)
    if kind == "merge" and not lasting:
        patch = merge.json_three_way(original, body, live)
    return Patch(kind, patch, original, lasting)


def renewed(patch: Patch, body: dict[str, Any], live: dict[str, Any]) -> Patch:
    """Return the patch made again, for a live object that may have changed since."""
    return patch_of(patch.original, body, live, lasting=patch.lasting)


def send(client: Client, item: Item, patch: Patch, *, dry_run: bool = False) -> dict[str, Any]:
    """Return the server's object after the patch. Raises KubeError."""
    return client.patch(
        item.api_version, item.kind, item.namespace, item.name, patch.body, patch_type=patch.kind, dry_run=dry_run
    )


def versioned(body: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """Return body as what takes the place of exactly this live object."""
    version = (live.get("metadata") or {}).get("resourceVersion")
    return {**body, "metadata": {**(body.get("metadata") or {}), "resourceVersion": version}}
