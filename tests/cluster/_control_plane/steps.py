# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress on stderr, commands that tell how they get on, locks that say when they wait."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Mapping, Optional, Sequence

EVERY_SECONDS = 20.0
speaker = "control_plane"  # whose progress it is: the tests' runner, which uses these too, sets its own name


class ClusterError(Exception):
    """What was being done and why it failed, in words for the person at the terminal."""


def say(text: str) -> None:
    """Print a progress line. stdout is left to results."""
    print(f"{speaker}: {text}", file=sys.stderr, flush=True)


def span(seconds: float) -> str:
    """A duration for people: 42 s, 5 min 07 s."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, indented; a note when there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "    (no log)"
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:]) or "    (empty log)"


def run(
    title: str,
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str],
    folder: Optional[Path] = None,
    about: str = "",
) -> None:
    """Run a long command at low priority with a line of progress every 20 s. ClusterError, with the log's end."""
    argv = ["nice", "-n", "10", *command] if shutil.which("nice") else list(command)
    say(f"{title}{f' (about {about})' if about else ''}")
    start = time.monotonic()
    with open(log, "wb") as stream:
        try:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=dict(environment),
            )
        except OSError as error:
            raise ClusterError(f"{title}: cannot run {command[0]}: {error}") from error
        try:
            while True:
                try:
                    code = process.wait(timeout=EVERY_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    count = log.read_bytes().count(b"\n")
                    say(f"  … {span(time.monotonic() - start)}, {count} lines of log")
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code != 0:
        raise ClusterError(f"{title}: {' '.join(command[:3])} … ended with {code}; the end of its log:\n{tail(log)}")
    say(f"  done in {span(time.monotonic() - start)}")


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file among all processes of this machine; says so when another holds it.

    Who holds it may remove the file: those who wait for it then take a new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    start = said = time.monotonic()
    waited = False
    while True:
        with open(path, "w", encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not waited or time.monotonic() - said >= EVERY_SECONDS:
                    said = time.monotonic()
                    say(f"another process {what}: waiting for it ({span(said - start)})")
                    waited = True
                time.sleep(0.2)
                continue
            if _is_at(stream.fileno(), path):
                yield
                return


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether an open file is still the one at path."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
