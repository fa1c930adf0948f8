# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After an item of a loop none of its secrets is in the worker's memory: in no cache of ours, and in none of a library.

The items run in a process of their own (worker_loop.py), which looks through all that can be reached in it.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest
from cluster_fixture import create_namespace
from ports import closed_port

from .test_bad_input import write_chart

LOOP = Path(__file__).with_name("worker_loop.py")
SECRET = """apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData:
  json: {{ .Values | toJson | quote }}
  given: {{ tpl .Values.text . | quote }}
  matched: {{ regexReplaceAll .Values.password "none" "x" | quote }}
  address: {{ (urlParse (printf "https://me:%s@example.com" .Values.password)).host }}
  yaml: |
{{ toYaml .Values | indent 4 }}
"""
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.schema.json": json.dumps({"properties": {"password": {"type": "string", "pattern": "^q"}}}),
    "templates/secret.yaml": SECRET,
    "templates/hook.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-hook\n"
    "  annotations: {helm.sh/hook: pre-upgrade}\ndata: {text: {{ .Values.text | quote }}}\n",
}
VALUES = {"password": "@password@", "text": "{{ .Values.password }}-@text@", "deep": [{"er": "@deep@"}]}
SENSITIVE = ["password", "text", "deep", "set"]


def run(tasks: list[Any], **more: Any) -> dict[str, Any]:
    """Return what the process found."""
    asked = json.dumps({"tasks": tasks, "items": 2, **more})
    done = subprocess.run([sys.executable, str(LOOP)], input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert len(found["results"]) == len(tasks)
    return found


@pytest.fixture
def chart(tmp_path: Path) -> str:
    write_chart(tmp_path / "web", CHART)
    return str(tmp_path / "web")


def offline(chart: str) -> list[Any]:
    """Tasks that ask no cluster. With each: what its message begins with, "" where it goes well."""
    closed = f"127.0.0.1:{closed_port()}"
    secret = {"values": VALUES, "sensitive_paths": SENSITIVE, "set_values": [{"value": "set=@set@"}]}
    url = f"http://me:@url@@{closed}"
    proxied = {"HTTP_PROXY": f"http://me:@proxy@@{closed}", "TOKEN": "@environment@"}
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "none", "args": ["@argument@"]}}
    return [
        ["helm_template", {"chart": chart, **secret}, {}, ""],
        ["helm_template", {"chart": chart, **secret, "values": {**VALUES, "password": ["@list@"]}}, {}, "Checking"],
        ["helm_template", {"chart": chart, **secret, "nonsense": "@nonsense@"}, {}, "Unsupported"],
        ["helm_repo", {"name": "r", "url": url, "username": "u", "password": "@repository@"}, {}, "Fetching"],
        ["helm_repo", {"name": "r", "url": "http://charts.example.com"}, proxied, "Fetching"],
        ["helm_release", {"name": "w", "chart": f"{url}/web-1.0.0.tgz", "host": url[:7] + closed, "api_key": "@key@"},
         {}, "Asking"],
        ["helm_release_info", {"name": "w", "kubeconfig": kubeconfig({"token": "@token@"}, closed)}, {}, "Asking"],
        ["helm_release_info", {"name": "w", "kubeconfig": kubeconfig(user, closed)}, {}, "Running"],
        ["helm_release_info", {"name": "w", "kubeconfig": kubeconfig({}, closed),
                               "proxy": f"http://me:@task_proxy@@{closed}"}, {}, "Asking"],
        ["helm_chart", {"path": chart, "state": "packaged", "sign": True, "key": "me", "keyring": f"{chart}/none",
                        "passphrase": "@passphrase@"}, {}, "Signing"],
    ]  # fmt: skip


def kubeconfig(user: dict[str, Any], server: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": f"http://{server}"}}],
        "users": [{"name": "one", "user": user}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
    }


def judge(tasks: list[Any]) -> None:
    """Each task ends as it should, so that it gets to where it has secrets; and none of them is left."""
    found = run([task[:3] for task in tasks])
    for (_action, _options, _environment, words), result in zip(tasks, found["results"]):
        assert (result["msg"] or "").startswith(words) and bool(result.get("failed")) is bool(words), result
    assert found["found"] == []


def test_nothing_of_an_item_is_left(chart: str) -> None:
    judge(offline(chart))


def test_what_is_left_is_found(chart: str) -> None:
    """The search is one: without the forgetting it finds what libraries and our own caches keep."""
    found = run([task[:3] for task in offline(chart)], forgetting=False)["found"]
    assert {"password", "text", "url", "task_proxy"} <= {name for name, _where in found}


@pytest.fixture
def namespace(cluster: Any) -> Iterator[str]:
    name = f"memory-{secrets.token_hex(4)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


def test_nothing_of_a_release_is_left(chart: str, cluster: Any, namespace: str) -> None:
    shared = {"name": "web", "namespace": namespace, "kubeconfig": cluster.kubeconfig, "_ansible_diff": True}
    good = {**shared, "chart": chart, "values": VALUES, "sensitive_paths": SENSITIVE, "wait": True}
    entry = {name: value for name, value in good.items() if not name.startswith("_")}
    later = {**good, "values": {**VALUES, "password": "@second@"}, "post_renderer": ["sed", "s/none/other/"]}
    everything = ["values", "all_values", "manifest", "hooks", "history", "resources", "drift"]
    judge(
        [
            ["helm_release", good, {}, ""],
            ["helm_release", {**later, "_ansible_check_mode": True}, {}, ""],
            ["helm_release", later, {}, ""],
            ["helm_release", {**later, "server_side": "false"}, {}, ""],
            ["helm_release_info", {**shared, "fields": everything, "sensitive_paths": SENSITIVE}, {}, ""],
            ["helm_rollback", shared, {}, ""],
            ["helm_releases", {"releases": [{**entry, "needs": []}], "_ansible_diff": True}, {}, ""],
            ["helm_template", {"chart": chart, "values": VALUES, "validate": True, **shared}, {}, ""],
            ["helm_release", {**shared, "state": "absent"}, {}, ""],
        ]
    )
