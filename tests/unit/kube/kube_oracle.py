# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks oracle/, the Go program that answers as Helm's waiters and Kubernetes' patch libraries do; for making tables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterable

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1]))

from go_program import GoProgram

PROGRAM = GoProgram("kube-oracle", HERE / "oracle", "the oracle of Kubernetes", "2 min on 2 cores, once")


def ask(requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the program's answers to requests, in order; one with "err" where it could not answer."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    ran = subprocess.run([str(PROGRAM.built())], input=lines, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    return [json.loads(line) for line in ran.stdout.splitlines()]
