# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks' arithmetic: goals, and the one table."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
import time
import urllib.request
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import ModuleType
from typing import Any

import loopback
import pytest
import yaml

BENCH = Path(__file__).resolve().parents[2] / "bench"


def load(name: str) -> ModuleType:
    """A program of bench/ as a module."""
    loader = importlib.machinery.SourceFileLoader(f"bench_{Path(name).stem}", str(BENCH / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = sys.modules[loader.name] = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def harness() -> ModuleType:
    return load("harness.py")


@pytest.fixture(scope="module")
def table(harness: ModuleType) -> ModuleType:
    sys.modules["harness"] = harness
    try:
        return load("all")
    finally:
        del sys.modules["harness"]


def comparison(harness: ModuleType, targets: list[Any]) -> Any:
    """Three rounds: ours takes 0.5, 0.5 and 2 times what the reference takes, and 1, 0.25 and 1 of the other peer."""
    seconds = {"helm": (2, 4, 1), "ours": (1, 2, 2), "sdk": (1, 8, 2)}
    samples = {
        label: [harness.Sample(float(wall), float("nan"), 10.0 * wall, {"sent": wall}) for wall in walls]
        for label, walls in seconds.items()
    }
    return harness.Comparison("install", samples, targets, peers=["sdk"])


@pytest.mark.parametrize(
    ("metric", "at_most", "absolute", "missed"),
    [
        ("wall", 0.5, False, []),
        ("wall", 0.4, False, ["install: ours: wall is 0.50x, the target 0.4x"]),
        ("rss", 20.0, True, []),
        ("rss", 19.0, True, ["install: ours: rss is 20.00 MB, the target 19 MB"]),
        ("sent", 0.5, False, []),
        ("cpu", 5.0, False, ["install: ours: cpu is nanx, the target 5x"]),
    ],
)
def test_a_target_is_held_against_the_median_of_ratios_or_the_largest_figure(
    harness: ModuleType, metric: str, at_most: float, absolute: bool, missed: list[str]
) -> None:
    target = harness.Target("ours", metric, at_most, absolute)
    assert comparison(harness, [target]).missed() == missed


def test_the_table_has_ours_beside_each_peer_with_goals(harness: ModuleType, table: ModuleType) -> None:
    targets = [harness.Target("ours", "wall", 0.4), harness.Target("ours", "rss", 25.0, True)]
    rows = table.rows_of("release", comparison(harness, targets).as_dict())
    assert [tuple(row) for row in rows] == [
        ("release: install: ours", "2.000 s", "helm 2.000 s", "0.50", "0.4", "NO"),
        ("release: install: ours, rss", "20.000 MB", "helm 20.000 MB", "0.50", "25 MB", "yes"),
        ("release: install: ours", "2.000 s", "sdk 2.000 s", "1.00", "-", "-"),
    ]
    assert table.table(rows).splitlines()[0].split(" | ")[0].rstrip() == "what"


def test_goals_are_about_benchmarks_that_there_are_and_say_where_they_come_from(harness: ModuleType) -> None:
    found = harness.goals()
    assert len(found) > 40
    for goal in found:
        assert (BENCH / goal.bench).is_file() and goal.target.source and goal.target.at_most > 0


def test_a_goal_is_for_what_its_patterns_fit(harness: ModuleType, table: ModuleType) -> None:
    mine = harness.Goal("release", "inst*", harness.Target("o*", "wall", 1.0))
    others = harness.Goal("release", "upgrade", harness.Target("ours", "wall", 2.0))
    measured = comparison(harness, [])
    assert harness.targets_of(measured, [mine, others]) == [harness.Target("ours", "wall", 1.0)]
    left = table.unmeasured([mine, others], {"release": {"comparisons": [measured.as_dict()]}})
    assert [tuple(row) for row in left] == [("release: upgrade: ours", "-", "-", "-", "2", "not measured")]


def test_a_server_that_is_far_gives_the_same_answers_later(tmp_path: Path) -> None:
    """At the earliest after a round trip; its kubeconfig differs in the server only."""
    body, asked = b"x" * 300_000, "/a/b"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.path == asked else b"")

        def log_message(self, *_told: Any) -> None:
            """Say nothing."""

    server = loopback.Server(Handler)
    near = {"kind": "Config", "clusters": [{"name": "c", "cluster": {"server": server.url, "tls-server-name": "x"}}]}
    (tmp_path / "near").write_text(yaml.safe_dump(near), encoding="utf-8")
    try:
        with load("far.py").kubeconfig(str(tmp_path / "near"), tmp_path, seconds=0.2) as path:
            far = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
            url = far["clusters"][0]["cluster"].pop("server")
            near["clusters"][0]["cluster"].pop("server")
            assert far == near
            began = time.monotonic()
            with urllib.request.urlopen(f"{url}{asked}") as answer:
                assert answer.read() == body
            assert time.monotonic() - began >= 0.2
    finally:
        server.stop()
