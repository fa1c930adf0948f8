# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that someone stops ends as one that failed: with the release's record closed, and with a result.

Ansible's task keyword timeout is an alarm in the worker process, whose handler raises what Ansible itself deals with.
It is let through, but like a stop not in the middle of writing a record.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from types import FrameType
from typing import Any, Callable, Iterator, Optional

from ..base.env import Env
from ..base.errors import Stopped

Handler = Callable[[int, Optional[FrameType]], Any]

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextlib.contextmanager
def stoppable(env: Env) -> Iterator[None]:
    """Turn the first of SIGTERM, SIGINT and SIGHUP into Stopped, raised where the main thread is, unless env.hold_stop
    puts it off, and do nothing about those that follow: what has to be put in order takes a moment.

    A signal that was ignored before (nohup) stays so. An alarm whose handler is a function of someone else is put off
    by env.hold_stop too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stops = _Stops()
    before = {number: signal.getsignal(number) for number in (*_SIGNALS, signal.SIGALRM)}
    for number in _SIGNALS:
        if before[number] not in (signal.SIG_IGN, None):  # None: not Python's, so that it could not be put back
            signal.signal(number, stops.come)
    alarm = before[signal.SIGALRM]
    if callable(alarm):
        stops.alarm = alarm
        signal.signal(signal.SIGALRM, stops.ring)
    held, env.hold_stop = env.hold_stop, stops.held
    try:
        yield
    finally:
        env.hold_stop = held
        for number, handler in before.items():
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)


def _nothing(_number: int, _frame: Optional[FrameType]) -> None:
    """Handle a signal by doing nothing. Not SIG_IGN: programs that are started would ignore the signal too."""


class _Stops:
    """What a signal does: now, or at the end of the contexts that hold it. alarm: what rings."""

    def __init__(self) -> None:
        self.alarm: Optional[Handler] = None
        self._holds = 0
        self._waiting = ""
        self._rang: Optional[int] = None

    def come(self, number: int, _frame: Optional[FrameType]) -> None:
        """Handle a signal."""
        for each in _SIGNALS:
            if signal.getsignal(each) == self.come:
                signal.signal(each, _nothing)
        problem = f"interrupted by {signal.Signals(number).name}"
        if not self._holds:
            raise Stopped(problem)
        self._waiting = problem

    def ring(self, number: int, frame: Optional[FrameType]) -> None:
        """Handle the alarm: now, or later."""
        if self._holds:
            self._rang = number
        elif self.alarm is not None:
            self.alarm(number, frame)

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
            if self._rang is not None and not self._holds:
                number, self._rang = self._rang, None
                self.ring(number, sys._getframe())
