# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subcharts take part: conditions, tags, aliases; and what their values export to their parents."""

from __future__ import annotations

import copy
from typing import Any, Mapping, Optional

from ...golang.space import SPACE
from ...golang.types import TypedDict
from ..model import Chart
from ..tables import copy_tables
from . import coalesce
from .coalesce import Table, Warn

Requirement = dict[str, Any]

_PAIR = "map[string]string"


def process(chart: Chart, values: Optional[Mapping[str, Any]], warn: Warn) -> None:
    """Leave in chart only the subcharts that values enable, under their aliases, and import their exported values.

    Changes chart, its metadata's dependencies and its values, as Helm's release record has them afterwards. values:
    what the user gives. warn takes a line for each condition, tag or import that means nothing.
    (Go: chart/v2/util.ProcessDependencies)
    """
    _enable(chart, dict(values or {}), "", warn)
    _import_all(chart, warn)


# Enabling


def _enable(chart: Chart, values: Table, path: str, warn: Warn) -> None:
    requirements: Optional[list[Requirement]] = chart.metadata.get("dependencies")
    if requirements is None:
        return
    from .overlay import overlay

    _adopt(chart, _select(chart, requirements))
    combined = overlay(chart, values, warn)
    enabled = _tagged(requirements, combined, warn)
    _conditions(requirements, enabled, combined, path=path, warn=warn)
    for requirement in requirements:
        requirement.pop("enabled", None)
        if enabled[id(requirement)]:
            requirement["enabled"] = True
    refused = {item.get("name", "") for item in requirements if not enabled[id(item)]}
    kept = [subchart for subchart in chart.subcharts if subchart.name not in refused]
    for subchart in kept:
        _enable(subchart, combined, f"{path}{subchart.name}.", warn)
    declared = [item for item in requirements if item.get("name", "") not in refused]
    if declared:
        chart.metadata["dependencies"] = declared
    else:
        chart.metadata.pop("dependencies", None)
    _adopt(chart, kept)


def _adopt(chart: Chart, subcharts: list[Chart]) -> None:
    chart.subcharts = subcharts
    for subchart in subcharts:
        subchart.parent = chart


def _fits(requirement: Requirement, subchart: Chart) -> bool:
    """Return whether subchart's version meets the requirement; what does not parse is met by nothing."""
    from ...semver.constraint import fits  # only charts with dependencies pay for it

    return fits(requirement.get("version", ""), subchart.version)


def _select(chart: Chart, requirements: list[Requirement]) -> list[Chart]:
    """Return what is in charts/ undeclared, then a copy of the right chart for each requirement, and rename both."""

    def declared(subchart: Chart) -> bool:
        return any(subchart.name == item.get("name", "") and _fits(item, subchart) for item in requirements)

    selected = [subchart for subchart in chart.subcharts if not declared(subchart)]
    for item in requirements:
        found = _named(chart.subcharts, item)
        if found is not None:
            selected.append(found)
        if item.get("alias"):
            item["name"] = item["alias"]
    return selected


def _named(subcharts: list[Chart], requirement: Requirement) -> Optional[Chart]:
    """Return a copy of the first chart that meets requirement, under its alias.

    The copy goes two levels down, no further, and the second level shares its metadata with the original: so does
    Helm's, and charts that use one dependency twice see the difference.
    """
    for subchart in subcharts:
        if subchart.name != requirement.get("name", ""):
            continue
        if not _fits(requirement, subchart):
            continue
        found = copy.copy(subchart)
        found.metadata = dict(subchart.metadata)
        if "dependencies" in found.metadata:
            found.metadata["dependencies"] = [dict(item) for item in found.metadata["dependencies"]]
        _adopt(found, [copy.copy(below) for below in subchart.subcharts])
        if requirement.get("alias"):
            found.metadata["name"] = requirement["alias"]
        return found
    return None


def _tagged(requirements: list[Requirement], values: Table, warn: Warn) -> dict[int, bool]:
    """Return for each requirement (by identity) whether its tags enable it; without any word, they do."""
    tags = values.get("tags")
    enabled = {id(item): True for item in requirements}
    if not isinstance(tags, dict):
        return enabled
    for item in requirements:
        said = []
        for tag in item.get("tags") or []:
            if isinstance(tags.get(tag), bool):
                said.append(tags[tag])
            elif tag in tags:
                warn(f"returned non-bool value: tag={tag} chart={item.get('name', '')}")
        enabled[id(item)] = any(said) or not said
    return enabled


def _conditions(
    requirements: list[Requirement], enabled: dict[int, bool], values: Table, *, path: str, warn: Warn
) -> None:
    """Let the first condition that is a boolean decide, over what the tags said."""
    for item in requirements:
        for condition in str(item.get("condition") or "").strip(SPACE).split(","):
            if not condition:
                continue
            found, value = coalesce.path_value(values, path + condition)
            if found and isinstance(value, bool):
                enabled[id(item)] = value
                break
            if found:
                warn(f"returned non-bool value: path={condition} chart={item.get('name', '')}")


# Importing


def _import_all(chart: Chart, warn: Warn) -> None:
    for subchart in chart.subcharts:
        _import_all(subchart, warn)
    _import(chart, warn)


def _import(chart: Chart, warn: Warn) -> None:
    """Put under chart's values what its dependencies' import-values name, and all its subcharts' defaults."""
    requirements: Optional[list[Requirement]] = chart.metadata.get("dependencies")
    if requirements is None:
        return
    combined = coalesce.merge(chart, None, warn)
    imported: Table = {}
    for item in requirements:
        pairs = [pair for pair in map(_pair, item.get("import-values") or []) if pair is not None]
        for pair in pairs:
            source = f"{item.get('name', '')}.{pair['child']}"
            table = coalesce.path_table(combined, source)
            if table is None:
                warn(f"ImportValues missing table from chart {item.get('name', '')}: {pair['child']} is not a table")
                continue
            # An empty table is a new one, any other is shared with what it came from: so it is in Helm.
            imported = coalesce.merge_tables(imported, _at_path(pair["parent"], table or {}), warn)
        item.pop("import-values", None)
        if pairs:
            item["import-values"] = pairs
    chart.values = coalesce.merge_tables(copy_tables(combined), imported, warn)
    chart.has_values = True


def _pair(entry: Any) -> Optional[dict[str, str]]:
    """Return an entry of import-values as {child, parent}; None for what Helm passes over.

    That includes an entry that was worked on before: a chart used under two names has one list of them in Helm, and
    the second use imports nothing.
    """
    if isinstance(entry, str):
        return TypedDict(_PAIR, {"child": f"exports.{entry}", "parent": "."})
    if isinstance(entry, dict) and not isinstance(entry, TypedDict):
        return TypedDict(_PAIR, {"child": _text(entry.get("child")), "parent": _text(entry.get("parent"))})
    return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    from ...golang import fmt

    return fmt.sprint([value])


def _at_path(path: str, table: Table) -> Table:
    """Return table, wrapped so that it stands at a dotted path."""
    if path == ".":
        return table
    for step in reversed(path.split(".")):
        table = {step: table}
    return table
