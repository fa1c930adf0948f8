# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values put together, row by row as Helm's own code does it: make_expected.py asks for the rows."""

from __future__ import annotations

import copy
import json

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, values_file
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import coalesce, subcharts
from chart import chart_tables as tables


def ignore(message: str) -> None:
    """Where nobody listens."""


def outline(chart: Chart) -> dict[str, object]:
    parts = sorted((outline(part) for part in chart.subcharts), key=lambda part: str(part["name"]))
    return {"name": chart.name, "values": tables.plain(chart.values), "charts": parts}


def run(ask):
    files = [File(name, text.encode()) for name, text in sorted(ask["files"].items())]
    try:
        chart = loader.load_files(files)
        given = values_file.parse(ask["values_yaml"].encode())
        if ask["process_dependencies"]:
            subcharts.process(chart, given, ignore)
        combine = coalesce.merge if ask["mode"] == "merge" else coalesce.coalesce
        return {"gives": tables.plain(combine(chart, given, ignore)), "chart": outline(chart)}
    except HelmError as error:
        return {"fails": error.problem}


def shown(row):
    ask = row["ask"]
    return f"{ask['mode']} {ask['values_yaml']} {ask['files'].get('values.yaml')} {ask['files']['Chart.yaml'][60:]}"[
        :120
    ]


@pytest.mark.parametrize("row", tables.rows("values/process"), ids=shown)
def test_charts_and_their_subcharts_get_what_helm_gives_them(row):
    assert run(row["ask"]) == {key: row[key] for key in row if key != "ask"}


def chart(name, own, *subcharts):
    return Chart({"name": name, "version": "1.0.0"}, values=own, subcharts=subcharts)


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
    assert coalesce.coalesce(chart("top", own), given, said.append) == given
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
    assert coalesce.coalesce(top, {"mid": {"low": given}}, said.append)["mid"]["low"] == {"global": {}, **given}
    assert said == [words]
    said = []
    coalesce.merge(top, {"mid": {"low": given}}, said.append)
    assert said == [words]


def test_globals_that_are_no_table_are_not_handed_down():
    said = []
    found = coalesce.coalesce(chart("top", {}, chart("sub", {})), {"global": 1.0}, said.append)
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
    coalesce.coalesce(chart("top", {}, chart("sub", {})), {"global": high, "sub": {"global": low}}, said.append)
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
    for combine, wanted in ((coalesce.coalesce_tables, coalesced), (coalesce.merge_tables, merged)):
        said = []
        mine, theirs = copy.deepcopy((high, low))
        found = combine(mine, theirs, said.append)
        assert found is mine
        assert (found, said) == (wanted, words)


def test_a_warning_shows_no_value():
    said = []
    top = chart("top", {"global": {"a": {"x": "hunter2"}, "b": "hunter2"}}, chart("sub", {"a": "hunter2"}))
    coalesce.coalesce(top, {"sub": {"global": {"a": "hunter2", "b": {"x": "hunter2"}}, "a": {"x": 1.0}}}, said.append)
    assert len(said) == 3
    assert "hunter2" not in " ".join(said)


def test_neither_the_chart_nor_what_was_given_is_changed():
    top = chart("top", {"a": {"b": None, "c": {"d": None}}, "sub": {"x": None}}, chart("sub", {"x": {"y": 1.0}}))
    given = {"a": {"q": None}, "sub": {"x": {"y": None}}, "global": {"g": {"h": 1.0}}}
    before = json.dumps([top.values, top.subcharts[0].values, given])
    coalesce.coalesce(top, given, ignore)
    coalesce.merge(top, given, ignore)
    assert json.dumps([top.values, top.subcharts[0].values, given]) == before


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
    assert coalesce.path_value({"a": {"b": 1.0, "c": None, "e": {}}, "x": False}, path) == found
