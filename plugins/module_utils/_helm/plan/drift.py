# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what live objects differ from what they should be, for people and for results. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Optional

from ..codecs.json import pointer
from .diff import quiet
from .masked_pair import masked_pair
from .model import CREATE, DELETE, REPLACE, UNCHANGED, UPDATE, Operation, Plan
from .sameness import is_same

if TYPE_CHECKING:
    from ..base.secrets import Secrets

Entry = dict[str, Any]
Places = list[Any]

_WRITES = (CREATE, UPDATE, REPLACE, DELETE)
_MOST = 8  # lines of a warning, besides its first and last
_LONGEST = 60  # characters of a value in a line; the result has all of it


def entries(plan: Plan, secrets: Secrets, *, settled: bool) -> list[Entry]:
    """Return what is not as the last revision has it, an entry an object: {action, kind, api_version, namespace, name,
    fields, differences}, and where they are known {state, message}.

    action: what would put it right, unchanged for what is left to others. differences: {field, wanted, live} sorted by
    field, a JSON pointer; None where there is no value, secrets masked. fields: their fields alone. message: why the
    server would refuse it. settled: the plan makes no revision, so that all it does is about drift; else only what it
    leaves to others is.
    """
    counted = [operation for operation in plan.operations if settled and _counts(operation)]
    known = {operation.item.key: operation for operation in reversed([*plan.drifted, *counted])}
    found = []
    for place in plan.operations:
        operation = known.get(place.item.key)
        if operation is not None:
            entry = _entry(operation, secrets, settled=settled)
            if entry["fields"] or operation.refusal is None or operation.before is None:
                found.append(entry)
    return found


def warning(name: str, revision: int, found: list[Entry]) -> str:
    """Return what to warn of where the differences of a release are left, "" for none."""
    told = _lines(found)
    if not told:
        return ""
    more = [f"{len(told) - _MOST} more differences, see drift in the result"] if len(told) > _MOST + 1 else []
    head = f"release {name}: not as in revision {revision}, and left so:"
    return "\n- ".join([head, *(told[:_MOST] if more else told), *more])


def _lines(found: Iterable[Entry]) -> list[str]:
    """A line a difference. Long values are cut."""
    told: list[str] = []
    for entry in found:
        place = f"{entry['namespace']}/" if entry["namespace"] else ""
        label = f"{entry['kind']} {place}{entry['name']}"
        told += [
            f"{label} {one['field']}: wanted {_shown(one['wanted'])}, live {_shown(one['live'])}"
            for one in entry["differences"]
        ] or [f"{label}: {_nothing_shown(entry)}"]
    return told


def _nothing_shown(entry: Entry) -> str:
    """What is to be said of an object in which no field differs."""
    if entry["action"] in (CREATE, DELETE):
        return "it is missing" if entry["action"] == CREATE else "it belongs to no revision that is in force"
    return "it is being deleted" if "state" in entry else "its fields are managed by others"


def _counts(operation: Operation) -> bool:
    return operation.action in _WRITES or (operation.is_going and operation.is_wanted)


def _entry(operation: Operation, secrets: Secrets, *, settled: bool) -> Entry:
    before = operation.before
    found = () if before is None else _found(operation, before, secrets, settled=settled)
    differences = sorted(found, key=lambda one: str(one["field"]))
    return {
        **operation.described(),
        "action": _action(operation, settled=settled),
        "fields": [one["field"] for one in differences],
        "differences": differences,
        **({} if operation.refusal is None else {"message": operation.refusal.problem}),
    }


def _found(operation: Operation, before: Entry, secrets: Secrets, *, settled: bool) -> Iterator[Entry]:
    """What differs in an object that is there."""
    if settled and operation.action in (UPDATE, REPLACE):
        sure = operation.refusal is None
        yield from _differences(quiet(before), quiet(operation.after or {}), secrets, sure=sure)
    yield from _left(operation, before, secrets)
    if operation.corrected is not None:
        yield from _differences(quiet(operation.after or before), quiet(operation.corrected), secrets, sure=True)


def _action(operation: Operation, *, settled: bool) -> str:
    """What would put the object right."""
    if settled and operation.action != UNCHANGED:
        return operation.action
    if operation.corrected is not None:
        return UPDATE
    from . import fieldpath, injected

    for conflict in operation.left:
        steps = fieldpath.located(conflict.field, (), operation.before or {})
        if steps is None or not injected.is_meant(operation.item, steps, conflict.manager):
            return UPDATE  # it is left because the task says so
    return UNCHANGED


def _differences(live: Entry, wanted: Entry, secrets: Secrets, *, sure: bool) -> list[Entry]:
    """What differs. sure: wanted is the server's answer; else some of it may mean the same as live in other words."""
    shown = masked_pair(live, wanted, secrets)
    found = list(differing(live, wanted))
    if not sure:
        from . import settled

        found = [
            places
            for places in found
            if not settled.is_equal(
                value_at(wanted, places), value_at(live, places), amount=not settled.AMOUNTS.isdisjoint(places)
            )
        ]
    return [
        {"field": pointer_of(places), "wanted": value_at(shown[1], places), "live": value_at(shown[0], places)}
        for places in found
    ]


def _left(operation: Operation, live: Entry, secrets: Secrets) -> list[Entry]:
    """The fields that are left to others."""
    if not operation.left:
        return []
    from . import fieldpath

    body = operation.item.body
    shown = masked_pair(live, body, secrets)
    found = []
    for conflict in operation.left:
        steps = fieldpath.located(conflict.field, (), live)
        places = None if steps is None else fieldpath.place_of(live, steps)
        if steps is not None and places is not None:
            wanted = fieldpath.place_of(body, steps)
            found.append(
                {
                    "field": pointer_of(places),
                    "wanted": None if wanted is None else fieldpath.value_at(shown[1], wanted),
                    "live": fieldpath.value_at(shown[0], places),
                }
            )
    return found


def pointer_of(places: Iterable[Any]) -> str:
    """Return the JSON pointer of a place: keys and indexes."""
    return "".join(f"/{pointer.escaped(str(place))}" for place in places)


def value_at(value: Any, places: Places) -> Optional[Any]:
    """Return what is at places, None for nothing."""
    from . import fieldpath

    found = fieldpath.value_at(value, places)
    return None if found is fieldpath.MISSING else found


def differing(live: Any, wanted: Any, path: tuple[Any, ...] = ()) -> Iterator[Places]:
    """Yield the places in which two states of an object differ. Lists that are not equally long differ as a whole: so
    drift_ignore can name them."""
    if isinstance(live, dict) and isinstance(wanted, dict):
        for key in {**live, **wanted}:
            yield from differing(live.get(key), wanted.get(key), (*path, key))
    elif isinstance(live, list) and isinstance(wanted, list) and len(live) == len(wanted):
        for index, (one, other) in enumerate(zip(live, wanted)):
            yield from differing(one, other, (*path, index))
    elif not is_same(live, wanted):
        yield list(path)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
