# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values put together, row by row as Helm's own code does it: regenerate_values asks for the rows."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import chart_tables as tables
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import dependencies, loader, values
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64

KINDS = {
    "set": "raw",
    "set_string": "string",
    "set_json": "json",
    "set_file": "file",
    "set_literal": "literal",
}


def ignore(message: str) -> None:
    """Where nobody listens."""


@pytest.mark.parametrize("row", tables.rows("merge"), ids=lambda row: json.dumps(row["ask"])[:80])
def test_files_and_flags_are_merged_as_helm_does(row):
    ask = row["ask"]
    # Any order of kinds is helm's order.
    given = [{"value": line, "value_type": KINDS[key]} for key in reversed(KINDS) for line in ask.get(key, [])]

    def read_file(path):
        if path[1:] not in ask.get("files", {}):
            raise ValuesError(f"open {path}: no such file or directory")
        return ask["files"][path[1:]]

    files = [(f"@{name}", ask["files"][name].encode()) for name in ask.get("value_files", [])]
    found = tables.outcome(lambda: values.merge_inputs({}, files, given, read_file=read_file))
    wanted = {key: row[key] for key in row if key != "ask"}
    if "fails" in wanted and "--set-json data" in wanted["fails"]:
        # Helm's words end in the whole argument; ours show no value.
        assert wanted["fails"].startswith(found["fails"])
    else:
        assert found == wanted


def outline(chart: Chart) -> dict[str, object]:
    parts = sorted((outline(part) for part in chart.dependencies), key=lambda part: str(part["name"]))
    return {"name": chart.name, "values": tables.plain(chart.values), "charts": parts}


def run(ask):
    files = [File(name, text.encode()) for name, text in sorted(ask["files"].items())]
    try:
        chart = loader.load_files(files)
        given = values.parse(ask["values_yaml"].encode())
        if ask["process_dependencies"]:
            dependencies.process(chart, given, ignore)
        combine = values.merge if ask["mode"] == "merge" else values.coalesce
        return {"gives": tables.plain(combine(chart, given, ignore)), "chart": outline(chart)}
    except HelmError as error:
        return {"fails": error.problem}


def shown(row):
    ask = row["ask"]
    return f"{ask['mode']} {ask['values_yaml']} {ask['files'].get('values.yaml')} {ask['files']['Chart.yaml'][60:]}"[
        :120
    ]


@pytest.mark.parametrize("row", tables.rows("process"), ids=shown)
def test_charts_and_their_subcharts_get_what_helm_gives_them(row):
    assert run(row["ask"]) == {key: row[key] for key in row if key != "ask"}


def chart(name, own, *subcharts):
    return Chart({"name": name, "version": "1.0.0"}, values=own, dependencies=list(subcharts))


@pytest.mark.parametrize(
    ("own", "given", "words"),
    [
        ({"a": {"b": 1.0}}, {"a": {"b": {"c": 1.0}}}, "destination for top.a.b is a table. Ignoring non-table value"),
        ({"a": {"b": {"c": 1.0}}}, {"a": {"b": 1.0}}, "cannot overwrite table with non table for top.a.b"),
        ({"a": 1.0}, {"a": {"b": 1.0}}, "skipped value for top.a: Not a table."),
        (
            {"a": {"b": {"c": 1.0}}},
            {"a": {"b": {"c": {"d": 1.0}}}},
            "destination for top.a.b.c is a table. Ignoring non-table value",
        ),
    ],
)
def test_conflicts_are_told_and_what_the_user_gives_stays(own, given, words):
    said = []
    assert values.coalesce(chart("top", own), given, said.append) == given
    assert said == [words]


