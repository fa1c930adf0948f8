# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
""".helmignore, folder by folder as the real helm packs them: make_expected.py asks it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import ignore, loader
from chart import chart_tables as tables


@pytest.mark.parametrize("row", tables.rows("ignore"), ids=lambda row: repr(row["ask"].get(".helmignore"))[:60])
def test_what_is_left_out(row, tmp_path: Path):
    tables.lay(tmp_path, row["ask"])
    wanted = {key: row[key] for key in row if key != "ask"}
    try:
        chart = loader.load(str(tmp_path))
    except HelmError as error:
        assert {"fails": error.problem.replace(str(tmp_path), "@")} == wanted
        return
    assert {"gives": sorted(item.name for item in chart.raw)} == wanted


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("*", "", True), ("", "", True), ("a*b", "ab", True), ("a*b", "a/b", False), ("a?", "aé", True),
        ("?", "/", False), ("[^a]", "/", True), ("*[b]", "aab", True), ("a*", "a/", False), ("a*c*e", "abcde", True),
        ("a*c*e", "abcdef", False), ("[a", "a", None), ("x*[", "a", False), ("x*[", "xa", None), ("\\\\", "\\", True),
        ("[\\]a]", "]", True), ("[b-a]", "a", False), ("[^b-a]", "a", True), ("a\\", "a", None),
        ("a*b*c", "axbyc", True), ("a*b*c", "axby/c", False), ("*.swp", "x.swp", True), ("*.swp", "d/x.swp", False),
        ("*aa", "a", False), ("*aa", "baaa", True), ("a*a", "a", False), ("*a*", "b/ab", False), ("a*ab", "aab", True),
    ],
)  # fmt: skip
def test_patterns_are_those_of_gos_filepath(pattern, name, found):
    assert ignore.Pattern(pattern).match(name) is found


def test_a_pattern_of_many_stars_takes_no_time():
    start = time.process_time()
    assert ignore.Pattern("*a" * 2000 + "b").match("a" * 4000) is False
    assert time.process_time() - start < 2


def test_the_line_of_a_broken_rule_is_named():
    with pytest.raises(ChartError) as caught:
        ignore.Rules.parse("a\n\nb/**\n")
    assert caught.value.subject == ".helmignore:3"
