# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workers tell, and what importing it does to the main process. Plays are in tests/modules/test_ahead.py."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from import_graph import CORE, core_files

from ansible_collections.native.helm.plugins.module_utils._helm.base import patterns
from ansible_collections.native.helm.plugins.plugin_utils._worker import ahead

TESTS = Path(__file__).resolve().parents[2]
# What a fork must not copy, or what only a task that needs it may pay for.
NEVER = ("kubernetes", "psycopg", "pysequoia", "cryptography", "bcrypt", "re2")
LOGS = f"{ahead._OURS}.module_utils._helm.kube.logs"
IMPORT_ALL = """
import collection_path; collection_path.install()
import gc, json, ssl, sys, threading
from ansible_collections.native.helm.plugins.plugin_utils._worker import ahead
names = json.load(sys.stdin)
ahead._line.received = lambda: names
before, switches = set(sys.modules), (gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit())
ahead.heed()
came = sorted(set(sys.modules) - before)
filled = [
    f"{name}.{key}"
    for name in came if name.startswith(ahead._OURS)
    for key, value in vars(sys.modules[name]).items()
    if hasattr(value, "cache_info") and value.cache_info().currsize
]
json.dump({
    "came": came, "filled": filled, "threads": len(threading.enumerate()),
    "contexts": sum(isinstance(one, ssl.SSLContext) for one in gc.get_objects()),
    "kept": switches == (gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit()),
}, sys.stdout)
"""


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> ahead._Line:
    """A pipe of the test's own, of which nothing is known yet."""
    monkeypatch.setattr(ahead, "_known", set())
    made = ahead._Line()
    monkeypatch.setattr(ahead, "_line", made)
    return made


def in_a_fork(work: Callable[[], Any]) -> None:
    """Do work as a worker does, and end as one."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_all_of_the_core_can_be_imported_without_a_trace() -> None:
    """No library that must not be there, no thread, no TLS context, no filled cache, no switch turned."""
    assert [name for name in NEVER if importlib.util.find_spec(name) is None] == [], "the test needs them to be there"
    names = [f".module_utils._helm.{'.'.join(path.relative_to(CORE).with_suffix('').parts)}" for path in core_files()]
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], input=json.dumps([*names, "urllib3"]), cwd=TESTS,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert {f"ansible_collections.native.helm.plugins{name}" for name in names} <= {*found["came"], *sys.modules}
    assert "urllib3" in found["came"]
    assert [name for name in found["came"] if name.partition(".")[0] in NEVER] == []
    assert (found["filled"], found["threads"], found["contexts"], found["kept"]) == ([], 1, 0, True)


def test_what_a_worker_imported_the_main_process_imports(line: ahead._Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, LOGS, raising=False)

    def work() -> None:
        importlib.import_module(LOGS)
        ahead.tell()

    in_a_fork(work)
    assert LOGS not in sys.modules
    assert ahead.Asked().__get__(None, object) is False
    assert LOGS in sys.modules


def test_what_a_worker_compiled_the_main_process_compiles(line: ahead._Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only that: most of the core's patterns are needed by few tasks."""
    made: list[Any] = []
    monkeypatch.setattr(patterns, "made", made)
    monkeypatch.setattr(patterns, "used", [])
    used, unused = patterns.lazy("a+", re.DOTALL), patterns.lazy("a+")
    assert made == [used, unused]

    def work() -> None:
        assert used.fullmatch("aa")
        ahead.tell()

    in_a_fork(work)
    compiled: list[tuple[str, int]] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    ahead.heed()
    assert compiled == [("a+", re.DOTALL)]
    assert used.fullmatch("aa") and len(compiled) == 1
    assert patterns.used == [], "and the next worker does not tell it again"


def test_a_worker_tells_what_is_new_only(line: ahead._Line) -> None:
    ahead.tell()
    assert ".plugin_utils._worker.ahead" in line.received()
    ahead.tell()
    assert line.received() == []


def test_what_cannot_be_imported_is_left_to_the_task(line: ahead._Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, LOGS, raising=False)
    line.send([".module_utils._helm.a_missing_one", "urllib3.missing", ".module_utils._helm.kube.logs"])
    ahead.heed()
    assert LOGS in sys.modules


def test_a_worker_imports_nothing_that_others_told(line: ahead._Line) -> None:
    line.send(["urllib3.no_such_module"])
    in_a_fork(ahead.heed)
    assert line.received() == ["urllib3.no_such_module"]


def test_many_workers_write_whole_names_and_never_wait(line: ahead._Line) -> None:
    """A pipe has room for 64 KB: what is beyond is told by a later worker."""
    names = [f".module_utils._helm.{'n' * 60}{number}" for number in range(400)]
    for _number in range(4):
        in_a_fork(lambda: line.send(names))
    received = line.received()
    assert set(received) <= set(names) and len(received) >= 400
    assert line.received() == []
