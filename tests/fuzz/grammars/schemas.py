# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Schemas of all drafts, and values to hold against them."""

from __future__ import annotations

import json
import random
import re
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
    "period",
    "iri",
    "iri-reference",
    "uri-template",
    "relative-json-pointer",
    "semver",
    "idn-hostname",
    "nope",
)
# Texts that have one of the formats, or nearly
FORMATTED = (
    "2024-01-01", "2024-02-30", "12:00:00Z", "23:59:60Z", "24:00:00Z", "12:00:00.5+01:00", "2024-01-01T12:00:00Z",
    "P1D", "P1Y2M", "PT1H", "P1W", "P1DT", "P1D/2024-01-01T12:00:00Z", "a@b", "a b@c", "a..b@c", "a@[1.2.3.4]",
    "a@[IPv6:::1]", "-a.b", "a.b.", "1.2.3.4", "1.2.3", "01.2.3.4", "::1", "::g", "1:2", "::1%a", "http://[::1]",
    "http://x/%zz", "urn:a", "//x", "a\\b",
    "{a}", "{", "}", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "a-b-c-d-e", "(", "[a", "/a/~0", "/~2", "0#", "1/a", "01",
    "1.2.3-a+b", "1.2.3-01", "v1.2.3",
)  # fmt: skip
BROKEN = (None, True, -1, 1.5, "x", [], [1], {}, ["a", "a"], {"a": 1}, [{}], {"a": {"type": 1}})
KEYWORDS = (
    "type", "enum", "minimum", "exclusiveMinimum", "multipleOf", "minLength", "pattern", "required", "items",
    "contains", "allOf", "properties", "patternProperties", "additionalProperties", "propertyNames", "not", "if",
    "then", "dependencies", "dependentRequired", "dependentSchemas", "prefixItems", "$defs", "definitions",
    "$ref", "$id", "$anchor", "format", "uniqueItems", "minContains", "unevaluatedProperties", "additionalItems",
)  # fmt: skip
PATTERNS = ("^a", "b$", "^[a-z]+$", "\\d+", ".", "", "^\\S+$", "é")


def value(rnd: random.Random, depth: int = 2) -> Any:
    """Return a value."""
    roll = rnd.random()
    if depth and roll < 0.35:
        return {key: value(rnd, depth - 1) for key in rnd.sample(KEYS, rnd.randint(0, 3))}
    if depth and roll < 0.5:
        return [value(rnd, depth - 1) for _ in range(rnd.randint(0, 3))]
    return rnd.choice(SCALARS if roll < 0.85 else FORMATTED)


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
        {"minimum": rnd.choice([1e6, 1234567, 1e-5, 1e21, 0.1])},
        {"minimum": 1, "exclusiveMinimum": True}, {"maximum": 1, "exclusiveMaximum": rnd.choice([True, False])},
        {"uniqueItems": False}, {rnd.choice(KEYWORDS): rnd.choice(BROKEN)},
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
        lambda: {"items": [inner(), inner()], "additionalItems": rnd.choice([False, inner()])},
        lambda: {"unevaluatedProperties": rnd.choice([False, inner()]), **keyword(rnd, depth - 1, formats)},
        lambda: {"unevaluatedItems": rnd.choice([False, inner()]), **keyword(rnd, depth - 1, formats)},
        lambda: {"dependentSchemas": {rnd.choice(KEYS): inner()}},
        lambda: {"dependencies": {rnd.choice(KEYS): inner()}},
        lambda: {"contains": inner(), "minContains": rnd.randint(0, 2), "maxContains": rnd.randint(0, 2)},
        lambda: {"$defs": {"d": {"$anchor": "here", **keyword(rnd, 0, formats)}}, "items": {"$ref": "#here"}},
        lambda: {"$defs": {"d": {"$dynamicAnchor": "n", **keyword(rnd, 0, formats)}}, "items": {"$dynamicRef": "#n"}},
        lambda: {
            "$id": "file:///x/y", "$defs": {"d": {"$id": "z", **keyword(rnd, 0, formats)}}, "items": {"$ref": "z"},
        },
        lambda: {"properties": {key: {"$ref": "#"} for key in rnd.sample(KEYS, 2)}, **keyword(rnd, 0, formats)},
        lambda: {"properties": {"a": {"$recursiveRef": "#"}}, **keyword(rnd, 0, formats)},
        lambda: {"then": inner()}, lambda: {"$ref": "#/odd", "odd": inner()},
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


LOADING = re.compile(r'(failing loading "[^"]*": ).*', re.DOTALL)
LISTED = re.compile(r"(?<=additional properties )'.*'(?= not allowed)")
PLACES = re.compile(r'at ("[^"]*") and ("[^"]*")')


def without_order(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with what Go says in the order of its maps sorted, less why a document was not loaded: ours never
    is."""
    text = answer.get("err")
    if text is None:
        return answer
    text = re.sub('^(duplicate anchor ".*?") in .*', r"\1", text)
    text = LISTED.sub(lambda found: ", ".join(sorted(found.group().split(", "))), LOADING.sub(r"\1", text))
    text = PLACES.sub(lambda found: " ".join(sorted(found.groups())), text)
    head, mark, tree = text.partition("- at ")
    if mark:
        text = head + "\n".join(tree_sorted((mark + tree).rstrip("\n").split("\n")))
    return {**answer, "err": text}


def tree_sorted(lines: list[str]) -> list[str]:
    """Lines of a tree, shown by their indentation, each with what is below it, sorted."""
    blocks: list[list[str]] = []
    depth = len(lines[0]) - len(lines[0].lstrip(" "))
    for line in lines:
        if len(line) - len(line.lstrip(" ")) <= depth or not blocks:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    ordered = sorted([block[0], *(tree_sorted(block[1:]) if block[1:] else [])] for block in blocks)
    return [line for block in ordered for line in block]


GRAMMAR = Grammar("schemas", 4, request, ("data", "schema"), without_order)
