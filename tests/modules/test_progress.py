# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be seen of a playbook whose task waits: on the terminal, in ansible-runner's events, in the result of a
module that runs elsewhere."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest
from cluster_fixture import create_namespace
from release.texts import config, deployment, hook_job

from .programs import ansible_playbook, target_python

CANARY = "c4n4ry-of-progress"
LATE = r"{0}/web: \d+ s: 1 of 1 not ready: Deployment {0}/web: .*0/1; pod web-\w+-\w+: container failing: runs"


@pytest.fixture
def namespace(cluster: Any) -> Iterator[str]:
    """A namespace of the test's own."""
    name = f"progress-{secrets.token_hex(3)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture
def project(cluster: Any, namespace: str, tmp_path: Path) -> Path:
    """A folder with a chart whose Deployment never gets ready and whose hook writes a log, and its playbook."""
    policy = "before-hook-creation\n    helm.sh/hook-output-log-policy: hook-succeeded"
    hook = hook_job("web-before", "pre-install", policy=policy)
    (tmp_path / "chart/templates").mkdir(parents=True)
    (tmp_path / "chart/Chart.yaml").write_text("apiVersion: v2\nname: late\nversion: 1.0.0\n", encoding="utf-8")
    texts = [config(), deployment(pod="never-ready"), hook]
    (tmp_path / "chart/templates/all.yaml").write_text("---\n".join(texts), encoding="utf-8")
    task = {
        "name": "web",
        "namespace": namespace,
        "chart": str(tmp_path / "chart"),
        "kubeconfig": cluster.kubeconfig,
        "wait": True,
        "timeout": "{{ patience | default(14) }}",
        "values": {"text": CANARY},
        "sensitive_paths": ["text"],
    }
    tasks = [
        {"native.helm.helm_release": task, "register": "late", "ignore_errors": True},
        {"ansible.builtin.copy": {"content": "{{ late | to_json }}", "dest": str(tmp_path / "late.json")}},
    ]
    book = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    (tmp_path / "play.json").write_text(json.dumps(book), encoding="utf-8")
    return tmp_path


def variables(collections: Path, **more: str) -> dict[str, str]:
    """The environment of Ansible."""
    return {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOLOR": "1",
        **more,
    }


def played(project: Path, collections: Path, *words: str, **more: str) -> tuple[str, dict[str, Any]]:
    """What ansible-playbook printed before the task's end, and the task's result."""
    done = subprocess.run(
        [*ansible_playbook(), "play.json", *words],
        cwd=project,
        env=variables(collections, **more),
        capture_output=True,
        text=True,
        check=True,
    )
    assert CANARY not in done.stdout + done.stderr
    return done.stdout.partition("fatal: ")[0], json.loads((project / "late.json").read_text(encoding="utf-8"))


def test_on_the_terminal_while_it_waits(project: Path, collections: Path, namespace: str) -> None:
    shown, late = played(project, collections)
    assert re.search(LATE.format(namespace), shown)
    assert f"{namespace}/web: the log of Job web-before:\n    " in shown
    assert "create ConfigMap" not in shown
    assert late["failed"] and "progress" not in late


def test_more_where_more_is_wanted(project: Path, collections: Path, namespace: str) -> None:
    shown, _late = played(project, collections, "-v", "-e", "patience=4")
    lines = shown.split("\n")
    wanted = [
        f"{namespace}/web: pre-install hook Job web-before: started",
        f"{namespace}/web: pre-install hook Job web-before: succeeded",
        f"{namespace}/web: create ConfigMap {namespace}/web-a",
        f"{namespace}/web: create Deployment {namespace}/web",
    ]
    assert [line for line in lines if line in wanted] == wanted


@pytest.mark.parametrize("how", ["variable", "environment"])
def test_nothing_where_it_is_not_wanted(project: Path, collections: Path, namespace: str, how: str) -> None:
    words = ("-e", '{"native_helm_progress": false}') if how == "variable" else ()
    more = {"NATIVE_HELM_PROGRESS": "no"} if how == "environment" else {}
    for path in ("worker", "module"):
        switch = ("-e", json.dumps({"native_helm_in_worker": path == "worker", "patience": 6}))
        shown, late = played(project, collections, *switch, *words, **more)
        assert not re.search(rf"^{namespace}/web:", shown, re.MULTILINE)
        assert late["failed"] and "progress" not in late


def test_a_module_of_its_own_process_has_the_lines_in_its_result(
    project: Path, collections: Path, namespace: str
) -> None:
    shown, late = played(project, collections, "-e", '{"native_helm_in_worker": false}')
    assert not re.search(rf"^{namespace}/web:", shown, re.MULTILINE)
    assert any(re.search(LATE.format(namespace), line) for line in late["progress"])
    assert f"{namespace}/web: the log of Job web-before:" in late["progress"]


def test_the_events_of_ansible_runner_carry_the_lines_as_they_come(
    project: Path, collections: Path, namespace: str
) -> None:
    events = project / "events.json"
    code = (
        "import ansible_runner, json, sys, time\n"
        "found = []\n"
        "ansible_runner.run(private_data_dir=sys.argv[1], project_dir=sys.argv[1], playbook='play.json', quiet=True,\n"
        "    event_handler=lambda event: found.append([event['event'], event['stdout'], time.monotonic()]) or True)\n"
        "open(sys.argv[2], 'w').write(json.dumps(found))\n"
    )
    path = f"{Path(ansible_playbook()[0]).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [sys.executable, "-c", code, str(project), str(events)],
        env=variables(collections, PATH=path),
        check=True,
        capture_output=True,
    )
    found = json.loads(events.read_text(encoding="utf-8"))
    lines = [(kind, text, when) for kind, text, when in found if re.search(LATE.format(namespace), text)]
    assert lines, found
    assert {kind for kind, _text, _when in lines} == {"verbose"}
    ends = [when for kind, _text, when in found if kind == "runner_on_failed"]
    assert lines[0][2] < ends[0] - 1
    assert CANARY not in events.read_text(encoding="utf-8")
