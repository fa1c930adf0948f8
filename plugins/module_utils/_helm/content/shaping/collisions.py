# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two patches of one list that want different things of the same field: whichever came last would win unseen. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from ...base.errors import RequestError
from ...codecs.json.codec import dumps
from . import json_patch
from .json_patch import Operation
from .patches import Object, Patch

_GONE = object()


class Step(NamedTuple):
    """A patch that was applied to an object, and the object after it."""

    patch: Patch
    after: Object


def check(steps: list[Step]) -> None:
    """Raise RequestError, naming both patches, where a later one undid what an earlier one did to an object."""
    for place, (patch, after) in enumerate(steps[:-1]):
        for later in steps[place + 1 :]:
            where = _undone(patch, after, later)
            if where is not None:
                raise _collision(patch, later, where)


def _undone(patch: Patch, after: Object, later: Step) -> Optional[str]:
    """Where an object no longer is as a patch made it, "" for somewhere; None where it still is."""
    if patch.operations is None:
        again = patch.made_of(later.after)
        return None if again is not None and _unordered(again) == _unordered(later.after) else ""
    for operation in patch.operations:
        path = operation.path
        if operation.name == "test" or (_in_list(path, after) and not _same_place(operation, later.patch)):
            continue
        made, now = (json_patch.at(body, path, _GONE) for body in (after, later.after))
        if not _holds(now, made):
            return json_patch.shown(path)
    return None


def _in_list(path: tuple[str, ...], body: Object) -> bool:
    """Whether a pointer goes by a place in a list, where another element may be by now."""
    return any(isinstance(json_patch.at(body, path[:end]), list) for end in range(len(path)))


def _same_place(operation: Operation, later: Patch) -> bool:
    """Whether a later patch replaces what an operation replaced."""
    return operation.name == "replace" and any(
        other.name == "replace" and other.path == operation.path for other in later.operations or ()
    )


def _holds(now: Any, made: Any) -> bool:
    """Whether a value still has in it what was made: others may have added to it."""
    if isinstance(made, dict) and isinstance(now, dict):
        return all(key in now and _holds(now[key], value) for key, value in made.items())
    if isinstance(made, list) and isinstance(now, list):
        return all(any(_holds(item, value) for item in now) for value in made)
    if made is _GONE or now is _GONE:
        return made is now
    return dumps(made) == dumps(now)


def _unordered(value: Any) -> Any:
    """A value in which the order of lists does not count: each patch puts its own elements first."""
    if isinstance(value, dict):
        return {key: _unordered(item) for key, item in value.items()}
    return sorted(dumps(_unordered(item)) for item in value) if isinstance(value, list) else value


def _collision(patch: Patch, later: Step, where: str) -> RequestError:
    body = later.after
    what = f"{body.get('kind')} {body['metadata']['name']}" + (f", {where}" if where else "")
    return patch.error(
        f"it collides with {later.patch.name}: they want different things of {what}",
        "say it in one patch, or make their targets different objects",
    )
