# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several threads want to know is read by one of them."""

from __future__ import annotations

import threading
from typing import Callable, Optional, TypeVar

from .errors import HelmError

A_MOMENT = 2.0  # seconds that releases which are worked on at the same time go by what one of them saw

E = TypeVar("E", bound=HelmError)


class Turns:
    """One thread at a time reads a thing, and those that wait for it meanwhile take what it found, or its error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._failures: dict[str, tuple[int, Optional[HelmError]]] = {}

    def take(self, what: str, is_known: Callable[[], bool], read: Callable[[], None]) -> None:
        """Have what read, unless is_known by the time that it is this thread's turn. Raises HelmError."""
        with self._lock:
            turn = self._turns.setdefault(what, threading.Lock())
            before = self._failures.get(what, (0, None))[0]
        with turn:
            if is_known():
                return
            failures, error = self._failures.get(what, (0, None))
            if error is not None and failures > before:
                raise once_more(error)
            try:
                read()
            except HelmError as failure:
                self._failures[what] = (failures + 1, failure)
                raise


def once_more(error: E) -> E:
    """Return an error for another one who runs into it: what is put into it then is not put into the first."""
    return error.restated(error.problem)
