# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What range goes over. Go: text/template exec.go, walkRange."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, Tuple

from ..golang.fmt import show
from ..golang.types import GoInt, Uint8, sorted_keys
from .runtime import Stop, show_reflected

_LONG = 10_000


class Ranges:
    """The iterators of range; every round is counted."""

    def __init__(self, spend: Callable[[int], None]) -> None:
        self.spend = spend

    def elements(self, values: Any) -> Iterable[Any]:
        """Return what a range with at most one variable goes over; false when there is nothing."""
        if isinstance(values, list):
            self.spend(len(values))
            return values
        if isinstance(values, dict):
            self.spend(len(values))
            return [values[key] for key in sorted_keys(values)]
        if values is None:
            return ()
        if isinstance(values, bytes):
            self.spend(len(values))
            return [Uint8(byte) for byte in values]
        if isinstance(values, int) and not isinstance(values, bool):
            if values > _LONG:
                return self.counted(values)
            self.spend(max(int(values), 0))
            if isinstance(values, GoInt):
                kind = type(values)
                return [kind(number) for number in range(int(values))]
            return range(values)
        raise Stop(f"range can't iterate over {show_reflected(values)}")

    def counted(self, number: int) -> Iterator[int]:
        """Go up to a large number, counted as the loop goes on: it may well end early."""
        kind = type(number)
        for value in range(int(number)):
            if value % _LONG == 0:
                self.spend(_LONG)
            yield kind(value)

    def pairs(self, values: Any) -> Iterable[Tuple[Any, Any]]:
        """Return what a range with two variables goes over."""
        if isinstance(values, dict):
            self.spend(len(values))
            return [(key, values[key]) for key in sorted_keys(values)]
        if isinstance(values, int) and not isinstance(values, bool):
            raise Stop(f"can't use {show(values)} to iterate over more than one variable")
        elements = self.elements(values)
        return list(enumerate(elements))
