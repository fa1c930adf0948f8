# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long command that works while something else is on the screen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from _control_plane import steps
from _control_plane.steps import ClusterError as RunError

PATIENCE = 20.0  # seconds that a command has to tidy up after itself


class Background:
    """A command in a session of its own, so that a Ctrl-C reaches only us. What it says on stderr goes into a log."""

    def __init__(self, title: str, command: Sequence[str], log: Path, *, environment: Mapping[str, str]) -> None:
        self.title, self._log, self._start = title, log, time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as stream:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stream,
                env=dict(environment),
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait for its end; meanwhile what it says is passed on. RunError, with the end of its log, when it fails."""
        if self._process.poll() is None:
            steps.say(f"waiting for {self.title}, which has taken {self._age()} so far; its log: {self._log}")
            self._follow()
        if self._process.returncode != 0:
            words = steps.tail(self._log)
            raise RunError(f"{self.title} failed after {self._age()}; the end of its log, {self._log}:\n{words}")

    def _follow(self) -> None:
        with open(self._log, "rb") as log:
            log.seek(log.read().rfind(b"\n", 0, -1) + 1)  # the last line tells what it is at
            ended = False
            while not ended:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=0.5)
                    ended = True
                sys.stderr.buffer.write(log.read())
                sys.stderr.flush()

    def _age(self) -> str:
        return steps.span(time.monotonic() - self._start)

    def end(self) -> None:
        """End it where it still works, with all that it started; it is given the time to tidy up.

        The log stays only where it tells of a failure.
        """
        if self._process.poll():
            return
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(self._process.pid, signal.SIGTERM)
                self._process.wait(timeout=PATIENCE)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.unlink(missing_ok=True)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """What is tidied up in the block is so to its end: whoever is impatient presses Ctrl-C twice."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
