# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""--set and its sisters, row by row as helm.sh/helm/v4/pkg/strvals has it: make_expected.py asks for the rows."""

from __future__ import annotations

import copy
import random
import time
import tracemalloc
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import strvals
from chart import chart_tables as tables

ROWS = tables.rows("values/strvals")


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


def test_a_folder_is_no_file(tmp_path: Path):
    """Go opens a folder, and cannot read it."""
    with pytest.raises(ValuesError, match=f"failed parsing --set-file data: read {tmp_path}: is a directory"):
        strvals.merge({}, f"a={tmp_path}", kind="file")


@pytest.mark.parametrize(
    ("kind", "text", "problem", "subject"),
    [
        ("set", "a.b[x]=1", 'failed parsing --set data: error parsing index: strconv.Atoi: parsing "x"', "a.b[x]"),
        ("string", "a[0]c=", "failed parsing --set-string data: unexpected data at end of array index: ['c']", "a[0]c"),
        ("set", "a", 'failed parsing --set data: key "a" has no value', ""),
        ("set", "a=1,hunter2", 'failed parsing --set data: key "…" has no value', "a"),
        ("set", "a=1,b[hunter2]=1", 'failed parsing --set data: error parsing index: strconv.Atoi: parsing "…"', "a"),
        ("set", "a=1,b[0]hunter2=1", "failed parsing --set data: unexpected data at end of array index: …", "a"),
        ("literal", "a[-1]=hunter2=", "failed parsing --set-literal data: negative -1 index not allowed", "a[-1]"),
        ("file", "a[-1]=x", "failed parsing --set-file data: negative -1 index not allowed", "a[-1]"),
        ("json", "a=hunter2", "failed parsing --set-json data", "a"),
        ("json", ' {"a": hunter2=}', "failed parsing --set-json data JSON", ""),
        ("set", "\u2003{hunter2=1,a", 'failed parsing --set data: key "…" has no value', ""),
        ("set", "\x1c{=1,a", 'failed parsing --set data: key "…" has no value', "\x1c{"),
        ("set", "a=1,b{", 'failed parsing --set data: key "…" has no value', "a"),
    ],
)  # fmt: skip
def test_a_message_names_the_value_that_is_wrong_and_shows_none(kind, text, problem, subject):
    with pytest.raises(ValuesError) as caught:
        strvals.merge({}, text, kind=kind)
    assert caught.value.problem.startswith(problem)
    assert caught.value.subject == subject
    assert "hunter2" not in f"{caught.value.problem} {caught.value.subject} {caught.value.hint}"


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("set", "a", "a comma separates two assignments"),
        ("string", "a", "a comma separates two assignments"),
        ("literal", "a", "write name=value"),
        ("file", "a", "write NAME=PATH"),
        ("json", "a=x", "write NAME=JSON"),
        ("json", "{x}", "write NAME=JSON"),
    ],
)
def test_each_kind_has_its_hint(kind, text, words):
    with pytest.raises(ValuesError) as caught:
        strvals.merge({}, text, kind=kind)
    assert caught.value.hint.startswith(words)


@pytest.mark.parametrize("step", ["[0]", "[0].b"])
def test_a_name_leads_through_a_hundred_lists_and_no_more(step):
    strvals.apply_set({}, f"a{step * 100}=1,b{step * 100}=1", kind="set")
    with pytest.raises(ValuesError, match="more than 100 "):
        strvals.apply_set({}, f"a{step * 101}=1", kind="set")


def test_the_items_of_a_line_are_counted_together(monkeypatch):
    monkeypatch.setattr(strvals, "_MAX_CELLS", 5)
    base = {}
    strvals.apply_set(base, "a[2]=1,b[1]=1,a[2]=2", kind="set")
    assert base == {"a": [None, None, 2], "b": [None, 1]}
    with pytest.raises(ValuesError, match="more than 5 list items in one line"):
        strvals.apply_set({}, "a[2]=1,b[2]=1", kind="set")


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
    start = time.process_time()
    with pytest.raises(ValuesError, match=words):
        strvals.apply_set({}, text, kind="set")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - start < 5
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