@pytest.mark.parametrize(
    ("low", "given", "words"),
    [
        ({"a": 1.0}, {"a": {"b": 1.0}}, "skipped value for top.mid.low.a: Not a table."),
        (
            {"a": {"b": {"c": 1.0}}},
            {"a": {"b": 1.0}},
            "cannot overwrite table with non table for top.mid.low.a.b",
        ),
        ({}, {"global": 1.0}, "skipping globals because destination global is not a table."),
    ],
)
def test_a_conflict_far_down_is_told_with_the_whole_way(low, given, words):
    """Go: coalesce.go, concatPrefix."""
    said = []
    top = chart("top", {}, chart("mid", {}, chart("low", low)))
    assert values.coalesce(top, {"mid": {"low": given}}, said.append)["mid"]["low"] == {"global": {}, **given}
    assert said == [words]
    said = []
    values.merge(top, {"mid": {"low": given}}, said.append)
    assert said == [words]


def test_globals_that_are_no_table_are_not_handed_down():
    said = []
    found = values.coalesce(chart("top", {}, chart("sub", {})), {"global": 1.0}, said.append)
    assert (found, said) == ({"global": 1.0, "sub": {}}, ["skipping globals because source global is not a table."])


@pytest.mark.parametrize(
    ("high", "low", "words"),
    [
        ({"g": {"t": 1.0}}, {"g": {"t": {"x": 1.0}}}, "cannot overwrite table with non table for top.g.t"),
        ({"g": {"t": {"u": 1.0}}}, {"g": {"t": {"u": {}}}}, "cannot overwrite table with non table for top.g.t.u"),
        ({"g": {"t": 1.0}}, {"g": 2.0}, 'Conflict: cannot merge map onto non-map for "g". Skipping.'),
        ({"g": 1.0}, {"g": {"t": 1.0}}, "key g is table. Skipping"),
    ],
)
def test_conflicts_of_globals_are_told(high, low, words):
    """Go: coalesce.go, coalesceGlobals; the key is that of the chart's globals, without the word global."""
    said = []
    values.coalesce(chart("top", {}, chart("sub", {})), {"global": high, "sub": {"global": low}}, said.append)
    assert said == [words]


@pytest.mark.parametrize(
    ("high", "low", "coalesced", "merged", "words"),
    [
        ({"a": None}, {"a": 1.0}, {}, {"a": None}, []),
        ({"a": None}, {"a": None}, {"a": None}, {"a": None}, []),
        ({"a": None}, {}, {"a": None}, {"a": None}, []),
        ({}, {"a": None}, {"a": None}, {"a": None}, []),
        ({"a": {"b": None}}, {"a": {"b": 1.0}}, {"a": {}}, {"a": {"b": None}}, []),
        ({"a": {"b": 1.0}}, {"a": {"b": 2.0, "c": 3.0}}, *[{"a": {"b": 1.0, "c": 3.0}}] * 2, []),
        ({"a": {}}, {"a": None}, {"a": {}}, {"a": {}}, []),
        ({"a": 1.0}, {"a": None}, {"a": 1.0}, {"a": 1.0}, []),
        ({"a": {}}, {"a": 1.0}, *[{"a": {}}] * 2, ["destination for a is a table. Ignoring non-table value"]),
        ({"a": 1.0}, {"a": {}}, *[{"a": 1.0}] * 2, ["cannot overwrite table with non table for a"]),
    ],
)
def test_a_table_is_completed_from_another(high, low, coalesced, merged, words):
    """Go: coalesce.go, coalesceTablesFullKey, as CoalesceTables and MergeTables call it."""
    for combine, wanted in ((values.coalesce_tables, coalesced), (values.merge_tables, merged)):
        said = []
        mine, theirs = copy.deepcopy((high, low))
        found = combine(mine, theirs, said.append)
        assert found is mine
        assert (found, said) == (wanted, words)


