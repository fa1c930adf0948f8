# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependencies in a chart's folder, as helm dependency update leaves them there."""

from __future__ import annotations

from typing import Mapping, Optional

from ..base.env import Env
from ..chart import declared, loader
from ..fetch.sources import vendoring
from ..fetch.sources.chart_source import ChartSource, Located
from ..fetch.sources.source import Locator
from ..fetch.web.paths import Paths


def update(
    path: str, env: Env, environ: Mapping[str, str], *, source: ChartSource, missing_only: bool, check: bool
) -> Optional[list[str]]:
    """Return the paths inside the chart's folder that were written, or in check mode would be; None for a chart that
    declares no dependencies.

    source: whose credentials, and for which repository, they are fetched with. missing_only: charts/ stays as it is
    where it has a chart for each. Raises ChartError, FetchError; the folder is as it was then.
    """
    chart = loader.load(path, warn=env.warn)
    if not chart.metadata.get("dependencies"):
        return None
    if missing_only and not declared.missing(chart):
        return []
    locator = Locator(Paths(environ), env, writable=not check)
    made = vendoring.vendor(Located(chart, path, ""), locator, source, policy="update", epoch=None)
    if not check:
        vendoring.write(made)
    return made.changed
