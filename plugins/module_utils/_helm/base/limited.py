# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that have no time limit of their own: names that nobody resolves, libraries that ask a server."""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional, TypeVar

T = TypeVar("T")


class TooLate(Exception):
    """A call did not return in its time. It goes on in a thread that ends with the process."""


class _Call(threading.Thread):
    """A call in a thread of its own. answers: what it returned; error: what it raised instead."""

    def __init__(self, function: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.answers: list[Any] = []
        self.error: Optional[BaseException] = None
        self._function = function

    def run(self) -> None:
        with self:
            self.answers.append(self._function())

    def __enter__(self) -> None:
        """What is raised inside is raised where it is waited for."""

    def __exit__(self, _kind: Any, error: Optional[BaseException], _trace: Any) -> bool:
        self.error = error
        return True


def within(seconds: float, function: Callable[[], T]) -> T:
    """Return what function returns, or raise what it raises. Raises TooLate after so many seconds."""
    call = _Call(function)
    call.start()
    call.join(seconds)
    if call.error is not None:
        raise call.error
    if not call.answers:
        raise TooLate
    found: T = call.answers[0]
    return found
