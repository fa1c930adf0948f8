# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies that are declared but not in charts/: fetched for the release, not written into the chart's folder."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...base.errors import ChartError, HelmError
from ...chart import declared, loader
from ...chart.model import Chart
from ..repository import identity
from .chart_source import ChartSource, Located
from .source import Locator

if TYPE_CHECKING:
    from ...semver.constraint import Constraint

UPDATING = "updating the chart's dependencies"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")  # it becomes a part of an address


def fetch_missing(located: Located, locator: Locator, task: ChartSource) -> list[str]:
    """Return the names of the dependencies that were put into located's chart because charts/ did not have them.

    Where Chart.lock is in step with Chart.yaml its versions are taken, else the highest that fits the range. task: what
    was asked for; whom it trusts goes for dependencies too, its user and password only for its own host. Raises
    ChartError or FetchError, naming the dependency.
    """
    chart = located.chart
    missing = declared.missing(chart)
    pinned = _locked_versions(chart) if missing else {}
    for wanted in missing:
        if wanted.get("repository"):
            constraint_of(wanted)
        version = pinned.get((wanted["name"], wanted.get("repository") or ""), str(wanted.get("version") or ""))
        found = find({**wanted, "version": version}, located, locator, task).chart
        found.parent = chart
        chart.subcharts.append(found)
    return [str(wanted["name"]) for wanted in missing]


def constraint_of(item: dict[str, Any]) -> Constraint:
    """Return which versions a dependency may have. Raises ChartError for what says none."""
    from ...semver.constraint import Constraint

    try:
        return Constraint.parse(str(item.get("version") or ""))
    except HelmError as error:
        name = item.get("name") or ""
        raise ChartError(
            f'dependency "{name}" has an invalid version/constraint format: {error.problem}',
            doing=UPDATING,
            hint='give it a version in Chart.yaml, "*" for any',
        ) from error


def forget(chart: Chart) -> None:
    """Take out of chart what its lock pins, and what charts/ has of the dependencies that have a repository, so that
    they are looked up anew (Go: downloader/manager.go, Update)."""
    declared = chart.metadata.get("dependencies") or []
    anew = {str(entry["name"]) for entry in declared if entry.get("repository")}
    chart.subcharts = [found for found in chart.subcharts if found.name not in anew]
    chart.lock = None


def _locked_versions(chart: Chart) -> dict[tuple[str, str], str]:
    from ...chart import lock  # only a chart that lacks something needs it

    locked = (chart.lock or {}).get("dependencies") or []
    declared = chart.metadata.get("dependencies") or []
    if not all(locked) or not locked or lock.digest(declared, locked) != (chart.lock or {}).get("digest"):
        return {}
    return {(entry["name"], entry.get("repository") or ""): str(entry.get("version") or "") for entry in locked}


def find(wanted: dict[str, Any], located: Located, locator: Locator, task: ChartSource) -> Located:
    """Return the chart that a dependency of located means: {name, version, repository}; version may be a range. Raises
    ChartError, FetchError."""
    name, repository, version = (str(wanted.get(key) or "") for key in ("name", "repository", "version"))
    if not _NAME.fullmatch(name):
        raise ChartError(
            f"{name!r} is no chart's name",
            doing="looking for the chart's dependencies",
            subject=located.origin,
            hint="names have letters, digits, dots, dashes and underscores only",
        )
    known = locator.repositories.entries
    who = identity.choose(repository, task.credentials, home=task.repo_url or task.chart, entries=known)
    source = ChartSource(chart=name, version=version, repo_url=repository, credentials=who, cosign=task.cosign)
    if not repository:
        raise ChartError(
            f"found in Chart.yaml, but missing in charts/ directory: {name}",
            doing="looking for the chart's dependencies",
            subject=located.origin,
            hint="give the dependency a repository, or put the chart into charts/",
        )
    if repository.startswith("file://"):
        found = _from_folder(repository, located)
        if task.cosign is not None:
            from . import signed

            raise signed.unsigned(found.origin)
        return found
    if repository.startswith(("@", "alias:")):
        alias = repository[1:] if repository.startswith("@") else repository[len("alias:") :]
        return locator.locate(replace(source, chart=f"{alias}/{name}", repo_url=""))
    if repository.startswith("oci://"):
        return locator.locate(replace(source, chart=f"{repository.rstrip('/')}/{name}", repo_url=""))
    return locator.locate(source)


def _from_folder(repository: str, located: Located) -> Located:
    folder = folder_of(repository, located)
    return Located(loader.load(folder), folder, "")


def folder_of(repository: str, located: Located) -> str:
    """Return the folder that file://… means for a chart. Raises ChartError where there is none."""
    path = repository[len("file://") :]
    folder = os.path.normpath(os.path.join(located.origin, path))
    if not os.path.isdir(located.origin) and not os.path.isabs(path):
        raise ChartError(
            f"{repository} is relative to the chart's folder, and the chart is an archive",
            doing="looking for the chart's dependencies",
            subject=located.origin,
            hint="package the chart with its dependencies in charts/",
        )
    if not os.path.exists(folder):
        hint = "correct the dependency's repository in Chart.yaml, or put the chart there"
        doing = "looking for the chart's dependencies"
        raise ChartError(f"directory {folder} not found", doing=doing, subject=located.origin, hint=hint)
    return folder
