# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster that the demo and the tests run on: one of our own, or one that the user named."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, Iterator, Mapping, NamedTuple, Optional

from _control_plane import layout, lifecycle, steps
from _control_plane.steps import ClusterError as RunError

from .background import Background, undisturbed
from .environments import BUILD, ROOT

KINDS = ("local", "kind", "current")
ENGINES = ("docker", "nerdctl", "podman")  # in the order in which kind looks for them
KUBECTL = ROOT / "tests/tools/kubectl"
CONTROL_PLANE = ROOT / "tests/cluster/control_plane"
# Variables that may name a cluster that nobody meant.
_FOREIGN = ("KUBECONFIG", "K8S_AUTH_", "HELM_KUBE", "HELM_NAMESPACE", "KUBERNETES_SERVICE_")
# Whatever else is at work goes before the build, but not before the cluster itself. The trap: a shell that is told to
# end waits for the build, which tidies up first.
_LOCAL = 'trap "exit 130" TERM; nice -n 9 "$0" "$1" build && "$2" version --client && exec "$0" "$1" up --name "$3"'
_KIND = '"$0" version --client && exec kind create cluster --name "$1" --kubeconfig "$2" --wait 180s'

Variables = Dict[str, str]


def name(purpose: str) -> str:
    """A name that no other cluster has."""
    return f"{purpose}-{secrets.token_hex(4)}"


def picked() -> str:
    """The kind of cluster where the user named none: kind where it can run, else local, and never the user's own."""
    if not shutil.which("kind") or not _answers(_engine()):
        return "local"
    steps.say("kind and a container engine are here, so it is a kind cluster (CLUSTER=local: one of our own)")
    return "kind"


@contextlib.contextmanager
def coming(choice: str, name: str) -> Iterator[Callable[[], Variables]]:
    """Begin to start the cluster, and yield what waits for it and returns the variables that name it; what was started
    is gone after the block.

    choice: local (a control plane of our own), kind (a kind cluster of our own) or current (the user's kubeconfig, and
    CONTEXT or its current context). RunError, when waiting too.
    """
    if choice == "current":
        named = _current()
        yield lambda: named
        return
    own = _own(choice, name)
    start = Background(own.title, own.start, layout.cache() / f"{name}.log", environment=joined(os.environ, {}))

    def ready() -> Variables:
        start.wait()
        return {"KUBECONFIG": str(own.kubeconfig)}

    try:
        yield ready
    finally:
        with undisturbed():
            start.end()
            own.remove()


def joined(environment: Mapping[str, str], named: Mapping[str, str]) -> Variables:
    """Environment variables, with those of one cluster: any that could name another are taken out."""
    return {**{key: value for key, value in environment.items() if not key.startswith(_FOREIGN)}, **named}


def _current() -> Variables:
    """The user's own cluster, checked to be there, and said on screen before anything happens."""
    kubeconfig = os.environ.get("KUBECONFIG") or os.path.expanduser("~/.kube/config")
    if not any(os.path.isfile(path) for path in kubeconfig.split(os.pathsep)):
        raise RunError(f"CLUSTER=current: there is no kubeconfig at {kubeconfig}; set KUBECONFIG")
    named = {"K8S_AUTH_CONTEXT": os.environ["CONTEXT"]} if os.environ.get("CONTEXT") else {}
    steps.say(f"using your own cluster: {kubeconfig}, context {os.environ.get('CONTEXT') or '(its current one)'}")
    return {**named, "KUBECONFIG": kubeconfig}


class _Own(NamedTuple):
    """A cluster of our own. title: what is said of its start."""

    title: str
    start: list[str]
    kubeconfig: Path
    remove: Callable[[], object]


def _own(choice: str, name: str) -> _Own:
    """What it takes to have a cluster of our own, and to be rid of it. RunError where that cannot be."""
    if choice == "local":
        words = ["sh", "-c", _LOCAL, sys.executable, str(CONTROL_PLANE), str(KUBECTL), name]
        return _Own("the control plane", words, layout.Cluster(name).kubeconfig, lambda: lifecycle.down(name))
    if choice != "kind":
        raise RunError(f"CLUSTER={choice} is not known; use one of {', '.join(KINDS)}")
    for found, what in ((shutil.which("kind"), "kind (https://kind.sigs.k8s.io)"), (_engine(), "a container engine")):
        if not found:
            raise RunError(f"CLUSTER=kind: {what} is not installed")
    kubeconfig = BUILD / f"{name}.kubeconfig"
    BUILD.mkdir(exist_ok=True)
    words = ["sh", "-c", _KIND, str(KUBECTL), name, str(kubeconfig)]

    def remove() -> None:
        subprocess.run(["kind", "delete", "cluster", "--name", name, "--kubeconfig", str(kubeconfig)], check=False)
        kubeconfig.unlink(missing_ok=True)

    return _Own("the kind cluster (CLUSTER=local does without kind)", words, kubeconfig, remove)


def _engine() -> Optional[str]:
    """The container engine that kind would use."""
    named = os.environ.get("KIND_EXPERIMENTAL_PROVIDER")
    return named or next((engine for engine in ENGINES if shutil.which(engine)), None)


def _answers(engine: Optional[str]) -> bool:
    """Whether a container engine is there and runs: many have a client of docker's and no server."""
    if engine is None:
        return False
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        quiet = subprocess.DEVNULL
        return subprocess.run([engine, "info"], stdin=quiet, stdout=quiet, stderr=quiet, timeout=10).returncode == 0
    return False
