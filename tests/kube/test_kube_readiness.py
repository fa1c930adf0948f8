# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our judgement of live objects beside the real helm's own words, on objects that never get ready."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_fixture import Cluster, until

from ansible_collections.native.helm.plugins.module_utils._helm.kube import readiness, verdict
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client

LINE = re.compile(r"resource (\w+)/[\w-]+/([\w-]+) not ready\. status: (\w+), message: (.*?)(?:\n|$)")
API = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "Job": "batch/v1",
}


def workload(kind: str, name: str, state: str, **spec: Any) -> dict[str, Any]:
    """A workload whose pods are in a state of tests/cluster/README.md."""
    labels = {"app": name}
    template: dict[str, Any] = {
        "metadata": {"labels": labels, "annotations": {"native.helm.test/pod": state}},
        "spec": {"containers": [{"name": "c", "image": "busybox"}]},
    }
    if kind == "Job":
        template["metadata"].pop("labels")
        template["spec"]["restartPolicy"] = "Never"
        body = {"backoffLimit": 0, "template": template, **spec}
    else:
        body = {"selector": {"matchLabels": labels}, "template": template, **spec}
        body |= {"serviceName": name} if kind == "StatefulSet" else {}
    return {"apiVersion": API[kind], "kind": kind, "metadata": {"name": name}, "spec": body}


def pod(name: str, state: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "annotations": {"native.helm.test/pod": state}},
        "spec": {"containers": [{"name": "c", "image": "busybox"}], **spec},
    }  # fmt: skip


CLAIM = {
    "apiVersion": "v1", "kind": "PersistentVolumeClaim",
    "metadata": {"name": "claim", "annotations": {"native.helm.test/claim": "pending"}},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}  # fmt: skip


def chart(folder: Path, *objects: dict[str, Any]) -> str:
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: unready\nversion: 0.1.0\n")
    (folder / "templates" / "all.yaml").write_text(yaml.safe_dump_all(objects))
    return str(folder)


def words(stderr: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, name) -> (status, message) of what helm says is not ready."""
    return {(kind, name): (status, message) for kind, name, status, message in LINE.findall(stderr)}


def judged(client: Client, kind: str, name: str, **options: Any) -> tuple[str, str]:
    live = client.get(API.get(kind, "v1"), kind, None, name)
    wanted = readiness.related_to(live)
    related = client.list(wanted[0], wanted[1], label_selector=wanted[2]) if wanted else []
    found = readiness.ready(live, related=related, now=time.time(), **options)
    return found.status, found.message


@pytest.fixture(scope="module")
def unready() -> list[dict[str, Any]]:
    return [
        workload("Deployment", "d-never", "never-ready", replicas=2),
        workload("Deployment", "d-ready", "none"),
        workload("StatefulSet", "s-never", "never-ready", replicas=2),
        workload("StatefulSet", "s-crash", "fail"),
        workload("DaemonSet", "ds-pull", "image-pull"),
        workload("ReplicaSet", "r-crash", "fail"),
        workload("Job", "j-fail", "fail"),
        workload("Job", "j-runs", "run"),
        pod("p-crash", "fail"),
        pod("p-done", "none", restartPolicy="Never"),
        pod("p-lost", "none", nodeSelector={"no": "such-node"}),
        CLAIM,
    ]


def test_what_is_not_ready_is_told_in_helms_words(
    client: Client, cluster: Cluster, namespace: str, tmp_path: Path, unready: list[dict[str, Any]]
) -> None:
    place = chart(tmp_path / "c", *unready)
    cluster.helm("install", "x", place, "-n", namespace)
    late = {"s-crash": "StatefulSet", "r-crash": "ReplicaSet", "j-fail": "Job", "p-crash": "Pod", "p-lost": "Pod"}
    until(lambda: {judged(client, kind, name, jobs=True)[0] for name, kind in late.items()} == {"Failed"})
    waiting = ("--wait=watcher", "--wait-for-jobs", "--timeout=10s")
    ran = cluster.helm("upgrade", "x", place, "-n", namespace, *waiting, check=False)
    theirs = words(ran.stderr)
    assert {name for _, name in theirs} == {
        "d-never", "s-never", "s-crash", "ds-pull", "r-crash", "j-fail", "j-runs", "p-crash", "p-lost", "claim",
    }, ran.stderr  # fmt: skip
    ours = {key: judged(client, *key, jobs=True) for key in theirs}
    assert ours == theirs
    for item in unready:
        key = (item["kind"], item["metadata"]["name"])
        if key not in ours:
            assert judged(client, *key, jobs=True)[0] == "Current", key


@pytest.mark.parametrize(
    "hook", [workload("Job", "hook", "fail"), pod("hook", "fail", restartPolicy="Never")], ids=["job", "pod"]
)
def test_a_failed_hook_is_told_in_helms_words(
    client: Client, cluster: Cluster, namespace: str, tmp_path: Path, hook: dict[str, Any]
) -> None:
    hook["metadata"].setdefault("annotations", {})["helm.sh/hook"] = "pre-install"
    ran = cluster.helm("install", "x", chart(tmp_path / "c", hook), "-n", namespace, "--timeout=60s", check=False)
    theirs = words(ran.stderr)
    assert list(theirs) == [(hook["kind"], "hook")], ran.stderr
    live = client.get(hook["apiVersion"], hook["kind"], None, "hook")
    found = readiness.ready(live, strategy=readiness.HOOK)
    assert (found.status, found.message) == theirs[hook["kind"], "hook"]
    assert found.state == verdict.FAILED


def test_the_legacy_waiter_and_ours_agree_on_a_deployment(
    client: Client, cluster: Cluster, namespace: str, tmp_path: Path
) -> None:
    item = workload("Deployment", "web", "none", replicas=2)
    ran = cluster.helm(
        "install", "x", chart(tmp_path / "c", item), "-n", namespace, "--wait=legacy", "--timeout=60s", check=False
    )
    assert ran.returncode == 0, ran.stderr
    live = client.get("apps/v1", "Deployment", None, "web")
    wanted = readiness.related_to(live, readiness.LEGACY)
    assert wanted == ("apps/v1", "ReplicaSet", "app=web")
    sets = client.list(wanted[0], wanted[1], label_selector=wanted[2])
    assert readiness.ready(live, strategy=readiness.LEGACY, related=sets).state == verdict.READY
    sets[0]["status"]["readyReplicas"] = 0
    assert readiness.ready(live, strategy=readiness.LEGACY, related=sets).message == "ready: 0/2"
