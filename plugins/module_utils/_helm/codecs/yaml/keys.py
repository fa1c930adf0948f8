# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's words about a document that has a key which JSON has not.

Go decodes a whole document before it looks for what JSON has no form for, and prints the values with the keys as they
were: so the document is read once more, its keys and numbers kept.
"""

from __future__ import annotations

from typing import Any, Callable, List, Optional

from ...golang.fmt import sprintf
from ...golang.types import Uint64
from .faults import WANT_MAP, DecodeError


class _Found(Exception):
    """The text of the first failure."""


class _Mapping:
    """A mapping with keys of any type."""

    __slots__ = ("_pairs",)

    def __init__(self) -> None:
        self._pairs: dict[tuple[type, Any], tuple[Any, Any]] = {}

    @property
    def pairs(self) -> List[tuple[Any, Any]]:
        """Keys and values, in the order in which they were put last."""
        return [*self._pairs.values()]

    def put(self, key: Any, value: Any) -> None:
        """Set a key, once more perhaps; 1 and true are two keys."""
        self._pairs.pop((key.__class__, key), None)
        self._pairs[(key.__class__, key)] = (key, value)


def explain(parser: Any, scalars: Any, *, keys: bool = True) -> str:
    """Return Go's text about the first value that cannot be decoded, or then about a key that JSON has not; "" when
    nothing with such a key is left at the end. parser: gives the document's events; scalars._scalar: the value of a
    scalar's event; keys: such keys are asked for."""
    reader = _Reader(parser, scalars._scalar)
    parser.get_event()
    parser.get_event()
    try:
        value = reader.node(parser.get_event())
        if keys:
            _convert(value)
    except (_Found, DecodeError) as found:
        return str(found)
    return ""


class _Open:
    """Stands for a value that is being read."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


class _Reader:
    """Reads values from events, in the order in which Go decodes."""

    def __init__(self, parser: Any, scalar: Callable[[Any], Any]) -> None:
        self._next = parser.get_event
        self._scalar = scalar
        self._anchors: dict[Optional[str], Any] = {}

    def node(self, event: Any) -> Any:
        """The value that begins with event."""
        kind = type(event).__name__
        value: Any
        if kind == "AliasEvent":
            value = self._anchors[event.anchor]
            if isinstance(value, _Open):
                raise _Found(f"yaml: anchor '{event.anchor}' value contains itself")
            return value
        here = self._anchors[event.anchor] = _Open(kind)  # under None, too, which no alias names
        if kind == "ScalarEvent":
            value = self._scalar(event)
        elif kind == "MappingStartEvent":
            value = self._mapping()
        else:
            value = []
            while type(item := self._next()).__name__ != "SequenceEndEvent":
                value.append(self.node(item))
        if self._anchors[event.anchor] is here:  # else something inside it has the name now
            self._anchors[event.anchor] = value
        return value

    def _mapping(self) -> _Mapping:
        found = _Mapping()
        while type(event := self._next()).__name__ != "MappingEndEvent":
            if type(event).__name__ == "ScalarEvent" and event.value == "<<" and event.implicit[0]:
                self._merge(found)
                continue
            key = self.node(event)
            if isinstance(key, (_Mapping, list)):
                raise _Found(f"yaml: invalid map key: {go_syntax(key)}")
            found.put(key, self.node(self._next()))
        return found

    def _merge(self, found: _Mapping) -> None:
        """Merge what comes next into found; of a sequence Go looks at the last first."""
        event = self._next()
        parts = [[event]]
        if type(event).__name__ == "SequenceStartEvent":
            self._anchors[event.anchor] = _Open("SequenceStartEvent")
            parts = self._parts()
        sources: List[Any] = []
        for part in reversed(parts):
            source: Any = None
            kind = type(part[0]).__name__
            if kind == "AliasEvent":
                target = self._anchors[part[0].anchor]
                kind = target.kind if isinstance(target, _Open) else "MappingStartEvent"
            if kind == "MappingStartEvent":
                outer = self._next
                if len(part) > 1:
                    self._next = iter(part[1:]).__next__
                source = self.node(part[0])
                self._next = outer
            if not isinstance(source, _Mapping):
                raise _Found(WANT_MAP)
            sources.insert(0, source)
            for key, item in source.pairs:
                found.put(key, item)
        if type(event).__name__ == "SequenceStartEvent":
            self._anchors[event.anchor] = sources

    def _parts(self) -> List[List[Any]]:
        """The events of each item of a sequence."""
        parts: List[List[Any]] = []
        depth = 0
        while True:
            event = self._next()
            name = type(event).__name__
            if not depth:
                if name == "SequenceEndEvent":
                    return parts
                parts.append([])
            parts[-1].append(event)
            depth += name.endswith("StartEvent") - name.endswith("EndEvent")


def _convert(value: Any) -> None:
    """Raise for the first key without a JSON form, outer ones first."""
    if isinstance(value, list):
        for item in value:
            _convert(item)
    elif isinstance(value, _Mapping):
        for key, item in value.pairs:
            kind: Optional[str] = None
            if key is None:
                kind = "%!s(<nil>)"
            elif isinstance(key, int) and key >= 1 << 63:
                kind = "uint64"
            if kind:
                shown = [("<nil>" if one is None else go_syntax(one)) for one in (key, item)]
                raise _Found(f"unsupported map key of type: {kind}, key: {shown[0]}, value: {shown[1]}")
            _convert(item)


def _place(pair: tuple[Any, Any]) -> tuple[int, Any]:
    """Where fmt prints a pair: by the type of its key, as the types lie in Go's memory, then by the key."""
    key = pair[0]
    if key is None:
        return 0, 0
    if isinstance(key, str):
        return 1, key
    if isinstance(key, (bool, float)):
        return (5 if isinstance(key, bool) else 4), key
    return (2 if key >= 1 << 63 else 3), key


def go_syntax(value: Any) -> str:
    """Return what Go's %#v prints for a value as yaml.v2 decodes it."""
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, _Mapping):
        pairs = sorted(value.pairs, key=_place)
        items = ", ".join(f"{go_syntax(key)}:{go_syntax(item)}" for key, item in pairs)
        return f"map[interface {{}}]interface {{}}{{{items}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(go_syntax, value))}}}"
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 63:
        value = Uint64(value)
    return sprintf("%#v", [value])
