# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's task keyword timeout, rung by Ansible itself: the release ends in good order, and the next task goes on."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import create_namespace
from release.texts import config, hook_job

TOOLS = Path(__file__).resolve().parent.parent / "tools"

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def namespace(cluster: Any) -> Iterator[str]:
    """A namespace of the test's own."""
    name = f"timeout-{secrets.token_hex(3)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


def write(folder: Path) -> str:
    """Write a chart whose hook takes as long as the value run says."""
    hook = hook_job("web-job", "pre-install")
    hook = hook.replace("metadata: {}", "metadata: {annotations: {native.helm.test/run: '{{ .Values.run }}'}}")
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: slow\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "templates/all.yaml").write_text(config(text='"x"') + f"---\n{hook}", encoding="utf-8")
    return str(folder)


def test_the_next_task_goes_on_after_one_that_ran_out_of_time(
    play: Play, cluster: Any, namespace: str, tmp_path: Path
) -> None:
    chart = write(tmp_path / "chart")
    task = {"name": "web", "namespace": namespace, "chart": chart, "kubeconfig": cluster.kubeconfig}
    look = [str(TOOLS / "kubectl"), "--kubeconfig", cluster.kubeconfig, "-n", namespace, "get", "secret", "-o", "json"]
    late, records, done = play(
        [
            {"native.helm.helm_release": {**task, "values": {"run": "200s"}}, "timeout": 12},
            {"ansible.builtin.command": {"argv": look}},
            {"native.helm.helm_release": {**task, "values": {"run": "1s"}}},
        ]
    )
    assert late["failed"] and late["timedout"]["period"] == 12
    found = [item["metadata"] for item in json.loads(records["stdout"])["items"] if item["type"].startswith("helm")]
    assert [item["labels"]["status"] for item in found] == ["failed"]
    assert all("annotations" not in item for item in found), "somebody still holds it"
    assert done["changed"] and done["release"]["status"] == "deployed"
