# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List elements of the chart that were given another key by hand: a port of a Service that was TCP, and is SCTP now.

To a server-side apply such an element is two: the chart's, which is missing, and another manager's. It would put the
chart's back beside the other one, or be refused because both have one name. So the apply is asked about as if the chart
had the live key. After that the element is left as it is, or its fields become those of helm's applies: then the next
apply, which does not have it, takes it away.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, NamedTuple

from ..base.errors import KubeError
from ..kube import patch_schema, repeated
from ..kube.patch_schema import Field
from . import client_side, fieldpath, ignoring, second_look, write_errors
from .conflicts import CORRECT, Policy
from .model import MANAGER, FieldConflict, Item, ObjectState
from .situation import Situation

if TYPE_CHECKING:
    from ..kube.client import Client

Path = list[fieldpath.Step]


class Remade(NamedTuple):
    """An element. path: of its list. keys: the last revision's, live: what they are now. said: those that the chart
    has; none where it has the element no more."""

    path: Path
    keys: dict[str, Any]
    live: dict[str, Any]
    said: dict[str, Any]


def observe(  # what, by which policy, and what is there: more than six
    client: Client,
    state: ObjectState,
    policy: Policy,
    situation: Situation,
    *,
    live: dict[str, Any],
    ignored: list[list[str]],
    ask: Callable[[Client, ObjectState, Policy, Situation], None],
) -> bool:
    """Return whether the object has such elements: then what would become of it is in state, the comparison with live
    is not. ignored: where drift does not count. ask: asks about an apply. Raises KubeError."""
    item, original = state.item, situation.original.get(state.item.key)
    found = [] if original is None else find(item, original, live)
    found = [one for one in found if not ignoring.covers(ignored, live, [*one.path, one.live])]
    if original is None or not found:
        return False
    followed_item = followed(item, found)
    asked, told = ObjectState(followed_item, followed_item.body, live), told_of(situation, original, found)
    try:
        ask(client, asked, policy, told)
        if asked.wanted is not None and asked.problem is None:  # else refused
            asked.body = ignoring.left_as_live(asked.body, live, ignored)
            second_look.leave_replicas(client, asked, told)
            if not is_left(policy):
                asked.body, asked.taken = put_back(asked.body, found), [[*one.path, one.live] for one in found]
                before = _less(original.body, item.body, asked.body)
                patch = client_side.patch_of(before, asked.body, live)
                asked.wanted = client_side.send(client, item, patch, dry_run=True)
    except KubeError as error:
        raise write_errors.of_write(error, item) from error
    for name in ("body", "live", "wanted", "force", "refused", "drifted", "problem", "refusal", "taken"):
        setattr(state, name, getattr(asked, name))
    if is_left(policy):
        state.drifted += left(found, live)
    return True


def find(item: Item, original: Item, live: dict[str, Any]) -> list[Remade]:
    """Return the elements of the last revision's object that have another key in the live one."""
    shape = patch_schema.of_kind(item.api_version, item.kind)
    sides = repeated.Sides(original.body, item.body, live, live)
    return [] if shape is None else list(_found(sides, shape, []))


def _found(sides: repeated.Sides, shape: str, path: Path) -> Iterator[Remade]:
    for name, value in sides.original.items():
        field = patch_schema.field(shape, name)
        if isinstance(value, dict) and field.shape:
            yield from _found(sides.below(name), field.shape, [*path, name])
        elif isinstance(value, list) and field.key and all(repeated.is_keyed(one, field) for one in sides.lists(name)):
            if field.others:
                yield from _of_list(sides, name, field, [*path, name])
            elif field.shape:
                for element in value:
                    keys = {field.key: element[field.key]}
                    inner = sides.element(name, field.key, element[field.key])
                    yield from _found(inner, field.shape, [*path, name, keys])


def _of_list(sides: repeated.Sides, name: str, field: Field, path: Path) -> Iterator[Remade]:
    old, new, _compared, now = (repeated.by_identity(one, field) for one in sides.lists(name))
    for identity, made in repeated.edited(old, new, now).items():
        keys, live = (_keys(field, element) for element in (old[identity], now[made]))
        chart = new.get(identity, {})
        yield Remade(path, keys, live, {key: chart[key] for key in keys if key in chart})


def _keys(field: Field, element: dict[str, Any]) -> dict[str, Any]:
    return {
        field.key: element[field.key],
        **{name: element.get(name) or default for name, default in field.others},
    }


def followed(item: Item, found: list[Remade]) -> Item:
    """Return an object with the live keys in place of the chart's."""
    body = item.body
    for one in found:
        body = _changed(body, [*one.path, one.keys], one.live)
    return Item(body, item.namespace, item.source)


def put_back(body: dict[str, Any], found: list[Remade]) -> dict[str, Any]:
    """Return what followed gave with the chart's keys in it again."""
    for one in reversed(found):
        body = _changed(body, [*one.path, one.live], one.said, without=one.live)
    return body


def told_of(situation: Situation, original: Item, found: list[Remade]) -> Situation:
    """Return the situation in which the last revision's object had the live keys, too."""
    return dataclasses.replace(situation, original={**situation.original, original.key: followed(original, found)})


def is_left(policy: Policy) -> bool:
    """Return whether such elements are left as they are."""
    return policy.drift != CORRECT and not policy.force


def left(found: list[Remade], live: dict[str, Any]) -> list[FieldConflict]:
    """Return what is left so, and to whom."""
    return [
        FieldConflict(fieldpath.shown([*one.path, one.live, key]), _holder(live, [*one.path, one.live]), "", "")
        for one in found
        for key in one.live
        if one.live[key] != one.keys[key]
    ]


def _changed(
    body: dict[str, Any], steps: Path, keys: dict[str, Any], *, without: Iterable[str] = ()
) -> dict[str, Any]:
    element = fieldpath.value_at(body, steps)
    if element is fieldpath.MISSING:
        return body
    rest = {key: value for key, value in element.items() if key not in without}
    changed: dict[str, Any] = fieldpath.placed(body, steps, {**rest, **keys})
    return changed


def _less(original: dict[str, Any], whole: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """What the last revision said without what is left to others: what the chart says, and is not sent."""
    return {
        key: _less(value, whole[key], sent[key])
        if all(isinstance(one, dict) for one in (value, whole.get(key), sent.get(key)))
        else value
        for key, value in original.items()
        if key not in whole or key in sent
    }


def _holder(live: dict[str, Any], path: Path) -> str:
    """Who holds it of a live object."""
    for entry in (live.get("metadata") or {}).get("managedFields") or ():
        if entry.get("manager") != MANAGER and fieldpath.is_held(entry.get("fieldsV1") or {}, path):
            return str(entry.get("manager"))
    return ""
