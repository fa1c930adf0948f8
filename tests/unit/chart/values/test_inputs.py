# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task gives as values, row by row as helm's command line reads it: make_expected.py asks for the rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import inputs
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64
from chart import chart_tables as tables

KINDS = {
    "set": "raw",
    "set_string": "string",
    "set_json": "json",
    "set_file": "file",
    "set_literal": "literal",
}


@pytest.mark.parametrize("row", tables.rows("values/merge"), ids=lambda row: json.dumps(row["ask"])[:80])
def test_files_and_flags_are_merged_as_helm_does(row):
    ask = row["ask"]
    # Any order of kinds is helm's order.
    given = [{"value": line, "value_type": KINDS[key]} for key in reversed(KINDS) for line in ask.get(key, [])]

    def read_file(path):
        if path[1:] not in ask.get("files", {}):
            raise ValuesError(f"open {path}: no such file or directory")
        return ask["files"][path[1:]]

    files = [(f"@{name}", ask["files"][name].encode()) for name in ask.get("value_files", [])]
    found = tables.outcome(lambda: inputs.merge_inputs({}, files, given, read_file=read_file))
    wanted = {key: row[key] for key in row if key != "ask"}
    if "fails" in wanted and "--set-json data" in wanted["fails"]:
        # Helm's words end in the whole argument; ours show no value.
        assert wanted["fails"].startswith(found["fails"])
    else:
        assert found == wanted


def test_what_a_set_value_lacks_has_a_default():
    assert inputs.merge_inputs({}, [], [{"value": "a=1"}, {}]) == {"a": 1}


def test_keys_of_a_task_are_texts():
    assert inputs.typed({True: {False: 1}}) == {"true": {"false": 1.0}}


def test_values_of_a_task_are_typed_as_those_of_a_file():
    given = {"int": 5, "float": 1.5, "true": True, 1: "a", False: "b", 2.5: "c", "list": (1, "x"), "set": Int64(3)}
    found = inputs.merge_inputs(given, [], [])
    assert found == {
        "int": 5.0, "float": 1.5, "true": True, "1": "a", "false": "b", "2.5": "c", "list": [1.0, "x"], "set": 3,
    }  # fmt: skip
    assert [type(found[key]) for key in ("int", "set")] == [float, Int64]
    assert type(found["list"][0]) is float


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({None: 1}, "unsupported map key"),
        ({"a": object()}, "a object is no value"),
        ({"a": float("nan")}, "unsupported value: nan"),
        ({"a": [b"bytes"]}, "a bytes is no value"),
        ({(1, 2): 3}, "unsupported map key"),
    ],
)
def test_what_yaml_cannot_hold_is_refused(bad, words):
    with pytest.raises(ValuesError, match=words):
        inputs.merge_inputs(bad, [], [])


def test_values_of_the_task_stand_over_files_and_under_set_values():
    found = inputs.merge_inputs(
        {"b": 2, "c": 2}, [("f", b"a: 1\nb: 1\nc: 1\n")], [{"value": "c=3", "value_type": "raw"}]
    )
    assert found == {"a": 1.0, "b": 2.0, "c": 3}


def test_an_unknown_kind_of_set_value_is_named():
    with pytest.raises(ValuesError, match="yaml is no kind of set_values"):
        inputs.merge_inputs({}, [], [{"value": "a=1", "value_type": "yaml"}])


def test_a_broken_values_file_is_named():
    with pytest.raises(ValuesError) as caught:
        inputs.merge_inputs({}, [("good.yaml", b"a: 1"), ("bad.yaml", b"a: b: c")], [])
    assert caught.value.subject == "bad.yaml"
    assert "failed to parse bad.yaml" in caught.value.problem
    assert caught.value.quotes, "what it quotes of the file may be a secret"


def test_a_set_file_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(ValuesError, match="no such file or directory"):
        inputs.merge_inputs({}, [], [{"value": f"a={tmp_path}/none", "value_type": "file"}])
