# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/fleets.md shows what runs, from its first line on; playbooks/fleet.yml works on each cluster of an inventory."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest
import snippets
import yaml

from .programs import ansible_playbook, target_python

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = snippets.of_page(ROOT / "docs/fleets.md")


@pytest.fixture
def spaces(cluster: Any) -> Iterator[list[str]]:
    """Names of two namespaces of the test's own, which go afterwards."""
    names = [f"page-{secrets.token_hex(3)}" for _number in range(2)]
    yield names
    cluster.kubectl("delete", "namespace", *names, "--ignore-not-found", "--wait=false")


def run(folder: Path, collections: Path, kubeconfig: str, *words: str) -> str:
    """What ansible-playbook printed."""
    variables = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "HELM_CACHE_HOME": str(folder / "cache"),
        "K8S_AUTH_KUBECONFIG": kubeconfig,
    }
    command = [*ansible_playbook(), *words]
    done = subprocess.run(
        command, env=variables, cwd=folder, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_thing_on_the_page_runs_as_it_stands(
    cluster: Any, collections: Path, tmp_path: Path, spaces: list[str]
) -> None:
    first, second = (text.replace("fleet-shop", spaces[0]).replace("/tmp/fleet", str(tmp_path)) for text in BLOCKS)
    (task,) = yaml.safe_load(second.replace("fleet: shop", f"fleet: {spaces[0]}"))
    book = tmp_path / "fleet.yml"
    book.write_text(first, encoding="utf-8")
    words = (str(book), "--connection", "local")
    assert "changed=2" in run(tmp_path, collections, cluster.kubeconfig, *words, "--check", "--diff")
    assert "changed=1" in run(tmp_path, collections, cluster.kubeconfig, *words)
    assert "changed=0" in run(tmp_path, collections, cluster.kubeconfig, *words)
    found = json.loads(cluster.helm("list", "-n", spaces[0], "-o", "json").stdout)
    assert [(entry["name"], entry["revision"], entry["status"]) for entry in found] == [
        ("cache", "1", "deployed"), ("database", "1", "deployed"), ("shop", "1", "deployed"),
    ]  # fmt: skip
    book.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")
    run(tmp_path, collections, cluster.kubeconfig, *words)
    listed = cluster.helm("list", "-n", spaces[0], "-q", "-l", f"native.helm/fleet={spaces[0]}").stdout.split()
    assert listed == ["database", "shop"]


def test_the_playbook_does_each_cluster_of_its_inventory(
    cluster: Any, collections: Path, tmp_path: Path, spaces: list[str]
) -> None:
    inventory = {
        "clusters": {
            "hosts": {
                "staging": {"cluster_kubeconfig": cluster.kubeconfig, "cluster_namespace": spaces[0]},
                "production": {
                    "cluster_kubeconfig": cluster.kubeconfig, "cluster_namespace": spaces[1], "cluster_replicas": 3,
                },
            }
        }
    }  # fmt: skip
    (tmp_path / "clusters.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    words = ["-i", str(tmp_path / "clusters.yml"), str(ROOT / "playbooks/fleet.yml"), "-e"]
    words.append(json.dumps({"fleet_chart": str(tmp_path / "app")}))
    checked = run(tmp_path, collections, cluster.kubeconfig, "--check", "--diff", *words)
    assert checked.count("3 of 3 releases would change") == 2
    done = run(tmp_path, collections, cluster.kubeconfig, *words)
    assert done.count("3 of 3 releases changed") == 2
    assert run(tmp_path, collections, cluster.kubeconfig, *words).count("3 of 3 releases unchanged") == 2
    for space, replicas in zip(spaces, (1, 3)):
        live = cluster.get("-n", space, "deployment", "shop-app")
        assert live["spec"]["replicas"] == replicas
