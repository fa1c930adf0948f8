# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core in the cache of another host's user: sent once, used by later tasks, with the results of a packed module.
What becomes of a cache that is not as it should be is in tests/unit/plugin_utils/test_stub.py.

The other host is this one, behind Ansible's own ssh connection: what stands for the ssh program runs the command here,
as ssh's server would, and notes how much it was sent.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from ansible.plugins import AnsiblePlugin

from .test_in_worker import PACKED, comparable, tasks

Play = Callable[..., list[dict[str, Any]]]
SSH = """#!/bin/sh
for command; do :; done
case "$command" in
*"dd of="*) tee "$SENT/$(date +%s%N)" | HOME="$REMOTE_HOME" sh -c "$command" ;;
*) HOME="$REMOTE_HOME" exec sh -c "$command" ;;
esac
"""
LARGEST_LATER_TASK = 60_000


class Host(NamedTuple):
    """home: the user's there. run: plays tasks there, and returns their results. sent: sizes of the files that the last
    play sent: all, where pipelining is decided against, as it is if nothing else is said."""

    home: Path
    run: Callable[..., list[dict[str, Any]]]
    sent: Callable[[], list[int]]

    @property
    def core(self) -> Path:
        """Where the core is kept."""
        return self.home / ".cache/native-helm/core"


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A small chart."""
    folder = tmp_path / "shown"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    (folder / "templates/all.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n")
    return folder


@pytest.fixture
def host(play: Play, tmp_path: Path) -> Host:
    """A host whose user has no core yet."""
    (tmp_path / "ssh").write_text(SSH)
    (tmp_path / "ssh").chmod(0o755)
    home = tmp_path / "home"
    (home / ".cache").mkdir(parents=True)
    notes = tmp_path / "sent"

    def run(asked: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
        shutil.rmtree(notes, ignore_errors=True)
        notes.mkdir()
        variables = {"ansible_connection": "ssh", "ansible_ssh_executable": str(tmp_path / "ssh")}
        there = [{**task, "vars": {**variables, **task.get("vars", {})}} for task in asked]
        environ = {
            "ANSIBLE_SSH_TRANSFER_METHOD": "piped", "REMOTE_HOME": str(home), "SENT": str(notes),
            "ANSIBLE_REMOTE_TMP": str(tmp_path / "remote"), "XDG_CACHE_HOME": "", "NATIVE_HELM_CACHE": "",
            **({"ANSIBLE_PIPELINING": "0"} if more.pop("decided", True) else {}), **more.pop("environ", {}),
        }  # fmt: skip
        return play(there, environ=environ, options=["-vvv"], **more)

    return Host(home, run, lambda: [path.stat().st_size for path in sorted(notes.iterdir())])


def info(chart: Path, **keywords: Any) -> dict[str, Any]:
    return {"native.helm.helm_chart_info": {"chart": str(chart)}, **keywords}


def good(results: list[dict[str, Any]]) -> bool:
    return [result.get("metadata", {}).get("name") for result in results] == ["shown"] * len(results)


def test_the_core_is_sent_once_and_a_later_task_is_small(host: Host, chart: Path) -> None:
    assert good(host.run([info(chart)] * 3))
    asked, whole, *later = host.sent()
    assert whole > 500_000 and [size for size in (asked, *later) if size > LARGEST_LATER_TASK] == []
    assert len(later) == 2, "one transfer a task"
    assert good(host.run([info(chart)])) and [size for size in host.sent() if size > LARGEST_LATER_TASK] == []


def test_pipelined_the_core_goes_the_same_way(host: Host, chart: Path) -> None:
    assert good(host.run([info(chart)] * 2, environ={"ANSIBLE_PIPELINING": "1"}))
    assert host.sent() == [] and host.core.is_dir(), "no file was sent"


@pytest.mark.skipif(
    not hasattr(AnsiblePlugin(), "_origins"), reason="until ansible-core 2.18 nobody can see who decided"
)
def test_where_nobody_has_decided_about_pipelining_the_program_goes_on_standard_input(host: Host, chart: Path) -> None:
    looped = {**info(chart), "loop": [1, 2]}
    first, second = host.run([info(chart), looped], decided=False)
    assert good([first, *second["results"]])
    assert host.sent() == [] and host.core.is_dir()
    assert good(host.run([info(chart, vars={"ansible_pipelining": False})], decided=False)) and len(host.sent()) == 1
    packed = info(chart, vars={"native_helm_core_cache": False})
    assert good(host.run([packed, info(chart)], decided=False)) and len(host.sent()) == 1, "the packed module only"


def test_same_results_as_of_a_packed_module(host: Host, chart: Path) -> None:
    (chart.parent / "own/starters").mkdir(parents=True)
    wanted = [task for task in tasks(chart.parent) if "helm_chart" not in str(list(task)) or "lint" in str(task)]
    assert len(wanted) > 8
    cached = host.run(wanted)
    packed = host.run(wanted, environ={"NATIVE_HELM_CORE_CACHE": "no"})
    assert host.core.is_dir()
    assert [comparable(result) for result in cached] == [comparable(result) for result in packed]
    assert max(host.sent()) > LARGEST_LATER_TASK, "the second time the modules were packed"


def test_the_module_is_packed_where_a_program_could_not_do(host: Host, chart: Path) -> None:
    background = info(chart, **{"async": 600, "poll": 1, "vars": {"ansible_async_dir": str(chart.parent / "async")}})
    off = info(chart, vars={"native_helm_core_cache": False})
    nowhere = info(chart, environment={"NATIVE_HELM_CACHE": "off"})
    results = host.run([background, off, nowhere])
    assert good(results) and PACKED in results[0]["_printed"] and min(sorted(host.sent())[-3:]) > LARGEST_LATER_TASK
    assert good(host.run([info(chart)], environ={"ANSIBLE_KEEP_REMOTE_FILES": "1"})) and not host.core.exists()
