# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks as a playbook runs them: many in one run, each with its own result."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable, Sequence

import pytest

from .programs import ansible_playbook, target_python

ROOT = Path(__file__).resolve().parent.parent.parent
Tasks = list[dict[str, Any]]


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collections path that holds the checkout."""
    path = tmp_path_factory.mktemp("collections")
    (path / "ansible_collections" / "native").mkdir(parents=True)
    (path / "ansible_collections" / "native" / "helm").symlink_to(ROOT)
    return path


@pytest.fixture(scope="session")
def play(collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that runs tasks (module name -> options) in one playbook and gives each one's result.

    A failing task does not end the play. environ: more environment variables. check: run in check mode with diffs.
    options: more words for ansible-playbook.
    """

    def run(
        tasks: Tasks, *, environ: dict[str, str] | None = None, check: bool = False, options: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        folder = tmp_path_factory.mktemp("play")
        results = folder / "results.json"
        names = [f"result_{number}" for number in range(len(tasks))]
        steps: Tasks = [
            {**task, "register": name, "ignore_errors": True, "ignore_unreachable": True}
            for name, task in zip(names, tasks)
        ]
        content = "{{ [" + ", ".join(names) + "] | to_json }}"
        steps.append(
            {"ansible.builtin.copy": {"content": content, "dest": str(results)}, "check_mode": False, "no_log": True}
        )
        book = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": steps}]
        (folder / "play.json").write_text(json.dumps(book))
        variables = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_ASYNC_DIR": str(folder / "async"),  # else in two homes where HOME is not the one of /etc/passwd
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PYTHON_INTERPRETER": target_python(),
            "HELM_CONFIG_HOME": str(folder / "config"),
            "HELM_CACHE_HOME": str(folder / "cache"),
            **(environ or {}),
        }
        command = [*ansible_playbook(), str(folder / "play.json"), *(["--check", "--diff"] if check else []), *options]
        ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=600, check=False)
        assert results.is_file(), ran.stdout + ran.stderr
        found: list[dict[str, Any]] = json.loads(results.read_text())
        assert len(found) == len(tasks)
        return [{**result, "_printed": ran.stdout + ran.stderr} for result in found]

    return run
