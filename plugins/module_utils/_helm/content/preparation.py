# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes before a rendering, with a cluster or without.

The chart can be installed, its dependencies are switched on and off, the user's values meet its own, and its schemas
take them.
"""

from __future__ import annotations

from typing import Any

from ..base.env import Env
from ..base.errors import ChartError, HelmError
from ..chart import declared
from ..chart.model import Chart
from ..chart.values import coalesce


def prepared(chart: Chart, config: dict[str, Any], *, skip_schema: bool, env: Env) -> dict[str, Any]:
    """Return the values that chart is rendered with; chart loses the dependencies that are switched off.

    config: the user's values. Raises ChartError, ValuesError in helm's words.
    """
    check_installable(chart)
    if any("dependencies" in part.metadata for part in chart.walk()):
        _process(chart, config, env)
    values = coalesce.coalesce(chart, config, env.warn)
    if not skip_schema:
        _validate(chart, values, env)
    return values


def _process(chart: Chart, config: dict[str, Any], env: Env) -> None:
    from ..chart.values import subcharts

    try:
        subcharts.process(chart, config, env.warn)
    except HelmError as error:
        raise error.restated(f"chart dependencies processing failed: {error.problem}") from error


def check_installable(chart: Chart) -> None:
    """Raise ChartError for a chart that is a library, or lacks dependencies."""
    kind = str(chart.metadata.get("type") or "application")
    if kind != "application":
        problem, hint = f"{kind} charts are not installable", "make it a dependency of an application chart"
        raise ChartError(problem, doing="checking the chart", subject=chart.name, hint=hint)
    absent = declared.missing(chart)
    if absent:
        problem, hint = declared.lacking(absent), "put them into charts/, or set dependency_update"
        raise ChartError(problem, doing="checking the dependencies of chart", subject=chart.name, hint=hint)


def _validate(chart: Chart, values: dict[str, Any], env: Env) -> None:
    if any(found.schema is not None for found in chart.walk()):
        from ..chart.values import schema

        schema.validate(chart, values, load=env.load_schema)
