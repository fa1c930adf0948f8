# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The short way through a values.schema.json: whether values certainly meet it.

Nearly every chart's values meet its schema. What these few rules understand, and find met, needs no draft's own schema
and no tree of failures; anything else - a keyword that is not here, a schema that may be broken, a value that is
refused - is for the rest of the room, which finds the words for it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable

from ..base.errors import MissingLibrary, ValuesError
from . import patterns

# What these rules take to be the same as in JSON Schema 2020-12, which is what no $schema and unknown ones mean too.
_SEVEN = ("http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#")
_KNOWN = (
    None, "http://json-schema.org/schema#", "https://json-schema.org/schema#",
    "https://json-schema.org/draft/2020-12/schema", *_SEVEN,
)  # fmt: skip
# What a draft gives a meaning to and is not understood here. Any other word is the author's own, and means nothing.
_BEYOND = frozenset((
    "$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveAnchor", "$recursiveRef", "$vocabulary",
    "additionalItems", "contains", "contentEncoding", "contentMediaType", "contentSchema", "dependencies",
    "dependentRequired", "dependentSchemas", "id", "maxContains", "minContains", "multipleOf", "patternProperties",
    "prefixItems", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
))  # fmt: skip
_DEEPEST = 100
_MOST_STEPS = 1_000_000  # a second or two; beyond that it may be a schema that multiplies


class _UnclearError(Exception):
    """Not for these rules."""


def surely_meets(document: Any, values: Any) -> bool:
    """Return True when document is a schema that these rules understand and values meet it; False says nothing.

    values: combined with the chart's own, as dict, list, str, numbers, bool and None.
    """
    try:
        if not isinstance(document, dict) or document.get("$schema") not in _KNOWN:
            return False
        rules = _Rules(document)
        rules.check(document, 0)
        return rules.meets(document, values, 0)
    except _UnclearError:
        return False


