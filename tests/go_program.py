# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of other projects, built from their Go modules, once for each set of inputs, into the cache folder."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parent / "cluster"))

from _control_plane import build, layout, steps


class GoProgram(NamedTuple):
    """A program. source: the folder of its main.go, go.mod and go.sum. what: it in words. about: how long building it
    takes."""

    name: str
    source: Path
    what: str
    about: str

    @property
    def path(self) -> Path:
        """Where it is, there or not: its name has a hash of all it is built from."""
        digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
        for name in ("main.go", "go.mod", "go.sum"):
            digest.update((self.source / name).read_bytes())
        return layout.cache() / f"{self.name}-{digest.hexdigest()[:16]}"

    def built(self) -> Path:
        """The path of the program, built when it is not there. A second process waits for the first one.
        ClusterError."""
        target = self.path
        if target.is_file():
            return target
        with steps.locked(layout.cache() / f".lock-{self.name}", f"builds {self.what}"):
            if not target.is_file():
                with tempfile.TemporaryDirectory(dir=layout.cache(), prefix=f".building-{self.name}-") as name:
                    self._compile(Path(name))
                    os.replace(Path(name) / self.name, target)
        return target

    def _compile(self, folder: Path) -> None:
        """Build it into the folder; so it is there whole or not at all."""
        go = build.find_go()
        steps.run(
            f"building {self.what}",
            [go, "build", "-trimpath", "-ldflags", "-s -w", "-o", str(folder / self.name), "."],
            folder / "build.log",
            environment={**build.go_environment(go), "CGO_ENABLED": "0"},
            folder=self.source,
            about=self.about,
        )


def become(program: GoProgram, arguments: list[str]) -> int:
    """Become the program; --path only prints where it is. 1 with a text on stderr when it cannot be built."""
    steps.speaker = program.name
    try:
        path = str(program.built())
    except (steps.ClusterError, OSError) as error:
        print(f"{program.name}: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if arguments == ["--path"]:
        print(path)
        return 0
    return os.execve(path, [path, *arguments], dict(os.environ))
