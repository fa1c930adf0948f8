# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered for one task, and forgotten at its end: manifests, records, values.

Ansible runs the items of a loop one after another in the same worker process. Nothing of one item may be found in the
memory of the next; what is the same for every task, such as a compiled pattern, needs none of this.
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


def at_the_end(forgetter: Callable[[], None]) -> None:
    """Have forgetter called at the end of every task."""
    _FORGETTERS.append(forgetter)


def forget() -> None:
    """Forget all that was remembered for the task."""
    for forgetter in _FORGETTERS:
        forgetter()
