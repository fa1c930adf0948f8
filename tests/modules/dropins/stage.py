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
from typing import Any, NamedTuple, Optional, Sequence

import openpgp
import yaml
from chart_servers.caddy import Caddy
from chart_servers.keys import USER, Keys
from chart_servers.registry import Registry, by_password

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent.parent
HELM = TESTS / "tools/helm"
PASSWORD = "s3cret-w0rd"  # the peer puts it bare on a command line
PEER, OURS = "kubernetes.core", "native.helm"
MODULES = (
    "helm", "helm_info", "helm_plugin", "helm_plugin_info", "helm_pull", "helm_registry_auth", "helm_repository",
    "helm_template",
)  # fmt: skip
# What both collections' results have. What an error's message says is each one's own, but for what Ansible says of
# options.
SHARED = (
    "changed", "failed", "status", "stdout", "stderr", "command", "diff", "rc", "plugin_list", "repo_name", "repo_url",
)  # fmt: skip
_COMPARED = "There is no dependencies block"  # the warning that plays compare
_OF_THE_DIFF_PLUGIN = "The default idempotency check"  # the peer warns so of each release that is there
_LOGGED = re.compile(r"^(?:[IWE]\d{4} \d\d:|level=[A-Z]+ msg=).*\n?", re.MULTILINE)  # by helm and its libraries
_OPTIONS = re.compile(
    r"mutually exclusive|required together|required by|missing required|missing:|value of .* must be|is of type"
)
_CHANGING = (
    (re.compile(r"LAST DEPLOYED: .*"), "LAST DEPLOYED: (time)"),
    (re.compile(r"\.tgz\d+"), ".tgz(number)"),
    (re.compile(r"sha256:[0-9a-f]{64}"), "sha256:(digest)"),
    (re.compile(r"-f=\S*/tmp\S*\.yml"), "-f=-"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S*( [+-]\d{4})?( UTC)?"), "(time)"),
)
Results = dict[str, dict[str, Any]]


class Laid(NamedTuple):
    """A playbook as it is played: its name, what is written, its tasks' names, where their results go to, and its
    namespace."""

    book: str
    written: dict[str, Any]
    names: list[str]
    results: Path
    namespace: str


class Stage:
    """A cluster's namespaces of its own, and servers; all end with the block."""

    def __init__(self, folder: Path, kubeconfig: str) -> None:
        self.folder, self.kubeconfig = folder, kubeconfig
        self.prefix = f"dropin-{secrets.token_hex(3)}"
        self.namespaces: list[str] = []

    def __enter__(self) -> Stage:
        keys = Keys(self.folder / "keys")
        self.caddy = Caddy(self.folder / "caddy", keys, word=PASSWORD)
        self.registry = Registry(self.folder / "registry")
        users = [by_password(self.folder / name, USER, PASSWORD) for name in ("users", "more-users")]
        self.vault = Registry(self.folder / "vault", keys, auth=users[0])
        self.guarded = Registry(self.folder / "guarded", auth=users[1])
        self._lay_keyrings()
        served, sign = str(self.caddy.root), ("--sign", "--key", "Alice", "--keyring", str(self.folder / "secret.gpg"))
        for chart, more in (("shop", ()), ("shop-next", ()), ("signed", sign)):
            self._helm("package", str(HERE / "charts" / chart), "--destination", served, *more)
        self._helm("repo", "index", served)
        self._helm("push", f"{served}/shop-1.0.0.tgz", f"{self.registry.url}/charts", "--plain-http")
        self.places = {
            "repo": self.caddy.plain, "secure": self.caddy.password, "certified": self.caddy.certificate,
            "registry": self.registry.url, "vault_host": self.vault.host, "plain_host": self.guarded.host,
            "files": str(HERE / "files"), "kubeconfig": self.kubeconfig,
            "keyrings": str(self.folder), "served": served,
            "user": USER, "password": PASSWORD, "ca": str(keys.ca),
            "client": str(keys.client), "client_key": str(keys.client_key),
        }  # fmt: skip
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        for server in (self.caddy, self.registry, self.vault, self.guarded):
            server.stop()
        namespaces = [name for namespace in self.namespaces for name in (namespace, f"{namespace}-new")]
        for things in (("namespace", *namespaces), ("crd", "lamps.dropin.example.com")):
            arguments = ("delete", *things, "--ignore-not-found", "--wait=false")
            self._run(TESTS / "tools/kubectl", "--kubeconfig", self.kubeconfig, *arguments)

    def _lay_keyrings(self) -> None:
        alice, stranger = openpgp.Key("alice"), openpgp.Key("mallory")
        for name, data in {"secret": alice.secret, "public": alice.public, "stranger": stranger.public}.items():
            (self.folder / f"{name}.gpg").write_bytes(data)

    def _helm(self, *arguments: str) -> None:
        self._run(HELM, *arguments)

    def _run(self, program: Path, *arguments: str) -> None:
        ran = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, f"{program.name} {arguments}: {ran.stderr}"

    def play(self, books: Sequence[str], collection: str, collections: Path) -> dict[str, Results]:
        """Return what came of each task of these playbooks that has a drop-in module: by playbook, by the task's name.

        collection: PEER or OURS. collections: the folder that has it. All are played by one process, each with charts,
        helm's folders and a namespace of its own.
        """
        plays = [self._laid(book, collection) for book in books]
        (self.folder / "play.json").write_text(json.dumps([play.written for play in plays]))
        printed = self._play(self.folder / "play.json", collections)
        found = {}
        for play in plays:
            assert play.results.is_file(), printed
            results = json.loads(play.results.read_text(encoding="utf-8"))
            found[play.book] = {
                name: self._comparable(result, play.namespace) for name, result in zip(play.names, results)
            }
        return found

    def _laid(self, book: str, collection: str) -> Laid:
        folder, namespace = self.folder / book, f"{self.prefix}-{len(self.namespaces)}"
        self.namespaces.append(namespace)
        folder.mkdir()
        shutil.copytree(HERE / "charts", folder / "charts")
        shutil.copy(self.caddy.root / "shop-1.0.0.tgz", folder / "charts")
        steps, names = [], []
        for number, task in enumerate(yaml.safe_load((HERE / f"{book}.yml").read_text(encoding="utf-8"))):
            module = next((name for name in MODULES if name in task), None)
            step = {"ignore_errors": module is not None, **task}
            if module is not None:
                step[f"{collection}.{module}"] = step.pop(module)
                step["register"] = f"result_{number}"
                names.append((task["name"], step["register"]))
            steps.append(step)
        assert len({name for name, _result in names}) == len(names), "two tasks of one name"
        content = "{{ [" + ", ".join(result for _name, result in names) + "] | to_json }}"
        steps.append({"ansible.builtin.copy": {"content": content, "dest": str(folder / "results.json")}})
        groups = {f"{collection}.{module}": {"kubeconfig": self.kubeconfig} for module in ("helm", "helm_info")}
        written = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {**self.places, "ns": namespace, "charts": str(folder / "charts"), "work": str(folder)},
            "environment": {f"HELM_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")},
            "module_defaults": groups,
            "tasks": steps,
        }
        return Laid(book, written, [name for name, _result in names], folder / "results.json", namespace)

    def _play(self, path: Path, collections: Path) -> str:
        programs = Path(sys.executable).parent
        environ = {
            **os.environ,
            "PATH": f"{self._programs()}:{programs}:{os.environ['PATH']}",
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "NATIVE_HELM_CACHE": os.environ.get("NATIVE_HELM_CACHE", str(Path.home() / ".cache/native-helm")),
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

    def _comparable(self, result: dict[str, Any], namespace: str) -> dict[str, Any]:
        """What of a result both collections have, without what no two runs have alike."""
        found = {key: result[key] for key in SHARED if key in result}
        warned = [text for text in result.get("warnings", ()) if not text.startswith(_OF_THE_DIFF_PLUGIN)]
        found["warnings"] = [text if text.startswith(_COMPARED) else _about(text) for text in warned]
        if "stderr" in found:
            found["stderr"] = _LOGGED.sub("", found["stderr"]).rstrip("\n")
        if (not result.get("failed") and "msg" in result) or _OPTIONS.search(str(result.get("msg", ""))):
            found["msg"] = result["msg"]
        plain: dict[str, Any] = json.loads(self._named(json.dumps(found), namespace))
        return _without_times(plain)  # type: ignore[no-any-return]

    def _named(self, text: str, namespace: str) -> str:
        server = yaml.safe_load(Path(self.kubeconfig).read_text(encoding="utf-8"))["clusters"][0]["cluster"]["server"]
        names = {
            str(self._programs() / "helm"): "helm",
            str(HERE): "(here)",
            str(self.folder): "(work)",
            self.caddy.plain: "(repo)",
            self.caddy.password: "(secure)",
            self.caddy.certificate: "(certified)",
            self.registry.url: "(registry)",
            self.registry.host: "(registry)",
            self.vault.host: "(vault)",
            self.guarded.host: "(guarded)",
            namespace: "(ns)",
            server: "(server)",
            self.kubeconfig: "(kubeconfig)",
        }
        for old in sorted(names, key=len, reverse=True):
            text = text.replace(old, names[old])
        return text


def _about(warning: str) -> str:
    """Which option or thing a warning is about, by its first words: the rest is each collection's own."""
    return " ".join(warning.split()[: 2 if warning.startswith("The ") else 1])


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_times(item) for item in value]
    if isinstance(value, str):
        for pattern, name in _CHANGING:
            value = pattern.sub(name, value)
    return value
