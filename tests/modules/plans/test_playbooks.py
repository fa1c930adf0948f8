# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""plan.yml and apply.yml, as two runs with an approval between them: the documents are handed over as variables."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from modules.programs import ansible_playbook, target_python

from .conftest import Charts

ROOT = Path(__file__).resolve().parents[3]


def run(book: str, collections: Path, charts: Charts, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a playbook of the collection on two hosts that are one cluster."""
    variables = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "ANSIBLE_SHOW_CUSTOM_STATS": "yes",
        "HELM_CACHE_HOME": str(charts.folder / "cache"),
    }
    hosts = {name: {"cluster_kubeconfig": charts.kubeconfig, "release": name} for name in ("here", "there")}
    (charts.folder / "clusters.json").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    command = [*ansible_playbook(), "-i", str(charts.folder / "clusters.json"), str(ROOT / "playbooks" / book)]
    return subprocess.run(
        [*command, *words], env=variables, capture_output=True, text=True, timeout=300, check=False, cwd=charts.folder
    )


def test_a_plan_is_handed_over_an_approval(collections: Path, cluster: Any, space: str, charts: Charts) -> None:
    rule = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-rule'}\n"
    chart = charts.write("approved", rule + 'data: {rule: "{{ "{{ $labels.pod }}" }}"}\n')
    releases = [{"name": "{{ release }}", "namespace": space, "chart": chart, "values": {"size": 2}}]
    given = charts.folder / "given.json"
    variables = {"plan_hosts": "all", "plan_key": "k" * 32, "plan_releases": releases}
    given.write_text(json.dumps(variables), encoding="utf-8")
    planned = run("plan.yml", collections, charts, "-e", f"@{given}")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert planned.stdout.count("1 release to be installed; 3 objects to be created") == 2
    stats = json.loads(planned.stdout.partition("RUN: ")[2])
    assert set(stats["plan_documents"]) == {"here", "there"}
    assert "changed=0" in planned.stdout and "changed=1" not in planned.stdout

    handed = charts.folder / "handed.json"
    handed.write_text(json.dumps(stats), encoding="utf-8")
    applied = run("apply.yml", collections, charts, "-e", f"@{given}", "-e", f"@{handed}")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert applied.stdout.count("1 of 1 release changed") == 2
    live = cluster.get("-n", space, "configmap", "there-rule")["data"]
    assert live == {"rule": "{{ $labels.pod }}"}
    again = run("apply.yml", collections, charts, "-e", f"@{given}", "-e", f"@{handed}")
    assert again.returncode != 0 and again.stdout.count("planned install, now none") >= 2
