# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Schemas of all drafts, and values to hold against them."""

from __future__ import annotations

import json
import random
from typing import Any, Callable

from .grammar import Grammar, Request

DRAFTS = (
    *(None, None, "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"),
    *(
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-04/schema#",
        "https://json-schema.org/draft/2019-09/schema",
    ),
)
TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
KEYS = ("a", "b", "c-d", "é")
SCALARS = (
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    10,
    1e21,
    "",
    "x",
    "abc",
    "2024-01-01",
    "a@b.c",
    "http://x/y",
    "127.0.0.1",
    "é",
    [],
    {},
    [1, "x"],
    {"a": 1},
)
FORMATS = (
    "date",
    "date-time",
    "time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uuid",
    "regex",
    "json-pointer",
    "duration",
    "nope",
)
PATTERNS = ("^a", "b$", "^[a-z]+$", "\\d+", ".", "", "^\\S+$", "é")


def value(rnd: random.Random, depth: int = 2) -> Any:
    """Return a value."""
    roll = rnd.random()
    if depth and roll < 0.35:
        return {key: value(rnd, depth - 1) for key in rnd.sample(KEYS, rnd.randint(0, 3))}
    if depth and roll < 0.5:
        return [value(rnd, depth - 1) for _ in range(rnd.randint(0, 3))]
    return rnd.choice(SCALARS)


def schema(rnd: random.Random, depth: int, formats: bool) -> Any:
    """Return a schema, mostly sound."""
    if rnd.random() < 0.05:
        return rnd.choice([True, False, {}])
    found: dict[str, Any] = {}
    for _ in range(rnd.choice([1, 1, 2, 3])):
        found.update(keyword(rnd, depth, formats))
    return found


def keyword(rnd: random.Random, depth: int, formats: bool) -> dict[str, Any]:
    """Return a keyword with what belongs to it."""
    simple: list[dict[str, Any]] = [
        {"type": rnd.choice(TYPES)}, {"type": rnd.sample(TYPES, 2)}, {"enum": rnd.sample(SCALARS, 3)},
        {"const": rnd.choice(SCALARS)},
        {"minimum": rnd.choice([0, 1, 1.5])}, {"maximum": rnd.choice([0, 10, -1])},
        {"exclusiveMinimum": rnd.choice([0, 1])},
        {"exclusiveMaximum": rnd.choice([1, 10])}, {"multipleOf": rnd.choice([2, 0.5, 3])},
        {"minLength": rnd.randint(0, 3)},
        {"maxLength": rnd.randint(0, 3)}, {"pattern": rnd.choice(PATTERNS)}, {"required": rnd.sample(KEYS,
        rnd.randint(1, 2))},
        {"minItems": rnd.randint(0, 2)}, {"maxItems": rnd.randint(0, 2)}, {"uniqueItems": True},
        {"minProperties": rnd.randint(0, 2)},
        {"maxProperties": rnd.randint(0, 2)}, {"title": "t"}, {"default": 1}, {"type": rnd.choice(["strng", 1, []])},
    ]  # fmt: skip
    if formats:
        simple += [{"format": rnd.choice(FORMATS)}] * 6
    if not depth or rnd.random() < 0.5:
        return rnd.choice(simple if rnd.random() < 0.97 else simple[-1:])

    def inner() -> Any:
        return schema(rnd, depth - 1, formats)

    nested: list[Callable[[], dict[str, Any]]] = [
        lambda: {"properties": {key: inner() for key in rnd.sample(KEYS, rnd.randint(1, 3))}},
        lambda: {"properties": {key: inner() for key in rnd.sample(KEYS, 2)}},
        lambda: {"patternProperties": {rnd.choice(PATTERNS[:4]): inner()}},
        lambda: {"additionalProperties": rnd.choice([False, inner()])},
        lambda: {"items": inner()}, lambda: {"contains": inner()}, lambda: {"propertyNames": inner()},
        lambda: {"not": inner()},
        lambda: {"if": inner(), "then": inner(), "else": inner()},
        lambda: {"allOf": [inner(), inner()]}, lambda: {"anyOf": [inner(), inner()]}, lambda: {"oneOf": [inner(),
        inner()]},
        lambda: {"dependentRequired": {"a": ["b"]}}, lambda: {"dependencies": {"a": ["b"]}},
        lambda: {"definitions": {"d": inner()}, "$ref": "#/definitions/d"},
        lambda: {"$defs": {"d": inner()}, "properties": {"a": {"$ref": "#/$defs/d"}}},
        lambda: {"prefixItems": [inner()], "items": inner()}, lambda: {"$ref": "#/nope"},
    ]  # fmt: skip
    return rnd.choice(nested)()


def request(rnd: random.Random) -> Request:
    """Return a schema and values."""
    draft = rnd.choice(DRAFTS)
    made = schema(rnd, 3, True)
    if isinstance(made, dict) and draft:
        made = {"$schema": draft, **made}
    data = {key: value(rnd) for key in rnd.sample(KEYS, rnd.randint(0, 3))}
    return {"op": "schema", "schema": json.dumps(made), "data": data}


GRAMMAR = Grammar("schemas", 4, request, ("data", "schema"))
