# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values a chart's schema marks as secret; loaded where a chart has a schema."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Iterator, Mapping, Optional

_OF_EVERY_ITEM = ("items", "additionalItems", "unevaluatedItems", "contains")
_OF_EVERY_KEY = ("additionalProperties", "unevaluatedProperties")
_OF_THE_SAME = ("if", "then", "else", "not")
_LISTS = ("allOf", "anyOf", "oneOf")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_LEVELS = 4  # of a schema that refers to itself
_MOST = 1000  # paths

_Path = tuple[Optional[str], ...]  # as secrets.Path


def marked(text: bytes, before: _Path = ()) -> list[_Path]:
    """Return the paths that a schema marks as secret. before: where its values stand."""
    try:
        return paths(json.loads(text or b"{}"), before)
    except (ValueError, RecursionError):
        return []  # the chart's validation says so, in helm's words


def paths(schema: Any, before: _Path = ()) -> list[_Path]:
    """Return the paths of the values that a JSON Schema marks as secret: writeOnly, or of the format password.

    What it refers to inside of itself counts; a document elsewhere does not.
    """
    walk = _Walk(schema)
    found = dict.fromkeys(walk.paths(schema, before, Counter())) if walk.leading else {}
    return list(found)


def _is_marked(schema: Mapping[str, Any]) -> bool:
    return schema.get("writeOnly") is True or schema.get("format") == "password"


class _Walk:
    """Ways through a schema. leading: the ids of those of its parts that lead to a mark: no other is walked twice."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = _MOST
        self._names: Optional[dict[str, Any]] = None
        above: dict[int, list[int]] = {}
        marks, seen, waiting = [], set(), [root]
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, Mapping) or id(schema) in seen:
                continue
            seen.add(id(schema))
            if schema is not root and _is_marked(schema):
                marks.append(id(schema))
            for part, _step in self._parts(schema):
                above.setdefault(id(part), []).append(id(schema))
                waiting.append(part)
        self.leading: set[int] = set()
        while marks:
            mark = marks.pop()
            if mark not in self.leading:
                self.leading.add(mark)
                marks += above.get(mark, ())

    def paths(self, schema: Any, before: _Path, way: Counter[int]) -> Iterator[_Path]:
        """Yield the paths of the marks below schema. way: how often each part was passed on the way here."""
        if id(schema) not in self.leading or self._left <= 0 or way[id(schema)] >= _LEVELS:
            return
        if schema is not self._root and _is_marked(schema):
            self._left -= 1
            yield before
            return
        further = way + Counter([id(schema)])
        for part, step in self._parts(schema):
            yield from self.paths(part, (*before, *step), further)

    def _parts(self, schema: Mapping[str, Any]) -> Iterator[tuple[Any, _Path]]:
        """Yield the schemas that a schema applies, and where to: a key or an index, None for all, () for the same."""
        for name, part in _items(schema, "properties"):
            yield part, (str(name),)
        for _pattern, part in _items(schema, "patternProperties"):
            yield part, (None,)
        for keyword in (*_OF_EVERY_ITEM, *_OF_EVERY_KEY):
            if isinstance(schema.get(keyword), Mapping):
                yield schema[keyword], (None,)
        for keyword in ("items", "prefixItems"):
            for index, part in enumerate(schema[keyword] if isinstance(schema.get(keyword), list) else ()):
                yield part, (str(index),)
        for keyword in _LISTS:
            yield from ((part, ()) for part in (schema[keyword] if isinstance(schema.get(keyword), list) else ()))
        for keyword in ("dependentSchemas", "dependencies"):
            yield from ((part, ()) for _name, part in _items(schema, keyword))
        yield from ((schema[keyword], ()) for keyword in _OF_THE_SAME if keyword in schema)
        for keyword in _REFERENCES:
            if isinstance(schema.get(keyword), str):
                yield self._target(schema[keyword]), ()

    def _target(self, reference: str) -> Any:
        """What a reference inside of the document means, None for one that leads elsewhere."""
        base = str(self._root.get("$id") or self._root.get("id") or "").rstrip("#")
        place, _hash, fragment = reference.partition("#")
        if place and place != base:
            return self._named().get(reference.rstrip("#"))
        if fragment and not fragment.startswith("/"):
            return self._named().get(f"#{fragment}")
        value = self._root
        for step in fragment.split("/")[1:]:
            step = _unescaped(step)
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value

    def _named(self) -> dict[str, Any]:
        """The parts of the document that have a name: an anchor, or an address of their own."""
        if self._names is None:
            self._names = {}
            waiting = [self._root]
            while waiting:
                value = waiting.pop()
                waiting += value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
                for keyword, mark in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", ""), ("id", "")):
                    name = value.get(keyword) if isinstance(value, Mapping) else None
                    if isinstance(name, str):
                        self._names.setdefault(mark + name, value)
        return self._names


def _items(schema: Mapping[str, Any], keyword: str) -> list[tuple[Any, Any]]:
    value = schema.get(keyword)
    return list(value.items()) if isinstance(value, Mapping) else []


def _unescaped(step: str) -> str:
    """A step of a JSON pointer in a URL's fragment."""
    plain = re.sub("%([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), step)
    return plain.replace("~1", "/").replace("~0", "~")
