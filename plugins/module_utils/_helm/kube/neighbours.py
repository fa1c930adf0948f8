# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live objects of releases that are looked at about the same time: those of a kind by one list for several releases.

What is listed is at most a moment old, older than no write of the kind by any of these releases, and given away once:
enough to see that there is nothing to do. Whoever is going to write looks by himself.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any, Callable, Iterable, Optional

from ..base import turns
from ..base.errors import KubeError
from .once import Once

Object = dict[str, Any]
# api_version, kind, namespace, the label that names the release, the release as (namespace, name)
Group = tuple[str, str, str, str, tuple[str, str]]

_TOGETHER = 25  # releases of a list, at most: its answer is held in memory
_WORTH = 3  # requests that a list is to save


class Neighbours(Once):
    """What is asked once for releases beside each other, and which these are. Thread-safe."""

    def __init__(self) -> None:
        super().__init__()
        self._together: dict[tuple[str, str], list[str]] = {}
        self._asking = threading.Lock()
        self._asked: dict[tuple[str, ...], deque[float]] = {}
        self._listings: dict[tuple[Any, ...], _Listing] = {}

    def expect(self, releases: Iterable[tuple[str, str]]) -> None:
        """Expect these releases, as (namespace, name), to be looked at in this order."""
        last: dict[str, list[str]] = {}
        for namespace, name in releases:
            if len(last.setdefault(namespace, [])) == _TOGETHER:
                last[namespace] = []
            last[namespace].append(name)
            self._together[namespace, name] = last[namespace]

    def find(
        self, group: Group, name: str, *, read: Callable[[str], list[Object]], now: Callable[[], float]
    ) -> Optional[Object]:
        """Return an object of a group as it was a moment ago; None where it is to be read by itself: there is none, few
        ask, or the kind may not be listed. read: lists the objects of a kind by a label selector. now: seconds."""
        api_version, kind, namespace, label, release = group
        together = self._together.get(release)
        if together is None:
            return None
        key, at = (id(together), api_version, kind, namespace, label), now()
        with self._asking:
            listing = self._listings.setdefault(key, _Listing(together))
            times = self._asked.setdefault((api_version, kind, namespace), deque(maxlen=_WORTH - 1))
            is_worth = len(times) == _WORTH - 1 and at - times[0] < turns.A_MOMENT
            times.append(at)
        live = None
        if is_worth:
            found = self.of(kind, str(key), lambda: listing.read(label, read), is_kept=lambda _found: True, now=now)
            live = found.pop(name, None)
            listing.taken += live is not None
        listing.left.discard(release[1])
        return live


class _Listing:
    """What some releases have of a kind. left: those that have not asked. taken: objects of the last list that were
    asked for."""

    def __init__(self, releases: list[str]) -> None:
        self.left = set(releases)
        self.taken = _WORTH

    def read(self, label: str, read: Callable[[str], list[Object]]) -> dict[str, Object]:
        """Return the objects by name. Nothing any more once a list was refused, or was old before it was of use: where
        each release is written, or takes its time, lists only cost."""
        is_worth, self.taken = self.taken >= _WORTH, 0
        if not is_worth:
            return {}
        try:
            listed = read(f"{label} in ({','.join(sorted(self.left))})")
        except KubeError:  # whoever reads the object by itself learns why
            return {}
        return {str(live["metadata"]["name"]): live for live in listed}
