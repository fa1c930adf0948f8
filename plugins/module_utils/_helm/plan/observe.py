# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there: the state of every object that is wanted or was, by reads and server-side dry runs only.

An object of the last revision is read, and mostly that is all (settled.py). Else a dry run of the apply tells in one
request whether the object exists, what it would become, and whether the API server takes it at all.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Conflict, KubeError
from . import write_errors
from .conflicts import CORRECT, Policy, read_conflicts
from .model import APPLY, MANAGER, MERGE, SECOND_KEYS, Item, ObjectState, Observation
from .ownership import applied_entries
from .parallel import each
from .sameness import is_same
from .settled import is_settled
from .situation import Situation

if TYPE_CHECKING:
    from ..kube.client import Client
    from .autoscaling import Deciders
    from .reads import Reads


def observe(client: Client, targets: list[Item], policy: Policy, situation: Situation) -> Observation:
    """Return the state of targets and of what the last revision has besides. Raises Invalid for an object that the
    server would refuse, Forbidden for one that the user may not write, and other KubeErrors of reads."""
    wanted, original = {item.key for item in targets}, situation.original
    left = [item for item in original.values() if item.key not in wanted]
    reads, leftovers = None, list[tuple[Item, Optional[dict[str, Any]]]]()
    if original:
        from .reads import Reads

        reads = Reads(client, [*left, *(item for item in targets if item.key in original)], original)
        leftovers = list(zip(left, each(reads.of, left, workers=client.width())))
    situation = _with_deciders(client, targets, leftovers, policy, situation)

    def observed(item: Item) -> ObjectState:
        return observe_target(client, item, policy, situation, known=item.key in original, reads=reads)

    if situation.served is not None and situation.served.absent:
        from . import beforehand

        return Observation(beforehand.observed(client, targets, policy, situation, observed), leftovers, original)
    return Observation(each(observed, targets, workers=client.width()), leftovers, original)


def _with_deciders(
    client: Client,
    targets: list[Item],
    leftovers: list[tuple[Item, Optional[dict[str, Any]]]],
    policy: Policy,
    situation: Situation,
) -> Situation:
    """The situation that knows who sets replicas once this plan is carried out. Nothing is read before it is asked."""
    written = targets if policy.drift == CORRECT or not situation.settled else []

    @functools.cache
    def deciders() -> Deciders:
        from . import autoscaling

        return autoscaling.Deciders(client, written, leftovers, situation.original)

    return dataclasses.replace(
        situation,
        autoscaled=lambda item: deciders().decision(item),
        replicas_at=lambda item: deciders().path_of(item),
    )


def read(client: Client, item: Item) -> Optional[dict[str, Any]]:
    """Return the live object, None when there is none."""
    return client.find(item.api_version, item.kind, item.namespace, item.name)


def observe_target(
    client: Client,
    item: Item,
    policy: Policy,
    situation: Situation,
    *,
    known: bool = False,
    reads: Optional[Reads] = None,
) -> ObjectState:
    """Return the state of one object that is wanted. known: it is most likely there, as it is wanted. reads: what was
    read of it, and others, already."""
    state = _observed(client, item, policy, situation, known=known, reads=reads)
    if state.live is None or (state.same and state.held):  # of a new object there is one version
        return state
    from . import moving

    return moving.at_rest(state, lambda: _observed(client, item, policy, situation, known=known))


def _observed(
    client: Client, item: Item, policy: Policy, situation: Situation, *, known: bool, reads: Optional[Reads] = None
) -> ObjectState:
    """The state of one object, by one read of it and what is asked after."""
    state = ObjectState(item, item.body)
    look = functools.partial(read, client) if reads is None else reads.of
    if situation.is_coming(item):
        from . import fallback

        return fallback.of_coming_kind(client, state)
    pointers = _pointers(item, policy, situation)
    if pointers is None:
        state.same = state.held = state.ignored = True
        return state
    if policy.method != APPLY:
        state.live = look(item)
        return _observe_client_side(client, state, policy, situation)
    seen = reads.glimpse(item) if known and reads is not None else None
    if seen is not None and not _may_be_remade(seen) and is_settled(seen, item.body):
        state.live, state.wanted, state.same, state.held = seen, seen, True, True
        return state
    return _observe_server_side(client, state, policy, situation, live=look(item) if known else None, ignored=pointers)


