# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart.yaml and what stands beside it, folder by folder as the real helm reads them: make_expected.py asks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, metadata, packing
from ansible_collections.native.helm.plugins.module_utils._helm.golang import floats
from chart import chart_tables as tables

# Ours is stricter there: a backslash is a path to some tools.
HEAD = b"apiVersion: v2\nversion: 1.0.0\n"


def shown(row):
    return json.dumps(row["ask"]).replace("apiVersion: v2\\nname: c\\nversion: 1.0.0\\n", "…")[:110]


def run(folder):
    """Return what show chart prints, which has dependencies of a v1 chart too, or the problem."""
    try:
        chart = loader.load(str(folder))
    except HelmError as error:
        return {"fails": error.problem.replace(str(folder), "@")}
    return {"gives": packing.yaml(packing.kept(chart)).decode()}


@pytest.mark.parametrize("row", tables.rows("metadata"), ids=shown)
def test_a_folder_is_read_or_refused_as_helm_does(row, tmp_path: Path):
    tables.lay(tmp_path, row["ask"])
    assert run(tmp_path) == {key: row[key] for key in row if key != "ask"}


def test_a_refusal_names_file_and_remedy(tmp_path: Path):
    tables.lay(tmp_path, {"Chart.yaml": "apiVersion: v2\nname: c\nversion: x\n"})
    with pytest.raises(ChartError) as caught:
        loader.load(str(tmp_path))
    error = caught.value
    assert error.problem == 'validation: chart.metadata.version "x" is invalid'
    assert error.subject == f"{tmp_path}: Chart.yaml"
    assert error.doing
    assert error.hint


@pytest.mark.parametrize("name", ["a\\b", "..\\x", "a/b", "/", "..", ".", "../x"])
def test_cve_2026_35206_names_that_are_paths_are_refused(name):
    head = metadata.read(HEAD + json.dumps({"name": name}).encode()[1:-1])
    with pytest.raises(ChartError, match=r"is invalid|not allowed"):
        metadata.validate(head)


def test_cve_2020_15184_control_characters_go():
    """A name or an alias with a line end would write lines of its own into an index or a lock."""
    head = metadata.read(HEAD + b'name: "a\\x1b[2Jb"\ndescription: "x\\r\\n\\u202ey"\nhome: "\\u2028"\n')
    metadata.validate(head)
    assert head == {"apiVersion": "v2", "name": "a[2Jb", "version": "1.0.0", "description": "x  y", "home": " "}


FIELDS = [
    "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion", "condition",
    "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type",
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", ["null", "[null]", "{}", "''", "[[]]", "{null: 1}", "5", "[{}]", "'x'"])
def test_cve_2022_23525_any_value_in_any_field_is_read_or_refused_cleanly(field, value):
    try:
        head = metadata.read(b"name: c\n" + HEAD + f"{field}: {value}\n".encode())
        metadata.validate(head)
    except HelmError as error:
        assert error.problem


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("2024-01-02T03:04:05.100Z", "2024-01-02T03:04:05.1Z"),
        ("2024-01-02T03:04:05.000+00:00", "2024-01-02T03:04:05Z"),
        ("2024-01-02T03:04:05.123456789123+05:30", "2024-01-02T03:04:05.123456789+05:30"),
        ("2024-02-29T23:59:59-08:00", "2024-02-29T23:59:59-08:00"),
    ],
)
def test_the_time_of_a_lock_is_kept_as_go_writes_it(given, kept):
    lock = metadata.read_lock(f'generated: "{given}"\n'.encode())
    assert lock is not None
    assert lock["generated"] == kept


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"), (1.1, "1.1"), (1e6, "1e+06"), (123456.0, "123456"), (1234567.5, "1.2345675e+06"), (1e-5, "1e-05"),
        (16777217.0, "1.6777216e+07"), (1e39, "+Inf"), (-2.5, "-2.5"), (0.0, "0"), (3.14159265, "3.1415927"),
    ],
)  # fmt: skip
def test_numbers_where_text_is_wanted(number, text):
    """Go: strconv.FormatFloat(number, 'g', -1, 32)."""
    assert floats.float32_text(number) == text
