# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: what needs no cluster is played while the cluster comes up, the rest when it is there."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Iterator, Mapping

from _control_plane import processes, steps
from _control_plane.steps import ClusterError as RunError

from . import clusters, environments, suite
from .background import undisturbed
from .environments import ROOT
from .stages import stream


def demo(choice: str) -> None:
    """Play both parts of the demo, the second on a cluster of that choice. RunError."""
    name = clusters.name("demo")
    with clusters.coming(choice, name) as ready:
        programs = environments.environment("demo-current" if choice == "current" else "demo")
        environments.install(programs)
        with _folder(name) as folder:
            own = suite.own_folders(clusters.joined(environments.variables(programs), {}), name)
            folder.mkdir(parents=True)
            play("playbooks/demo_chart.yml", "two charts, before there is a cluster", own, folder)
            named = ready()
            play("playbooks/demo_release.yml", "their release, on the cluster", {**own, **named}, folder)


def play(playbook: str, about: str, environment: Mapping[str, str], folder: Path) -> None:
    """Play a part of the demo with its charts in a folder. RunError where it fails."""
    steps.say(f"{playbook}: {about}")
    given = ["--extra-vars", json.dumps({"demo_folder": str(folder)})]
    code = stream(["ansible-playbook", playbook, *given], environment, folder=ROOT)
    if code != 0:
        raise RunError(f"{playbook} failed: ansible-playbook ended with {code}, see above")


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    """The folder of the demo's charts. After the block it is gone, and so is whoever was started on it: a play that is
    interrupted does not stop its web server."""
    home = suite.own_home(name)
    try:
        yield home / "shop"
    finally:
        with undisturbed():
            processes.end(home)
            shutil.rmtree(home, ignore_errors=True)
