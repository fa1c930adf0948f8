# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time and memory against hostile charts: looked at while templates run, whatever they do.

The processor's own time counts, so that a busy machine fails nobody. Real charts take up to a second of it, some two or
three more for keys that they make. Half a second and 15 MB for a MB of templates have been seen: that is allowed for.
"""

from __future__ import annotations

import resource
import signal
import sys
import threading
import time
from types import FrameType
from typing import Optional

from ..base.errors import LimitError

SECONDS, SECONDS_PER_MB = 6.0, 1.5
MEMORY, MEMORY_PER_MB = 384, 24  # MB more than there were
_EVERY = 0.1
_UNIT = 1 if sys.platform == "darwin" else 1024


class Guard:
    """A with statement's block that LimitError ends when it takes more processor time or memory than templates of so
    many characters need.

    Only in a process's main thread, as signals are, and where nobody else uses the profiling timer; elsewhere gotmpl's
    count of steps has to do. It is that thread's own time that counts: others send requests meanwhile.
    """

    __slots__ = ("_end", "_memory", "_peak", "_seconds")

    def __init__(self, size: int) -> None:
        self._seconds = SECONDS + SECONDS_PER_MB * size / 1e6
        self._memory = MEMORY + int(MEMORY_PER_MB * size / 1e6)
        self._end = 0.0
        self._peak = 0

    def __enter__(self) -> None:
        free = signal.getsignal(signal.SIGPROF) is signal.SIG_DFL
        if not free or threading.current_thread() is not threading.main_thread():
            return
        self._end = time.thread_time() + self._seconds
        self._peak = _peak() + self._memory * 1024 * 1024
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)

    def __exit__(self, *_error: object) -> None:
        if self._end:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def _look(self, _number: int, _frame: Optional[FrameType]) -> None:
        if time.thread_time() > self._end:
            raise LimitError(f"rendering takes more than {self._seconds:.0f} seconds of processor time")
        if _peak() > self._peak:
            raise LimitError(f"rendering takes more than {self._memory} MB of memory")


def _peak() -> int:
    """Return the most memory that this process has had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
