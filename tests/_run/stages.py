# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stage after another: its output as it comes, a heartbeat while it is silent, its tests counted."""

from __future__ import annotations

import concurrent.futures
import os
import select
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Mapping, NamedTuple, Sequence

from _control_plane import steps
from _control_plane.steps import ClusterError as RunError

HEARTBEAT = 30.0
LEFT_OUT = "left out: "  # how tests/left_out.py begins the reason of what it skips


@dataclass
class Count:
    """How many tests passed, failed and were skipped; failures: the names of the stages that failed.

    left_out: of those that were skipped, how many for want of what: "what is missing: how to have it".
    """

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def closing(self) -> list[str]:
        """The last lines of a run: what was left out, and the line that counts."""
        rows = [f"left out, {number} tests: {why}" for why, number in sorted(self.left_out.items())]
        return [*rows, self.line()]

    def line(self) -> str:
        """The last line of a run."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass(frozen=True)
class Stage:
    """A part of `make test`. run: does it, counts into Count; needs_cluster: the shared cluster is up for it."""

    name: str
    about: str
    run: Callable[[Count, Mapping[str, str]], None]
    needs_cluster: bool = False


def run_all(stages: Sequence[Stage], count: Count, environment: Mapping[str, str]) -> None:
    """Run the stages, each to its end, whatever became of the one before."""
    for stage in stages:
        print(f"\n=== {stage.name}: {stage.about}", flush=True)
        start, before = time.monotonic(), count.failed
        try:
            stage.run(count, environment)
        except RunError as error:
            print(f"run: {stage.name}: {error}", flush=True)
            count.failed += 1
        verdict = "ok" if count.failed == before else "FAILED"
        if count.failed != before:
            count.failures.append(stage.name)
        print(f"=== {stage.name}: {verdict} after {steps.span(time.monotonic() - start)}", flush=True)


def check(count: Count, command: Sequence[str], environment: Mapping[str, str], *, folder: Path) -> bool:
    """Run a command that is one test by itself: ended with 0 or not."""
    good = stream(command, environment, folder=folder) == 0
    if good:
        count.passed += 1
    else:
        count.failed += 1
    return good


class Job(NamedTuple):
    """A command that is one test by itself. title: what is said of it."""

    title: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


def check_together(count: Count, jobs: Sequence[Job], *, at_once: int = 2) -> None:
    """Run commands that do not get into each other's way, a few at once; what each prints comes when it has ended."""
    start, running = time.monotonic(), dict[str, subprocess.Popen[bytes]]()

    def run(job: Job) -> bytes:
        argv = ["nice", "-n", "5", *job.command]
        running[job.title] = subprocess.Popen(
            argv, cwd=job.folder, env=dict(job.environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return running[job.title].communicate()[0]

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        waiting = {pool.submit(run, job): job for job in jobs}
        try:
            while waiting:
                done, _running = concurrent.futures.wait(
                    waiting, timeout=HEARTBEAT, return_when=concurrent.futures.FIRST_COMPLETED
                )
                if not done:
                    print(f"  … {steps.span(time.monotonic() - start)}", flush=True)
                for future in done:
                    job = waiting.pop(future)
                    _tell(count, job, future.result(), good=running[job.title].returncode == 0)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running.values():
                process.terminate()
            raise


def _tell(count: Count, job: Job, output: bytes, *, good: bool) -> None:
    print(f"--- {job.title}", flush=True)
    sys.stdout.buffer.write(output)
    print(f"--- {job.title}: {'ok' if good else 'FAILED'}", flush=True)
    count.passed, count.failed = count.passed + good, count.failed + (not good)


def pytest(
    count: Count, arguments: Sequence[str], environment: Mapping[str, str], *, folder: Path, report: Path
) -> None:
    """Run pytest and count its tests; a run without a report, or without a test, is a failure."""
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = ["python", "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    code = stream(command, environment, folder=folder)
    root = ElementTree.parse(report).getroot() if report.is_file() else ElementTree.Element("testsuites")
    passed = failed = skipped = 0
    for suite in root.iter("testsuite"):
        bad = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        off = int(suite.get("skipped", "0"))
        failed, skipped, passed = failed + bad, skipped + off, passed + int(suite.get("tests", "0")) - bad - off
    reasons = [skip.get("message", "") for skip in root.iter("skipped")]
    count.left_out.update(reason[len(LEFT_OUT) :] for reason in reasons if reason.startswith(LEFT_OUT))
    count.passed, count.skipped = count.passed + passed, count.skipped + skipped
    count.failed += failed if failed or code == 0 else 1
    if code == 0 and not passed:
        raise RunError(f"{' '.join(command)} ran no test")


def stream(command: Sequence[str], environment: Mapping[str, str], *, folder: Path) -> int:
    """Run a command, pass its output on, say every half minute of silence that it still runs; return its exit code."""
    start = time.monotonic()
    argv = ["nice", "-n", "5", *command]
    with subprocess.Popen(
        argv,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        output = process.stdout.fileno()
        try:
            while True:
                ready, _unused, _none = select.select([output], [], [], HEARTBEAT)
                if not ready:
                    print(f"  … {steps.span(time.monotonic() - start)}", flush=True)
                    continue
                data = os.read(output, 65536)
                if not data:
                    break
                sys.stdout.buffer.write(data)
                sys.stdout.flush()
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
