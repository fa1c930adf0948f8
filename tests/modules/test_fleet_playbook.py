# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/fleet.yml works on each cluster of an inventory: two control planes, in one go and as two job slices."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml
from cluster_fixture import TESTS, Cluster

from .programs import ansible_playbook, target_python

PLAYBOOK = TESTS.parent / "playbooks/fleet.yml"
SLICES = 2
Hosts = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def second() -> Iterator[Cluster]:
    """Another control plane."""
    program, name = str(TESTS / "cluster/control_plane"), f"test-{secrets.token_hex(4)}"
    started = subprocess.run([program, "up", "--name", name], stdout=subprocess.PIPE, text=True, check=True)
    yield Cluster(started.stdout.strip().splitlines()[-1])
    subprocess.run([program, "down", "--name", name], check=True, capture_output=True)


class Clusters:
    """An inventory of clusters, and jobs on it. Two of its three are on the second control plane."""

    def __init__(self, first: Cluster, second: Cluster, folder: Path, collections: Path) -> None:
        self.space = f"clusters-{secrets.token_hex(3)}"
        self.own: dict[str, Cluster] = {"east": first, "north": second, "west": second}
        self._folder = folder
        self._collections = collections

    def hosts(self, which: str) -> Hosts:
        """The clusters with their variables. which: what their namespaces have in common."""
        return {
            name: {
                "cluster_kubeconfig": cluster.kubeconfig,
                "cluster_namespace": f"{self.space}-{which}-{name}",
                "cluster_replicas": number,
            }
            for number, (name, cluster) in enumerate(self.own.items(), start=1)
        }

    def sliced(self, which: str) -> list[Hosts]:
        """The same, as AWX hands them to the jobs of a sliced template: every so many of the hosts, by their names."""
        hosts = self.hosts(which)
        return [{name: hosts[name] for name in sorted(hosts)[number::SLICES]} for number in range(SLICES)]

    def job(self, hosts: Hosts, *words: str) -> str:
        """What the playbook printed in a job of its own."""
        folder = self._folder / f"job-{secrets.token_hex(3)}"
        folder.mkdir()
        (folder / "clusters.yml").write_text(yaml.safe_dump({"clusters": {"hosts": hosts}}), encoding="utf-8")
        variables = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(self._collections),
            "ANSIBLE_PYTHON_INTERPRETER": target_python(),
            "HELM_CACHE_HOME": str(folder / "cache"),
        }
        command = [*ansible_playbook(), "-i", str(folder / "clusters.yml"), str(PLAYBOOK), *words]
        command += ["-e", json.dumps({"fleet_chart": str(folder / "app")})]
        done = subprocess.run(
            command, env=variables, cwd=folder, capture_output=True, text=True, timeout=500, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def found(self, which: str) -> dict[str, Any]:
        """What there is in each cluster: helm's list, and the replicas of every Deployment."""
        return {
            name: (self._listed(own, hosts["cluster_namespace"]), self._replicas(own, hosts["cluster_namespace"]))
            for (name, own), hosts in zip(self.own.items(), self.hosts(which).values())
        }

    @staticmethod
    def _listed(cluster: Cluster, space: str) -> list[tuple[str, ...]]:
        selector = f"native.helm/fleet=shop-{space}"
        told = json.loads(cluster.helm("list", "-n", space, "-l", selector, "-o", "json").stdout)
        return [tuple(entry[key] for key in ("name", "revision", "status", "chart")) for entry in told]

    @staticmethod
    def _replicas(cluster: Cluster, space: str) -> dict[str, int]:
        items = cluster.get("-n", space, "deployments")["items"]
        return {item["metadata"]["name"]: item["spec"]["replicas"] for item in items}


@pytest.fixture
def clusters(cluster: Cluster, second: Cluster, tmp_path: Path, collections: Path) -> Iterator[Clusters]:
    """Three clusters, whose namespaces go afterwards."""
    made = Clusters(cluster, second, tmp_path, collections)
    yield made
    for own in (cluster, second):
        for item in own.get("namespaces")["items"]:
            if item["metadata"]["name"].startswith(made.space):
                own.kubectl("delete", "namespace", item["metadata"]["name"], "--wait=false")


def test_one_job_and_the_slices_of_a_job_make_the_same(clusters: Clusters) -> None:
    checked = clusters.job(clusters.hosts("whole"), "--check", "--diff")
    assert checked.count("3 of 3 releases would change") == 3
    whole = clusters.job(clusters.hosts("whole"))
    with ThreadPoolExecutor(SLICES) as pool:
        parts = list(pool.map(clusters.job, clusters.sliced("sliced")))
        again = list(pool.map(clusters.job, clusters.sliced("whole")))
    assert [part.count("3 of 3 releases changed") for part in (whole, *parts)] == [3, 2, 1]
    assert [part.count("3 of 3 releases unchanged") for part in again] == [2, 1]
    found = clusters.found("whole")
    assert found == clusters.found("sliced")
    listed = [(name, "1", "deployed", "app-1.0.0") for name in ("cache", "database", "shop")]
    for number, (releases, replicas) in enumerate(found.values(), start=1):
        assert releases == listed
        assert replicas == {"cache-app": 1, "database-app": 1, "shop-app": number}
