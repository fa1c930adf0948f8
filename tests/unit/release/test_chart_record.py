# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as the record has it: what helm 4.3.1 would store (chart_records.jsonl; make_expected.py made it)."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import subcharts
from ansible_collections.native.helm.plugins.module_utils._helm.release import charts, codec
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release

LINES = (Path(__file__).with_name("chart_records.jsonl")).read_text(encoding="utf-8").splitlines()
CASES = {line["case"]: line for line in map(json.loads, LINES)}
ZERO_TIME = "0001-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of files are told in the time zone of the run, by helm and by us."""
    monkeypatch.setenv("TZ", "UTC")


def loaded(folder: Path, files: dict[str, str]) -> Chart:
    """The chart as an installation without values has it."""
    for name, text in files.items():
        path = folder / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        os.utime(path, (0, 1e9))
    chart = loader.load(str(folder / "c"))
    subcharts.process(chart, {}, lambda _message: None)
    return chart


def text_of(record: dict[str, Any]) -> str:
    """The chart's text in the JSON of a release."""
    text = codec.to_json(Release("x", "ns", chart=record))
    start = text.index('"chart":') + len('"chart":')
    return text[start : json.JSONDecoder().raw_decode(text, start)[1]]


@pytest.mark.parametrize("case", CASES)
def test_text_is_helms_to_the_byte(case: str, tmp_path: Path) -> None:
    record = charts.chart_record(loaded(tmp_path, CASES[case]["files"]))
    assert text_of(record) == CASES[case]["chart"]


def test_a_chart_without_times_has_none_in_the_record() -> None:
    chart = Chart({"name": "c"}, templates=[File("templates/a", b"a")], files=[File("b", b"")], schema=b"")
    assert charts.chart_record(chart) == {
        "metadata": {"name": "c"},
        "lock": None,
        "templates": [{"name": "templates/a", "data": "YQ=="}],
        "values": {},
        "schema": "",
        "schemamodtime": ZERO_TIME,
        "files": [{"name": "b", "data": ""}],
    }


@pytest.mark.parametrize(
    ("values", "has_values", "stored"), [({}, False, None), ({}, True, {}), ({"a": 1.0}, False, {"a": 1.0})]
)
def test_a_missing_values_file_is_told_from_an_empty_one(values: Any, has_values: bool, stored: Any) -> None:
    record = charts.chart_record(Chart({}, values=values, has_values=has_values))
    assert record["values"] == stored
    assert charts.chart_of(record).has_values is (stored is not None)


FULL = {
    "metadata": {"name": "c", "version": "1.0.0"},
    "lock": {"generated": "2024-05-06T07:08:09Z", "digest": "sha256:x", "dependencies": [{"name": "s"}]},
    "templates": [{"name": "templates/a", "data": "YQ==", "modtime": "2001-09-09T01:46:40Z"}],
    "values": {"a": 1.0},
    "schema": "e30=",
    "schemamodtime": "2002-09-09T01:46:40Z",
    "files": [{"name": "b", "data": "Yg=="}],
    "modtime": "2003-09-09T01:46:40Z",
}


def test_a_record_is_read_with_all_that_it_has() -> None:
    chart = charts.chart_of(FULL)
    assert (chart.metadata, chart.lock, chart.values) == (FULL["metadata"], FULL["lock"], {"a": 1.0})
    assert chart.templates == [File("templates/a", b"a", "2001-09-09T01:46:40Z")]
    assert chart.files == [File("b", b"b", "")]
    assert (chart.schema, chart.schema_modified) == (b"{}", "2002-09-09T01:46:40Z")
    assert (chart.modified, chart.has_values) == ("2003-09-09T01:46:40Z", True)
    assert charts.schema_of(FULL) == b"{}"


def test_a_record_is_read_that_lacks_all() -> None:
    chart = charts.chart_of({})
    assert (chart.metadata, chart.lock, chart.values, chart.has_values) == ({}, None, {}, False)
    assert (chart.templates, chart.files, chart.schema) == ([], [], None)
    assert (chart.schema_modified, chart.modified) == ("", "")
    nulls = charts.chart_of({**dict.fromkeys(FULL), "files": [{"name": "b", "data": None, "modtime": None}]})
    assert (nulls.metadata, nulls.values, nulls.templates) == ({}, {}, [])
    assert nulls.files == [File("b", b"", "")]
    assert charts.schema_of({}) == charts.schema_of({"schema": None}) == b""


