# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What begins when: ends come in, what is to begin goes out (pure; no clock, no threads)."""

from __future__ import annotations

from typing import Mapping, Optional, Sequence

STOP, CONTINUE = "stop", "continue"


class Schedule:
    """The turn of each of a fleet's members, as soon as all that it waits for has ended well and a place is free.

    waits: whose end each one waits for, in the order in which they begin where several could; without circles.
    parallel: places. on_failure: STOP begins nothing new after a failure, CONTINUE what does not wait for what failed.
    skipped: who will not begin, and why. failed: who ended badly, in the order of their ends.
    """

    def __init__(self, waits: Mapping[str, Sequence[str]], *, parallel: int, on_failure: str) -> None:
        self._left = {key: set(others) for key, others in waits.items()}
        self._waited_for: dict[str, list[str]] = {key: [] for key in waits}
        for key, others in waits.items():
            for other in others:
                self._waited_for[other].append(key)
        self._parallel = parallel
        self._on_failure = on_failure
        self._under_way: set[str] = set()
        self.skipped: dict[str, str] = {}
        self.failed: list[str] = []

    @property
    def under_way(self) -> frozenset[str]:
        """Who has begun and not ended."""
        return frozenset(self._under_way)

    @property
    def is_over(self) -> bool:
        """Whether nobody is under way, and nobody will be."""
        return not self._under_way and not self._left

    def begin(self) -> list[str]:
        """Return who is to begin now: they are under way from here on."""
        ready = [key for key, others in self._left.items() if not others]
        begun = ready[: max(self._parallel - len(self._under_way), 0)]
        for key in begun:
            del self._left[key]
        self._under_way.update(begun)
        return begun

    def ended(self, key: str, *, well: bool) -> list[str]:
        """Return who is to begin now that key has ended."""
        self._under_way.remove(key)
        if well:
            for other in self._waited_for[key]:
                if other in self._left:
                    self._left[other].discard(key)
        else:
            self.failed.append(key)
            self._skip_behind(key)
            if self._on_failure == STOP:
                self.stop(f"{key} failed, and on_failure is stop")
        return self.begin()

    def stop(self, reason: str) -> None:
        """Have nobody begin any more."""
        for key in self._left:
            self.skipped[key] = reason
        self._left.clear()

    def _skip_behind(self, failed: str) -> None:
        """Skip all that waits for what failed, directly or not."""
        behind: list[tuple[str, Optional[str]]] = [(key, None) for key in self._waited_for[failed]]
        while behind:
            key, before = behind.pop(0)
            if key not in self._left:
                continue
            del self._left[key]
            reason = f"{failed} failed, which has to be done before it"
            self.skipped[key] = reason if before is None else f"{before} is skipped, because {failed} failed"
            behind += [(other, key) for other in self._waited_for[key]]
