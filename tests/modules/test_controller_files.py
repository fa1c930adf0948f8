# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values files, kubeconfigs and plans of the controller: found where Ansible looks, decrypted, by roles and hosts."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import vaults

from .programs import ansible_playbook, target_python

# A host of its own, as far as Ansible knows: reached by a connection that is not "local", with a home of its own.
CONNECTION = '''
from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: elsewhere
short_description: this machine as another host
description: a folder is its home
author: us
version_added: 1.0.0
options: {}
"""


class Connection(Local):
    transport = "elsewhere"

    def exec_command(self, cmd, in_data=None, sudoable=True):
        self.cwd = HOME
        return super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
'''
WAYS = ("worker", "process", "elsewhere")
PLACES = ("roles/shop/files", "roles/shop/vars", "roles/shop/templates", "roles/shop/tasks", "files", "vars", ".")
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: shown\nversion: 1.0.0\n",
    "templates/all.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    "data: {v: {{ .Values.from | default .Release.Namespace | quote }}}\n",
}
KUBECONFIG = json.dumps(
    {
        "current-context": "one",
        "contexts": [{"name": "one", "context": {"cluster": "c", "user": "u", "namespace": "of-the-kubeconfig"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:9"}}],
        "users": [{"name": "u", "user": {"token": "canary-of-the-token"}}],
    }
)
UNKNOWN = "$ANSIBLE_VAULT;1.1;AES256\n" + "30" * 40 + "\n"


class Book:
    """A playbook with a role named shop, run on a host named web1. own: the folder where the host's modules run."""

    def __init__(self, folder: Path, way: str) -> None:
        self.way = way
        self.folder = folder
        self.own = folder / ("home" if way == "elsewhere" else "book")
        self.results: dict[str, dict[str, Any]] = {}
        self.printed = ""

    def put(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def tasks(self) -> dict[str, dict[str, Any]]:
        """The files, and a task for each thing that has to hold."""
        for path, text in CHART.items():
            self.put(f"chart/{path}", text)
        for number, place in enumerate(PLACES):
            self.put(f"book/{place}/in{number}.yaml", f"from: {place}\n")
        self.put("book/files/both.yaml", "from: the playbook's files\n")
        self.put("book/vars/both.yaml", "from: the playbook's vars\n")
        self.put("book/roles/shop/vars/both.yaml", "from: the role's vars\n")
        self.put("book/roles/shop/templates/both.yaml", "from: the role's templates\n")
        self.put(str(self.own / "hosts.yaml"), "from: the host\n")
        self.put("book/roles/shop/files/hosts.yaml", "from: the role\n")
        for place in ("book/roles/shop/files/secret1.yaml", "book/secret2.yaml"):
            self.put(place, vaults.encrypted("from: canary-of-the-file\n"))
        self.put("book/roles/shop/files/broken.yaml", vaults.encrypted("from: [canary-of-the-file\n"))
        self.put("book/roles/shop/files/unknown.yaml", UNKNOWN)
        for place in ("roles/shop/files/plain.conf", "beside.conf"):
            self.put(f"book/{place}", KUBECONFIG)
        self.put("book/roles/shop/files/secret.conf", vaults.encrypted(KUBECONFIG))
        self.put("book/roles/shop/files/roles.json", '{"kind": "what the role has"}')
        self.put("book/secret2.conf", vaults.encrypted(KUBECONFIG))
        return {
            **{f"in {place}": self.template(f"in{number}.yaml") for number, place in enumerate(PLACES)},
            "both": self.template("both.yaml"),
            "hosts": self.template("hosts.yaml"),
            "secret in the role": self.template("secret1.yaml"),
            "secret in the playbook": self.template("secret2.yaml"),
            "secret by its path": self.template(str(self.folder / "book/roles/shop/files/secret1.yaml")),
            "broken": self.template("broken.yaml"),
            "unknown": self.template("unknown.yaml"),
            "missing": self.template("none.yaml"),
            "missing path": self.template("/nowhere/none.yaml"),
            **{f"kubeconfig {name}": self.kubeconfig(name) for name in KUBECONFIGS},
            "kubeconfig used": {
                "native.helm.helm_release_info": {"kubeconfig": "secret.conf", "name": "x", "request_timeout": "1s"}
            },
            **{
                f"kubeconfig used by {module}": {f"native.helm.{module}": {"name": "x", "namespace": "y", **more}}
                for module, more in DROP_INS.items()
            },
            **{f"plan {name}": self.plan(name) for name in ("files/none.json", "roles.json")},
            "kubeconfig missing": {"native.helm.helm_release_info": {"kubeconfig": "none.conf", "name": "x"}},
            "kubeconfig of the controller": {
                "native.helm.helm_release_info": {"kubeconfig": "/nowhere/k3s.yaml", "name": "x"}
            },
        }

    def template(self, *files: str) -> dict[str, Any]:
        return {"native.helm.helm_template": {"chart": str(self.folder / "chart"), "values_files": list(files)}}

    def kubeconfig(self, name: str) -> dict[str, Any]:
        return {"native.helm.helm_template": {"chart": str(self.folder / "chart"), "kubeconfig": name}}

    def plan(self, path: str) -> dict[str, Any]:
        chart = str(self.folder / "chart")
        return {"native.helm.helm_release": {"name": "x", "chart": chart, "plan": {"apply": path}}}

    def run(self, collections: Path) -> None:
        """Run the tasks, each whatever became of the others."""
        steps = self.tasks()
        made = [{**step, "register": f"r{number}", "ignore_errors": True} for number, step in enumerate(steps.values())]
        content = "{{ [" + ", ".join(f"r{number}" for number in range(len(made))) + "] | to_json }}"
        found = self.folder / "results.json"
        copy = {"ansible.builtin.copy": {"content": content, "dest": str(found)}, "no_log": True}
        self.put(
            "book/roles/shop/tasks/main.yml", json.dumps([*made, {**copy, "vars": {"ansible_connection": "local"}}])
        )
        (self.folder / "home").mkdir(exist_ok=True)
        self.put("book/connection_plugins/elsewhere.py", CONNECTION.replace("HOME", repr(str(self.folder / "home"))))
        connection = "elsewhere" if self.way == "elsewhere" else "local"
        self.put("inventory.yml", json.dumps({"all": {"hosts": {"web1": {"ansible_connection": connection}}}}))
        self.put("book/play.yml", json.dumps([{"hosts": "web1", "gather_facts": False, "roles": ["shop"]}]))
        environ = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_PYTHON_INTERPRETER": target_python(),
            "NATIVE_HELM_IN_WORKER": "yes" if self.way == "worker" else "no",
        }
        command = [
            *ansible_playbook(),
            "-vvv",
            "-i",
            str(self.folder / "inventory.yml"),
        ]
        command += [str(self.folder / "book/play.yml"), *vaults.options(self.folder)]
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
        self.printed = ran.stdout + ran.stderr
        assert found.is_file(), self.printed
        self.results = dict(zip(steps, json.loads(found.read_text())))


DROP_INS = {
    "helm": {"kubeconfig": "secret2.conf", "state": "absent", "timeout": "1s"},
    "helm_info": {"kubeconfig": "secret.conf", "request_timeout": "1s"},
}
KUBECONFIGS = ("plain.conf", "beside.conf", "secret.conf", "secret2.conf", "none.conf:secret.conf")


@pytest.fixture(scope="module", params=WAYS)
def book(request: pytest.FixtureRequest, collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The playbook after its run."""
    made = Book(tmp_path_factory.mktemp("b"), request.param)
    made.run(collections)
    return made


def shown(result: dict[str, Any]) -> str:
    assert not result.get("failed"), result["msg"]
    text: str = result["manifests"][0]["data"]["v"]
    return text


def test_the_way(book: Book) -> None:
    assert ("AnsiballZ_helm_template" in book.printed) == (book.way != "worker")


@pytest.mark.parametrize("place", PLACES)
def test_values_files_are_found_where_ansible_looks(book: Book, place: str) -> None:
    result = book.results[f"in {place}"]
    assert shown(result) == place and not result.get("warnings")


def test_the_roles_goes_before_the_playbooks(book: Book) -> None:
    assert shown(book.results["both"]) == "the role's vars"


def test_what_the_host_has_goes_first_and_a_warning_names_both(book: Book) -> None:
    assert shown(book.results["hosts"]) == "the host"
    (warning,) = [str(warning) for warning in book.results["hosts"]["warnings"]]
    assert f"hosts.yaml is a file of the host web1 ({book.own / 'hosts.yaml'}), which is used" in warning
    assert str(book.folder / "book/roles/shop/files/hosts.yaml") in warning


def test_a_plan_is_found_like_other_files(book: Book) -> None:
    assert "it is no plan of this collection" in book.results["plan roles.json"]["msg"]
    missing = book.results["plan files/none.json"]["msg"]
    assert "Reading the plan files/none.json: no such file" in missing
    assert book.way == "worker" or str(book.folder / "book/roles/shop") in missing


@pytest.mark.parametrize("where", ["in the role", "in the playbook", "by its path"])
def test_a_vaulted_values_file_is_decrypted_and_masked(book: Book, where: str) -> None:
    assert shown(book.results[f"secret {where}"]) == "********"


def test_a_broken_vaulted_file_is_named(book: Book) -> None:
    assert book.results["broken"]["failed"] and "broken.yaml" in book.results["broken"]["msg"]


def test_what_is_vaulted_shows_nowhere(book: Book) -> None:
    for form in ("canary-of", base64.b64encode(b"canary-of-the-token").decode()):
        assert form not in book.printed and form not in json.dumps(book.results)


def test_without_the_vaults_password_the_message_says_so(book: Book) -> None:
    message = book.results["unknown"]["msg"]
    assert message.startswith("Reading the values file unknown.yaml: it is encrypted with ansible-vault")
    assert f"{book.folder}/book/roles/shop/files/unknown.yaml on the controller" in message and "password" in message


def test_what_is_missing_names_the_host_and_the_places(book: Book) -> None:
    begin = "Reading the values file none.yaml: open none.yaml: no such file or directory. It is not on the host web1 "
    message = book.results["missing"]["msg"]
    assert message.startswith(f"{begin}({book.own / 'none.yaml'}), nor on the controller in ")
    for folder in ("files", "vars", "templates", "tasks"):
        assert f" {book.folder}/book/roles/shop/{folder}," in message
    assert f" {book.folder}/book," in message


def test_an_absolute_path_is_the_hosts(book: Book) -> None:
    assert book.results["missing path"]["msg"].endswith("It is not on the host web1 (/nowhere/none.yaml).")


@pytest.mark.parametrize("name", KUBECONFIGS)
def test_a_kubeconfig_of_the_controller(book: Book, name: str) -> None:
    assert shown(book.results[f"kubeconfig {name}"]) == "of-the-kubeconfig"


def test_a_kubeconfig_is_used(book: Book) -> None:
    assert "https://127.0.0.1:9" in book.results["kubeconfig used"]["msg"]


@pytest.mark.parametrize("module", ["helm", "helm_info"])
def test_a_vaulted_kubeconfig_is_used_by_a_drop_in(book: Book, module: str) -> None:
    assert 'Get "https://127.0.0.1:9/version"' in book.results[f"kubeconfig used by {module}"]["stderr"]


def test_a_missing_kubeconfig_names_the_host_and_the_places(book: Book) -> None:
    message = book.results["kubeconfig missing"]["msg"]
    assert message.startswith("Reading the kubeconfig none.conf: no such file. It is not on the host web1 ")
    assert f" ({book.own / 'none.conf'}), nor on the controller in {book.folder}/book/roles/shop/files, " in message


def test_a_kubeconfig_by_its_path_is_never_the_controllers(book: Book) -> None:
    """A host that lacks its k3s.yaml must not get the controller's, which is another cluster's."""
    message = book.results["kubeconfig of the controller"]["msg"]
    assert message.endswith("It is not on the host web1 (/nowhere/k3s.yaml).")
