# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of releases as its members: who needs whom, and all that is wrong with the list in one error (pure)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from ..base.errors import RequestError
from . import cycles

_DOING = "reading the list of releases"


@dataclass(frozen=True)
class Member:
    """A release of the list. position: its place there, from 0. needs: the keys of those that it needs."""

    name: str
    namespace: str
    position: int = 0
    absent: bool = False
    needs: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """NAMESPACE/NAME."""
        return f"{self.namespace}/{self.name}"


def read(entries: Sequence[Mapping[str, Any]]) -> dict[str, Member]:
    """Return the members by key, in the order of the list, their needs as keys.

    entries: {name, namespace, absent, needs: names or NAMESPACE/NAME}. Raises RequestError, which names everything that
    is wrong: what is listed twice, is needed and not there, is needed and to be removed, or needs itself in the end.
    """
    found, problems = _each_once(entries)
    resolver = _Resolver(found)
    members = {}
    for key, member in found.items():
        needs = [resolver.key_of(need, member) for need in entries[member.position].get("needs") or ()]
        known = tuple(dict.fromkeys(need for need in needs if need is not None))
        members[key] = Member(member.name, member.namespace, member.position, member.absent, known)
    problems += resolver.problems
    problems += [
        f"{key} needs {need}, which is to be absent"
        for key, member in members.items()
        for need in member.needs
        if members[need].absent and not member.absent
    ]
    problems += cycles.described({key: member.needs for key, member in members.items()})
    if problems:
        raise RequestError(
            problems[0] if len(problems) == 1 else "\n".join(problems),
            doing=_DOING,
            hint="nothing was touched; correct the list, and run the task again",
        )
    return members


def _each_once(entries: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Member], list[str]]:
    """The members without their needs, and what is said of those that are listed twice."""
    found: dict[str, Member] = {}
    places: dict[str, list[str]] = {}
    for position, entry in enumerate(entries):
        member = Member(str(entry["name"]), str(entry["namespace"]), position, bool(entry.get("absent")))
        found.setdefault(member.key, member)
        places.setdefault(member.key, []).append(str(position + 1))
    doubles = {key: numbers for key, numbers in places.items() if len(numbers) > 1}
    return found, [
        f"{key} is listed {len(numbers)} times (entries {', '.join(numbers[:-1])} and {numbers[-1]})"
        for key, numbers in doubles.items()
    ]


class _Resolver:
    """Finds what a need means. problems: what is wrong with those that mean nothing, or too much."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self.problems: list[str] = []
        self._members = members
        self._named: dict[str, list[str]] = {}
        for key, member in members.items():
            self._named.setdefault(member.name, []).append(key)

    def key_of(self, need: str, whose: Member) -> Optional[str]:
        """Return the key of what is needed: NAMESPACE/NAME; or NAME, in the namespace of whoever needs it before any
        other. None where there is no such one."""
        if need in self._members:
            return need
        if "/" not in need:
            own = f"{whose.namespace}/{need}"
            if own in self._members:
                return own
            keys = self._named.get(need, [])
            if len(keys) == 1:
                return keys[0]
            if keys:
                many = " or ".join(keys)
                self.problems.append(f"{whose.key} needs {need}, which may be {many}: write the namespace before it")
                return None
        self.problems.append(f"{whose.key} needs {need}, which is not in the list{self._near(need)}")
        return None

    def _near(self, need: str) -> str:
        known = [*self._named, *self._members]
        near = difflib.get_close_matches(need, known, n=1, cutoff=0.75)
        return f" (is {near[0]} meant?)" if near else ""
