# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a chart's dependencies stand, in the words of helm dependency list (Go: pkg/action/dependency.go)."""

from __future__ import annotations

import os
from typing import Any, Optional

from ..base.errors import HelmError
from ..semver.constraint import Constraint
from ..semver.strict import is_strict
from ..semver.version import parse_version
from . import ignore, loader
from .model import Chart


def states(chart: Chart, folder: str = "") -> list[dict[str, str]]:
    """Return {name, version, repository, status} of each dependency that chart declares.

    folder: the chart's, whose charts/ is looked at; "" for an archive's. status: ok (an archive), unpacked, missing,
    wrong version, invalid version, misnamed, corrupt, too many matches, bad pattern.
    """
    return [
        {
            "name": str(item.get("name", "")),
            "version": str(item.get("version") or ""),
            "repository": str(item.get("repository") or ""),
            "status": _state(item, chart, folder),
        }
        for item in chart.metadata.get("dependencies") or []
        if item is not None
    ]


def _state(item: dict[str, Any], chart: Chart, folder: str) -> str:
    name, wanted = str(item.get("name", "")), str(item.get("version") or "")
    archives = _archives(folder, name)
    if archives is None:
        return "bad pattern"
    if len(archives) > 1:
        archives = [path for path in archives if is_strict(os.path.basename(path)[len(name) + 1 : -4])]
        if len(archives) > 1:
            return "too many matches"
    if archives:
        return _archive_state(archives[0], name, wanted)
    found = [subchart for subchart in chart.subcharts if subchart.name == name]
    if not found:
        return "missing"
    return _version_state(found[-1].version, wanted) or "unpacked"


def _archives(folder: str, name: str) -> Optional[list[str]]:
    """Return the archives in charts/ that could be of that dependency; None where its name makes no pattern."""
    pattern = ignore.Pattern(f"{name}-*.tgz")
    if pattern.match("") is None:
        return None
    charts = os.path.join(folder, "charts")
    entries = sorted(os.listdir(charts)) if folder and os.path.isdir(charts) else []
    return [os.path.join(charts, entry) for entry in entries if pattern.match(entry)]


def _archive_state(path: str, name: str, wanted: str) -> str:
    try:
        found = loader.load(path)
    except HelmError:
        return "corrupt"
    return "misnamed" if found.name != name else _version_state(found.version, wanted) or "ok"


def _version_state(version: str, wanted: str) -> str:
    """Return what is wrong with a version, "" for nothing."""
    if version == wanted:
        return ""
    try:
        fits = Constraint.parse(wanted).check(parse_version(version))
    except HelmError:
        return "invalid version"
    return "" if fits else "wrong version"
