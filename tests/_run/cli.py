# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what make calls."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sys
import time
from types import FrameType
from typing import Optional

from _control_plane import steps
from _control_plane.steps import ClusterError as RunError

from . import clusters, environments, suite
from .demo import demo
from .environments import BUILD, ROOT
from .stages import Count, run_all, stream


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = argparse.ArgumentParser(prog="tests/run", description="The demo, the tests, and what they need.")
    commands = top.add_subparsers(dest="command", required=True)
    setup = commands.add_parser("setup", help="make the Python environment; prints its programs' folder")
    setup.add_argument("name", nargs="?", choices=sorted(environments.REQUIREMENTS), default="test")
    commands.add_parser("build", help="build the collection; prints the archive's path")
    one = commands.add_parser("demo", help="run the demo playbook")
    every = commands.add_parser("test", help="run the stages, all of them by default")
    names = ", ".join(stage.name for stage in (*suite.STAGES, *suite.MATRICES))
    every.add_argument("stages", nargs="*", metavar="STAGE", help=names)
    for command, default in ((one, None), (every, "local")):
        command.add_argument("--cluster", choices=clusters.KINDS, default=os.environ.get("CLUSTER") or default)
    command = commands.add_parser("exec", help="run a program of the test environment, as in: exec pytest tests/unit")
    command.add_argument("argv", nargs=argparse.REMAINDER)
    commands.add_parser("clean", help="remove what was built in the checkout; the cache folder stays")
    return top


def test(names: list[str], choice: str) -> int:
    """Run the stages of these names; 0 when all passed. The last line printed says how many tests did."""
    known = {stage.name: stage for stage in (*suite.STAGES, *suite.MATRICES)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise RunError(f"no stage {unknown[0]}; there are {', '.join(known)}")
    chosen = [known[name] for name in names] if names else list(suite.STAGES)
    programs = environments.environment("test")
    environments.install(programs)
    environment = environments.variables(programs)
    start, count = time.monotonic(), Count()
    run_all([stage for stage in chosen if not stage.needs_cluster], count, environment)
    clustered = [stage for stage in chosen if stage.needs_cluster]
    if clustered:
        with clusters.coming(choice, clusters.name("test")) as ready:
            named = ready()
            shared = clusters.joined(environment, {**named, "NATIVE_HELM_TEST_KUBECONFIG": named["KUBECONFIG"]})
            run_all(clustered, count, shared)
    failures = f", failed: {', '.join(count.failures)}" if count.failures else ""
    print(f"\n{len(chosen)} stages in {steps.span(time.monotonic() - start)}{failures}")
    print("\n".join(count.closing()), flush=True)
    return 1 if count.failed else 0


def dispatch(options: argparse.Namespace) -> int:
    """Do what the command line says."""
    if options.command == "setup":
        print(environments.environment(options.name))
    elif options.command == "build":
        print(environments.install(environments.environment("demo")))
    elif options.command == "demo":
        demo(options.cluster or clusters.picked())
    elif options.command == "test":
        return test(options.stages, options.cluster)
    elif options.command == "exec":
        return stream(options.argv, environments.variables(environments.environment("test")), folder=ROOT)
    else:
        for folder in (
            BUILD,
            *ROOT.rglob("__pycache__"),
            ROOT / ".ruff_cache",
            ROOT / ".mypy_cache",
            ROOT / ".pytest_cache",
        ):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def main() -> int:
    """The exit code: 1 with one error text on stderr when something failed, 130 when interrupted, after tidying up."""
    steps.speaker = "run"

    def stop(number: int, frame: Optional[FrameType]) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        return dispatch(parser().parse_args())
    except RunError as error:
        print(f"run: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
