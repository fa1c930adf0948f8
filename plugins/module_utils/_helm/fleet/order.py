# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the members are meant, who waits for whom, and what could run together (pure)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Mapping, Sequence

from ..base.errors import RequestError
from .members import Member

Waits = dict[str, tuple[str, ...]]


def chosen(members: Mapping[str, Member], only: Sequence[str]) -> dict[str, Member]:
    """Return the members that patterns of NAME or NAMESPACE/NAME mean, with all that they need, in the list's order;
    all of them where there are no patterns.

    A member that is to be absent brings nothing along: what it needed is not removed without being named. Raises
    RequestError for patterns that mean nobody.
    """
    if not only:
        return dict(members)
    lost = [pattern for pattern in only if not any(_means(pattern, member) for member in members.values())]
    if lost:
        raise RequestError(
            f"no release of the list is meant by {', '.join(lost)}",
            doing="reading the option",
            subject="only",
            hint="nothing was touched; give NAME or NAMESPACE/NAME, * and ? stand for other characters",
        )
    waiting = [key for key, member in members.items() if any(_means(pattern, member) for pattern in only)]
    found: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += () if members[key].absent else members[key].needs
    return {key: member for key, member in members.items() if key in found}


def _means(pattern: str, member: Member) -> bool:
    return fnmatchcase(member.key if "/" in pattern else member.name, pattern)


def waits(members: Mapping[str, Member]) -> Waits:
    """Return whose end each member waits for, in the order in which members are begun where several could be.

    Who is to be there waits for what it needs. Who is to be absent waits for those that need it and are to be absent
    too; such members take each other's places in the list in reverse.
    """
    leaving = [key for key, member in members.items() if member.absent]
    turned = dict(zip(leaving, reversed(leaving)))
    found: Waits = {}
    for place, placed in members.items():
        key = turned.get(place, place) if placed.absent else place
        member = members[key]
        if member.absent:
            found[key] = tuple(other for other in leaving if key in members[other].needs)
        else:
            found[key] = tuple(need for need in member.needs if need in members)
    return found


def levels(waits: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return what could run together: first those that wait for nobody, then those that wait for these only, …"""
    from graphlib import TopologicalSorter

    sorter = TopologicalSorter({key: list(others) for key, others in waits.items()})
    sorter.prepare()
    place = {key: number for number, key in enumerate(waits)}
    found = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        found.append(ready)
        sorter.done(*ready)
    return found
