# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects written without server-side apply: three-way merges and replacements, asked for as dry runs (Go:
kube/client.go, createPatch, patchResourceClientSide, replaceResource)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Conflict, Invalid
from . import anew, ignoring
from .conflicts import CORRECT, WARN, Policy
from .model import MERGE, PUT, Item, ObjectState, Patch

if TYPE_CHECKING:
    from ..kube.client import Client
    from .situation import Situation

_LOOKS = 5  # at an object that others write at the same time


def ask(client: Client, state: ObjectState, policy: Policy, situation: Situation) -> None:
    """Put into state, whose object is there, how it is to be written and what it would be then. Raises KubeError."""
    if policy.method == PUT and not situation.settled:  # a replaced object loses what others added: no way to compare
        state.method = PUT
        try:
            _replace(client, state, situation)
            return
        except Invalid:  # also for what the server adds to every new object (a Job's selector): then a merge will do
            if not anew.is_allowed(state.item, state.live or {}, policy.recreate):
                raise
    state.method, live = MERGE, state.live or {}  # which may have been looked at again
    original = _original(state, policy, situation)
    for pointer in ignoring.pointers_of(policy.ignored, state.item) or ():
        if situation.settled or ignoring.same_at(original, state.body, pointer):
            original, state.body = (ignoring.left_as_live(one, live, [pointer]) for one in (original, state.body))
    lasting = policy.drift != CORRECT and not situation.settled
    _merge(client, state, original, lasting=lasting)
    path = _disputed(client, state, situation)
    if path is not None:
        original, state.body = (ignoring.left_as_live(one, {}, [path]) for one in (original, state.body))
        _merge(client, state, original, lasting=lasting)
    if lasting and policy.drift == WARN:
        _see_what_is_left(client, state, original)


def _see_what_is_left(client: Client, state: ObjectState, original: dict[str, Any]) -> None:
    """Put into state what the object would be, if what others changed were put back besides. What the chart changes may
    be there already: then the patches differ, and what comes of them does not."""
    from .diff import quiet
    from .sameness import is_same

    patch = patch_of(original, state.body, state.live or {})
    if state.patch is not None and patch.body and patch.body != state.patch.body:
        corrected = send(client, state.item, patch, dry_run=True)
        if not is_same(quiet(corrected), quiet(state.wanted or {})):
            state.corrected = corrected


def _original(state: ObjectState, policy: Policy, situation: Situation) -> dict[str, Any]:
    """What the last revision said of the object. What others filled in, in places that are there for that, is left to
    them in both."""
    known = situation.original.get(state.item.key)
    if known is None:
        return state.body
    if policy.force:
        return known.body
    from . import injected

    item, known, state.drifted = injected.left_to_others(state.item, known, state.live or {})
    state.body = item.body
    return known.body


def _merge(client: Client, state: ObjectState, original: dict[str, Any], *, lasting: bool) -> None:
    """Put into state the patch that makes the object what its body says, and what the object would be then."""
    live = state.live or {}
    state.patch = patch_of(original, state.body, live, lasting=lasting)
    state.wanted = send(client, state.item, state.patch, dry_run=True) if state.patch.body else live


def _replace(client: Client, state: ObjectState, situation: Situation) -> None:
    """Put into state what the object would be with its body in its place."""
    state.wanted = _replaced(client, state)
    path = _disputed(client, state, situation)
    if path is not None:
        state.body = ignoring.left_as_live(state.body, state.live or {}, [path])
        state.wanted = _replaced(client, state)


def _replaced(client: Client, state: ObjectState) -> dict[str, Any]:
    """The answer to the dry run, asked again where a controller has just written the object's status."""
    item = state.item
    for _unused in range(_LOOKS - 1):
        try:
            return client.replace(versioned(state.body, state.live or {}), dry_run=True)
        except Conflict:  # noqa: PERF203  a request takes a thousand times as long
            state.live = client.get(item.api_version, item.kind, item.namespace, item.name)
    return client.replace(versioned(state.body, state.live or {}), dry_run=True)


def _disputed(client: Client, state: ObjectState, situation: Situation) -> Optional[list[str]]:
    """Where the object has replicas that are to stay as they are, None for nowhere."""
    if state.wanted is state.live:
        return None
    from . import autoscaling

    path = autoscaling.disputed(state, situation)
    if path is not None:
        autoscaling.tell(client, state.item, situation)
    return path


def patch_of(original: dict[str, Any], body: dict[str, Any], live: dict[str, Any], *, lasting: bool = False) -> Patch:
    """Return the patch that makes live what body says, and takes away what only original said.

    Custom resources are compared with live as well, unlike in helm, which leaves their drift alone. lasting: only what
    the chart changed; what others changed since stays.
    """
    from ..kube import json_merge, merge

    before, now = _without_nulls(original, body, live)
    kind, patch = merge.three_way(before, now, live, lasting=lasting)
    if kind == "merge" and not lasting:
        patch = json_merge.three_way(before, now, live)
    return Patch(kind, patch, original, lasting)


def _without_nulls(original: Any, body: dict[str, Any], live: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """original and body without the nulls that live has already: where the chart says nothing, and there is nothing. Of
    a null the server makes an empty text where it needs one, in annotations for instance; a patch would take that away
    again."""
    before, now = (dict(value) if isinstance(value, dict) else {} for value in (original, body))
    there = live if isinstance(live, dict) else {}
    for key, value in body.items():
        if isinstance(value, dict):
            old, now[key] = _without_nulls(before.get(key), value, there.get(key))
            if isinstance(before.get(key), dict):
                before[key] = old
        elif value is None and not there.get(key):
            before.pop(key, None)
            del now[key]
    return before, now


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
