# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that someone stops ends as one that failed: with the release's record closed, and with a result."""

from __future__ import annotations

import contextlib
import signal
import threading
from types import FrameType
from typing import Iterator, Optional

from ..base.env import Env
from ..base.errors import Stopped

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextlib.contextmanager
def stoppable(env: Env) -> Iterator[None]:
    """Turn the first of SIGTERM, SIGINT and SIGHUP into Stopped, raised where the main thread is, unless env.hold_stop
    puts it off, and ignore those that follow: what has to be put in order takes a moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stops = _Stops()
    before = {number: signal.signal(number, stops.come) for number in _SIGNALS}
    held, env.hold_stop = env.hold_stop, stops.held
    try:
        yield
    finally:
        env.hold_stop = held
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stops:
    """What a signal does: now, or at the end of the contexts that hold it."""

    def __init__(self) -> None:
        self._holds = 0
        self._waiting = ""

    def come(self, number: int, _frame: Optional[FrameType]) -> None:
        """Handle a signal."""
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        problem = f"interrupted by {signal.Signals(number).name}"
        if not self._holds:
            raise Stopped(problem)
        self._waiting = problem

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Put a stop off until the outermost of these contexts is left, whatever way."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if self._waiting and not self._holds:
                problem, self._waiting = self._waiting, ""
                raise Stopped(problem)
