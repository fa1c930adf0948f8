# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in which a merge key stands more than once: a port by UDP and by TCP, a variable that is set twice.

The API server's strategic merge knows an element by its merge key alone: of two elements with one key it changes the
first it finds, and both are gone where one is to go. So such a list is not merged by the server. What comes of it is
told here, element by element, by the keys that the API itself has for it, and the whole list is sent in place of the
live one. The server then puts elements of one merge key side by side, in the order they are sent in.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple, Optional

from . import json_merge, patch_schema
from .json_merge import equal
from .patch_schema import Field

Object = dict[str, Any]
Identity = tuple[Any, ...]


class Whole(list[Any]):
    """A list that is sent as it is, in the place of the live one."""


class Sides(NamedTuple):
    """What a merge looks at. compared: what modified is compared with, live itself or, where only the chart's own
    changes are to be written, original."""

    original: Object
    modified: Object
    compared: Object
    live: Object

    def below(self, key: str) -> Sides:
        """Return the mappings of that name in each, empty ones where there is none."""
        return Sides(*(_mapping(side.get(key)) for side in self))

    def element(self, name: str, key: str, value: Any) -> Sides:
        """Return the elements with a merge key's value in the lists of that name, empty ones where there is none."""
        return Sides(*(_with_key(side.get(name), key, value) for side in self))

    def lists(self, name: str) -> list[list[Any]]:
        """Return the lists of that name in each, empty ones where there is none."""
        return [side[name] if isinstance(side.get(name), list) else [] for side in self]


def settled(sides: Sides, shape: str, *, lasting: bool) -> Sides:
    """Return the sides, each such list in its final state in modified and as it is live in compared (both Whole).
    The sides themselves where there is no such list.

    shape: a type of patch_schema.py. lasting: what others changed stays.
    """
    if not any(_may_have_some(side, shape) for side in sides):
        return sides
    own = Sides(*(copy.deepcopy(side) for side in sides))
    _settle(own, shape, lasting=lasting)
    return own


def _may_have_some(value: Object, shape: str) -> bool:
    """Whether there may be such a list in an object."""
    for name, inner in value.items():
        if not inner or not isinstance(inner, (dict, list)):
            continue
        field = patch_schema.field(shape, name)
        if isinstance(inner, dict):
            if field.shape and _may_have_some(inner, field.shape):
                return True
        elif field.strategy == "merge" and field.key and is_keyed(inner, field):
            if field.others or _is_repeated(inner, field):
                return True
            if field.shape and any(_may_have_some(element, field.shape) for element in inner):
                return True
    return False


def _settle(sides: Sides, shape: str, *, lasting: bool) -> None:
    """Do it, in place."""
    for name, value in list(sides.modified.items()):
        field = patch_schema.field(shape, name)
        if isinstance(value, dict):
            if field.shape:
                _settle(sides.below(name), field.shape, lasting=lasting)
        elif isinstance(value, list) and field.strategy == "merge" and field.key:
            _settle_list(sides, name, field, lasting=lasting)


def _settle_list(sides: Sides, name: str, field: Field, *, lasting: bool) -> None:
    lists = sides.lists(name)
    if not all(is_keyed(one, field) for one in lists):
        return  # the differ says what is wrong with it
    original, modified, _compared, live = lists
    if any(_is_repeated(one, field) for one in lists) or _meets_others(original, modified, live, field):
        if not (lasting and equal(original, modified)):  # else the chart changed nothing in it
            merged = _Merger(field, lasting=lasting).merged(original, modified, live)
            _put(sides, name, merged, sides.live.get(name))
    elif field.shape:
        for element in modified:
            _settle(sides.element(name, field.key, element[field.key]), field.shape, lasting=lasting)


def _put(sides: Sides, name: str, merged: list[Any], live: Optional[list[Any]]) -> None:
    sides.compared.pop(name, None)
    if live is not None:
        sides.compared[name] = Whole(live)
    sides.modified[name] = Whole(merged)