class _Rules:
    """One schema. check() has to have passed before meets() is asked."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._steps = 0
        self._formats_count = document.get("$schema") in _SEVEN

    def check(self, schema: Any, depth: int) -> None:
        """Raise _UnclearError unless every part of schema is well-formed and understood."""
        if schema is True or schema is False:
            return
        if not isinstance(schema, dict) or depth > _DEEPEST:
            raise _UnclearError
        for word, value in schema.items():
            if word in _BEYOND or (word == "format" and self._formats_count):
                raise _UnclearError
            shape = _SHAPES.get(word)
            if shape is not None and not shape(value):
                raise _UnclearError
            if word in _TABLES:
                for part in value.values():
                    self.check(part, depth + 1)
            elif word in _LISTS:
                for part in value:
                    self.check(part, depth + 1)
            elif word in _PARTS:
                self.check(value, depth + 1)
            elif word == "pattern":
                _search(value, "")
            elif word == "$ref":
                if any(other in _CHECKS or other in _APPLIED for other in schema):
                    raise _UnclearError  # what stands beside it counts in one draft and not in another
                self._target(value)

    def meets(self, schema: Any, value: Any, depth: int) -> bool:
        """Return whether value meets schema."""
        if schema is True or schema is False:
            return bool(schema)
        self._steps += 1
        if depth > _DEEPEST or self._steps > _MOST_STEPS:
            raise _UnclearError
        if "$ref" in schema:
            return self.meets(self._target(schema["$ref"]), value, depth + 1)
        for word, wanted in schema.items():
            check = _CHECKS.get(word)
            if check is not None and not check(wanted, value):
                return False
        return self._parts_meet(schema, value, depth + 1) and self._choices_meet(schema, value, depth + 1)

    def _parts_meet(self, schema: dict[str, Any], value: Any, depth: int) -> bool:
        if value.__class__ is list:
            items = schema.get("items", True)
            return items is True or all(self.meets(items, item, depth) for item in value)
        if not isinstance(value, dict):
            return True
        properties, others = schema.get("properties") or {}, schema.get("additionalProperties", True)
        return all(
            self.meets(properties.get(name, others), item, depth)
            for name, item in value.items()
            if name in properties or others is not True
        )

    def _choices_meet(self, schema: dict[str, Any], value: Any, depth: int) -> bool:
        if not all(self.meets(part, value, depth) for part in schema.get("allOf", ())):
            return False
        if "anyOf" in schema and not any(self.meets(part, value, depth) for part in schema["anyOf"]):
            return False
        if "oneOf" in schema and sum(self.meets(part, value, depth) for part in schema["oneOf"]) != 1:
            return False
        if "not" in schema and self.meets(schema["not"], value, depth):
            return False
        if "if" in schema:
            branch = "then" if self.meets(schema["if"], value, depth) else "else"
            return self.meets(schema.get(branch, True), value, depth)
        return True

    def _target(self, reference: str) -> Any:
        """Return the definition that a reference names: "#/definitions/x" and the like only."""
        steps = reference.split("/")
        if len(steps) != 3 or steps[0] != "#" or steps[1] not in ("definitions", "$defs") or "~" in reference:
            raise _UnclearError
        table = self._document.get(steps[1])
        if "%" in reference or not isinstance(table, dict) or steps[2] not in table:
            raise _UnclearError
        return table[steps[2]]


# What a keyword's own value has to be


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_some(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return value.__class__ is int and value >= 0


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _are_plain(value: Any) -> bool:
    return _is_some(value) and all(map(_is_plain, value))


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, bool, int, float, Decimal))


def _are_types(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and _are_names(names) and all(name in _TYPES for name in names)


# What a keyword asks of a value


def _is_of(types: Any, value: Any) -> bool:
    return any(_TYPES[name](value) for name in ([types] if isinstance(types, str) else types))


def _is_whole(value: Any) -> bool:
    return _is_number(value) and float(value).is_integer()


def _search(pattern: str, value: Any) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return patterns.search(pattern, value)
    except (ValuesError, MissingLibrary) as error:
        raise _UnclearError from error


def _same(wanted: Any, value: Any) -> bool:
    if _is_number(wanted):
        return _is_number(value) and bool(wanted == value)
    if not _is_plain(value):
        return False
    return isinstance(value, bool) == isinstance(wanted, bool) and not _is_number(value) and bool(wanted == value)


def _size(kind: Callable[[Any], bool], fits: Callable[[int, int], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not kind(value) or fits(len(value), wanted)


def _against(fits: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: not _is_number(value) or fits(value, wanted)


def _at_least(found: Any, wanted: Any) -> bool:
    return bool(found >= wanted)


def _at_most(found: Any, wanted: Any) -> bool:
    return bool(found <= wanted)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": _is_text,
    "object": _is_table,
    "array": _is_list,
    "boolean": _is_flag,
    "number": _is_number,
    "integer": _is_whole,
    "null": lambda value: value is None,
}
_TABLES = ("properties", "definitions", "$defs")
_LISTS = ("allOf", "anyOf", "oneOf")
_PARTS = ("additionalProperties", "items", "not", "if", "then", "else")
_APPLIED = frozenset((*_LISTS, *_PARTS, "properties"))
_SHAPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("$schema", "$comment", "$ref", "title", "description", "format", "pattern"), _is_text),
    **dict.fromkeys(_TABLES, _is_table),
    **dict.fromkeys(_LISTS, _is_some),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly"), _is_flag),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _is_count),
    "examples": _is_list,
    "required": _are_names,
    "type": _are_types,
    "enum": _are_plain,
    "const": _is_plain,
}
_CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "type": _is_of,
    "enum": lambda wanted, value: any(_same(one, value) for one in wanted),
    "const": _same,
    "required": lambda wanted, value: not isinstance(value, dict) or all(name in value for name in wanted),
    "pattern": _search,
    "minimum": _against(_at_least),
    "maximum": _against(_at_most),
    "exclusiveMinimum": _against(lambda found, wanted: bool(found > wanted)),
    "exclusiveMaximum": _against(lambda found, wanted: bool(found < wanted)),
    "minLength": _size(_is_text, _at_least),
    "maxLength": _size(_is_text, _at_most),
    "minItems": _size(_is_list, _at_least),
    "maxItems": _size(_is_list, _at_most),
    "minProperties": _size(_is_table, _at_least),
    "maxProperties": _size(_is_table, _at_most),
}
