# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependencies that Chart.yaml declares, and which of them are not in charts/."""

from __future__ import annotations

from typing import Any

from .model import Chart

Requirement = dict[str, Any]


def missing(chart: Chart) -> list[Requirement]:
    """Return the declared dependencies that have no chart of their name in charts/."""
    present = {subchart.name for subchart in chart.subcharts}
    return [item for item in chart.metadata.get("dependencies") or [] if item.get("name", "") not in present]


def missing_problem(absent: list[Requirement]) -> str:
    """Return helm's words for what missing() found."""
    names = ", ".join(str(item.get("name", "")) for item in absent)
    return f"found in Chart.yaml, but missing in charts/ directory: {names}"


def lacking(absent: list[Requirement]) -> str:
    """Return helm's words about dependencies that charts/ does not have."""
    return (
        "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
        f"fetch missing dependencies: {missing_problem(absent)}"
    )
