# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's functions between data and text, against what helm gave (tests/unit/codecs/make_expected.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FunctionError
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json import codec as json_codec
from ansible_collections.native.helm.plugins.module_utils._helm.golang.duration import Duration
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64
from ansible_collections.native.helm.plugins.module_utils._helm.render import data_functions

HERE = Path(__file__).resolve().parent
FROM_JSON = json.loads((HERE / "cases_from_json.json").read_text(encoding="utf-8"), parse_int=float)
DUMP = json.loads((HERE.parent / "codecs" / "cases_dump.json").read_text(encoding="utf-8"), parse_int=float)


def test_from_json() -> None:
    made = [(text, json.loads(json_codec.dumps(data_functions.from_json(text))), value) for text, value in FROM_JSON]
    assert [row for row in made if row[1] != row[2]] == []


def test_to_toml() -> None:
    rows = [row for row in DUMP if len(row) > 4]
    assert len(rows) > 150
    made = [(row[0], data_functions.to_toml(row[0]), row[4]) for row in rows]
    assert [row for row in made if row[1] != row[2]] == []


def test_arrays_and_mappings_are_told_apart() -> None:
    wrap = "error unmarshaling JSON: while decoding JSON: "
    unlike = "json: cannot unmarshal {} into Go value of type {}"
    assert data_functions.from_yaml("[1]") == {"Error": wrap + unlike.format("array", "map[string]interface {}")}
    assert data_functions.from_yaml_array("a: 1") == [wrap + unlike.format("object", "[]interface {}")]
    assert data_functions.from_json_array("{}") == [unlike.format("object", "[]interface {}")]
    assert data_functions.from_yaml("a: b: c") == {
        "Error": "error converting YAML to JSON: yaml: mapping values are not allowed in this context"
    }


def test_nothing_is_empty_from_yaml_and_nil_from_json() -> None:
    made = [
        data_functions.from_yaml(""),
        data_functions.from_yaml("null"),
        data_functions.from_yaml_array(""),
        data_functions.from_json_array("null"),
        data_functions.from_json("null"),
    ]
    assert [json_codec.dumps(value) for value in made] == ["{}", "{}", "[]", "null", "null"]


def test_what_has_no_form_is_empty_or_fails() -> None:
    assert data_functions.to_yaml(len) == data_functions.to_json(float("nan")) == ""
    assert data_functions.to_toml({"a": [None]}) == "toml: cannot encode array with nil element"
    for function in (data_functions.must_to_yaml, data_functions.must_to_json):
        with pytest.raises(FunctionError, match="json: unsupported"):
            function(len)
    with pytest.raises(FunctionError, match="nil element"):
        data_functions.must_to_toml({"a": [None]})
    with pytest.raises(FunctionError, match="zero Value"):
        data_functions.to_toml(None)


def test_toml_is_read_with_gos_types() -> None:
    text = 'a = 1\nb = [1.5, "x"]\n"c d".e = true\n[t]\nx = 0x10\n[[l]]\ny = 1979-05-27T07:32:00Z\n[[l]]\nz = {k = 1}\n'
    made = data_functions.from_toml(text)
    assert {**made, "l": None} == {"a": 1, "b": [1.5, "x"], "c d": {"e": True}, "t": {"x": 16}, "l": None}
    assert isinstance(made["a"], Int64)
    assert made["l"].go_type == "[]map[string]interface {}"
    again = data_functions.from_toml(data_functions.to_toml({"k": {"n": Duration(90_000_000_000)}}))
    assert again == {"k": {"n": "1m30s"}}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = ", 'line 1 (last key "a")'),
        ("a = 1\nb", "line 2"),
        ("a = 1\na = 2", 'line 2 (last key "a")'),
        ('x = "y', 'line 1 (last key "x")'),
        ("[a]\n[a]", "line 2"),
        ("a = 00", 'line 1 (last key "a")'),
    ],
)
def test_broken_toml_names_the_line(text: str, where: str) -> None:
    assert data_functions.from_toml(text)["Error"].startswith(f"toml: {where}: ")
