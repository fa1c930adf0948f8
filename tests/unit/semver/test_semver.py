# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions and constraints give what Masterminds/semver gives (cases_semver.json, golang/make_expected.py)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import type_name
from ansible_collections.native.helm.plugins.module_utils._helm.semver.constraint import Constraint
from ansible_collections.native.helm.plugins.module_utils._helm.semver.version import InvalidVersion, parse_version

ROWS = json.loads((Path(__file__).resolve().parent / "cases_semver.json").read_text(encoding="utf-8"))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what tests/oracle would answer."""
    where = "constraint"
    try:
        if request["action"] == "constraint":
            return {"string": str(Constraint.parse(request["constraint"]))}
        where = "version"
        version = parse_version(request["version"])
        if request["action"] == "parse":
            numbers = {name: str(getattr(version, name)) for name in ("major", "minor", "patch")}
            names = {"prerelease": version.pre, "metadata": version.metadata}
            return {**numbers, **names, "string": str(version), "original": version.original}
        where = "other"
        if request["action"] == "compare":
            return {"order": version.compare(parse_version(request["other"]))}
        where = "constraint"
        constraint = Constraint.parse(request["constraint"])
        return {"ok": constraint.check(version), "reasons": constraint.validate(version)}
    except InvalidVersion as problem:
        return {"err": problem.problem, "where": where}


@pytest.mark.parametrize("action", ["parse", "compare", "constraint", "check"])
def test_gives_what_go_gives(action: str) -> None:
    wrong = []
    for request, wanted in ROWS:
        if request["action"] != action or request.get("strict"):
            continue
        found = _answer(request)
        if "where" not in wanted:
            found.pop("where", None)
        if found != wanted:
            wrong.append((request, wanted, found))
    assert not wrong


def test_key_sorts_versions() -> None:
    order = ["0.0.1-0", "0.0.1-1", "0.0.1-10", "0.0.1-a", "0.0.1-a.1", "0.0.1-a.b", "0.0.1", "0.1.0", "1.0.0"]
    shuffled = order[5:] + order[4::-1]
    assert sorted(shuffled, key=lambda text: parse_version(text).key) == order


def test_increments_are_values_that_keep_the_v() -> None:
    version = parse_version("v1.2.3-rc1+b")
    later = [version.increment_major(), version.increment_minor(), version.increment_patch()]
    assert [made.original for made in later] == ["v2.0.0", "v1.3.0", "v1.2.3"]
    assert {type_name(made) for made in later} == {"semver.Version"}


@pytest.mark.parametrize(
    "text", ["1  " * 170 + "!", "1.2.3-" + "a." * 120, " " * 510, "1" + " ,1" * 160 + "x", "1 - " * 120], ids=repr
)
def test_hostile_constraints_take_no_time(text: str) -> None:
    started = time.process_time()
    with pytest.raises(InvalidVersion):
        Constraint.parse(text)
    assert time.process_time() - started < 0.5
