# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of playbooks/awx as AWX runs them, by ansible-runner, with forks and a fact cache; what is left of a
job tells no secret.

More of it: tests/awx. A cancelled job: test_fleet_stop.py. Progress in events: test_progress.py.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest
import vaults

from .programs import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
PLAIN, VAULTED = "c4n4ry-of-the-values", "c4n4ry-of-the-vault"
CHART = """apiVersion: v1
kind: Secret
metadata: {name: shop}
stringData: {password: {{ .Values.password | quote }}, word: {{ .Values.word | quote }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data: {replicas: {{ .Values.replicaCount | quote }}}
"""
NOTES = "Log in with {{ .Values.password }} or {{ .Values.word }}.\n"


class Jobs:
    """What AWX hands to ansible-runner, and what comes back. spaces: the clusters' namespaces, by host."""

    def __init__(self, folder: Path, kubeconfig: str, collections: Path) -> None:
        self.folder = folder
        self.private = folder / "private"
        mark = secrets.token_hex(3)
        self.spaces = {name: f"runner-{mark}-{name}" for name in ("one", "two")}
        programs = Path(ansible_playbook()[0]).parent
        self.environ = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        shutil.copytree(ROOT / "playbooks", self.private / "project")  # AWX has the neighbours of awx/ too
        self.chart({"all.yaml": CHART, "NOTES.txt": NOTES})
        hosts = {name: {"shop_namespace": space} for name, space in self.spaces.items()}
        self.write("inventory/hosts.json", {"all": {"hosts": hosts}})
        self.write("inventory/group_vars/all/vault.yml", vaults.encrypted(f"shop_word: {VAULTED}\n"))
        self.write(
            "env/envvars", {"K8S_AUTH_KUBECONFIG": kubeconfig, "ANSIBLE_COLLECTIONS_PATH": str(collections)}
        )
        values = {"password": PLAIN, "word": "{{ shop_word }}"}
        given = {"shop_chart": str(folder / "chart"), "shop_values": values, "shop_sensitive_paths": ["password"]}
        self.write("env/extravars", {**given, "shop_replicas": 2})
        self.write("env/passwords", {r"Vault password:\s*?$": vaults.PASSWORD})
        self.write("env/settings", {"fact_cache_type": "jsonfile"})
        self.write("env/cmdline", "--ask-vault-pass --forks 2 -v")

    def write(self, path: str, content: Any) -> None:
        place = self.private / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def chart(self, templates: dict[str, str]) -> None:
        (self.folder / "chart/templates").mkdir(parents=True, exist_ok=True)
        (self.folder / "chart/Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n", encoding="utf-8")
        for name, text in templates.items():
            (self.folder / "chart/templates" / name).write_text(text, encoding="utf-8")

    def runner(self, *words: str, given: bytes = b"", ends: int = 0) -> bytes:
        """What ansible-runner printed."""
        command = [sys.executable, "-m", "ansible_runner", *words]
        done = subprocess.run(command, env=self.environ, input=given, capture_output=True, timeout=300, check=False)
        assert done.returncode == ends, (done.stdout + done.stderr).decode()[-6000:]
        return done.stdout

    def run(self, playbook: str, ident: str, *, ends: int = 0) -> Job:
        self.runner("run", str(self.private), "-p", playbook, "--ident", ident, "-q", ends=ends)
        return Job(self.private / "artifacts" / ident)


class Job:
    """What is left of a job."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = (folder / "status").read_text(encoding="utf-8")
        files = (folder / "job_events").glob("*.json")
        events = [json.loads(path.read_text(encoding="utf-8")) for path in files]
        self.events = sorted(events, key=lambda event: int(event["counter"]))

    def results(self, kind: str) -> dict[str, dict[str, Any]]:
        """The results of the release's task, by host."""
        found = [event["event_data"] for event in self.events if event["event"] == kind]
        return {data["host"]: data["res"] for data in found if data.get("task_action") == "native.helm.helm_release"}


@pytest.fixture(scope="module")
def jobs(cluster: Any, collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    made = Jobs(tmp_path_factory.mktemp("jobs"), cluster.kubeconfig, collections)
    yield made
    cluster.kubectl("delete", "namespace", *made.spaces.values(), "--ignore-not-found", "--wait=false")


def telling(folder: Path) -> list[str]:
    """The files below a folder that tell a secret, as it stands or in base64."""
    words = [form for word in (PLAIN, VAULTED) for form in (word.encode(), base64.b64encode(word.encode()))]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    return [str(path) for path in files if any(word in path.read_bytes() for word in words)]


def test_a_job_deploys_to_each_cluster_and_tells_no_secret(jobs: Jobs, cluster: Any) -> None:
    job = jobs.run("awx/deploy.yml", "first")
    assert job.status == "successful"
    found = job.results("runner_on_ok")
    assert {host: result["reason"] for host, result in found.items()} == {"one": ["created"], "two": ["created"]}
    notes = {result["release"]["notes"] for result in found.values()}
    assert len(notes) == 1 and "Log in with " in notes.pop()  # where both secrets stood
    stats = next(event["event_data"] for event in job.events if event["event"] == "playbook_on_stats")
    told = stats["artifact_data"]["shop"]
    assert {host: told[host]["changed"] for host in told} == {"one": True, "two": True}
    assert telling(jobs.private / "artifacts") == []
    live = cluster.get("-n", jobs.spaces["two"], "secret", "shop")["data"]
    assert [base64.b64decode(live[name]).decode() for name in ("password", "word")] == [PLAIN, VAULTED]


def test_drift_fails_the_job_that_looks_for_it(jobs: Jobs, cluster: Any) -> None:
    patch = '{"data": {"replicas": "9"}}'
    cluster.kubectl("-n", jobs.spaces["one"], "patch", "configmap", "shop", "--patch", patch)
    job = jobs.run("awx/drift.yml", "drift", ends=2)
    assert job.status == "failed"
    failed = [event["event_data"] for event in job.events if event["event"] == "runner_on_failed"]
    assert [(data["host"], data["res"]["msg"]) for data in failed] == [
        ("one", "Not as wanted (drift): ConfigMap shop")
    ]
    assert telling(jobs.private / "artifacts") == []
    assert cluster.get("-n", jobs.spaces["one"], "configmap", "shop")["data"] == {"replicas": "9"}
