# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A schedule carried out: each member's work by a thread of its own, ends told to the schedule by the main thread."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Callable

from ..base.desk import Desk
from ..base.errors import Stopped

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ..base.env import Env
    from .schedule import Schedule

Result = dict[str, Any]
Work = Callable[[str, "Env"], Result]


class Run:
    """Carries out schedule. work: gives a member's result, whose failed says how it ended; called by a thread of its
    own, with an Env of its own. results: by member, as they come. stopped: why the run was stopped, "" where it was
    not."""

    def __init__(self, schedule: Schedule, work: Work) -> None:
        self._schedule = schedule
        self._work = work
        self.results: dict[str, Result] = {}
        self.stopped = ""

    def carry_out(self, env: Env) -> None:
        """Return when nobody is under way any more. env: the task's. A stop (SIGTERM) is noted in stopped, once all
        that was under way has ended at a safe point; what else interrupts the main thread is raised then."""
        try:
            with Desk(env) as desk:
                self._begin(desk, self._schedule.begin())
                desk.serve()
        except Stopped as stop:
            self.stopped = stop.problem
            self._schedule.stop(_because(stop.problem))

    def _begin(self, desk: Desk, keys: list[str]) -> None:
        for key in keys:
            work = functools.partial(self._work, key, desk.env(release=key))
            desk.begin(work, functools.partial(self._ended, desk, key))

    def _ended(self, desk: Desk, key: str, done: Future[Result]) -> None:
        """Take a member's result, and begin those that waited for it. In the main thread."""
        if desk.stopping:
            self._schedule.stop(_because(desk.stopping))
        result = self.results[key] = done.result()
        self._begin(desk, self._schedule.ended(key, well=not result.get("failed")))


def _because(stop: str) -> str:
    return f"the task was stopped: {stop}"
