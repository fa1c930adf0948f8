# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the distribution project's registry (src/), once for each set of inputs, into the cache folder."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "src"
sys.path.append(str(SOURCE.parent.parent / "cluster"))

from _control_plane import build, layout, steps


def program() -> Path:
    """The path of the program, there or not: its name is a hash of all it is built from."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for name in ("main.go", "go.mod", "go.sum"):
        digest.update((SOURCE / name).read_bytes())
    return layout.cache() / f"registry-{digest.hexdigest()[:16]}"


def built() -> Path:
    """The path of the program, built when it is not there. A second process waits for the first one. ClusterError."""
    target = program()
    if target.is_file():
        return target
    with steps.locked(layout.cache() / ".lock-registry", "builds the registry"):
        if not target.is_file():
            with tempfile.TemporaryDirectory(dir=layout.cache(), prefix=".building-registry-") as name:
                _compile(Path(name))
                os.replace(Path(name) / "registry", target)
    return target


def _compile(folder: Path) -> None:
    """Build folder/registry; so it is there whole or not at all."""
    go = build.find_go()
    steps.run(
        "building the distribution project's registry",
        [go, "build", "-trimpath", "-ldflags", "-s -w", "-o", str(folder / "registry"), "."],
        folder / "build.log",
        environment={**build.go_environment(go), "CGO_ENABLED": "0"},
        folder=SOURCE,
        about="2 min on 2 cores, once",
    )
