# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The heads of the revisions of many releases, listed by one request for those that are looked at about the same time.

An API server before Kubernetes 1.31 reads all of a namespace's objects for each list that asks by label: with a list a
release, that many times as many.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Callable, Iterable, Optional

from ..base import turns

if TYPE_CHECKING:
    from ..base.env import Env
    from .driver import Driver
    from .model import Head
    from .object_driver import ObjectDriver

_MOST = 4000  # characters of an address that names may take: proxies refuse one that has many more


class Listed:
    """Each release that is expected may take its heads here once, and asks for itself after that: whoever looks again
    wants to know what is new. Thread-safe."""

    def __init__(self, releases: Iterable[tuple[str, str]]) -> None:
        """releases: those that are expected, as (namespace, name), in the order in which they are looked at."""
        self._groups: dict[tuple[str, str], _Group] = {}
        last: dict[str, _Group] = {}
        for namespace, name in releases:
            if namespace not in last or not last[namespace].has_room(name):
                last[namespace] = _Group()
            last[namespace].add(name)
            self._groups[namespace, name] = last[namespace]

    def lender(self, driver: Driver, env: Env) -> Optional[Callable[[str], Optional[list[Head]]]]:
        """Return what gives the heads of a release in the driver's namespace as they were a moment ago, in no order;
        None for one that is not expected, or has taken them. None where the driver lists no several releases at once.
        It raises what listing them raises."""
        from .object_driver import ObjectDriver

        if not isinstance(driver, ObjectDriver):
            return None
        return functools.partial(self._take, driver, env.monotonic)

    def _take(self, driver: ObjectDriver, now: Callable[[], float], name: str) -> Optional[list[Head]]:
        group = self._groups.pop((driver.namespace, name), None)
        return None if group is None else group.take(driver, name, now)


class _Group:
    """Releases of one namespace that are listed together."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()  # those that have not taken their heads
        self._length = 0
        self._found: dict[str, list[Head]] = {}
        self._seen = float("-inf")
        self._turns = turns.Turns()

    def has_room(self, name: str) -> bool:
        return self._length + len(name) + len("%2C") <= _MOST

    def add(self, name: str) -> None:
        self._waiting.add(name)
        self._length += len(name) + len("%2C")

    def take(self, driver: ObjectDriver, name: str, now: Callable[[], float]) -> list[Head]:
        """Return a release's heads, listed anew with those that still wait where that was too long ago."""

        def read() -> None:
            seen, names = now(), sorted(self._waiting)
            found: dict[str, list[Head]] = {one: [] for one in names}
            for head in driver.heads_of(names):
                found[head.name].append(head)
            self._found, self._seen = found, seen

        self._turns.take("heads", lambda: now() - self._seen < turns.A_MOMENT, read)
        heads = self._found[name]
        self._waiting.discard(name)
        return heads
