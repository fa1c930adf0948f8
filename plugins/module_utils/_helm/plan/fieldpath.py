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
from typing import Any, Iterable, Iterator, Optional, Sequence, Union

from .model import KEY_DEFAULTS

Step = Union[str, int, dict[str, Any], tuple[str, Any]]

_NAME = re.compile(r"\.([^.\[=]+)")
_INDEX = re.compile(r"\[(-?\d+)\]")
_POINTED = re.compile(r"0|[1-9][0-9]*")  # an index of a JSON pointer (RFC 6901)
MISSING: Any = object()


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


def located(path: str, held: Iterable[dict[str, Any]], body: Any) -> Optional[list[Step]]:
    """Return the steps of a path as conflicts tell it, None when it is not understood.

    Its text does not tell a dot in a name (tls.crt) from one between two names. held: what managers hold (fieldsV1),
    where each name stands by itself; body: where the path leads, for what none of them has.
    """
    for fields in held:
        for steps in _along_fields(fields, path):
            return steps
    return next(_along(body, path), None) or parse(path)


def of_fields(key: str) -> Optional[Step]:
    """Return the step that a key of fieldsV1 means ("f:spec", 'k:{"name":"app"}'), None for the dot."""
    kind, _colon, text = key.partition(":")
    if kind == "f":
        return text
    if kind == "i":
        return int(text)
    if kind in ("k", "v"):
        value = json.loads(text)
        return value if kind == "k" else ("=", value)
    return None


def _along_fields(fields: dict[str, Any], path: str) -> Iterator[list[Step]]:
    """The ways along a manager's fields that a path may mean."""
    if not path:
        yield []
    for key, inner in fields.items():
        step = of_fields(key)
        if step is not None:
            shown = shown_step(step)
            if path.startswith(shown):
                for rest in _along_fields(inner, path[len(shown) :]):
                    yield [step, *rest]


def _along(value: Any, path: str) -> Iterator[list[Step]]:
    """The ways along value that a path may mean, longer names first."""
    if not path:
        yield []
    elif isinstance(value, dict):
        for key in sorted(value, reverse=True):
            rest = path[len(key) + 1 :]
            if path.startswith(f".{key}") and rest[:1] in ("", ".", "["):
                for steps in _along(value[key], rest):
                    yield [key, *steps]
    elif isinstance(value, list):
        index = _INDEX.match(path)
        step, at = (int(index.group(1)), index.end()) if index else _bracket(path, 1)
        place = _place(value, step)
        if step is not None and place is not None:
            for steps in _along(value[place], path[at:]):
                yield [step, *steps]


def shown(steps: Iterable[Step]) -> str:
    """Return the text that the API server has for a path (Go: fieldpath/element.go, String)."""
    return "".join(map(shown_step, steps))


def shown_step(step: Step) -> str:
    """Return the text of one step."""
    if isinstance(step, str):
        return f".{step}"
    if isinstance(step, int):
        return f"[{step}]"
    if isinstance(step, tuple):
        return f"[={_shown_value(step[1])}]"
    return f"[{','.join(f'{key}={_shown_value(step[key])}' for key in sorted(step))}]"


def _shown_value(value: Any) -> str:
    if isinstance(value, str):
        from ..golang import quoting

        return quoting.quote(value)
    return json.dumps(value)


def _bracket(path: str, at: int) -> tuple[Optional[Step], int]:
    """A list element's keys, `name="app",port=80]`, or a set's value, `="x"]`."""
    decoder = json.JSONDecoder()
    keys: dict[str, Any] = {}
    while True:
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
        if path[at - 1 : at] != ",":
            return None, at


def is_held(fields: dict[str, Any], steps: Sequence[Step]) -> bool:
    """Return whether a manager's fields (fieldsV1) have something at the steps."""
    for step in steps:
        key = next((one for one in fields if of_fields(one) == step), None)
        if key is None:
            return False
        fields = fields[key]
    return True


def find(value: Any, steps: Sequence[Step]) -> bool:
    """Return whether there is something at the steps."""
    return value_at(value, steps) is not MISSING


def place_of(value: Any, steps: Sequence[Step]) -> Optional[list[Union[str, int]]]:
    """Return the names and indices that the steps go along in value, None where there is nothing."""
    places: list[Union[str, int]] = []
    for step in steps:
        place = _place(value, step)
        if place is None:
            return None
        places.append(place)
        value = value[place]
    return places


def without_void(fields: dict[str, Any], body: Any) -> dict[str, Any]:
    """Return a manager's fields (fieldsV1) without those that are empty lists or maps in body, or maps of such: whether
    they count as held depends on what others have put into them."""
    found = {}
    for key, inner in fields.items():
        step = of_fields(key)
        value = _child(body, step)
        if not _is_void(value):
            found[key] = without_void(inner, value)
    return found


def _is_void(value: Any) -> bool:
    return value == [] or (isinstance(value, dict) and all(map(_is_void, value.values())))


def value_at(value: Any, steps: Iterable[Step]) -> Any:
    """Return what is at the steps, MISSING where there is nothing."""
    for step in steps:
        value = _child(value, step)
        if value is MISSING:
            return MISSING
    return value


def placed(value: Any, steps: Sequence[Step], wanted: Any) -> Any:
    """Return a copy of value with wanted at the steps, which lead to something in it."""
    if not steps:
        return wanted
    place = _place(value, steps[0])
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place] = placed(copy[place], steps[1:], wanted)
    return copy


def without(value: Any, steps: Sequence[Step]) -> Any:
    """Return a copy of value without what is at the steps (value itself when there is nothing)."""
    if not steps or _child(value, steps[0]) is MISSING:
        return value
    place = _place(value, steps[0])
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(steps) == 1:
        del copy[place]
    else:
        copy[place] = without(copy[place], steps[1:])
    return copy


def _child(value: Any, step: Optional[Step]) -> Any:
    place = _place(value, step)
    return MISSING if place is None else value[place]


def _place(value: Any, step: Optional[Step]) -> Any:
    """The key or index of a step in value, None when there is none."""
    if isinstance(value, dict):
        return step if isinstance(step, str) and step in value else None
    if not isinstance(value, list):
        return None
    if isinstance(step, str) and _POINTED.fullmatch(step):
        step = int(step)
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
    return any(key in entry for key in keys) and all(
        entry.get(key, KEY_DEFAULTS.get(key, value)) == value for key, value in keys.items()
    )
