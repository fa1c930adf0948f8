# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret in any output: results, diffs, -vvvv, the log, files left behind; on success and on every way to fail."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any, Iterator

import pytest

from .test_bad_input import closed_port, kubeconfig, write_chart

WORDS = ("value", "set", "file", "marked", "data", "password", "token", "url")
SCHEMA = {"properties": {"marked": {"type": "string", "writeOnly": True}, "size": {"type": "integer"}}}
SECRET = (
    "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ .Release.Name }}}\nstringData:\n"
    "  all: {{ print .Values.value .Values.set .Values.file .Values.marked .Values.data | quote }}\n"
    "  changing: {{ print .Values.size .Values.data | quote }}\n"
)
BASE = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "size: 1\nvalue: ''\nset: ''\nfile: ''\nmarked: ''\ndata: ''\n",
    "values.schema.json": json.dumps(SCHEMA),
    "templates/secret.yaml": SECRET,
}
ALL = "{{ print .Values.value .Values.set .Values.file .Values.marked }}"
CHARTS = {
    "web": {},
    "fails": {"templates/z.yaml": '{{ fail (print "no " .Values.value .Values.set .Values.file .Values.marked) }}'},
    "unwritable": {"templates/z.yaml": SECRET.replace("name: {{", "name: Not_{{")},
    "undecodable": {"templates/z.yaml": SECRET.replace("stringData", "data").replace("{name: {{", "{name: z{{")},
    "broken": {"templates/z.yaml": f"a: [{ALL}"},
    "unknown": {"templates/z.yaml": "apiVersion: example.com/v1\nkind: None\nmetadata: {name: x}\n"},
    "hooked": {
        "templates/z.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: z{{ .Release.Name }}\n"
        "  annotations: {helm.sh/hook: pre-install}\nspec:\n  backoffLimit: 0\n  template:\n"
        "    metadata: {annotations: {native-helm.test/outcome: fail}}\n    spec:\n      restartPolicy: Never\n"
        f"      containers: [{{name: a, image: a, env: [{{name: A, value: '{ALL}'}}]}}]\n"
    },
}


@pytest.fixture(scope="module")
def canaries() -> dict[str, str]:
    """A secret for each place that one can be in."""
    return {word: f"canary-{word}-{secrets.token_hex(6)}" for word in WORDS}


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the charts, a namespace."""
    folder = tmp_path_factory.mktemp("charts")
    for name, files in CHARTS.items():
        write_chart(folder / name, {**BASE, **files})
    namespace = f"canary-{secrets.token_hex(5)}"
    cluster.kubectl("create", "namespace", namespace)
    yield folder, namespace
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")


def tasks(cluster: Any, place: tuple[Path, str], canaries: dict[str, str]) -> list[dict[str, Any]]:
    """Tasks that go well and tasks that fail in every way."""
    folder, namespace = place
    (folder / "secret.yaml").write_text(f"file: {canaries['file']}\n")
    token = cluster.kubectl("-n", namespace, "create", "token", "default").strip()
    forbidden = kubeconfig(folder / "forbidden", cluster, token)
    stranger = json.loads(Path(kubeconfig(folder / "stranger", cluster, canaries["token"])).read_text())
    values = {"value": canaries["value"], "marked": canaries["marked"], "data": canaries["data"]}
    shared = {
        "namespace": namespace,
        "kubeconfig": cluster.kubeconfig,
        "sensitive_paths": ["value", "set", "file", "data"],
    }
    good = {
        **shared,
        "name": "web",
        "chart": str(folder / "web"),
        "values": values,
        "set_values": [{"value": f"set={canaries['set']}"}],
        "values_files": [str(folder / "secret.yaml")],
        "chart_repo_password": canaries["password"],
        "chart_repo_username": "me",
    }
    release, info, back = (f"native.helm.{name}" for name in ("helm_release", "helm_release_info", "helm_rollback"))
    fields = ["values", "all_values", "manifest", "hooks", "notes", "metadata", "history", "resources", "drift"]
    closed = f"http://me:{canaries['url']}@127.0.0.1:{closed_port()}"
    return [
        {release: good},
        {release: {**good, "values": {**values, "size": 2}}},
        {release: {**good, "values": {**values, "size": 2}}},
        {info: {**shared, "name": "web", "fields": fields}},
        {back: {**shared, "name": "web"}},
        {release: {**good, "values": {**values, "size": "large"}}},
        {release: {**good, "values": {**values, "size": 2}, "nonsense": 1}},
        {release: {**good, "values": {**values, "size": 2}, "state": "wrong"}},
        {release: {**good, "chart": str(folder / "none")}},
        {release: {**good, "chart": "web", "chart_repo_url": closed}},
        {release: {**good, "kubeconfig": forbidden}},
        {release: {**good, "kubeconfig": stranger}},
        {release: {**good, "api_key": canaries["token"], "host": f"https://127.0.0.1:{closed_port()}"}},
        *({release: {**good, "name": name, "chart": str(folder / name)}} for name in CHARTS if name != "web"),
        {release: {**good, "name": "hooked", "chart": str(folder / "hooked"), "atomic": True, "timeout": "20s"}},
        {"native.helm.helm_template": {key: good[key] for key in ("chart", "values", "sensitive_paths")}},
        {"native.helm.helm_template": {**good, "chart": str(folder / "fails"), "name": "x"}},
        {"native.helm.helm_repo": {"name": "r", "url": closed, "username": "me", "password": canaries["password"]}},
        {release: {**shared, "name": "web", "state": "absent"}},
    ]


def forms(canary: str) -> list[str]:
    """A secret as it is, and as base64 shows it wherever it begins."""
    encoded = [
        base64.b64encode(b"x" * shift + canary.encode()).decode()[4 * (shift > 0) + 4 : -4] for shift in range(3)
    ]
    return [canary, *encoded]


@pytest.mark.parametrize("inside", ["yes", "no"], ids=["in the worker", "as a process"])
@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
def test_no_secret_in_any_output(
    play: Any, cluster: Any, place: Any, canaries: dict[str, str], tmp_path: Path, inside: str, *, check: bool
) -> None:
    left = tmp_path / "left"
    environ = {
        "NATIVE_HELM_IN_WORKER": inside,
        "ANSIBLE_LOG_PATH": str(left / "ansible.log"),
        "TMPDIR": str(left),
        "NATIVE_HELM_CACHE": str(left / "templates"),
        "HELM_CACHE_HOME": str(left / "cache"),
    }
    left.mkdir()
    results = play(tasks(cluster, place, canaries), check=check, environ=environ, options=["-vvvv", "--diff"])
    good = [not result.get("failed") for result in results]
    assert good[:4] == [True] * 4 and good[5:13] == [False] * 8, [result.get("msg") for result in results]
    seen = {"results": json.dumps(results), "printed": results[0]["_printed"]}
    for folder, _folders, names in os.walk(left):
        seen.update({name: Path(folder, name).read_bytes().decode("utf-8", "replace") for name in names})
    assert "ansible.log" in seen
    found = [
        f"the {word} in {where}: …{text[max(0, text.find(form) - 150) : text.find(form) + 60]}"
        for where, text in seen.items()
        for word, canary in canaries.items()
        for form in forms(canary)
        if form in text
    ]
    assert not found, "\n".join(found)
