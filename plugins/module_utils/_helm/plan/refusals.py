# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refused dry run means: an error, an object that has to be made anew, or that the server cannot tell yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Conflict, Forbidden, Invalid, KubeError
from . import asking, elsewhere, fallback, grounds, second_look, write_errors
from .conflicts import CORRECT, Policy
from .model import APPLY, PUT, Item, ObjectState

if TYPE_CHECKING:
    from ..kube.client import Client
    from .situation import Situation


def settle(client: Client, state: ObjectState, policy: Policy, situation: Situation, error: KubeError) -> None:
    """Put into state what can be told of the object without a dry run: why the server refuses it, or how else it is to
    be written. Raises error where the server did not come to look at it.

    What is refused is for the gate to judge, who knows what the run does before this object's turn.
    """
    if not grounds.is_verdict(error) or isinstance(error, Conflict):
        raise error
    state.problem = error
    if grounds.lacks_namespace(error):
        state.unsure = True
        refusal: KubeError = elsewhere.refusal(client, state.item) or error
    else:
        try:
            live = _read(client, state.item)
        except Forbidden:
            raise error from None
        if grounds.webhook_without_dry_run(error):
            fallback.tell(client, state.item.label, error)
            _compare(client, state, policy, situation, error, live=live)
            return
        state.live, found = live, asking.deeper(client, state.item, error) if live is None else error
        if live is not None and isinstance(error, Invalid):
            against = _migrated(client, state, situation, error)
            made = None if against is None else _made_anew(client, state, policy, situation, against)
            if made is None:
                return
            found = made
        elif grounds.missing_right(error):
            _compare(client, state, policy, situation, error, live=live)
        refusal = found
    state.refusal = write_errors.of_write(refusal, state.item, state.method, exists=state.live is not None)


def resolve(client: Client, state: ObjectState, policy: Policy, situation: Situation) -> None:
    """Resolve the state's conflicts and ask again, unless some are refused. Raises KubeError."""
    from . import disputes

    resolution = disputes.resolve(state.item, state.conflicts, policy, situation, _read(client, state.item))
    state.body, state.force = resolution.body, resolution.force
    state.refused, state.drifted = resolution.refused, resolution.drifted
    if resolution.unsure:
        from . import autoscaling

        autoscaling.tell(client, state.item, situation)
    if not state.refused:
        state.wanted = client.apply(state.body, force=state.force, dry_run=True)


def _read(client: Client, item: Item) -> Optional[dict[str, Any]]:
    return client.find(item.api_version, item.kind, item.namespace, item.name)


def _compare(
    client: Client,
    state: ObjectState,
    policy: Policy,
    situation: Situation,
    error: KubeError,
    *,
    live: Optional[dict[str, Any]],
) -> None:
    if state.method == PUT:
        state.live, state.wanted = live, state.body
        return
    fallback.compare(client, state, situation, error, live=live)
    state.force = state.force or policy.force or (situation.settled and policy.drift == CORRECT)


def _migrated(client: Client, state: ObjectState, situation: Situation, error: Invalid) -> Optional[Invalid]:
    """Put into state what it will be once its fields have changed hands, which the run has them do before it applies;
    else return what is against that, error where they do not change."""
    try:
        wanted = second_look.migrated(client, state, situation) if state.method == APPLY else None
    except Invalid as refused:
        refused.doing = error.doing
        return refused
    if wanted is None:
        return error
    state.wanted, state.problem = wanted, None
    return None


def _made_anew(
    client: Client, state: ObjectState, policy: Policy, situation: Situation, error: Invalid
) -> Optional[KubeError]:
    """Have the object made anew, if that is what it takes and the task allows it; else return what is against it."""
    from . import anew

    try:
        anew.settle(client, state, policy, situation, error)
    except KubeError as refusal:
        return refusal
    return None