def _observe_server_side(
    client: Client,
    state: ObjectState,
    policy: Policy,
    situation: Situation,
    *,
    live: Optional[dict[str, Any]],
    ignored: list[list[str]],
) -> ObjectState:
    """The state by server-side apply: seen from the live object's managed fields, else asked of the server. live: as it
    was read already, None where it was not. ignored: the places that drift does not count."""
    item = state.item
    if live is not None and _may_be_remade(live):
        from . import remade

        if remade.observe(client, state, policy, situation, live=live, ignored=ignored, ask=_ask):
            if state.wanted is not None:
                _compare(state)
            return state
    if live is not None and is_settled(live, item.body):
        state.live, state.wanted, state.same, state.held = live, live, True, True
        return state
    try:
        _ask(client, state, policy, situation)
    except KubeError as error:
        raise write_errors.of_write(error, item) from error
    if state.refused:  # whose object it is matters more than its fields
        state.live = read(client, item)
    if state.wanted is None or state.problem is not None or _is_new(state.wanted):
        return state
    state.live = live or read(client, item)
    if state.live is not None:
        _compare(state)
        if ignored or not (state.same and state.held):
            from . import second_look

            second_look.again(client, state, situation, ignored, compare=_compare)
    return state


def _may_be_remade(live: dict[str, Any]) -> bool:
    """Whether someone else holds an element of a list that has a second key."""
    entries = (live.get("metadata") or {}).get("managedFields") or ()
    others = [entry for entry in entries if entry.get("manager") != MANAGER and not entry.get("subresource")]
    texts = [str(entry.get("fieldsV1")) for entry in others]
    return any(f'"{key}":' in text for text in texts for key in SECOND_KEYS)


def _compare(state: ObjectState) -> None:
    live, wanted = state.live or {}, state.wanted or {}
    state.same, state.held = is_same(content(live), content(wanted)), _is_held(live, wanted, state.body)


def _pointers(item: Item, policy: Policy, situation: Situation) -> Optional[list[list[str]]]:
    """The places in an object that drift does not count, None for all of it."""
    if not policy.ignored or not situation.settled:
        return []
    from . import ignoring

    return ignoring.pointers_of(policy.ignored, item)


def _observe_client_side(client: Client, state: ObjectState, policy: Policy, situation: Situation) -> ObjectState:
    """The state of an object that the client merges: it was read first, since the patch is made from it."""
    from . import client_side

    state.method = MERGE
    try:
        if state.live is None:
            state.wanted = client.create(state.body, dry_run=True)
        else:
            client_side.ask(client, state, policy, situation)
    except KubeError as error:
        from . import refusals

        try:
            refusals.settle(client, state, policy, situation, error)
        except KubeError as refused:
            raise write_errors.of_write(refused, state.item, state.method, exists=state.live is not None) from error
        return state
    state.held = True
    if state.live is not None and state.wanted is not None:
        state.same = is_same(content(state.live), content(state.wanted))
    return state


def _ask(client: Client, state: ObjectState, policy: Policy, situation: Situation) -> None:
    """What the server says to the apply, conflicts resolved where the policy allows it."""
    try:
        try:
            state.wanted = client.apply(state.body, dry_run=True)
        except Conflict as error:
            state.conflicts = read_conflicts(error)
            if not state.conflicts:
                raise
            from . import refusals

            refusals.resolve(client, state, policy, situation)
    except KubeError as error:
        from . import refusals

        refusals.settle(client, state, policy, situation, error)


def _is_new(answer: Optional[dict[str, Any]]) -> bool:
    """Whether a dry run's answer is of an object that is not there: one that is has a resource version."""
    return answer is not None and not (answer.get("metadata") or {}).get("resourceVersion")


def content(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what moves on by itself between two requests, or tells of it."""
    metadata = {
        key: part
        for key, part in (value.get("metadata") or {}).items()
        if key not in ("managedFields", "resourceVersion", "generation")
    }
    return {**{key: part for key, part in value.items() if key != "status"}, "metadata": metadata}


def _is_held(live: dict[str, Any], wanted: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether helm's manager holds already what it would hold after the apply of body."""
    before, after = held(live), held(wanted)
    if before == after or len(before) != len(after):
        return before == after
    from . import fieldpath

    return all(
        fieldpath.without_void(one or {}, body) == fieldpath.without_void(other or {}, body)
        for one, other in zip(before, after)
    )


def held(value: dict[str, Any]) -> list[Any]:
    """Return the fields that Helm's manager holds by applying: a set of them an entry."""
    found = [entry.get("fieldsV1") for entry in applied_entries(value)]
    if value.get("kind") == "Secret":
        from . import secret_data

        return [secret_data.fields_as_stored(fields or {}) for fields in found]
    return found
