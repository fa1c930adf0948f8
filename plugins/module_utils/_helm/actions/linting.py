# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart linted: the rules of the chart room with the engine of the render room."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError
from ..chart.lint import lint
from ..chart.model import Chart
from ..render import engine

if TYPE_CHECKING:
    from ..fetch.sources.chart_source import Located
    from ..fetch.sources.vendoring import Vendored

_NAME = "test-release"  # what templates see as the release's name


class Vendoring(lint.Folder):
    """A chart's folder with the dependencies that charts/ is going to have."""

    def __init__(self, path: str, vendored: Optional[Vendored]) -> None:
        super().__init__(path)
        self._vendored = vendored

    def load(self) -> Chart:
        """Return the chart, read anew."""
        chart = super().load()
        if self._vendored is not None:
            from ..fetch.sources import vendoring

            vendoring.apply(chart, copy.deepcopy(self._vendored))
        return chart


def source_of(located: Located) -> lint.Source:
    """Return what is linted of a chart that was found somewhere."""
    return lint.Unpacked(located.archive, located.origin) if located.archive else lint.Folder(located.origin)


def run(source: lint.Source, values: Mapping[str, Any], env: Env, *, namespace: str = "default") -> list[lint.Message]:
    """Return what helm lint says of the chart in source with the user's values. Raises ChartError for what is none."""
    quiet = (
        Env()
    )  # what required and fail would refuse is no failure here, and helm's log about it no warning of a task
    quiet.now_ns, quiet.random_bytes, quiet.debug = env.now_ns, env.random_bytes, env.debug

    def render(chart: Chart, combined: dict[str, Any]) -> Mapping[str, str]:
        release = engine.ReleaseFacts(_NAME, namespace, revision=0, is_install=False)
        return engine.files(chart, combined, release=release, env=quiet, options=engine.Options(lint=True))

    return lint.lint(source, values, render, env.load_schema)


def refuse(messages: list[lint.Message], subject: str, *, strict: bool) -> None:
    """Raise ChartError with what messages has to fail a chart for; with strict warnings count, too."""
    failures = lint.failed(messages, strict=strict)
    if failures:
        problem = "1 chart(s) linted, 1 chart(s) failed"  # helm's, which prints the messages before it
        error = ChartError(problem, doing="linting the chart", subject=subject, hint="correct the chart")
        error.told = "\n".join(str(found).rstrip() for found in failures)
        error.facts["lint"] = described(messages)
        raise error


def fails(messages: list[lint.Message]) -> bool:
    """Return whether there are errors among messages."""
    return bool(lint.failed(messages))


def described(messages: list[lint.Message]) -> list[dict[str, str]]:
    """Return messages as the result has them."""
    return [{"severity": found.severity, "path": found.path, "message": found.message} for found in messages]
