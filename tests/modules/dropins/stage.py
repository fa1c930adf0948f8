# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the playbooks of the drop-in modules are played on: charts, a repository, a registry, a namespace; and a way to
play one by either collection, which gives what both can be compared by.

tests/tools/peer_results has kubernetes.core play them, and pins what came of it; the test plays ours.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

import yaml
from chart_servers.caddy import Caddy
from chart_servers.keys import Keys
from chart_servers.registry import Registry

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent.parent
HELM = TESTS / "tools/helm"
PEER, OURS = "kubernetes.core", "native.helm"
MODULES = (
    "helm", "helm_info", "helm_plugin", "helm_plugin_info", "helm_pull", "helm_registry_auth", "helm_repository",
    "helm_template",
)  # fmt: skip
# What both collections' results have. What a message says is each one's own, but for what Ansible says of options.
SHARED = ("changed", "failed", "status", "stdout", "stderr", "command", "diff")
_OPTIONS = re.compile(r"mutually exclusive|missing required|missing:|value of .* must be|is of type")
_CHANGING = (
    (re.compile(r"LAST DEPLOYED: .*"), "LAST DEPLOYED: (time)"),
    (re.compile(r"-f=\S*/tmp\S*\.yml"), "-f=-"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S*( [+-]\d{4})?( UTC)?"), "(time)"),
)


class Stage:
    """A namespace of its own on the cluster, and servers; both end with the block."""

    def __init__(self, folder: Path, kubeconfig: str) -> None:
        self.folder, self.kubeconfig = folder, kubeconfig
        self.namespace = f"dropin-{secrets.token_hex(3)}"
        self.charts = folder / "charts"

    def __enter__(self) -> Stage:
        shutil.copytree(HERE / "charts", self.charts)
        self.caddy = Caddy(self.folder / "caddy", Keys(self.folder / "keys"))
        self.registry = Registry(self.folder / "registry")
        for chart in ("shop", "shop-next"):
            self._helm("package", str(self.charts / chart), "--destination", str(self.caddy.root))
        self._helm("repo", "index", str(self.caddy.root))
        self._helm("push", str(self.caddy.root / "shop-1.0.0.tgz"), f"{self.registry.url}/charts", "--plain-http")
        shutil.copy(self.caddy.root / "shop-1.0.0.tgz", self.charts / "shop-1.0.0.tgz")
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.caddy.stop()
        self.registry.stop()
        for things in (("namespace", self.namespace, f"{self.namespace}-new"), ("crd", "lamps.dropin.example.com")):
            arguments = ("delete", *things, "--ignore-not-found", "--wait=false")
            self._run(TESTS / "tools/kubectl", "--kubeconfig", self.kubeconfig, *arguments)

    def _helm(self, *arguments: str) -> None:
        self._run(HELM, *arguments)

    def _run(self, program: Path, *arguments: str) -> None:
        ran = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, f"{program.name} {arguments}: {ran.stderr}"

    def play(self, book: str, collection: str, collections: Path) -> dict[str, dict[str, Any]]:
        """Return what came of each task of a playbook that has a drop-in module, by the task's name.

        book: the playbook's name. collection: PEER or OURS. collections: the folder that has it.
        """
        tasks = yaml.safe_load((HERE / f"{book}.yml").read_text(encoding="utf-8"))
        results = self.folder / f"{book}.json"
        steps, names = [], []
        for number, task in enumerate(tasks):
            module = next((name for name in MODULES if name in task), None)
            step = {"ignore_errors": module is not None, **task}
            if module is not None:
                step[f"{collection}.{module}"] = step.pop(module)
                step["register"] = f"result_{number}"
                names.append((task["name"], step["register"]))
            steps.append(step)
        assert len({name for name, _result in names}) == len(names), "two tasks of one name"
        content = "{{ [" + ", ".join(result for _name, result in names) + "] | to_json }}"
        steps.append({"ansible.builtin.copy": {"content": content, "dest": str(results)}})
        variables = {
            "ns": self.namespace, "charts": str(self.charts), "repo": self.caddy.plain, "registry": self.registry.url,
            "files": str(HERE / "files"), "kubeconfig": self.kubeconfig, "work": str(self.folder),
        }  # fmt: skip
        groups = {f"{collection}.{module}": {"kubeconfig": self.kubeconfig} for module in ("helm", "helm_info")}
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables, "tasks": steps}
        (self.folder / f"{book}.play.json").write_text(json.dumps([{**play, "module_defaults": groups}]))
        printed = self._play(self.folder / f"{book}.play.json", collections)
        assert results.is_file(), printed
        found = json.loads(results.read_text(encoding="utf-8"))
        return {name: self._comparable(result) for (name, _result), result in zip(names, found)}

    def _play(self, path: Path, collections: Path) -> str:
        programs = Path(sys.executable).parent
        environ = {
            **os.environ,
            "PATH": f"{self._programs()}:{programs}:{os.environ['PATH']}",
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "HELM_CONFIG_HOME": str(self.folder / "config"),
            "HELM_CACHE_HOME": str(self.folder / "cache"),
            "HELM_DATA_HOME": str(self.folder / "data"),
            "DROPIN_SIZE": "7",
            "DROPIN_KUBECONFIG": self.kubeconfig,
        }
        command = [str(programs / "ansible-playbook"), str(path), "--diff"]
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=1800, check=False)
        return ran.stdout + ran.stderr

    def _programs(self) -> Path:
        """A folder with helm in it, for the peer."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        if not (folder / "helm").exists():
            (folder / "helm").symlink_to(HELM)
        return folder

    def _comparable(self, result: dict[str, Any]) -> dict[str, Any]:
        """What of a result both collections have, without what no two runs have alike."""
        found = {key: result[key] for key in SHARED if key in result}
        if "stderr" in found:
            found["stderr"] = found["stderr"].rstrip("\n")
        if _OPTIONS.search(str(result.get("msg", ""))):
            found["msg"] = result["msg"]
        plain: dict[str, Any] = json.loads(self._named(json.dumps(found)))
        return _without_times(plain)  # type: ignore[no-any-return]

    def _named(self, text: str) -> str:
        server = yaml.safe_load(Path(self.kubeconfig).read_text(encoding="utf-8"))["clusters"][0]["cluster"]["server"]
        names = {
            str(self._programs() / "helm"): "helm",
            str(HERE): "(here)",
            str(self.folder): "(work)",
            self.caddy.plain: "(repo)",
            self.registry.url: "(registry)",
            self.registry.host: "(registry)",
            self.namespace: "(ns)",
            server: "(server)",
            self.kubeconfig: "(kubeconfig)",
        }
        for old in sorted(names, key=len, reverse=True):
            text = text.replace(old, names[old])
        return text


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_times(item) for item in value]
    if isinstance(value, str):
        for pattern, name in _CHANGING:
            value = pattern.sub(name, value)
    return value
