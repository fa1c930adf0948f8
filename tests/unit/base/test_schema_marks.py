# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values a chart's schema marks as secret: directly, and by all that a schema can apply to them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import schema_marks

SECRET = {"type": "string", "writeOnly": True}
PASSWORD = {"type": "string", "format": "password"}


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ({"properties": {"auth": {"properties": {"password": PASSWORD, "user": {}}}, "odd": True}}, ["auth.password"]),
        ({"properties": {"a": {"$ref": "#/$defs/s"}}, "$defs": {"s": SECRET}}, ["a"]),
        ({"properties": {"a": {"$ref": "#/definitions/s"}}, "definitions": {"s": PASSWORD}}, ["a"]),
        (
            {
                "properties": {"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}},
                "$defs": {"x": {"properties": {"p": {"$ref": "#/$defs/s"}}}, "s": SECRET},
            },
            ["a.p", "b.p"],
        ),
        ({"properties": {"a": {"$ref": "#/$defs/plain", "writeOnly": True}}, "$defs": {"plain": {}}}, ["a"]),
        ({"properties": {"a": {"$ref": "#s"}}, "$defs": {"x": {"$anchor": "s", **SECRET}}}, ["a"]),
        ({"properties": {"a": {"$ref": "s.json"}}, "$defs": {"x": {"$id": "s.json", **SECRET}}}, ["a"]),
        ({"properties": {"a": {"$ref": "#/$defs/a~1b~0%20c"}}, "$defs": {"a/b~ c": SECRET}}, ["a"]),
        ({"$id": "https://e.example/s", "properties": {"a": {"$ref": "https://e.example/s#/$defs/s"}},
          "$defs": {"s": SECRET}}, ["a"]),
        ({"$ref": "#/$defs/all", "$defs": {"all": {"properties": {"a": SECRET}}}}, ["a"]),
        ({"allOf": [{"properties": {"a": SECRET}}, {"$ref": "#/$defs/x"}],
          "$defs": {"x": {"properties": {"b": SECRET}}}}, ["a", "b"]),
        ({"properties": {"a": {"anyOf": [{"type": "null"}, SECRET]},
                         "b": {"oneOf": [{}, {"properties": {"c": SECRET}}]}}}, ["a", "b.c"]),
        ({"if": {}, "then": {"properties": {"a": SECRET}}, "else": {"properties": {"b": SECRET}}}, ["a", "b"]),
        ({"properties": {"users": {"items": {"properties": {"p": SECRET}}}}}, ["users.*.p"]),
        ({"properties": {"users": {"prefixItems": [{}, SECRET]}, "old": {"items": [SECRET]}}}, ["users.1", "old.0"]),
        ({"properties": {"env": {"additionalProperties": SECRET}}}, ["env.*"]),
        ({"properties": {"env": {"patternProperties": {"^X": {"$ref": "#/$defs/s"}}}},
          "$defs": {"s": SECRET}}, ["env.*"]),
        ({"properties": {"a": {"$ref": "https://elsewhere.example/s.json"}}}, []),
        ({"properties": {"a": {"$ref": "#/$defs/none"}, "b": {"$ref": "#/a/0/x"}, "c": {"$ref": 1}}}, []),
        ({"properties": {"writeOnly": {"type": "boolean"}, "a": {"writeOnly": "yes"}}}, []),
        (True, []),
        ([], []),
    ],
    ids=lambda value: None if isinstance(value, list) else json.dumps(value)[:60],
)  # fmt: skip
def test_paths(schema: Any, paths: list[str]) -> None:
    found = schema_marks.paths(schema)
    assert sorted(".".join("*" if step is None else step for step in path) for path in found) == sorted(paths)


def test_they_stand_below_what_the_schema_is_of() -> None:
    assert schema_marks.marked(json.dumps({"properties": {"a": SECRET}}).encode(), ("sub", "deep")) == [
        ("sub", "deep", "a")
    ]


@pytest.mark.parametrize("text", [b"", b"{", b"null", b"[" * 100_000])
def test_what_is_no_schema_marks_nothing(text: bytes) -> None:
    assert schema_marks.marked(text) == []


def test_a_schema_that_refers_to_itself_ends() -> None:
    tree = {"properties": {"password": SECRET, "children": {"items": {"$ref": "#"}}}}
    found = schema_marks.paths(tree)
    assert found[:2] == [("password",), ("children", None, "password")] and len(found) == 4
    assert schema_marks.paths({"$ref": "#"}) == []


def test_one_that_branches_without_end_does_too() -> None:
    parts = {f"d{n}": {"properties": {key: {"$ref": f"#/$defs/d{n + 1}"} for key in "abcdefgh"}} for n in range(30)}
    begin = time.process_time()
    assert schema_marks.paths({"$ref": "#/$defs/d0", "$defs": {**parts, "d30": {}}}) == []
    assert (
        len(schema_marks.paths({"$ref": "#/$defs/d0", "$defs": {**parts, "d30": {"properties": {"p": SECRET}}}}))
        == 1000
    )
    assert time.process_time() - begin < 5
