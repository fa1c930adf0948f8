# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which Ansible runs tasks: strategies/plays.yml, a play each, which asserts what came of its tasks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from .programs import ansible_playbook, target_python

PLAYS = Path(__file__).resolve().parent / "strategies/plays.yml"
RELEASES = {
    "free-one", "free-two", "free-three", "in-turns", "in-background", "once", "for-one", "for-two", "for-three",
    "of-a-role",
}  # fmt: skip
CHART = """apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {host: {{ .Values.host | default "none" | quote }}}
"""


def test_every_way_in_which_ansible_runs_tasks(
    cluster: Any, collections: Path, namespace: str, tmp_path: Path
) -> None:
    (tmp_path / "chart/templates").mkdir(parents=True)
    (tmp_path / "chart/Chart.yaml").write_text("apiVersion: v2\nname: small\nversion: 1.0.0\n", encoding="utf-8")
    (tmp_path / "chart/templates/all.yaml").write_text(CHART, encoding="utf-8")
    own = {"ansible_connection": "local", "ansible_python_interpreter": target_python()}
    inventory = {"all": {"hosts": dict.fromkeys(("one", "two", "three"), own)}}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    may_become = os.geteuid() == 0 and shutil.which("su") is not None  # without a password
    given = {
        "kubeconfig": cluster.kubeconfig, "space": namespace, "chart": str(tmp_path / "chart"),
        "becoming": "one" if may_become else "none",
    }  # fmt: skip
    kept = {"ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}
    environ = {**os.environ, **kept}
    words = [ansible_playbook()[0], "-i", str(tmp_path / "hosts.yml"), "-e", json.dumps(given), str(PLAYS)]
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    titles = [play["name"] for play in yaml.safe_load(PLAYS.read_text(encoding="utf-8"))]
    shown = re.findall(r"^PLAY \[(.*?)\]", done.stdout, re.MULTILINE)
    assert list(dict.fromkeys(shown)) == titles and shown.count("serial, throttle") == 2
    listed = cluster.helm("list", "-n", namespace, "-q").stdout.split()
    assert set(listed) == RELEASES | ({"as-another"} if may_become else set())
