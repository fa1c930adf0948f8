# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's programs (post-renderers, credential plugins and helpers): no shell, bounded in time and output.

Each runs in a session of its own, without a terminal: it cannot ask anybody anything, and where it has to be ended,
what it started itself is ended with it. No signal that this run ignores is ignored by it (entry/signals.py).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from typing import Any, Mapping, NamedTuple, Optional

from . import bounds


class Ran(NamedTuple):
    """How a program ended. code: its exit code. out, err: what it printed."""

    code: int
    out: bytes
    err: bytes


class TooSlow(Exception):
    """It did not end in its time."""


class TooMuch(Exception):
    """It printed more than MOST bytes."""


MOST = bounds.MAX_TEXT
_DRAIN = 1.0  # seconds for the rest of the output of a program that has ended: another one may hold its pipes open


def run(argv: list[str], *, limit: float, given: bytes = b"", environ: Optional[Mapping[str, str]] = None) -> Ran:
    """Return how the program ended. limit: seconds. given: its standard input. environ: None for ours.

    Raises OSError where it cannot be started, TooSlow, TooMuch.
    """
    process = subprocess.Popen(  # noqa: S603  the caller's own program, without a shell
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=None if environ is None else dict(environ),
        start_new_session=True,
    )
    with contextlib.ExitStack() as unless_done:
        unless_done.callback(_end, process)  # also where a signal stops this run
        pipes = _Pipes(process, given)
        in_time = pipes.ended.wait(limit)
        if pipes.overflow:
            raise TooMuch
        if not in_time:
            raise TooSlow
        unless_done.pop_all()
    return Ran(process.wait(), *pipes.texts())


class _Pipes:
    """A program's three pipes, a thread each, which closes it. ended: when the program has ended, and has said all that
    it had to say, or has said too much."""

    def __init__(self, process: subprocess.Popen[bytes], given: bytes) -> None:
        self.ended = threading.Event()
        self.overflow = False
        self._process = process
        self._texts: dict[int, list[bytes]] = {1: [], 2: []}
        self._readers = [threading.Thread(target=self._read, args=(number,), daemon=True) for number in (1, 2)]
        others = [threading.Thread(target=target, daemon=True) for target in (lambda: self._write(given), self._follow)]
        for thread in (*self._readers, *others):
            thread.start()

    def texts(self) -> tuple[bytes, bytes]:
        return b"".join(self._texts[1]), b"".join(self._texts[2])

    def _write(self, given: bytes) -> None:
        pipe: Any = self._process.stdin
        with contextlib.suppress(OSError):  # it does not read to the end, which is its own affair
            pipe.write(given)
        with contextlib.suppress(OSError):
            pipe.close()

    def _read(self, number: int) -> None:
        pipe: Any = self._process.stdout if number == 1 else self._process.stderr
        size = 0
        with pipe:
            for piece in iter(lambda: pipe.read1(65536), b""):
                size += len(piece)
                if size > MOST:
                    self.overflow = True
                    self.ended.set()
                    return
                self._texts[number].append(piece)

    def _follow(self) -> None:
        self._process.wait()
        for reader in self._readers:
            reader.join(_DRAIN)
        self.ended.set()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
