# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to know about a chart, wherever it is: helm show, search, lint, dependency list and verify in one."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import Any, Iterator, Mapping

from ..base.env import Env
from ..base.errors import ChartError
from ..chart import loader, states
from ..chart.model import Chart, File
from ..fetch.sources.chart_source import ChartSource
from ..fetch.sources.source import Locator
from ..fetch.web.paths import Paths

_READMES = ("readme.md", "readme.txt", "readme")
_CRD_EXTENSIONS = (".yaml", ".yml", ".json")


@dataclass
class ChartInfoRequest:
    """Which chart, and what besides the chart itself: every version that there is, what lint says with values, the
    images that it would run with them. shaping: image_paths, as helm_template's."""

    source: ChartSource
    versions: bool = False
    lint: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    images: bool = False
    shaping: dict[str, Any] = field(default_factory=dict)
    check: bool = False


def info(request: ChartInfoRequest, env: Env, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result: origin, digest, metadata, chart_values, values_text, readme, crds, dependencies, and what was
    asked for besides. Raises ChartError, FetchError."""
    locator = Locator(Paths(environ), env, writable=not request.check)
    found = None
    if request.versions:
        from . import versions

        found = versions.versions(request.source, locator)
    try:
        located = locator.locate(request.source)
    except ChartError as error:
        raise loader.shown_error(error) from error
    chart = located.chart
    result: dict[str, Any] = {
        "changed": False,
        "origin": located.origin,
        "digest": located.digest,
        "metadata": chart.metadata,
        "chart_values": chart.values,
        "values_text": next((_text(item) for item in chart.raw if item.name == "values.yaml"), ""),
        "readme": _readme(chart),
        "crds": list(_crds(chart)),
        "dependencies": states.states(chart, "" if located.archive else located.origin),
    }
    if found is not None:
        result["versions"] = found
    if request.lint:
        from . import linting

        messages = linting.run(linting.source_of(located), request.values, env)
        result["lint"] = {"failed": linting.fails(messages), "messages": linting.described(messages)}
    if request.images:
        from . import images

        result["images"] = images.of_chart(chart, request.values, request.shaping, env)
    if located.verification is not None:
        result["verification"] = located.verification.as_result()
    return result


def _readme(chart: Chart) -> str:
    """Return the chart's README, "" where it has none, as helm show readme finds it."""
    return next((_text(item) for item in chart.files if item.name.lower() in _READMES), "")


def _crds(chart: Chart) -> Iterator[dict[str, str]]:
    """Yield the files in crds/ of the chart and its subcharts, each with its path below the chart's folder."""
    for owner in chart.walk():
        below = owner.path.partition("/")[2]
        for item in owner.files:
            if item.name.startswith("crds/") and posixpath.splitext(item.name)[1].lower() in _CRD_EXTENSIONS:
                yield {"path": posixpath.join(below, item.name), "content": _text(item)}


def _text(item: File) -> str:
    return item.data.decode("utf-8", "replace")
