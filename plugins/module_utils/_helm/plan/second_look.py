# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object that an apply would change, asked about once more: less what is left as it is, and with what goes when its
fields change hands. Dry runs only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from . import autoscaling
from .model import MANAGER, ObjectState
from .ownership import changes_hands, held_by_updates
from .situation import Situation

if TYPE_CHECKING:
    from ..kube.client import Client


def again(
    client: Client,
    state: ObjectState,
    situation: Situation,
    pointers: list[list[str]],
    *,
    compare: Callable[[ObjectState], None],
) -> None:
    """Put into state what is left as it is of an object that differs, and what goes when its fields change hands.
    compare: says in state whether it differs."""
    if pointers:
        leave(client, state, pointers)
        compare(state)
    if not (state.same and state.held):
        leave_replicas(client, state, situation)
        compare(state)
    if not (state.same and state.held):
        foresee_migration(client, state, situation)


def leave(client: Client, state: ObjectState, pointers: list[list[str]]) -> None:
    """Put into state what is to be sent, and what would be then, with all at the pointers as it is. What the apply
    leaves so anyway, it need not say: else helm would hold what it has left to others."""
    from . import ignoring

    live, wanted = state.live or {}, state.wanted or {}
    changed = [pointer for pointer in pointers if not ignoring.same_at(live, wanted, pointer)]
    body = ignoring.left_as_live(state.body, live, changed)
    if body is not state.body:
        _ask(client, state, body)


def leave_replicas(client: Client, state: ObjectState, situation: Situation) -> None:
    """The same with replicas that an autoscaler sets though it holds nothing yet, or that helm alone holds."""
    path = autoscaling.disputed(state, situation) or autoscaling.kept(state, situation)
    if path is not None:
        autoscaling.tell(client, state.item, situation)
        _ask(client, state, autoscaling.left(state.body, state.live or {}, path))


def foresee_migration(client: Client, state: ObjectState, situation: Situation) -> None:
    """Put into state what will be once its fields belong to helm's applies, as the server has them: those that the
    chart no longer has go then, which the dry run of an apply alone does not show."""
    live, original = state.live, situation.original.get(state.item.key)
    if live is None or original is None or not changes_hands(live):
        return
    if held_by_updates(live) and not situation.client_side:
        return
    from . import client_side

    patch = client_side.patch_of(original.body, state.body, live)
    if patch.body:
        state.wanted = client_side.send(client, state.item, patch, dry_run=True)


def _ask(client: Client, state: ObjectState, body: dict[str, Any]) -> None:
    state.body = body
    state.wanted = client.apply(body, state.item.namespace, manager=MANAGER, force=state.force, dry_run=True)
