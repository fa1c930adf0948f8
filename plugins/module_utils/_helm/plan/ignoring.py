# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What drift does not count (drift_ignore): places in objects, named by JSON pointers (RFC 6901). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Sequence

from ..base.errors import RequestError
from ..codecs.json import pointer as json_pointer
from . import fieldpath
from .model import Item
from .sameness import is_same


class Ignored(NamedTuple):
    """kind, name, namespace: "" for any. paths: JSON pointers; none for the whole object."""

    kind: str = ""
    name: str = ""
    namespace: str = ""
    paths: tuple[str, ...] = ()

    def means(self, item: Item) -> bool:
        """Return whether the object is meant."""
        pairs = ((self.kind, item.kind), (self.name, item.name), (self.namespace, item.namespace))
        return all(not wanted or wanted == found for wanted, found in pairs)


def pointers_of(rules: tuple[Ignored, ...], item: Item) -> Optional[list[list[str]]]:
    """Return the pointers that hold for an object, as lists of names; None for the whole object."""
    found = []
    for rule in rules:
        if rule.means(item):
            if not rule.paths:
                return None
            found += [parse(path) for path in rule.paths]
    if item.kind == "Secret":
        from . import secret_data

        return [secret_data.pointer_as_stored(names) for names in found]
    return found


def parse(pointer: str) -> list[str]:
    """Return the names that a JSON pointer goes along. Raises RequestError for what is none."""
    if not pointer.startswith("/") or pointer == "/":
        raise RequestError(
            f"{pointer!r} is no JSON pointer", doing="reading the option", subject="drift_ignore",
            hint="it begins with a slash, as in /spec/replicas; a slash in a name is written ~1, a tilde ~0",
        )  # fmt: skip
    return [json_pointer.unescaped(step) for step in pointer[1:].split("/")]


def covers(pointers: list[list[str]], body: Any, steps: list[fieldpath.Step]) -> bool:
    """Return whether a field of body, by its path as conflicts have it, is at one of the pointers or below."""
    place = fieldpath.place_of(body, steps)
    if place is None:
        return False
    names = [str(name) for name in place]
    return any(names[: len(pointer)] == pointer for pointer in pointers)


def left_as_live(
    body: dict[str, Any], live: dict[str, Any], pointers: Sequence[Sequence[fieldpath.Step]]
) -> dict[str, Any]:
    """Return body with what is at the pointers as live has it: with live's value, or without any; body itself where it
    has that already, or no such place at all."""
    result = body
    for pointer in pointers:
        if not same_at(result, live, pointer):
            result = _put(result, pointer, fieldpath.value_at(live, pointer))
    return result


def same_at(one: Any, other: Any, pointer: Sequence[fieldpath.Step]) -> bool:
    """Return whether two objects have the same at the pointer."""
    return is_same(fieldpath.value_at(one, pointer), fieldpath.value_at(other, pointer))


def _put(value: Any, pointer: Sequence[fieldpath.Step], wanted: Any) -> Any:
    """A copy of value with what is wanted at the pointer, or with nothing there."""
    if wanted is fieldpath.MISSING:
        return fieldpath.without(value, pointer)
    above = fieldpath.value_at(value, pointer[:-1])
    if isinstance(above, dict):
        return fieldpath.placed(value, pointer[:-1], {**above, pointer[-1]: wanted})
    return fieldpath.placed(value, pointer, wanted) if fieldpath.find(value, pointer) else value
