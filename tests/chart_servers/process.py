# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server program: started with a configuration of its own, on a free port, and ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Mapping, Optional, Sequence

_START = 120.0  # seconds, on a machine that is busy with other things


def find(program: str) -> str:
    """Return the path of a program of the test environment (tests/requirements.txt), else of the system."""
    path = shutil.which(program, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if path is None:
        raise FileNotFoundError(f"{program} is not in the test environment; start the tests by make or tests/run")
    return path


class Process:
    """A running server. log: what it printed. ports: where it listens. environ: instead of this process's variables."""

    def __init__(
        self, command: list[str], log: Path, *, ports: Sequence[int], environ: Optional[Mapping[str, str]] = None
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environ
            )
        deadline = time.monotonic() + _START
        while not all(map(_answers, ports)):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{command[0]} does not serve:\n{log.read_text(errors='replace')}")
            time.sleep(0.02)  # it is another process: there is nothing to wait on

    def stop(self) -> None:
        """End it, and wait for that."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