def test_the_zero_time_of_a_schema_is_none() -> None:
    assert charts.chart_of({"schemamodtime": ZERO_TIME}).schema_modified == ""
    assert charts.chart_record(Chart({}, schema_modified="2002-09-09T01:46:40Z"))["schemamodtime"] == (
        "2002-09-09T01:46:40Z"
    )


def test_metadata_that_is_read_is_not_the_records_own() -> None:
    record = {"metadata": {"name": "c"}}
    charts.chart_of(record).metadata["name"] = "other"
    assert record == {"metadata": {"name": "c"}}


@pytest.mark.parametrize(
    ("lock", "stored"),
    [
        (None, None),
        ({}, {"generated": ZERO_TIME, "digest": "", "dependencies": None}),
        ({"dependencies": []}, {"generated": ZERO_TIME, "digest": "", "dependencies": []}),
        (
            {"generated": "2024-05-06T07:08:09Z", "digest": "x", "dependencies": [{"version": "1", "alias": ""}]},
            {
                "generated": "2024-05-06T07:08:09Z",
                "digest": "x",
                "dependencies": [{"name": "", "version": "1", "repository": ""}],
            },
        ),
    ],
    ids=["none", "empty", "no dependencies", "full"],
)
def test_a_lock_has_all_its_fields(lock: Any, stored: Any) -> None:
    assert charts.chart_record(Chart({}, lock=lock))["lock"] == stored


# What makes two charts the same.


def changed(**fields: Any) -> dict[str, Any]:
    return charts.content({**FULL, **fields})


def test_times_make_no_other_chart() -> None:
    same = changed(
        modtime="2020-01-01T00:00:00Z",
        schemamodtime=ZERO_TIME,
        lock={**FULL["lock"], "generated": "2020-01-01T00:00:00Z"},  # type: ignore[dict-item]
        templates=[{"name": "templates/a", "data": "YQ==", "modtime": "2020-01-01T00:00:00Z"}],
    )
    assert same == charts.content(FULL)


@pytest.mark.parametrize(
    "fields",
    [
        {"metadata": {"name": "c", "version": "1.0.1"}},
        {"lock": None},
        {"lock": {"generated": "2024-05-06T07:08:09Z", "digest": "sha256:y", "dependencies": [{"name": "s"}]}},
        {"templates": [{"name": "templates/a", "data": "Yg=="}]},
        {"templates": [{"name": "templates/b", "data": "YQ=="}]},
        {"templates": None},
        {"values": {"a": 2.0}},
        {"schema": None},
        {"files": [{"name": "b", "data": "YQ=="}]},
        {"files": [{"name": "c", "data": "Yg=="}]},
        {"files": []},
    ],
    ids=str,
)
def test_everything_else_does(fields: Any) -> None:
    assert changed(**fields) != charts.content(FULL)


def test_what_is_empty_is_as_what_is_not_there() -> None:
    empty = {"metadata": {}, "lock": None, "templates": [], "values": {}, "schema": None, "files": []}
    assert charts.content({}) == charts.content(dict.fromkeys(FULL)) == charts.content(empty) == empty
    bare = charts.content({"files": [{"name": "a"}], "templates": [{"name": "b", "data": None}]})
    assert (bare["files"], bare["templates"]) == ([["a", ""]], [["b", ""]])


def test_files_and_their_sizes() -> None:
    def files(**sizes: int) -> list[dict[str, Any]]:
        return [{"name": name, "data": base64.b64encode(b"x" * size).decode()} for name, size in sizes.items()]

    record = {"templates": files(e=30, b=300), "files": [*files(d=3000, a=0), {"name": "null", "data": None}]}
    assert charts.file_sizes(record) == [("e", 30), ("b", 300), ("d", 3000), ("a", 0), ("null", 0)]
    assert charts.file_sizes({"templates": None}) == []


def test_maintainers_and_dependencies_are_in_gos_order() -> None:
    metadata = {
        "dependencies": [{"alias": "z", "version": "1", "name": "s"}],
        "maintainers": [{"url": "u", "email": "", "name": "n"}, {"other": 1}],
    }
    record = charts.chart_record(Chart(metadata))["metadata"]
    assert json.dumps(record) == (
        '{"maintainers": [{"name": "n", "url": "u"}, {}], '
        '"dependencies": [{"name": "s", "version": "1", "repository": "", "alias": "z"}]}'
    )
