# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A life as a playbook: what a person runs to see the same."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any


class Story:
    """The steps of a life so far, and the charts that they use."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._tasks: list[dict[str, Any]] = []
        self._charts: dict[str, dict[str, str]] = {}

    def chart(self, folder: Path) -> str:
        """Keep a chart's files; return its name in the playbook."""
        self._charts[folder.name] = {
            str(path.relative_to(folder)): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return f"charts/{folder.name}"

    def module(self, module: str, title: str, /, **options: Any) -> None:
        """A task of ours on the life's namespace."""
        self.task(module, title, namespace=self._namespace, **given_of(options))

    def task(self, module: str, title: str, /, **options: Any) -> None:
        """A task of ours."""
        self._tasks.append({"name": title, f"native.helm.{module}": options})

    def command(self, *words: str, title: str = "", **environment: str) -> None:
        """A command of kubectl or helm."""
        task: dict[str, Any] = {"name": title or f"By {words[0]}", "ansible.builtin.command": {"argv": list(words)}}
        if environment:
            task["environment"] = environment
        self._tasks.append(task)

    def note(self, text: str) -> None:
        """What no task can do."""
        self._tasks.append({"name": text, "ansible.builtin.debug": {"msg": text}})

    def text(self) -> str:
        """The whole: the charts' files by a shell, then the playbook."""
        lines = ["# the charts"]
        for name, files in self._charts.items():
            for path, content in files.items():
                target = f"charts/{name}/{path}"
                lines.append(f"mkdir -p {shlex.quote(str(Path(target).parent))}; cat > {shlex.quote(target)} <<'END'")
                lines.append(content.rstrip("\n"))
                lines.append("END")
        lines += ["# the playbook", "- hosts: localhost", "  gather_facts: false", "  tasks:"]
        for task in self._tasks:
            lines += [f"  - {line}" if at == 0 else f"    {line}" for at, line in enumerate(_yaml(task))]
        return "\n".join(lines)


def given_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that say something."""
    return {key: value for key, value in options.items() if value not in (None, "", {}, False)}


def _yaml(task: dict[str, Any]) -> list[str]:
    """A task, a line a keyword; JSON is YAML."""
    return [f"{key}: {json.dumps(value)}" for key, value in task.items()]
