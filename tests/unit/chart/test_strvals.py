# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""--set and its sisters, row by row as helm.sh/helm/v4/pkg/strvals has it: regenerate_values asks for the rows."""

from __future__ import annotations

import copy
import random
import time
import tracemalloc
from pathlib import Path

import chart_tables as tables
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import strvals

ROWS = tables.rows("strvals")


def floats(value):
    if isinstance(value, dict):
        return {key: floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    return float(value) if type(value) is int else value


def run(ask):
    base = floats(copy.deepcopy(ask.get("data", {})))

    def read_file(path):
        if path not in ask["files"]:
            raise ValuesError(f"open {path}: no such file or directory")
        return ask["files"][path]

    def work():
        strvals.apply_set(base, ask["input"], kind=ask["kind"], read_file=read_file)
        return base

    return tables.outcome(work)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['ask']['kind']} {row['ask']['input'][:40]!r}")
def test_a_line_gives_what_helm_makes_of_it(row):
    assert run(row["ask"]) == {key: row[key] for key in row if key != "ask"}


def test_a_json_object_is_merged_and_a_named_value_replaces():
    base = {"a": {"b": 1.0}}
    assert strvals.merge(base, ' {"a": {"c": 2}} ', kind="json") == {"a": {"b": 1.0, "c": 2.0}}
    assert strvals.merge({"a": {"b": 1.0}}, 'a={"c": 2}', kind="json") == {"a": {"c": 2.0}}


def test_a_file_is_read_from_disk(tmp_path: Path):
    (tmp_path / "f").write_bytes(b"\xffx\n")
    base = strvals.merge({}, f"a={tmp_path}/f", kind="file")
    assert base == {"a": "\udcffx\n"}
    with pytest.raises(ValuesError) as caught:
        strvals.merge({}, f"a={tmp_path}/none", kind="file")
    assert caught.value.problem == f"failed parsing --set-file data: open {tmp_path}/none: no such file or directory"


@pytest.mark.parametrize("kind", ["set", "string", "json", "literal"])
def test_a_message_shows_no_value(kind):
    """What stands behind = may be a password."""
    for text in (
        "a[x]=hunter2",
        "a.b[70000]=hunter2",
        'a={"k": "hunter2"',
        "a={hunter2",
        "a=1,hunter2",
        "a=1,hunter2[x]=2",
    ):
        try:
            strvals.merge({}, text, kind=kind)
        except HelmError as error:
            assert "hunter2" not in f"{error.problem} {error.doing} {error.subject}", text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a[999999999]=1", "index of 999999999 is greater than maximum supported index of 65536"),
        ("a[65536]" * 30 + "=1", "unexpected data at end of array index"),
        ("a" + "[0]" * 100_000 + "=1", "more than 100 indexes in a row"),
        ("a." * 100_000 + "b=1", "value name nested level is greater than maximum supported nested level of 30"),
        (",".join(f"a{number}[65536]=1" for number in range(2000)), "more than 4000000 list items in one line"),
        ("a[0]." * 100_000 + "b=1", "more than 100 tables in lists in one name"),
        ("a=" + "{" * 200_000, "list must terminate with '}'"),
    ],
    ids=["index", "indexes", "nested indexes", "nested names", "many lists", "lists of tables", "braces"],
)
def test_cve_2022_36055_hostile_lines_are_refused_in_little_memory_and_time(text, words):
    tracemalloc.start()
    start = time.monotonic()
    with pytest.raises(ValuesError, match=words):
        strvals.apply_set({}, text, kind="set")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - start < 5
    assert peak < 64 * 1024 * 1024


def test_random_lines_raise_nothing_but_our_own():
    chance = random.Random(36055)
    alphabet = [*"ab.,=[]{}\\0129-\"' \n", "é", "\udcff", "\0", "[0]", "=1", "{a", "65536"]
    for _ in range(5000):
        text = "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 14)))
        for kind in ("set", "string", "json", "literal"):
            try:
                strvals.apply_set({"a": {"b": [1.0]}}, text, kind=kind)
            except HelmError:
                continue
