# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions in full: those that Masterminds' StrictNewVersion takes, the order of semver.org, and the next one."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import MissingLibrary
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import scaffold
from ansible_collections.native.helm.plugins.module_utils._helm.semver import strict
from ansible_collections.native.helm.plugins.module_utils._helm.semver.version import InvalidVersion, parse_version

ROWS = json.loads((Path(__file__).resolve().parent / "cases_semver.json").read_text(encoding="utf-8"))
STRICT = [(asked["version"], "err" not in wanted) for asked, wanted in ROWS if asked.get("strict")]
TESTS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("text", "is_one"), STRICT, ids=lambda part: repr(part)[:60])
def test_takes_what_go_takes(text: str, is_one: bool) -> None:
    assert strict.is_strict(text) == is_one


@pytest.mark.parametrize(
    "text",
    ["1.2.3\n", " 1.2.3", "1.2.3-rc\n", "1.2.3-\u0663", "\u0661.2.3", "1.2.3-" + "a" * 251, "1.2.18446744073709551616"],
    ids=repr,
)
def test_takes_nothing_that_only_some_releases_of_the_library_take(text: str) -> None:
    assert not strict.is_strict(text)


def test_the_order_is_that_of_semver_org() -> None:
    """The example of section 11, and what Helm's own order gives."""
    order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"]
    order += ["1.0.0-rc.1", "1.0.0", "1.0.1-0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]
    for seed in range(20):
        shuffled = random.Random(seed).sample(order, len(order))
        assert strict.newest_first(shuffled) == order[::-1]
    for low, high in itertools.combinations(order, 2):
        assert parse_version(low).key < parse_version(high).key


def test_what_is_no_version_is_left_out_and_equal_ones_stay_in_their_order() -> None:
    given = ["latest", "1.0.0+b", "v2.0.0", "1.0.0+a", "3.0", "1.0.1"]
    assert strict.newest_first(given) == ["1.0.1", "1.0.0+b", "1.0.0+a"]


@pytest.mark.parametrize(
    ("text", "major", "minor", "patch", "prerelease"),
    [
        ("1.2.3", "2.0.0", "1.3.0", "1.2.4", "1.2.4-rc.1"),
        ("1.2.3+build.5", "2.0.0", "1.3.0", "1.2.4", "1.2.4-rc.1"),
        ("1.2.4-rc.9", "2.0.0", "1.3.0", "1.2.4", "1.2.4-rc.10"),
        ("1.2.4-rc.9+b", "2.0.0", "1.3.0", "1.2.4", "1.2.4-rc.10"),
        ("1.3.0-rc.1", "2.0.0", "1.3.0", "1.3.0", "1.3.0-rc.2"),
        ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0", "2.0.0-rc.2"),
        ("0.1.0-alpha", "1.0.0", "0.1.0", "0.1.0", "0.1.0-alpha.1"),
        ("0.1.0-rc1", "1.0.0", "0.1.0", "0.1.0", "0.1.0-rc1.1"),
        ("0.1.0-5", "1.0.0", "0.1.0", "0.1.0", "0.1.0-6"),
        ("0.1.0-x.9", "1.0.0", "0.1.0", "0.1.0", "0.1.0-x.10"),
    ],
)
def test_the_next_version(text: str, major: str, minor: str, patch: str, prerelease: str) -> None:
    """As `npm version` and the library's next_version() count, with a pre-release that is always a later one."""
    found = {part: strict.raised(text, part) for part in strict.PARTS}
    assert found == {"major": major, "minor": minor, "patch": patch, "prerelease": prerelease}
    assert all(parse_version(made).key > parse_version(text).key for made in found.values())


@pytest.mark.parametrize("text", ["v1.2.3", "1.2", "", "latest"])
def test_what_is_no_version_in_full_has_no_next_one(text: str) -> None:
    with pytest.raises(InvalidVersion, match="no semantic version in full"):
        strict.raised(text, "patch")


def test_the_library_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "semver", None)
    asked = [
        lambda: strict.is_strict("1.2"),
        lambda: strict.newest_first(["1.2.3"]),
        lambda: strict.raised("1.2.3", "patch"),
    ]
    for ask in asked:
        with pytest.raises(MissingLibrary, match="the Python library semver is not installed") as caught:
            ask()
        assert caught.value.hint == "pip install semver"


def test_rendering_a_chart_imports_no_library_for_its_versions(tmp_path: Path) -> None:
    """`helm create`'s own chart, with a range of versions of Kubernetes, which it is held against."""
    scaffold.create(str(tmp_path), {**scaffold.files("web")})
    with (tmp_path / "Chart.yaml").open("a", encoding="utf-8") as file:
        file.write("kubeVersion: '>=1.19-0'\n")
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(TESTS)!r})\n"
        f"tool = runpy.run_path({str(TESTS / 'tools/helm_template')!r})\n"
        f"assert tool['main'](['web', {str(tmp_path)!r}]) == 0\n"
        "assert 'semver' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "kind: Deployment" in done.stdout


def test_a_plain_version_needs_no_library() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(TESTS)!r}); import collection_path; collection_path.install()\n"
        f"from {strict.__name__.rpartition('.')[0]} import strict\n"
        "assert strict.is_strict('1.2.3') and 'semver' not in sys.modules\n"
        "assert strict.is_strict('1.2.3-rc.1') and 'semver' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
