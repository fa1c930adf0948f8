# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's main process imports what its workers had to import, where modules run in workers, and only there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

Play = Callable[..., list[dict[str, Any]]]
CORE = "ansible_collections.native.helm.plugins.module_utils._helm."
CALLBACK = f"""
import json, os, sys, threading
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, "aggregate", "seen"

    def __init__(self):
        super().__init__()
        self.seen, self.threads = [], threading.active_count()

    def v2_runner_on_ok(self, result):
        self.seen.append([name[{len(CORE)}:] for name in sys.modules if name.startswith({CORE!r})])

    def v2_playbook_on_stats(self, stats):
        with open(os.environ["SEEN"], "w") as file:
            json.dump({{"modules": self.seen, "threads": threading.active_count() - self.threads}}, file)
"""


@pytest.fixture
def seen(play: Play, tmp_path: Path) -> Callable[..., Any]:
    """Return a function that plays a task three times, and gives the core's modules in the main process after each."""
    (tmp_path / "seen.py").write_text(CALLBACK)
    (tmp_path / "chart/templates").mkdir(parents=True)
    (tmp_path / "chart/Chart.yaml").write_text("apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    environ = {"ANSIBLE_CALLBACK_PLUGINS": str(tmp_path), "ANSIBLE_CALLBACKS_ENABLED": "seen"}

    def run(**more: str) -> Any:
        task = {"native.helm.helm_chart_info": {"chart": str(tmp_path / "chart")}}
        results = play([task] * 3, environ={**environ, "SEEN": str(tmp_path / "seen.json"), **more})
        assert [result["metadata"]["name"] for result in results] == ["shown"] * 3
        found = json.loads((tmp_path / "seen.json").read_text())
        assert len(found["modules"]) == 4 and found["threads"] == 0
        return found["modules"]

    return run


def test_from_the_second_task_on_a_worker_is_forked_with_what_it_needs(seen: Callable[..., Any]) -> None:
    first, second, third, _copy = seen()
    assert "actions.chart_info" not in first
    assert {"actions.chart_info", "chart.loader", "codecs.yaml.codec"} <= set(second)
    assert third == second, "nothing is imported that no worker needed"


def test_a_play_without_such_a_task_imports_nothing(seen: Callable[..., Any]) -> None:
    first, second, third, _copy = seen(NATIVE_HELM_IN_WORKER="no")
    assert first == second == third and "actions.chart_info" not in third
