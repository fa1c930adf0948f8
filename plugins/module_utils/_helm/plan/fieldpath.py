# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Field paths as the API server writes them in conflicts (".spec.containers[name="app"].image"): found and removed in
objects.

Source: structured-merge-diff, fieldpath/element.go (String).
"""

from __future__ import annotations

import json
import re
from typing import Any, Optional, Union

Step = Union[str, int, dict[str, Any], tuple[str, Any]]

_NAME = re.compile(r"\.([^.\[=]+)")
_INDEX = re.compile(r"\[(-?\d+)\]")
_MISSING = object()


def parse(path: str) -> Optional[list[Step]]:
    """Return the steps of a path: a str for a field, a dict of keys for a list's element, ("=", value) for a set's
    element, an int for an index. None when it is not understood."""
    steps: list[Step] = []
    at = 0
    while at < len(path):
        name = _NAME.match(path, at)
        index = _INDEX.match(path, at)
        if name:
            steps.append(name.group(1))
            at = name.end()
        elif index:
            steps.append(int(index.group(1)))
            at = index.end()
        elif path[at] == "[":
            step, at = _bracket(path, at + 1)
            if step is None:
                return None
            steps.append(step)
        else:
            return None
    return steps


def _bracket(path: str, at: int) -> tuple[Optional[Step], int]:
    """A list element's keys, `name="app",port=80]`, or a set's value, `="x"]`."""
    decoder = json.JSONDecoder()
    keys: dict[str, Any] = {}
    while at < len(path):
        equals = path.find("=", at)
        if equals < 0:
            return None, at
        name = path[at:equals]
        try:
            value, at = decoder.raw_decode(path, equals + 1)
        except ValueError:
            return None, at
        closed = path[at : at + 1] == "]"
        if not name:
            return (("=", value) if closed else None), at + 1
        keys[name] = value
        at += 1
        if closed:
            return keys, at
        if path[at - 1] != ",":
            return None, at
    return None, at


def find(value: Any, steps: list[Step]) -> bool:
    """Return whether there is something at the steps."""
    for step in steps:
        value = _child(value, step)
        if value is _MISSING:
            return False
    return True


def place_of(value: Any, steps: list[Step]) -> Optional[list[Union[str, int]]]:
    """Return the names and indices that the steps go along in value, None where there is nothing."""
    places: list[Union[str, int]] = []
    for step in steps:
        place = _place(value, step)
        if place is None:
            return None
        places.append(place)
        value = value[place]
    return places


def without(value: Any, steps: list[Step]) -> Any:
    """Return a copy of value without what is at the steps (value itself when there is nothing)."""
    if not steps or _child(value, steps[0]) is _MISSING:
        return value
    place = _place(value, steps[0])
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(steps) == 1:
        del copy[place]
    else:
        copy[place] = without(copy[place], steps[1:])
    return copy


def _child(value: Any, step: Step) -> Any:
    place = _place(value, step)
    return _MISSING if place is None else value[place]


def _place(value: Any, step: Step) -> Any:
    """The key or index of a step in value, None when there is none."""
    if isinstance(value, dict):
        return step if isinstance(step, str) and step in value else None
    if not isinstance(value, list):
        return None
    if isinstance(step, int):
        return step if 0 <= step < len(value) else None
    for index, entry in enumerate(value):
        if isinstance(step, tuple):
            if entry == step[1]:
                return index
        elif isinstance(step, dict) and isinstance(entry, dict) and _is_element(entry, step):
            return index
    return None


def _is_element(entry: dict[str, Any], keys: dict[str, Any]) -> bool:
    """Whether a list's element has these keys; one that it leaves out has its default (a port's protocol)."""
    return any(key in entry for key in keys) and all(entry.get(key, value) == value for key, value in keys.items())
