# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects measured side by side: rounds in which each runs once, their order turning, so that what else the machine
does falls on all of them alike. What is compared is the ratio inside a round, never a time of one day with another's.

    comparison = compare("install", [Command("helm", [...]), Command("native.helm", [...])], n=10)
    finish([comparison, ...], options)            prints, writes --json, gives the exit code

The first subject is the reference: ratios are to it. What is to be reached stands in goals.yml.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping, NamedTuple, Optional, Protocol, Sequence

import yaml

ROOT = Path(__file__).resolve().parent.parent
GOALS = ROOT / "bench" / "goals.yml"
MEASURED = ROOT / "bench" / "measured.py"
METRICS = {"wall": "s", "cpu": "s", "rss": "MB"}  # a sample's figures and their units


class Sample(NamedTuple):
    """One run. wall, cpu: seconds (cpu: user and system, of its children too). rss: peak, in MB; NaN where the run had
    no process of its own. facts: what else was counted, such as requests."""

    wall: float
    cpu: float
    rss: float
    facts: Mapping[str, float] = {}


class Subject(Protocol):
    """What is measured. label: its name in tables."""

    label: str

    def sample(self) -> Sample:
        """Run once; what has to be prepared for it is not in the figures."""


@dataclass
class Command:
    """A process. before, after: called around each run, unmeasured; after may count something (see Sample.facts).

    accept: exit codes; any other ends the benchmark with the run's stderr. Its output is thrown away.
    """

    label: str
    argv: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    folder: Optional[Path] = None
    before: Optional[Callable[[], object]] = None
    after: Optional[Callable[[], Mapping[str, float]]] = None
    accept: Sequence[int] = (0,)

    def sample(self) -> Sample:
        """Run the process."""
        if self.before:
            self.before()
        code, wall, cpu, rss, errors = self._measured()
        if code not in self.accept:
            line = " ".join(map(str, self.argv))
            sys.exit(f"bench: {self.label} ended with {code}: {line}\n{errors[-2000:]}")
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return Sample(wall, cpu, rss / unit, self.after() if self.after else {})

    def _measured(self) -> tuple[int, float, float, float, str]:
        """Exit code, wall and CPU seconds, peak memory in the kernel's unit, stderr."""
        argv = [sys.executable, "-I", "-S", str(MEASURED), *(str(word) for word in self.argv)]
        with tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile() as figures:
            subprocess.run(  # by its name: a shell may know no descriptor of two digits
                ["sh", "-c", 'figures=$1; shift; exec "$@" 3>"$figures"', "sh", figures.name, *argv],
                env={**os.environ, **self.environ}, cwd=self.folder, check=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip
            errors.seek(0)
            figures.seek(0)
            code, wall, cpu, rss = figures.read().split()
            return int(code), float(wall), float(cpu), float(rss), errors.read().decode("utf-8", "replace")


@dataclass
class Call:
    """A function in this process: what a task costs without its interpreter's start. before: as Command's."""

    label: str
    call: Callable[[], object]
    before: Optional[Callable[[], object]] = None

    def sample(self) -> Sample:
        """Call it once."""
        if self.before:
            self.before()
        wall, cpu = time.perf_counter(), time.process_time()
        self.call()
        return Sample(time.perf_counter() - wall, time.process_time() - cpu, float("nan"))


class Target(NamedTuple):
    """At most so many times the reference's figure, at the median; absolute: at most so much, in the metric's unit, in
    every round. metric: one of METRICS, or a fact of the samples'. source: who wants it."""

    label: str
    metric: str
    at_most: float
    absolute: bool = False
    source: str = ""


class Goal(NamedTuple):
    """An entry of goals.yml. comparison, and target's label: patterns as of a shell."""

    bench: str
    comparison: str
    target: Target


def goals() -> list[Goal]:
    """Return all that is to be reached."""
    listed: list[dict[str, Any]] = yaml.safe_load(GOALS.read_text(encoding="utf-8"))
    found = []
    for one in listed:
        at_most = float(one["at_most"])
        metric, absolute = str(one.get("metric", "wall")), bool(one.get("absolute", False))
        target = Target(str(one["subject"]), metric, at_most, absolute, str(one["from"]))
        found.append(Goal(str(one["bench"]), str(one["comparison"]), target))
    return found


class Figures(NamedTuple):
    """One metric of one subject. ratio: the median of the rounds' ratios to the reference."""

    median: float
    least: float
    most: float
    ratio: float


@dataclass
class Comparison:
    """What was measured: samples by label, a list a subject, round by round. peers: which labels are not ours.
    is_detail: another comparison sums it up."""

    name: str
    samples: dict[str, list[Sample]]
    targets: Sequence[Target] = ()
    peers: Sequence[str] = ()
    is_detail: bool = False

    def figures(self, label: str, metric: str) -> Figures:
        """Return one metric or fact of one subject."""
        reference = [_figure(sample, metric) for sample in next(iter(self.samples.values()))]
        found = [_figure(sample, metric) for sample in self.samples[label]]
        ratio = statistics.median(one / other for one, other in zip(found, reference))
        return Figures(statistics.median(found), min(found), max(found), ratio)

    def is_met(self, target: Target) -> bool:
        """Whether a target is reached."""
        figures = self.figures(target.label, target.metric)
        return (figures.most if target.absolute else figures.ratio) <= target.at_most

    def missed(self) -> list[str]:
        """Return the targets that were not reached, a line each."""
        lines = []
        for target in self.targets:
            if not self.is_met(target):
                figures = self.figures(target.label, target.metric)
                unit = f" {METRICS.get(target.metric, '')}" if target.absolute else "x"
                is_so = figures.most if target.absolute else figures.ratio
                lines.append(
                    f"{self.name}: {target.label}: {target.metric} is {is_so:.2f}{unit}, "
                    f"the target {target.at_most:g}{unit}"
                )
        return lines

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON: the figures, and every sample."""
        subjects = {
            label: {
                "n": len(samples),
                **{metric: self.figures(label, metric)._asdict() for metric in METRICS},
                "samples": [sample._asdict() for sample in samples],
            }
            for label, samples in self.samples.items()
        }
        targets = [target._asdict() for target in self.targets]
        told = {"peers": list(self.peers), "is_detail": self.is_detail, "missed": self.missed()}
        return {"name": self.name, "subjects": subjects, "targets": targets, **told}

    def table(self) -> str:
        """Return it for people."""
        rounds = len(next(iter(self.samples.values())))
        width = max(len(label) for label in self.samples)
        heads = "".join(f" | {f'{metric} {unit}: median (min-max)':<30} ratio" for metric, unit in METRICS.items())
        lines = [f"{self.name}, {rounds} rounds", f"  {'':<{width}}{heads}"]
        for label, samples in self.samples.items():
            cells = "".join(f" | {_cell(self.figures(label, metric)):<37}" for metric in METRICS)
            counted = {key: statistics.median(sample.facts[key] for sample in samples) for key in samples[0].facts}
            facts = "".join(f" | {key} {value:g}" for key, value in counted.items())
            lines.append(f"  {label:<{width}}{cells}{facts}".rstrip())
        return "\n".join(lines)


def _figure(sample: Sample, metric: str) -> float:
    return float(getattr(sample, metric) if metric in METRICS else sample.facts.get(metric, float("nan")))


def _cell(figures: Figures) -> str:
    if figures.median != figures.median:
        return "-"
    span = f"{figures.median:.3f} ({figures.least:.3f}-{figures.most:.3f})"
    return f"{span:<30} {figures.ratio:.2f}x"


def compare(
    name: str, subjects: Sequence[Subject], *, n: int = 10, warm_up: int = 1, peers: Sequence[str] = ()
) -> Comparison:
    """Run each subject n times, in rounds; warm_up rounds before them are not counted. peers: which are not ours."""
    samples: dict[str, list[Sample]] = {subject.label: [] for subject in subjects}
    for number in range(-warm_up, n):
        turn = number % len(subjects)
        for subject in [*subjects[turn:], *subjects[:turn]]:
            sample = subject.sample()
            if number >= 0:
                samples[subject.label].append(sample)
    return Comparison(name, samples, peers=peers)


def parser(description: str, *, n: int = 10) -> argparse.ArgumentParser:
    """Return the command line that every benchmark has; a benchmark may add to it."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("-n", "--rounds", dest="n", type=int, default=n, help=f"rounds (default {n})")
    made.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    made.add_argument("--no-targets", action="store_true", help="exit code 0 also where a target is missed")
    return made


def targets_of(comparison: Comparison, wanted: Sequence[Goal]) -> list[Target]:
    """Return the goals that are about a comparison, one for each subject that they are about."""
    fitting = [goal.target for goal in wanted if fnmatch.fnmatchcase(comparison.name, goal.comparison)]
    return [
        target._replace(label=label)
        for target in fitting
        for label in comparison.samples
        if fnmatch.fnmatchcase(label, target.label)
    ]


def finish(comparisons: Sequence[Comparison], options: argparse.Namespace) -> int:
    """Add the goals of the program that runs, print all, write the JSON; return 1 where one was missed, else 0."""
    wanted = [goal for goal in goals() if goal.bench == Path(sys.argv[0]).name]
    for comparison in comparisons:
        comparison.targets = [*comparison.targets, *targets_of(comparison, wanted)]
        print(comparison.table())
    missed = [line for comparison in comparisons for line in comparison.missed()]
    if options.json:
        content = {"machine": machine(), "comparisons": [one.as_dict() for one in comparisons], "missed": missed}
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print("\n".join(f"MISSED {line}" for line in missed) or "every target reached")
    return 1 if missed and not options.no_targets else 0


def machine() -> dict[str, object]:
    """Return what the figures were measured on."""
    return {
        "cpus": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def helm() -> Path:
    """Return the real helm's own binary: without the script before it, whose start would count as helm's."""
    version = os.environ.get("HELM_VERSION", "4.3.1")
    subprocess.run([str(ROOT / "tests/tools/helm"), "version"], check=True, stdout=subprocess.DEVNULL)
    cache = os.environ.get("NATIVE_HELM_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "native-helm"
    )
    return Path(cache) / "tools" / f"helm-{version}" / "helm"
