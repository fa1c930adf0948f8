# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart_info's task as a request to its action."""

from __future__ import annotations

from typing import Any

from .task import Task


def apply(task: Task) -> dict[str, Any]:
    """Do helm_chart_info."""
    from ..actions import chart_info
    from ..asked import inputs

    params = task.params
    task.env.load_schema = inputs.schema_loader(params, task.env, task.environ, check=task.check)
    request = chart_info.ChartInfoRequest(
        source=inputs.chart_source(params),
        versions=params["versions"],
        lint=params["lint"],
        values=params["values"],
        images=params["images"],
        shaping={"image_paths": params["image_paths"]},
        check=task.check,
    )
    return chart_info.info(request, task.env, task.environ)
