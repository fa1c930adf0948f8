# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pins another version of Kubernetes: src/kubernetes-MINOR/go.mod and go.sum, after Kubernetes' own go.mod."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import versions
from .build import find_go, go_environment
from .steps import ClusterError, run

_NEEDED = ("github.com/spf13/cobra", "go.etcd.io/etcd/client/v3")


def pin(version: str) -> Path:
    """The go.mod of a version such as v1.35.4, made anew. ClusterError."""
    found = re.fullmatch(r"v1\.(\d+)\.\d+", version)
    if found is None:
        raise ClusterError(f"{version} is no whole version of Kubernetes; give one as v1.35.4")
    go = find_go(versions.least_go())
    environment = {**go_environment(go), "GOFLAGS": "-mod=mod"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(versions.SOURCE / "main.go", folder)
        (folder / "go.mod").write_text(_modules(version, _own(go, version, environment)), encoding="utf-8")
        tidy, log = [go, "mod", "tidy"], folder / "tidy.log"
        run(f"resolving the modules of Kubernetes {version}", tidy, log, environment=environment, folder=folder)
        target = versions.SOURCE / f"kubernetes-1.{found.group(1)}"
        target.mkdir(exist_ok=True)
        for file in ("go.mod", "go.sum"):
            shutil.copy(folder / file, target)
    return target / "go.mod"


def _own(go: str, version: str, environment: dict[str, str]) -> str:
    """Kubernetes' own go.mod."""
    command = [go, "mod", "download", "-json", f"k8s.io/kubernetes@{version}"]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ClusterError(f"there is no Kubernetes {version}: {done.stdout}{done.stderr}")
    return Path(json.loads(done.stdout)["GoMod"]).read_text(encoding="utf-8")


def _modules(version: str, own: str) -> str:
    """A go.mod for main.go: the modules that Kubernetes keeps in its own tree at their versions of the same release."""
    cobra, etcd = (versions.required(module, own) for module in _NEEDED)
    staged = f"v0{version[2:]}"
    replaced = sorted(re.findall(r"^\s*(k8s\.io/\S+) => \./staging", own, re.M))
    go = ".".join(map(str, versions.least(own)))
    needed = [
        f"github.com/spf13/cobra {cobra}",
        f"go.etcd.io/etcd/server/v3 {etcd}",
        f"k8s.io/component-base {staged}",
        f"k8s.io/kubernetes {version}",
    ]
    lines = ["module control-plane", "", f"go {go}", "", "require (", *(f"\t{line}" for line in needed), ")", ""]
    return "\n".join([*lines, "replace (", *(f"\t{name} => {name} {staged}" for name in replaced), ")", ""])