def test_tables_and_lists_are_copied_all_the_way_down():
    given = {"t": {"l": [[{"a": 1.0}], "x"]}, "s": "x"}
    found = values.copy_tables(given)
    assert found == given
    ours, theirs = found["t"]["l"], given["t"]["l"]
    pairs = [(found["t"], given["t"]), (ours, theirs), (ours[0], theirs[0]), (ours[0][0], theirs[0][0])]
    assert all(one is not other for one, other in pairs)
    assert values.copy_tables("x") == "x"


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "bool"), ("x", "string"), ([1.0], "array"), ({"a": 1.0}, "object"), (1.0, "number")]
)
def test_kinds_have_the_names_of_encoding_json(value, kind):
    """Go: encoding/json, UnmarshalTypeError.Value."""
    assert values.json_kind(value) == kind


def test_a_separator_that_is_no_text_is_refused():
    with pytest.raises(ValuesError, match="invalid Yaml document separator"):
        values.parse(b"a: 1\n---\xff\n")


def test_what_a_set_value_lacks_has_a_default():
    assert values.merge_inputs({}, [], [{"value": "a=1"}, {}]) == {"a": 1}


def test_a_warning_shows_no_value():
    said = []
    top = chart("top", {"global": {"a": {"x": "hunter2"}, "b": "hunter2"}}, chart("sub", {"a": "hunter2"}))
    values.coalesce(top, {"sub": {"global": {"a": "hunter2", "b": {"x": "hunter2"}}, "a": {"x": 1.0}}}, said.append)
    assert len(said) == 3
    assert "hunter2" not in " ".join(said)


def test_neither_the_chart_nor_what_was_given_is_changed():
    top = chart("top", {"a": {"b": None, "c": {"d": None}}, "sub": {"x": None}}, chart("sub", {"x": {"y": 1.0}}))
    given = {"a": {"q": None}, "sub": {"x": {"y": None}}, "global": {"g": {"h": 1.0}}}
    before = json.dumps([top.values, top.dependencies[0].values, given])
    values.coalesce(top, given, ignore)
    values.merge(top, given, ignore)
    assert json.dumps([top.values, top.dependencies[0].values, given]) == before


def test_keys_of_a_task_are_texts():
    assert values.typed({True: {False: 1}}) == {"true": {"false": 1.0}}


def test_values_of_a_task_are_typed_as_those_of_a_file():
    given = {"int": 5, "float": 1.5, "true": True, 1: "a", False: "b", 2.5: "c", "list": (1, "x"), "set": Int64(3)}
    found = values.merge_inputs(given, [], [])
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
        values.merge_inputs(bad, [], [])


def test_values_of_the_task_stand_over_files_and_under_set_values():
    found = values.merge_inputs(
        {"b": 2, "c": 2}, [("f", b"a: 1\nb: 1\nc: 1\n")], [{"value": "c=3", "value_type": "raw"}]
    )
    assert found == {"a": 1.0, "b": 2.0, "c": 3}


def test_an_unknown_kind_of_set_value_is_named():
    with pytest.raises(ValuesError, match="yaml is no kind of set_values"):
        values.merge_inputs({}, [], [{"value": "a=1", "value_type": "yaml"}])


def test_a_broken_values_file_is_named():
    with pytest.raises(ValuesError) as caught:
        values.merge_inputs({}, [("good.yaml", b"a: 1"), ("bad.yaml", b"a: b: c")], [])
    assert caught.value.subject == "bad.yaml"
    assert "failed to parse bad.yaml" in caught.value.problem


def test_a_set_file_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(ValuesError, match="no such file or directory"):
        values.merge_inputs({}, [], [{"value": f"a={tmp_path}/none", "value_type": "file"}])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a", (False, None)),
        ("a.b", (True, 1.0)),
        ("a.c", (True, None)),
        ("a.d", (False, None)),
        ("x", (True, False)),
        ("x.y", (False, None)),
        ("a.", (False, None)),
        (".a", (False, None)),
        (".x", (False, None)),
        ("a.e.", (False, None)),
    ],
)
def test_a_dotted_path_finds_values_but_no_tables(path, found):
    assert values.path_value({"a": {"b": 1.0, "c": None, "e": {}}, "x": False}, path) == found
