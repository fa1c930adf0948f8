# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what a live object differs from what it should be, for people and for rules that leave fields alone."""

from __future__ import annotations

from typing import Any, Iterable, Iterator

from ..base import json_pointer
from .diff import quiet
from .model import FieldConflict


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the fields in which two states of an object differ, as JSON pointers, sorted; never their values."""
    return sorted(_pointers(quiet(before), quiet(after), ""))


def left_fields(live: dict[str, Any], left: Iterable[FieldConflict]) -> list[str]:
    """Return the fields of a live object that are left to others, as JSON pointers, sorted."""
    from . import fieldpath

    found = []
    for conflict in left:
        steps = fieldpath.located(conflict.field, (), live)
        places = None if steps is None else fieldpath.place_of(live, steps)
        if places is not None:
            found.append("".join(f"/{json_pointer.escaped(str(place))}" for place in places))
    return sorted(found)


def _pointers(before: Any, after: Any, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {*before, *after}:
            step = json_pointer.escaped(str(key))
            yield from _pointers(before.get(key), after.get(key), f"{path}/{step}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after)):
            yield from _pointers(one, other, f"{path}/{index}")
    elif before != after:
        yield path
