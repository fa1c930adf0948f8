# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the server will not dry-run a write: the chart's object is compared with the live one. That is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import KubeError
from . import grounds
from .model import MERGE, ObjectState

if TYPE_CHECKING:
    from ..kube.client import Client
    from .situation import Situation

_EITHER = ". Should it refuse not the dry run but the object, the write fails"


def tell(client: Client, what: str, error: KubeError) -> None:
    """Warn of a server that takes no dry run of something: once of each ground. what: as errors name it."""
    if client.is_news(error.problem):
        client.env.warn(
            f"{what}: no server-side dry run ({error.problem}); what takes no dry run is "
            "compared with the live objects instead, without the server's defaults and webhooks"
            + (_EITHER if error.problem.endswith(grounds.SILENT) else "")
        )


def of_coming_kind(client: Client, state: ObjectState) -> ObjectState:
    """Return the state of an object whose kind this run brings. It may be there in another version of that kind."""
    item, state.unsure = state.item, True
    other = client.discovery.other_version(item.api_version, item.kind)
    if other is not None:
        state.live = client.find(other, item.kind, item.namespace, item.name)
        if state.live is not None:
            state.wanted = laid_over(state.live, item.body)
    return state


def compare(
    client: Client, state: ObjectState, situation: Situation, error: KubeError, *, live: Optional[dict[str, Any]]
) -> None:
    """Put into state what can be told without the server: the three-way difference of the last revision, the chart and
    the live object, and what comes of it."""
    state.problem, state.live = error, live
    if live is None:
        return
    known = situation.original.get(state.item.key)
    original = state.patch.original if state.patch else known.body if known else state.body
    _see(state, original, live)
    if state.same:
        return
    from . import autoscaling, ignoring

    path = autoscaling.disputed(state, situation)
    if path is not None:
        autoscaling.tell(client, state.item, situation)
        original = ignoring.left_as_live(original, {}, [path])
        if state.method == MERGE:
            state.body = ignoring.left_as_live(state.body, {}, [path])
        else:
            state.body = autoscaling.left(state.body, live, path)
        _see(state, original, live)


def _see(state: ObjectState, original: dict[str, Any], live: dict[str, Any]) -> None:
    """Put into state what its body would make of the live object."""
    from . import client_side

    patch = client_side.patch_of(original, state.body, live, lasting=state.patch.lasting if state.patch else False)
    state.same = state.held = not patch.body
    state.wanted = live if state.same else laid_over(live, state.body, original)
    if state.method == MERGE:
        state.patch = patch


def laid_over(live: Any, body: Any, original: Any = None) -> Any:
    """Return live with what body says, and without what only original said: mappings key by key, lists of things with
    names by their names, other lists and scalars as a whole."""
    if isinstance(live, dict) and isinstance(body, dict):
        old = original if isinstance(original, dict) else {}
        kept = {key: value for key, value in live.items() if key in body or key not in old}
        return {**kept, **{key: laid_over(live.get(key), value, old.get(key)) for key, value in body.items()}}
    mine, theirs, before = _by_name(body), _by_name(live), _by_name(original) or {}
    if not mine or not theirs:
        return body
    merged = [laid_over(theirs.get(name), entry, before.get(name)) for name, entry in mine.items()]
    return merged + [entry for name, entry in theirs.items() if name not in mine and name not in before]


def _by_name(value: Any) -> Optional[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) and entry.get("name") for entry in value):
        return None
    found = {str(entry["name"]): entry for entry in value}
    return found if len(found) == len(value) else None
