# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is the same for all releases that are worked on at the same time, asked of the API server once for all of them:
for a moment, and until one of them writes an object of that kind. And who of them makes what all need."""

from __future__ import annotations

import threading
from typing import Any, Callable, NamedTuple, Optional, TypeVar

from ..base import turns
from ..base.env import Env

T = TypeVar("T")

PATIENCE = 5.0  # seconds that the others give the one who makes something

_Key = tuple[str, str]  # kind, and what of it
_LOOK_EVERY = 0.02


class _Seen(NamedTuple):
    """What somebody saw, when, and whether others may go by it."""

    at: float
    is_kept: bool
    value: Any


class Once:
    """Belongs to the clients of one server that are beside each other. Thread-safe."""

    def __init__(self) -> None:
        self._turns = turns.Turns()
        self._lock = threading.Lock()
        self._found: dict[_Key, _Seen] = {}
        self._written: dict[str, int] = {}  # how often objects of a kind were
        self._makers: dict[_Key, Env] = {}

    def of(
        self, kind: str, what: str, read: Callable[[], T], *, is_kept: Callable[[T], bool], now: Callable[[], float]
    ) -> T:
        """Return what read returns, or returned a moment ago when another one asked for it. Raises what it raises.

        kind: whose objects' writing makes it old. what: tells it from others of the kind. is_kept: whether others may
        go by it; what they may not, each of them reads. now: seconds.
        """
        key = (kind, what)
        own: list[T] = []

        def look() -> None:
            at, written = now(), self._written.get(kind, 0)
            own.append(read())
            with self._lock:
                if written == self._written.get(kind, 0):
                    self._found[key] = _Seen(at, is_kept(own[0]), own[0])

        while not own:
            seen = self._seen(key, now())
            if seen is not None:
                found: T = seen.value if seen.is_kept else read()
                return found
            self._turns.take("/".join(key), lambda: self._seen(key, now()) is not None, look)
        return own[0]

    def _seen(self, key: _Key, now: float) -> Optional[_Seen]:
        seen = self._found.get(key)
        return seen if seen is not None and now - seen.at < turns.A_MOMENT else None

    def written(self, kind: str) -> None:
        """Note that objects of a kind were written, or may have been: what was seen of them is old."""
        with self._lock:
            self._written[kind] = self._written.get(kind, 0) + 1
            self._found = {key: seen for key, seen in self._found.items() if key[0] != kind}
            self._makers = {key: maker for key, maker in self._makers.items() if key[0] != kind}

    def await_maker(self, kind: str, what: str, env: Env) -> None:
        """Return at once to the first who asks: he is to make what is missing. The others wait until something of the
        kind was written, he gives up (one of them is the next), or takes too long: they look again."""
        key, written = (kind, what), self._written.get(kind, 0)
        deadline = env.monotonic() + PATIENCE
        while written == self._written.get(kind, 0):
            with self._lock:
                maker = self._makers.setdefault(key, env)
            if maker is env or env.monotonic() >= deadline:
                return
            env.sleep(_LOOK_EVERY)

    def gives_up(self, env: Env) -> None:
        """Let others make what env's owner was to make and has not."""
        with self._lock:
            self._makers = {key: maker for key, maker in self._makers.items() if maker is not env}
