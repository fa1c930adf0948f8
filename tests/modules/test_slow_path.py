# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose inventory lists localhost, and has another Python there, is told once how tasks get fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .programs import ansible_playbook

HINT = "native.helm: on "
OTHER = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"  # with other libraries than Ansible's
PACKED, FAST = {"ansible_python_interpreter": str(OTHER)}, {"ansible_python_interpreter": sys.executable}


@pytest.mark.parametrize(
    ("hosts", "variables", "times"),
    [
        ({"localhost": PACKED, "second": PACKED}, {"ansible_connection": "local"}, 1),
        ({"localhost": PACKED}, {"ansible_connection": "local", "native_helm_in_worker": False}, 0),
        ({"localhost": FAST}, {"ansible_connection": "local"}, 0),
    ],
    ids=["told once", "turned off", "fast already"],
)
def test_a_python_of_its_own_is_told_once(
    collections: Path, tmp_path: Path, hosts: dict[str, object], variables: dict[str, object], times: int
) -> None:
    inventory = {"all": {"hosts": hosts, "vars": variables}}
    (tmp_path / "hosts.json").write_text(json.dumps(inventory), encoding="utf-8")
    (tmp_path / "ansible.cfg").write_text("[inventory]\nenable_plugins = yaml\n", encoding="utf-8")
    task = {"native.helm.helm_plugin_info": {}, "register": "found"}
    quiet = {"ansible.builtin.assert": {"that": ["found.warnings is not defined"]}}
    book = [{"hosts": "all", "gather_facts": False, "tasks": [task, task, quiet]}]
    (tmp_path / "play.json").write_text(json.dumps(book), encoding="utf-8")
    environ = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    words = [ansible_playbook()[0], "-i", "hosts.json", "play.json"]
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count(HINT) == times and HINT not in done.stdout
    shown = f'{OTHER}), which takes seconds' in done.stderr and "ansible_playbook_python" in done.stderr
    assert shown is bool(times)
