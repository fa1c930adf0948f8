# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of a folder, such as a cluster's, which each of them has in its command line; ended by their ids."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Iterator, NamedTuple

from .steps import ClusterError

PROC, PAGE = Path("/proc"), os.sysconf("SC_PAGE_SIZE")


class Process(NamedTuple):
    """A running process: its id, the component it is, its resident memory in MB."""

    pid: int
    component: str
    megabytes: int


def table() -> Iterator[tuple[int, int, list[str]]]:
    """Id, resident kB and argument list of every live process; zombies are left out."""
    return _of_proc() if PROC.joinpath("self", "cmdline").exists() else _of_ps()


def _of_proc() -> Iterator[tuple[int, int, list[str]]]:
    """Linux's own table: a slim system has no ps."""
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                words = folder.joinpath("cmdline").read_bytes().decode("utf-8", "replace").rstrip("\0").split("\0")
                pages = int(folder.joinpath("statm").read_text().split()[1])
                state = folder.joinpath("stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    yield int(folder.name), pages * PAGE // 1024, words


def _of_ps() -> Iterator[tuple[int, int, list[str]]]:
    run = subprocess.run(["ps", "-axww", "-o", "pid=,rss=,state=,args="], stdout=subprocess.PIPE, text=True, check=True)
    for line in run.stdout.splitlines():
        pid, rss, state, *words = line.split()
        if not state.startswith("Z"):
            yield int(pid), int(rss), words


def running(folder: Path) -> list[Process]:
    """Whoever has a path below the folder in its command line.

    Found in the process table and not by pid files: those may be missing or out of date.
    """
    mark = f"{folder}{os.sep}"
    found = []
    for pid, kilobytes, words in table():
        if pid != os.getpid() and any(mark in word for word in words[1:]):
            name = Path(words[0]).name
            component = words[1] if name == "control-plane" else name
            if name == "sh":  # the script that starts a component again
                component = f"{Path(words[1]).name}, its script"
            found.append(Process(pid, component, kilobytes // 1024))
    return found


def end(folder: Path) -> int:
    """The number of processes ended. Killed at once: the state is thrown away, there is nothing to shut down in order.

    Looks again until none is left: one that was just starting may have started another.
    """
    count = 0
    deadline = time.monotonic() + 20
    while True:
        left = running(folder)
        if not left:
            return count
        if time.monotonic() > deadline:
            raise ClusterError(
                f"these processes of {folder} cannot be ended: "
                + ", ".join(f"{item.component} ({item.pid})" for item in left)
            )
        for item in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(item.pid, signal.SIGKILL)
                count += 1
        time.sleep(0.1)
