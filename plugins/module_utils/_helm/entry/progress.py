# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown of a task while it waits: a line when something has changed, and every 30 seconds at the least."""

from __future__ import annotations

import threading
import time
from typing import Callable, Iterator, Optional

from ..base import events
from ..base.events import Event

EVERY = 30.0  # seconds after which it is said once more that nothing has changed
GRACE = 2.0  # seconds of a wait that are nothing to speak of
_PAUSE = 1.0  # seconds between two looks: what changes in between is told together
_NAMED = 3  # objects of a release that a line says something of
_LONGEST = 300  # characters of what is said of one


class Progress:
    """Hears events from any thread, and has lines shown by a thread of its own: whoever waits is not kept waiting, and
    no signal comes in the middle of a line.

    show: takes a text of one line or several. verbose: objects written and hooks are told too. close() when nothing
    happens any more.
    """

    def __init__(self, show: Callable[[str], None], *, verbose: bool) -> None:
        self._show = show
        self._verbose = verbose
        self._lock = threading.Lock()
        self._releases: dict[str, _Release] = {}
        self._said: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def hear(self, event: Event) -> None:
        """Take note of an event."""
        with self._lock:
            self._releases.setdefault(event.release, _Release(event.release)).hear(event)
            self._said += self._told(event)

    def close(self) -> None:
        """Show what is still to be shown, and end."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_PAUSE):
            self._tick()
        self._tick(last=True)

    def _tick(self, *, last: bool = False) -> None:
        """Show what is due, of all releases in one text."""
        now = time.monotonic()
        with self._lock:
            lines, self._said = self._said, []
            for release in self._releases.values():
                line = release.line(now, last=last)
                if line:
                    lines.append(line)
        if lines:
            self._show("\n".join(lines))

    def _told(self, event: Event) -> Iterator[str]:
        """What is told as it happens."""
        name = event.release or "the task"
        if event.step == events.LOG and event.text:
            yield from _block(f"{name}: the log of {event.object}:", event.text)
        elif event.step == events.TURN and event.state == events.RECOVERED:
            yield f"{name}: {event.why}"
        elif self._verbose and event.step == events.OBJECT:
            yield f"{name}: {event.state} {event.object}"
        elif self._verbose and event.step == events.HOOK:
            yield f"{name}: {event.object}: {event.state}"
            if event.text:
                yield from _block(f"{name}: its log:", event.text)


class _Release:
    """What a release waits for."""

    def __init__(self, name: str) -> None:
        self._name = name or "the task"
        self._since: Optional[float] = None  # when its wait began, None while it does not wait
        self._count = 0
        self._late: dict[str, str] = {}  # objects that are not ready, and why
        self._turn = ""
        self._trouble: dict[str, str] = {}  # requests that are sent again, and why
        self._shown: Optional[tuple[str, float]] = None
        self._begun: Optional[float] = None  # of a wait of which something was shown

    def hear(self, event: Event) -> None:
        """Take note of an event."""
        if event.step == events.WAIT:
            self._wait(event)
        elif event.step == events.TURN:
            self._turn = event.why if event.state == events.WAITING else ""
        elif event.step == events.RETRY:
            self._retry(event)
        busy = self._late or self._turn or self._trouble
        if not busy:
            self._since = None
        elif self._since is None or event.step == events.WAIT:
            self._since = event.since or time.monotonic()

    def line(self, now: float, *, last: bool) -> str:
        """Return what is to be said at now, by time.monotonic, "" for nothing. last: nothing is waited for after it."""
        if self._since is None:
            begun, self._begun = self._begun, None
            self._shown = None
            return "" if begun is None else f"{self._name}: waited {now - begun:.0f} s"
        if last:
            return ""
        seconds, text = now - self._since, self._text()
        if seconds < GRACE:
            return ""
        if self._shown and self._shown[0] == text and now - self._shown[1] < EVERY:
            return ""
        self._shown, self._begun = (text, now), self._since
        return f"{self._name}: {seconds:.0f} s: {text}"

    def _wait(self, event: Event) -> None:
        if event.state == events.WAITING:
            if event.object not in self._late:
                self._count = self._count + 1 if self._late else 1
            self._late[event.object] = event.why or self._late.get(event.object, "")
        else:
            self._late.pop(event.object, None)

    def _retry(self, event: Event) -> None:
        if event.state == events.WAITING:
            self._trouble[event.object] = event.why
        else:
            self._trouble.pop(event.object, None)

    def _text(self) -> str:
        parts = [self._turn] if self._turn else []
        if self._late:
            known = [f"{label}: {_short(why)}" for label, why in self._late.items() if why] or list(self._late)
            more = len(self._late) - min(len(known), _NAMED)
            named = "; ".join(known[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
            parts.append(f"{len(self._late)} of {self._count} not ready: {named}")
        parts += [f"{what}: {_short(why)}, trying again" for what, why in list(self._trouble.items())[:1]]
        return "; ".join(parts)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _block(heading: str, text: str) -> list[str]:
    return [heading, *(f"    {line}" for line in text.rstrip().split("\n"))]
