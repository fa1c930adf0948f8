# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object that an apply would change, asked about once more: less what is left as it is, and with what goes when its
fields change hands. Dry runs only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from ..base.errors import Invalid
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
        _ask(client, state, autoscaling.left(state.body, state.live or {}, path), situation)


def foresee_migration(client: Client, state: ObjectState, situation: Situation) -> None:
    """Put into state what will be once its fields belong to helm's applies, as the server has them: those that the
    chart no longer has go then, which the dry run of an apply alone does not show."""
    state.wanted = migrated(client, state, situation) or state.wanted


def migrated(client: Client, state: ObjectState, situation: Situation) -> Optional[dict[str, Any]]:
    """Return what the object will be once its fields belong to helm's applies and its body is applied, None where they
    do already, or nothing would change. The dry run of an apply alone may be refused: it leaves beside each other what
    goes and what comes in its place, such as two ports of one name. Raises KubeError."""
    live, original = state.live, situation.original.get(state.item.key)
    if live is None or original is None or not changes_hands(live):
        return None
    if held_by_updates(live) and not situation.client_side:
        return None
    from . import client_side

    patch = client_side.patch_of(original.body, state.body, live)
    return client_side.send(client, state.item, patch, dry_run=True) if patch.body else None


def _ask(client: Client, state: ObjectState, body: dict[str, Any], situation: Optional[Situation] = None) -> None:
    state.body = body
    try:
        state.wanted = client.apply(body, state.item.namespace, manager=MANAGER, force=state.force, dry_run=True)
    except Invalid:
        found = None if situation is None else migrated(client, state, situation)
        if found is None:
            raise
        state.wanted = found
