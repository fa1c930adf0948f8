# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Circles of needs: all of them, in words, where graphlib names one (pure)."""

from __future__ import annotations

from typing import Iterator, Mapping, Sequence

_MOST = 20  # circles that are written out; a list in which all need each other has more than anyone reads
_STEPS = 20_000  # of the search for them

Needs = Mapping[str, Sequence[str]]


def described(needs: Needs) -> list[str]:
    """Return a line a circle: "a/x needs a/y, which needs a/x". Where there are too many to write them out, the last
    line has the names of all that stand in one."""
    lines: list[str] = []
    search = _Search(needs)
    for circle in search.circles():
        if len(lines) == _MOST:
            search.is_cut = True
            break
        lines.append(_line(circle))
    if search.is_cut:
        lines.append(f"there are more circles than these, among: {', '.join(sorted(search.inside))}")
    return lines


def _line(circle: Sequence[str]) -> str:
    first, *others = circle
    if not others:
        return f"{first} needs itself"
    return f"{first} needs " + "".join(f"{other}, which needs " for other in others) + first


class _Search:
    """The circles of a graph. inside: who stands in one. is_cut: whether the search was given up."""

    def __init__(self, needs: Needs) -> None:
        self.is_cut = False
        self._needs = needs
        self._order = {key: number for number, key in enumerate(needs)}
        self._groups = _groups(needs)
        self.inside = {key for group in self._groups for key in group}
        self._steps = 0

    def circles(self) -> Iterator[list[str]]:
        """Yield each circle once, from its first member in the order of the list."""
        for group in self._groups:
            for start in sorted(group, key=self._order.__getitem__):
                yield from self._from(start, group)
                if self.is_cut:
                    return

    def _from(self, start: str, group: set[str]) -> Iterator[list[str]]:
        """The circles through start, of members that come after it only: those before it had theirs."""
        path = [start]
        trail = [iter(self._needs[start])]
        while trail:
            self._steps += 1
            if self._steps > _STEPS:
                self.is_cut = True
                return
            need = next(trail[-1], None)
            if need is None:
                trail.pop()
                path.pop()
            elif need == start:
                yield list(path)
            elif need in group and need not in path and self._order[need] > self._order[start]:
                path.append(need)
                trail.append(iter(self._needs[need]))


def _groups(needs: Needs) -> list[set[str]]:
    """The sets whose members reach each other, those of one member only where it needs itself."""
    reached = {key: _reach(key, needs) for key in needs}
    found: list[set[str]] = []
    done: set[str] = set()
    for key in needs:
        if key in done or key not in reached[key]:
            continue
        group = {other for other in reached[key] if key in reached[other]}
        done |= group
        found.append(group)
    return found


def _reach(start: str, needs: Needs) -> set[str]:
    """All that start needs, in the end."""
    found: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += needs[key]
    return found
