# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType
from typing import Optional

from . import lifecycle, processes, versions
from .build import build, programs
from .layout import Cluster, existing
from .steps import ClusterError


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = argparse.ArgumentParser(
        prog="control_plane", description="A real Kubernetes control plane for tests, without containers."
    )
    commands = top.add_subparsers(dest="command", required=True)
    made = commands.add_parser("build", help="build the programs (7 to 15 minutes, once); prints their folder")
    other = commands.add_parser("pin", help="pin another version of Kubernetes; prints its go.mod")
    other.add_argument("release", help="the whole version, such as v1.35.4")
    one = commands.add_parser("up", help="start a cluster; prints the path of its kubeconfig")
    one.add_argument("--nodes", type=int, default=2, help="how many nodes (2)")
    one.add_argument("--timeout", type=float, default=180.0, help="seconds until a start counts as failed (180)")
    for command in (made, one):
        text = f"of Kubernetes: {', '.join(versions.known())} (NATIVE_HELM_KUBERNETES, else that of src/go.mod)"
        command.add_argument("--version", default=versions.wanted(), metavar="VERSION", help=text)
    gone = commands.add_parser("down", help="stop a cluster and remove all of it")
    where = commands.add_parser("kubeconfig", help="print the path of a running cluster's kubeconfig")
    commands.add_parser("status", help="tell what is built and what runs")
    for command in (one, gone, where):
        command.add_argument("--name", default="default", help="the cluster's name (default)")
    gone.add_argument("--all", action="store_true", help="every cluster")
    return top


def status() -> None:
    """Print what is built and what runs."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `status | head` is no error
    for version in versions.known():
        folder = programs(version)
        state = str(folder) if folder.is_dir() else f"not built (control_plane build --version {version})"
        print(f"programs: Kubernetes {versions.kubernetes(version)}, kwok {versions.KWOK}: {state}")
    for cluster in existing():
        items = processes.running(cluster.folder)
        ready = "ready" if lifecycle.is_ready(cluster) else "NOT ready"
        print(
            f"cluster {cluster.name}: {ready}, {len(items)} processes, {sum(item.megabytes for item in items)} MB, "
            f"kubeconfig {cluster.kubeconfig}"
        )
        for item in sorted(items, key=lambda item: item.component):
            print(f"  {item.component:<24} pid {item.pid:<8} {item.megabytes:>4} MB")
    if not existing():
        print("no cluster runs")


def kubeconfig(name: str) -> str:
    """The path of the cluster's kubeconfig. ClusterError when the cluster does not run."""
    cluster = Cluster(name)
    if not lifecycle.is_ready(cluster):
        raise ClusterError(f"cluster {name} does not run; start it: control_plane up --name {name}")
    return str(cluster.kubeconfig)


def dispatch(options: argparse.Namespace) -> None:
    """Do what the command line says; results go to stdout."""
    if options.command == "build":
        print(build(options.version))
    elif options.command == "pin":
        from . import pins

        print(pins.pin(options.release))
    elif options.command == "up":
        if options.nodes < 1:
            raise ClusterError(f"--nodes {options.nodes}: at least one node is needed for pods to run on")
        print(
            lifecycle.up(options.name, nodes=options.nodes, timeout=options.timeout, version=options.version)
        )
    elif options.command == "down":
        for name in [cluster.name for cluster in existing()] if options.all else [options.name]:
            if not lifecycle.down(name):
                print(f"control_plane: no cluster {name} runs", file=sys.stderr)
    elif options.command == "status":
        status()
    else:
        print(kubeconfig(options.name))


def main(arguments: list[str]) -> int:
    """0 when done; 1 with one error text on stderr; 130 when interrupted, after cleaning up."""

    def stop(number: int, frame: Optional[FrameType]) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        dispatch(parser().parse_args(arguments))
    except ClusterError as error:
        print(f"control_plane: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("control_plane: interrupted", file=sys.stderr)
        return 130
    return 0
