# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of other projects, built from their Go modules, once for each set of inputs, into the cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parent / "cluster"))

from _control_plane import build, layout, steps, versions


class GoProgram(NamedTuple):
    """A program. source: the folder of its go.mod, go.sum and Go files. what: it in words. about: how long building it
    takes. tool: what of go.mod's tools it is, instead of those files."""

    name: str
    source: Path
    what: str
    about: str
    tool: str = ""

    @property
    def path(self) -> Path:
        """Where it is, there or not: its name has a hash of all it is built from."""
        digest = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
        own = [] if self.tool else sorted(self.source.glob("*.go"))
        for path in (*own, self.source / "go.mod", self.source / "go.sum"):
            digest.update(path.read_bytes())
        return layout.cache() / f"{self.name}-{digest.hexdigest()[:16]}"

    def built(self) -> Path:
        """The path of the program, built when it is not there. A second process waits for the first one.
        ClusterError."""
        return _once(self)

    def compile(self, folder: Path) -> None:
        """Build it into the folder."""
        _compile(self, self.source, folder, self.tool or ".")


class GoModule(NamedTuple):
    """A program that is built from its own module as it is published, the directives of whose go.mod count. sum: go's
    checksum of it, as a go.sum has it. name, what, about: as GoProgram's."""

    name: str
    module: str
    version: str
    sum: str
    what: str
    about: str

    @property
    def path(self) -> Path:
        """Where it is, there or not."""
        made_of = (self.module, self.version, self.sum, platform.system(), platform.machine())
        return layout.cache() / f"{self.name}-{hashlib.sha256(' '.join(made_of).encode()).hexdigest()[:16]}"

    def built(self) -> Path:
        """As GoProgram's."""
        return _once(self)

    def compile(self, folder: Path) -> None:
        """Download the module and build it into the folder. ClusterError where it is not what is pinned."""
        go = build.find_go(versions.least_go())
        log = folder / "download.log"
        steps.run(
            f"downloading {self.what}",
            [go, "mod", "download", "-json", f"{self.module}@{self.version}"],
            log,
            environment=build.go_environment(go),
            folder=folder,
        )
        text = log.read_text(encoding="utf-8")
        found = json.loads(text[text.index("{") :])  # what is told of the download stands before it
        if found["Sum"] != self.sum:
            raise steps.ClusterError(f"{self.module} {self.version} has the checksum {found['Sum']}, not {self.sum}")
        _compile(self, Path(found["Dir"]), folder)


def _once(program: GoProgram | GoModule) -> Path:
    """The path of a program, built when it is not there."""
    target = program.path
    if target.is_file():
        return target
    with steps.locked(layout.cache() / f".lock-{program.name}", f"builds {program.what}"):
        if not target.is_file():
            with tempfile.TemporaryDirectory(dir=layout.cache(), prefix=f".building-{program.name}-") as name:
                program.compile(Path(name))  # into a folder of its own: so it is there whole or not at all
                os.replace(Path(name) / program.name, target)
    return target


def _compile(program: GoProgram | GoModule, source: Path, folder: Path, package: str = ".") -> None:
    """Build a package that source knows into the folder."""
    go = build.find_go(versions.least((source / "go.mod").read_text(encoding="utf-8")))
    steps.run(
        f"building {program.what}",
        [go, "build", "-trimpath", "-ldflags", "-s -w", "-o", str(folder / program.name), package],
        folder / "build.log",
        environment={**build.go_environment(go), "CGO_ENABLED": "0"},
        folder=source,
        about=program.about,
    )


def become(program: GoProgram | GoModule, arguments: list[str]) -> int:
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
