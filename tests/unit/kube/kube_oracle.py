# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks oracle/, the Go program that answers as Helm's waiters and Kubernetes' patch libraries do; for making tables."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Iterable

SOURCE = Path(__file__).resolve().parent / "oracle"


def program() -> str:
    """Return the path of the program: KUBE_ORACLE's, else built into the cache folder by the go of the machine."""
    given = os.environ.get("KUBE_ORACLE")
    if given:
        return given
    cache = Path(os.environ.get("NATIVE_HELM_CACHE") or Path.home() / ".cache" / "native-helm")
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / "kube-oracle"
    subprocess.run(["go", "build", "-o", str(path), "."], cwd=SOURCE, check=True)
    return str(path)


def ask(requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the program's answers to requests, in order; one with "err" where it could not answer."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    ran = subprocess.run([program()], input=lines, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    return [json.loads(line) for line in ran.stdout.splitlines()]
