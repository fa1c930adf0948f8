# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs for tests that are Go modules without replace directives, built once into the cache."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cluster"))
sys.dont_write_bytecode = True

from _control_plane import build, layout, steps


class Module(NamedTuple):
    """A program by its package's path and the module's version."""

    package: str
    version: str
    about: str


MODULES = {
    "actionlint": Module("github.com/rhysd/actionlint/cmd/actionlint", "v1.7.12", "20 s"),
}


def built(name: str) -> Path:
    """The path of the program, built where it is not there. A second process waits for the first one. ClusterError."""
    module = MODULES[name]
    target = layout.cache() / "tools" / f"{name}-{module.version}"
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with steps.locked(layout.cache() / f".lock-{name}", f"builds {name}"):
        if not target.is_file():
            with tempfile.TemporaryDirectory(dir=layout.cache(), prefix=f".building-{name}-") as scratch:
                go = build.find_go()
                steps.run(
                    f"building {name} {module.version}",
                    [go, "install", "-trimpath", f"{module.package}@{module.version}"],
                    Path(scratch) / "build.log",
                    environment={**build.go_environment(go), "GOBIN": scratch, "CGO_ENABLED": "0"},
                    folder=Path(scratch),
                    about=f"{module.about}, once",
                )
                os.replace(Path(scratch) / name, target)
    return target


def become(name: str) -> NoReturn:
    """Turn this process into the program with the arguments that it was given; --path prints where it is instead."""
    steps.speaker = name
    try:
        program = str(built(name))
    except (steps.ClusterError, OSError) as error:
        sys.exit(f"{name}: error: {error}")
    if sys.argv[1:] == ["--path"]:
        print(program)
        sys.exit(0)
    os.execv(program, [program, *sys.argv[1:]])
