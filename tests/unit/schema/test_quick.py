# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the short way takes, the long way takes too: helm's own refusals, and schemas made at random."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.schema import numbers
from ansible_collections.native.helm.plugins.module_utils._helm.schema.quick import surely_meets
from ansible_collections.native.helm.plugins.module_utils._helm.schema.validate import problem

CASES = json.loads((Path(__file__).parent / "cases_schema.json").read_text())
TYPES = ("string", "object", "array", "boolean", "number", "integer", "null")
NAMES = ("a", "b", "c")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_helm_refuses_is_never_taken(case: dict[str, Any]) -> None:
    assert not (case["err"] and surely_meets(case["schema"], case["values"]))


def test_some_of_what_helm_takes_is_taken() -> None:
    """Or the test before would hold of a way that takes nothing. The cases are odd ones: most are for the long way."""
    assert sum(surely_meets(case["schema"], case["values"]) for case in CASES if not case["err"]) >= 5


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": 3.0}),
        ({"properties": {"a": {"$ref": "#/definitions/x"}}, "definitions": {"x": {"enum": ["x", 1]}}}, {"a": 1.0}),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "required": ["a"], "form": True}, {"a": None}),
        ({"items": {"pattern": "^[a-z]+$"}, "anyOf": [{"type": "null"}, {"type": "array"}]}, ["x", "yz"]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False}, {"a": 1, "b": 2}),
    ],
)
def test_the_usual_is_understood(document: Any, value: Any) -> None:
    assert surely_meets(document, value)


@pytest.mark.parametrize(
    "document",
    [
        {"type": "text"},
        {"required": "a"},
        {"minLength": -1},
        {"pattern": "("},
        {"pattern": "(?=x)"},
        {"properties": {"unseen": {"type": 5}}},
        {"$ref": "#/definitions/none"},
        {"$ref": "https://127.0.0.1:1/x"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"$schema": "http://json-schema.org/draft-04/schema#"},
        {"anyOf": []},
        {"uniqueItems": True},
        True,
        [],
    ],
)
def test_what_is_broken_or_beyond_it_is_left_to_the_rest(document: Any) -> None:
    assert not surely_meets(document, {})


def test_random_schemas() -> None:
    """Both ways answer the same where the short one understands, whatever the answer."""
    source = random.Random(2026)
    taken = 0
    for _unused in range(400):
        document, value = {"properties": {"v": _schema(source, 2)}}, {"v": _value(source, 2)}
        document, value = (numbers.loads(json.dumps(part)) for part in (document, value))
        refusal = problem(document, value)
        assert surely_meets(document, value) == (refusal == ""), (document, value, refusal)
        taken += refusal == ""
    assert 60 < taken < 340


def _schema(source: random.Random, depth: int) -> Any:
    made: dict[str, Any] = {}
    for word in source.sample(sorted(_MAKERS), source.randint(0, 3)):
        made[word] = _MAKERS[word](source)
    if depth and source.random() < 0.6:
        word = source.choice(("properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "not", "if"))
        if word == "properties":
            made[word] = {name: _schema(source, depth - 1) for name in source.sample(NAMES, 2)}
        elif word.endswith("Of"):
            made[word] = [_schema(source, depth - 1) for _unused in range(source.randint(1, 3))]
        else:
            made[word] = _schema(source, depth - 1)
        if word == "if":
            made["then"], made["else"] = _schema(source, 0), _schema(source, 0)
    return made if source.random() < 0.95 else source.random() < 0.5


_MAKERS: dict[str, Any] = {
    "type": lambda source: source.choice([source.choice(TYPES), source.sample(TYPES, 3)]),
    "enum": lambda source: [_scalar(source) for _unused in range(5)],
    "const": lambda source: _scalar(source),
    "required": lambda source: source.sample(NAMES, 1),
    "minimum": lambda source: source.randint(-2, 2),
    "maximum": lambda source: source.choice([0, 1.5, 2]),
    "exclusiveMinimum": lambda source: source.randint(-2, 1),
    "exclusiveMaximum": lambda source: source.randint(0, 3),
    "minLength": lambda source: source.randint(0, 2),
    "maxLength": lambda source: source.randint(0, 3),
    "minItems": lambda source: source.randint(0, 2),
    "maxProperties": lambda source: source.randint(0, 2),
    "pattern": lambda source: source.choice(["^x", "y$", "^[xy]*$", "é"]),
    "format": lambda source: "email",
    "form": lambda source: True,
}


def _scalar(source: random.Random) -> Any:
    return source.choice([None, True, False, 0, 1, 1.0, -1, 1.5, "", "x", "xy", "é", "1"])


def _value(source: random.Random, depth: int) -> Any:
    kind = source.random()
    if depth and kind < 0.3:
        return {name: _value(source, depth - 1) for name in source.sample(NAMES, source.randint(0, 3))}
    if depth and kind < 0.5:
        return [_value(source, depth - 1) for _unused in range(source.randint(0, 3))]
    return _scalar(source)


def test_no_other_schema_is_read_for_what_is_met() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})\n"
        "import collection_path; collection_path.install()\n"
        "from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import schema\n"
        "from ansible_collections.native.helm.plugins.module_utils._helm.schema import metaschemas\n"
        'assert schema.refusal_of({"a": 1}, b\'{"type": "object", "required": ["a"]}\') == ""\n'
        "assert metaschemas.documents.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
