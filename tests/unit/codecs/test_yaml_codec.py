# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML both ways against what Go and Helm gave (cases_*.json; make_expected.py made them)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import YamlError
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json import codec as json_codec
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import faults
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml.dump import Unmarshallable
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64, NilList, TypedDict, TypedList

HERE = Path(__file__).resolve().parent
LOAD = json.loads((HERE / "cases_yaml_load.json").read_text(encoding="utf-8"), parse_int=float)
DUMP = json.loads((HERE / "cases_dump.json").read_text(encoding="utf-8"), parse_int=float)


def _loaded(text: str) -> tuple[str, str]:
    """What a text gives, as JSON (where 1.0 is not true), and the error."""
    try:
        return json_codec.dumps(yaml_codec.load_values(text)), ""
    except YamlError as error:
        return "null", error.problem


def test_reads_as_go_does() -> None:
    rows = LOAD
    assert len(rows) > 1000
    made = [(text, *_loaded(text)) for text, _value, _error in rows]
    wanted = [(text, json_codec.dumps(value), error) for text, value, error in rows]
    assert [pair for pair in zip(made, wanted, strict=True) if pair[0] != pair[1]] == []


def test_reads_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    yaml = pytest.importorskip("yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    text = "a: &x {b: 0644, c: [yes, ~, '1']}\nd: *x\ne: |\n  text\n"
    assert yaml_codec.load_values(text) == {
        "a": {"b": 420.0, "c": [True, None, "1"]},
        "d": {"b": 420.0, "c": [True, None, "1"]},
        "e": "text\n",
    }
    with pytest.raises(YamlError, match=r"^error converting YAML to JSON: yaml: line 2: "):
        yaml_codec.load_values("a: 1\nb: c: d\n")


def test_aliases_are_copies() -> None:
    value = yaml_codec.load_values("a: &x {b: [1]}\nc: *x\n")
    value["a"]["b"].append(2)
    assert value["c"] == {"b": [1.0]}


def test_deep_nesting_is_refused_before_python_is_in_trouble() -> None:
    depth = faults.MAX_DEPTH
    assert yaml_codec.load_values("[" * depth + "]" * depth) is not None
    for deeper in (depth + 1, 1_001, 5_000):  # libyaml 0.2.6 has a limit of 1,000, those before have none
        for text in ("[" * deeper + "]" * deeper, "{a: " * deeper + "}" * deeper + "\n---\n]"):
            with pytest.raises(YamlError, match=f"yaml: exceeded max depth of {depth}$"):
                yaml_codec.load_values(text)


@pytest.mark.parametrize("deep", ["[" * 20_000 + "]" * 20_000, "[" * 20_000, "{a: " * 10_001 + "}" * 10_001])
def test_what_is_too_deep_for_go_has_gos_words(deep: str) -> None:
    with pytest.raises(YamlError, match=r"yaml: exceeded max depth of 10000$"):
        yaml_codec.load_values(deep)


def test_objects_keep_integers() -> None:
    text = "a: 1\nb: 1.0\nc: 1.5\nd: 9223372036854775808\ne: 0x10\nf: true\n"
    value = yaml_codec.load_objects(text)
    assert value == {"a": 1, "b": 1, "c": 1.5, "d": 9223372036854775808.0, "e": 16, "f": True}
    assert [type(item) for item in value.values()] == [int, int, float, float, int, bool]


def test_typed_reading_gives_text_as_go_fields_have_it() -> None:
    value = yaml_codec.load_typed("[1.0, 1.10, 010, 1e3, 12345678.0, yes]")
    assert [yaml_codec.scalar_text(item) for item in value] == ["1", "1.1", "8", "1000", "1.2345678e+07", "true"]


def test_documents_are_split_where_a_line_is_only_dashes() -> None:
    assert yaml_codec.load_documents("a: 1\n---\nb: 2\n---  \nc: 3\n") == [{"a": 1.0}, {"b": 2.0}, {"c": 3.0}]
    assert yaml_codec.load_documents("---\na: 1\n") == [{"a": 1.0}]


def test_bytes_and_marks_of_encoding() -> None:
    assert yaml_codec.load_values(b"\xef\xbb\xbfa: \xc3\xa9") == {"a": "\u00e9"}
    assert yaml_codec.load_values(b"\xff\xfea\x00:\x00 \x00b\x00") == {"a": "b"}
    with pytest.raises(YamlError, match="yaml: invalid leading UTF-8 octet"):
        yaml_codec.load_values("a: \udcff")


def _trimmed(text: str) -> str:
    """What toYaml gives of a text: without its last newline."""
    return text[:-1] if text.endswith("\n") else text


def _dumped(value: Any) -> str:
    """What toYaml gives: nothing where there is an error."""
    try:
        return _trimmed(yaml_codec.dump(value))
    except Unmarshallable:
        return ""


@pytest.mark.parametrize(
    ("column", "function"),
    [(1, _dumped), (2, lambda value: _trimmed(yaml_codec.dump_pretty(value))), (3, json_codec.dumps)],
    ids=["toYaml", "toYamlPretty", "toJson"],
)
def test_writes_as_helm_does(column: int, function: Callable[[Any], str]) -> None:
    assert len(DUMP) > 600
    made = [(row[0], function(row[0]), row[column]) for row in DUMP]
    assert [row for row in made if row[1] != row[2]] == []


def test_writes_go_types() -> None:
    value = {
        "i": Int64(3),
        "b": b"\x00\xff",
        "n": NilList(),
        "s": TypedList("[]string", ["a"]),
        "m": TypedDict("map[string]string", {"k": "v"}),
        "t": (1 << 64) - 1,
    }
    assert yaml_codec.dump(value) == 'b: AP8=\ni: 3\nm:\n  k: v\n"n": null\ns:\n- a\nt: 18446744073709551615\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}, len, {"a": len}])
def test_what_has_no_json_has_no_yaml(value: Any) -> None:
    with pytest.raises(Unmarshallable, match="error marshaling into JSON: json: unsupported"):
        yaml_codec.dump(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n- {? : 1}\na: 2\n", {"a": 2.0}),
        ("a: {null: 1}\na: {b: 2}\n", {"a": {"b": 2.0}}),
        ("a: {1: [{~: 1}], 1: 2}\n", {"a": {"1": 2.0}}),
    ],
)
def test_a_bad_key_in_a_value_that_another_one_replaces_is_none(text, expected):
    """The oracle's answers (yaml_load, any)."""
    assert yaml_codec.load_values(text) == expected
