# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs mutants, each in a fork of this process, which has the tests and the collection imported already.

A plugin of pytest: NATIVE_HELM_MUTANTS names a file with lines of JSON, {number, file, function, edit, tests, seconds,
fresh}; a line {number, outcome, by} is written to NATIVE_HELM_OUTCOMES for each. A fork gives the functions that are
mutated their new code, in place, so that every name for them has it; where that is not enough (fresh: what runs at
import), it imports the collection and the tests anew. It ends at the first test that fails.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import math
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import types
from collections import defaultdict
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Optional, Sequence

import pytest

ROOT = Path.cwd()
CORE = ROOT / "plugins/module_utils/_helm"
PACKAGE = "ansible_collections.native.helm.plugins.module_utils._helm"
WORKERS = int(os.environ.get("NATIVE_HELM_WORKERS") or 2)
MEMORY = 2 << 30  # more than the parent has
Functions = dict[tuple[str, str, int], list[types.FunctionType]]


class Running(NamedTuple):
    """A fork at work. ends: when it is taken for one that never ends; answer: where it writes the test that failed."""

    job: dict[str, Any]
    pid: int
    ends: float
    answer: int
    folder: Path


def functions() -> Functions:
    """The collection's functions by file, name and line; loads every module of the collection's rooms first."""
    for path in sorted(CORE.rglob("*.py")):
        name = ".".join(path.relative_to(CORE).with_suffix("").parts)
        importlib.import_module(f"{PACKAGE}.{name}".removesuffix(".__init__"))
    found: Functions = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is types.FunctionType and one.__code__.co_filename.startswith(str(CORE)):
            found[place(one.__code__)].append(one)
    return found


def place(code: types.CodeType) -> tuple[str, str, int]:
    """What finds a function's code in another compilation of the same file."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code and those in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def mutated(job: dict[str, Any]) -> str:
    """The text of the mutated file."""
    text = (CORE / job["file"]).read_text("utf-8")
    start, length, new = job["edit"]
    return text[:start] + new + text[start + length :]


def put_in_place(job: dict[str, Any], known: Functions) -> bool:
    """Give the functions of the mutated file their new code; whether that was enough."""
    path = CORE / job["file"]
    before = {
        place(code): code for code in codes(compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True))
    }
    changed = []
    for code in codes(compile(mutated(job), str(path), "exec", dont_inherit=True)):
        if before.get(place(code)) != code:
            changed += [(function, code) for function in known.get(place(code), ())]
    try:
        for function, code in changed:
            function.__code__ = code
    except ValueError:  # it takes other names from the function around it
        return False
    return bool(changed)


class Finder(MetaPathFinder):
    """Finds the mutated module."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._path = str(CORE / job["file"])
        self._name = f"{PACKAGE}.{job['file'].removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
        self._text = mutated(job)

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Optional[ModuleSpec]:
        if name != self._name:
            return None
        text = self._text

        class Loader(SourceFileLoader):
            def get_code(self, fullname: str) -> types.CodeType:
                return compile(text, self.path, "exec", dont_inherit=True)

        return importlib.util.spec_from_file_location(name, self._path, loader=Loader(name, self._path))