class _Merger:
    """The three-way merge of one list. lasting: only what the chart changed."""

    def __init__(self, field: Field, *, lasting: bool) -> None:
        self._field = field
        self._lasting = lasting

    def merged(self, original: list[Any], modified: list[Any], live: list[Any]) -> list[Any]:
        """The list as it is to be: live itself where nothing is to change."""
        old, new, now = (by_identity(one, self._field) for one in (original, modified, live))
        names = {made: identity for identity, made in edited(old, new, now).items()}
        now = {names.get(identity, identity): element for identity, element in now.items()}
        wanted = {}
        for identity, element in new.items():
            found = self._element(old.get(identity), element, now.get(identity))
            if found is not None:
                wanted[identity] = found
        others = [key for key in now if self._is_others(key, old, new)]
        same = len(wanted) + len(others) == len(now) and all(equal(now.get(key), item) for key, item in wanted.items())
        if same and self._is_in_order([key for key in now if key in wanted], list(wanted)):
            return live
        places = list(wanted)
        for identity in reversed(others):
            places.insert(self._place(identity, places, list(now)), identity)
        return [wanted.get(identity, now.get(identity)) for identity in places]

    def _place(self, identity: Identity, places: list[Identity], now: list[Identity]) -> int:
        """Where another's element goes among places: beside what has its merge key, as the server puts it in any case;
        else what stands in front of an element stays in front of it."""
        mates = [place for place, key in enumerate(places) if key[0] == identity[0]]
        if mates:
            return mates[-1] + 1
        after = now[now.index(identity) + 1 :]
        return next((places.index(key) for key in after if key in places), len(places))

    def _is_others(self, identity: Identity, old: dict[Identity, Any], new: dict[Identity, Any]) -> bool:
        """Whether a live element is none of the chart's. What has the keys of one of the chart's is the chart's."""
        if self._lasting:
            return identity not in old and identity not in new
        return (*identity[:-1], 0) not in old and (*identity[:-1], 0) not in new

    def _element(self, old: Optional[Object], new: Object, live: Optional[Object]) -> Optional[Object]:
        """One element as it is to be, None for not at all: someone took it away, and it is left so."""
        if self._lasting and old is not None:
            patch = json_merge.two_way(old, new)
            if live is None:
                return _patched({}, new) if patch else None
            return _patched(live, patch)
        if live is None:
            return _patched({}, new)
        # A key that is left out has its default.
        keys = {name: default for name, default in self._field.others if name in live}
        return _patched(live, json_merge.three_way(old or {}, {**keys, **new}, live))

    def _is_in_order(self, live: list[Identity], wanted: list[Identity]) -> bool:
        """Whether elements are in the order wanted, or in the one that the server makes of it."""
        if live == wanted:
            return True
        keys = list(dict.fromkeys(identity[0] for identity in wanted))
        return live == sorted(wanted, key=lambda identity: keys.index(identity[0]))


def by_identity(items: list[Any], field: Field) -> dict[Identity, Any]:
    """Return the elements by the keys that the API has for them. Those that are equal in all of these (a variable that
    is set twice) are told apart by their order."""
    found: dict[Identity, Any] = {}
    for item in items:
        keys = _identity(item, field)
        number = sum(1 for identity in found if identity[:-1] == keys)
        found.setdefault((*keys, number), item)
    return found


def edited(old: dict[Identity, Any], new: dict[Identity, Any], now: dict[Identity, Any]) -> dict[Identity, Identity]:
    """Return which of the chart's elements were given another key by hand (a port its protocol): theirs -> that one.

    What is strange in the live list, and has the merge key and the name of one of the chart's, is that one, if that is
    missing, or else was given the place of another one that is.
    """
    found: dict[Identity, Identity] = {}
    for strange in now:
        if strange in old or strange in new:
            continue
        chain: dict[Identity, Identity] = {}
        at: Optional[Identity] = strange
        while at is not None and at in now:
            name = now[at].get("name")
            same = [one for one in old if one not in chain and one[0] == at[0] and old[one].get("name") == name]
            was = next((one for one in same if one not in now), same[0] if same else None)
            if was is not None:
                chain[was] = at
            at = was
        if at is not None:
            found.update(chain)
    return found


def is_keyed(items: list[Any], field: Field) -> bool:
    """Return whether each element of a list is a mapping that has the merge key."""
    return all(isinstance(item, dict) and field.key in item for item in items)


def _is_repeated(items: list[Any], field: Field) -> bool:
    return len({str(item[field.key]) for item in items}) < len(items)


def _meets_others(original: list[Any], modified: list[Any], live: list[Any], field: Field) -> bool:
    """Whether a live element that is none of the chart's has the merge key of one that is: a merge takes it for it."""
    chart = [_identity(item, field) for item in (*original, *modified)]
    keys = {identity[0] for identity in chart}
    return any(identity[0] in keys and identity not in chart for identity in (_identity(item, field) for item in live))


def _identity(item: Object, field: Field) -> Identity:
    """The merge key's value, and that of the other key of lists that have one."""
    return (str(item[field.key]), *(str(item.get(name) or default) for name, default in field.others))


def _patched(element: Object, patch: Object) -> Object:
    found: Object = json_merge.patched(element, patch)
    return found


def _mapping(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _with_key(items: Any, key: str, value: Any) -> Object:
    if not isinstance(items, list):
        return {}
    return next((item for item in items if item[key] == value), {})
