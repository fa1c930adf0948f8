# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds against hostile charts."""

from __future__ import annotations

import sys

from ..base.errors import LimitError

# Python's own limit while templates are parsed and run: Go goes 100,000 templates deep, 10,000 parentheses, and Helm a
# thousand includes. Since Python 3.11 a call needs no C stack; before, this stays within a process's usual 8 MB.
RECURSION = 110_000 if sys.version_info >= (3, 11) else 7_000


class deep_recursion:  # noqa: N801 (a with statement's word)
    """More of Python's recursion inside."""

    __slots__ = ("before",)

    def __enter__(self) -> None:
        self.before = sys.getrecursionlimit()
        if self.before < RECURSION:
            sys.setrecursionlimit(RECURSION)

    def __exit__(self, *_error: object) -> None:
        if self.before < RECURSION:
            sys.setrecursionlimit(self.before)


class Limits:
    """What one render may use; clones of a template set count together.

    steps: loop rounds and template calls. output: characters of one template's output.
    """

    __slots__ = ("output", "steps", "used")

    def __init__(self, *, steps: int = 10_000_000, output: int = 64 * 1024 * 1024) -> None:
        self.steps = steps
        self.output = output
        self.used = 0

    def spend(self, count: int) -> None:
        """Count rounds or calls; raises LimitError beyond the bound."""
        self.used += count
        if self.used > self.steps:
            raise LimitError(f"rendering takes more than {self.steps} loop rounds and template calls")