class FailFast:
    """In a fork: the first failure ends it."""

    def __init__(self, answer: int, wanted: Optional[set[str]] = None) -> None:
        self._answer = answer
        self._wanted = wanted

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self._wanted is None or item.nodeid in self._wanted]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.end(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            self.end(item.nodeid)

    def end(self, by: str) -> None:
        os.write(self._answer, by.encode("utf-8", "replace")[:4000])
        os._exit(1)


def work(job: dict[str, Any], session: pytest.Session, known: Functions, answer: int) -> None:
    """In a fork: run the tests of a mutant; returns where none fails."""
    if job["edit"] and (job["fresh"] or not put_in_place(job, known)):
        anew(job, answer)
        return
    session.config.pluginmanager.register(FailFast(answer))
    items = [ITEMS[name] for name in job["tests"]]
    for item, following in zip(items, [*items[1:], None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def anew(job: dict[str, Any], answer: int) -> None:
    """Forget the collection and the tests, and run the tests of a mutant as pytest does."""
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        if name.startswith("ansible_collections") or path.startswith(str(ROOT / "tests")):
            del sys.modules[name]
    sys.meta_path.insert(0, Finder(job))
    files = list(dict.fromkeys(name.partition("::")[0] for name in job["tests"]))
    code = pytest.main([*OPTIONS, *files], plugins=[FailFast(answer, set(job["tests"]))])
    if code != 0:
        FailFast(answer).end(f"pytest ended with {int(code)}")


OPTIONS = ["-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "settings"]
ITEMS: dict[str, pytest.Item] = {}


def start(job: dict[str, Any], session: pytest.Session, known: Functions) -> Running:
    """Fork for a mutant."""
    folder = Path(os.environ["TMPDIR"]) / f"mutant-{job['number']}"
    folder.mkdir()
    reading, answer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer)
        return Running(job, pid, time.monotonic() + 20 + 10 * job["seconds"], reading, folder)
    code = 1
    try:
        os.setsid()
        os.close(reading)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = math.ceil(used.ru_utime + used.ru_stime + 3 + 3 * job["seconds"] + (5 if job.get("fresh") else 0))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        work(job, session, known, answer)
        code = 0
    except BaseException as error:
        os.write(answer, f"{type(error).__name__}: {error}".encode()[:4000])
    finally:
        os._exit(code)


def finish(running: Running, *, ended: bool) -> dict[str, Any]:
    """What became of a fork; nothing of it is left afterwards."""
    told = os.read(running.answer, 4096).decode("utf-8", "replace") if ended else "never ended"
    os.close(running.answer)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
    status = os.waitpid(running.pid, 0)[1]
    shutil.rmtree(running.folder, ignore_errors=True)
    if not told and (os.WIFSIGNALED(status) or os.WEXITSTATUS(status)):
        told = "never ended" if os.WIFSIGNALED(status) else "the process ended"
    return {"number": running.job["number"], "outcome": "killed" if told else "survived", "by": told}


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of running the tests: run the mutants."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    jobs = [json.loads(line) for line in Path(os.environ["NATIVE_HELM_MUTANTS"]).read_text("utf-8").splitlines()]
    ITEMS.update((item.nodeid, item) for item in session.items)
    known = functions()
    gc.collect()
    gc.freeze()
    unchanged = {"number": -1, "file": "", "function": "", "edit": None, "tests": list(ITEMS), "seconds": 60.0}
    for outcome in outcomes([unchanged], session, known):
        if outcome["outcome"] != "survived":
            pytest.exit(f"a test fails without a mutant: {outcome['by']}", 1)
    with Path(os.environ["NATIVE_HELM_OUTCOMES"]).open("w", encoding="utf-8") as file:
        for number, outcome in enumerate(outcomes(jobs, session, known), 1):
            file.write(json.dumps(outcome) + "\n")
            if number % 500 == 0:
                print(f"  {number} of {len(jobs)} mutants", flush=True)
    return True


def outcomes(jobs: list[dict[str, Any]], session: pytest.Session, known: Functions) -> Iterator[dict[str, Any]]:
    """Run the mutants, a few at once. What killed a function's last mutants is tried first."""
    waiting, at_work = list(reversed(jobs)), dict[int, Running]()
    killers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    try:
        while waiting or at_work:
            while waiting and len(at_work) < WORKERS:
                job = waiting.pop()
                first = [name for name in reversed(killers[job["file"], job["function"]]) if name in job["tests"]][:20]
                job["tests"] = list(dict.fromkeys([*first, *job["tests"]]))
                running = start(job, session, known)
                at_work[running.answer] = running
            for answer, ended in ready(at_work):
                running = at_work.pop(answer)
                outcome = finish(running, ended=ended)
                seen = killers[running.job["file"], running.job["function"]]
                seen.pop(outcome["by"], None)
                seen[outcome["by"]] = None
                yield outcome
    finally:
        for running in at_work.values():
            finish(running, ended=False)


def ready(at_work: dict[int, Running]) -> Iterator[tuple[int, bool]]:
    """Wait until a fork has said something or its time is over; yields where it writes, and whether it did."""
    poll = select.poll()
    for answer in at_work:
        poll.register(answer, select.POLLIN | select.POLLHUP)
    soonest = min(running.ends for running in at_work.values())
    told = {answer for answer, _event in poll.poll(max(0.0, soonest - time.monotonic()) * 1000)}
    for answer, running in list(at_work.items()):
        if answer in told or time.monotonic() >= running.ends:
            yield answer, answer in told
