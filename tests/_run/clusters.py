# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster that the demo and the tests run on: one of our own, or one that the user named."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

from _control_plane import lifecycle, steps
from _control_plane.steps import ClusterError as RunError

from .environments import BUILD

KINDS = ("local", "kind", "current")
_FOREIGN = ("KUBECONFIG", "K8S_AUTH_", "HELM_", "KUBERNETES_SERVICE_")  # may name a cluster that nobody meant


@contextlib.contextmanager
def cluster(choice: str, name: str) -> Iterator[dict[str, str]]:
    """Yield the environment variables that name the cluster; what was started for it is gone after the block.

    choice: local (a control plane of our own), kind (a kind cluster of our own) or current (the user's kubeconfig, and
    CONTEXT or its current context). Never another one: variables that could name one are taken out. RunError.
    """
    if choice == "current":
        yield _current()
        return
    clean = {key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)}
    if choice == "kind":
        with _kind(name) as kubeconfig:
            yield {**clean, "KUBECONFIG": str(kubeconfig)}
        return
    if choice != "local":
        raise RunError(f"CLUSTER={choice} is not known; use one of {', '.join(KINDS)}")
    try:
        kubeconfig = lifecycle.up(name, nodes=2, timeout=180.0)
        yield {**clean, "KUBECONFIG": str(kubeconfig)}
    finally:
        lifecycle.down(name)


def _current() -> dict[str, str]:
    """The user's own cluster, checked to be there, and said on screen before anything happens."""
    kubeconfig = os.environ.get("KUBECONFIG") or os.path.expanduser("~/.kube/config")
    if not any(os.path.isfile(path) for path in kubeconfig.split(os.pathsep)):
        raise RunError(f"CLUSTER=current: there is no kubeconfig at {kubeconfig}; set KUBECONFIG")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)}
    named = {"K8S_AUTH_CONTEXT": os.environ["CONTEXT"]} if os.environ.get("CONTEXT") else {}
    steps.say(f"using your own cluster: {kubeconfig}, context {os.environ.get('CONTEXT') or '(its current one)'}")
    return {**clean, **named, "KUBECONFIG": kubeconfig}


@contextlib.contextmanager
def _kind(name: str) -> Iterator[Path]:
    for program, where in (("docker", "a container engine"), ("kind", "https://kind.sigs.k8s.io")):
        if not shutil.which(program):
            raise RunError(f"CLUSTER=kind: {program} is not installed ({where})")
    kubeconfig, log = BUILD / f"{name}.kubeconfig", BUILD / f"{name}.log"
    BUILD.mkdir(exist_ok=True)
    create = ["kind", "create", "cluster", "--name", name, "--kubeconfig", str(kubeconfig), "--wait", "180s"]
    try:
        steps.run("starting a kind cluster", create, log, environment=os.environ, about="1 minute")
        yield kubeconfig
    finally:
        subprocess.run(["kind", "delete", "cluster", "--name", name, "--kubeconfig", str(kubeconfig)], check=False)
        kubeconfig.unlink(missing_ok=True)
