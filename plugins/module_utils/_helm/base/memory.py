# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered for one task, and forgotten at its end: manifests, records, values.

The items of a loop run in one worker process: nothing that is an item's own may be in its memory at the next.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_FORGETTERS: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[F], F]:
    """Return a decorator: of a function's results the latest are remembered, for one task. most: how many."""

    def decorate(function: F) -> F:
        cached = functools.lru_cache(maxsize=most)(function)
        _FORGETTERS.append(cached.cache_clear)
        return cached  # type: ignore[return-value]

    return decorate


def at_the_end(*forgetters: Callable[[], None]) -> None:
    """Have forgetters called at the end of every task."""
    _FORGETTERS.extend(forgetters)


def forget() -> None:
    """Forget all that was remembered for the task."""
    for forgetter in _FORGETTERS:
        forgetter()
