# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet that is stopped: each release under way ends in good order, nothing new begins, and the next run goes on."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import create_namespace, until
from release.texts import config, hook_job

from .programs import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
Play = Callable[..., list[dict[str, Any]]]
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import collection_path
collection_path.install()
import ansible.module_utils.basic as basic
from ansible_collections.native.helm.plugins.modules import helm_releases
basic._ANSIBLE_ARGS, basic._ANSIBLE_PROFILE = sys.stdin.buffer.read(), "legacy"
helm_releases.main()
"""


@pytest.fixture
def task(cluster: Any, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The options of three releases with slow hooks, and one that needs them."""
    space = f"stop-{secrets.token_hex(3)}"
    hook = hook_job("{{ .Release.Name }}-job", "pre-install")
    hook = hook.replace("metadata: {}", "metadata: {annotations: {native.helm.test/run: '{{ .Values.run }}'}}")
    for name, text in (("slow", f"{config(text='1')}---\n{hook}"), ("quick", config(text="1"))):
        (tmp_path / name / "templates").mkdir(parents=True)
        (tmp_path / name / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", encoding="utf-8")
        (tmp_path / name / "values.yaml").write_text("run: 200s\n", encoding="utf-8")
        (tmp_path / name / "templates/all.yaml").write_text(text.replace("text: 1", 'text: "1"'), encoding="utf-8")
    create_namespace(cluster.kubeconfig, space)
    slow = [{"name": name, "chart": str(tmp_path / "slow")} for name in ("a", "b", "c")]
    yield {
        "defaults": {"namespace": space}, "kubeconfig": cluster.kubeconfig,
        "releases": [*slow, {"name": "last", "chart": str(tmp_path / "quick"), "needs": ["a", "b", "c"]}],
    }  # fmt: skip
    cluster.kubectl("delete", "namespace", space, "--wait=false")


def records(cluster: Any, task: dict[str, Any]) -> list[dict[str, Any]]:
    """The metadata of the records that there are."""
    found = cluster.get("-n", task["defaults"]["namespace"], "secrets", "-l", "owner=helm")
    return [item["metadata"] for item in found["items"]]


def quick(task: dict[str, Any]) -> dict[str, Any]:
    """The same task with hooks that take a second."""
    return {**task, "defaults": {**task["defaults"], "values": {"run": "1s"}}}


def check_ended_well(cluster: Any, task: dict[str, Any]) -> None:
    found = records(cluster, task)
    assert sorted((item["labels"]["name"], item["labels"]["status"]) for item in found) == [
        ("a", "failed"), ("b", "failed"), ("c", "failed"),
    ]  # fmt: skip
    assert all("annotations" not in item for item in found), "somebody still holds one"


def test_a_signal_ends_each_release_with_a_record_that_says_so(cluster: Any, task: dict[str, Any]) -> None:
    given = json.dumps({"ANSIBLE_MODULE_ARGS": task}).encode()
    command = [sys.executable, "-c", RUN, str(ROOT / "tests")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)) as run:
        assert run.stdin and run.stdout
        run.stdin.write(given)
        run.stdin.close()
        until(lambda: len(cluster.get("-n", task["defaults"]["namespace"], "jobs")["items"]) == 3)
        run.send_signal(signal.SIGTERM)
        began = time.monotonic()
        result = json.loads(run.stdout.read())
    assert time.monotonic() - began < 120, "it waited for the hooks"
    assert result["failed"] and result["msg"].startswith("Interrupted by SIGTERM. Run the task again: it goes on.")
    outcomes = {key.partition("/")[2]: own["outcome"] for key, own in result["releases"].items()}
    assert outcomes == {"a": "failed", "b": "failed", "c": "failed", "last": "skipped"}
    assert "the task was stopped" in result["releases"][f"{task['defaults']['namespace']}/last"]["msg"]
    check_ended_well(cluster, task)


def test_a_tasks_timeout_ends_each_release_and_the_next_task_goes_on(
    play: Play, cluster: Any, task: dict[str, Any]
) -> None:
    tool = [str(ROOT / "tests/tools/kubectl"), "--kubeconfig", cluster.kubeconfig, "-n", task["defaults"]["namespace"]]
    look = [*tool, "get", "secrets", "-l", "owner=helm", "-o", "json"]
    late, seen, done = play(
        [
            {"native.helm.helm_releases": task, "timeout": 20},
            {"ansible.builtin.command": {"argv": look}},
            {"native.helm.helm_releases": quick(task)},
        ]
    )
    assert late["failed"] and late["timedout"]["period"] == 20
    found = [item["metadata"] for item in json.loads(seen["stdout"])["items"]]
    assert sorted((item["labels"]["name"], item["labels"]["status"]) for item in found) == [
        ("a", "failed"), ("b", "failed"), ("c", "failed"),
    ]  # fmt: skip
    assert all("annotations" not in item for item in found), "somebody still holds one"
    assert not done.get("failed"), done["msg"]
    listed = json.loads(cluster.helm("list", "-n", task["defaults"]["namespace"], "-o", "json").stdout)
    assert {entry["name"]: entry["status"] for entry in listed} == dict.fromkeys(("a", "b", "c", "last"), "deployed")


JOB = """
import ansible_runner, json, subprocess, sys
folder, look = sys.argv[1], json.loads(sys.argv[2])

def cancelled():
    return len(subprocess.run(look, capture_output=True, text=True, check=True).stdout.split()) >= 3

done = ansible_runner.run(
    private_data_dir=folder, project_dir=folder, playbook="play.json", quiet=True, cancel_callback=cancelled
)
print(done.status)
"""


def test_a_cancelled_job_ends_each_release_and_the_next_job_goes_on(
    play: Play, cluster: Any, collections: Path, task: dict[str, Any], tmp_path: Path
) -> None:
    """As AWX cancels: ansible-runner kills ansible-playbook and its process group, and no signal comes to the task."""
    book = [{"hosts": "localhost", "gather_facts": False, "tasks": [{"native.helm.helm_releases": task}]}]
    (tmp_path / "play.json").write_text(json.dumps(book), encoding="utf-8")
    space = task["defaults"]["namespace"]
    kubectl = [str(ROOT / "tests/tools/kubectl"), "--kubeconfig", cluster.kubeconfig]
    look = [*kubectl, "-n", space, "get", "jobs", "-o", "name"]
    path = f"{Path(ansible_playbook()[0]).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "PATH": path}
    command = [sys.executable, "-c", JOB, str(tmp_path), json.dumps(look)]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=True)
    assert ran.stdout.strip() == "canceled"
    until(lambda: not any("annotations" in item for item in records(cluster, task)))  # sooner than the hooks end
    check_ended_well(cluster, task)
    (done,) = play([{"native.helm.helm_releases": quick(task)}])
    assert not done.get("failed"), done["msg"]
    listed = json.loads(cluster.helm("list", "-n", space, "-o", "json").stdout)
    assert {entry["name"]: entry["status"] for entry in listed} == dict.fromkeys(("a", "b", "c", "last"), "deployed")
