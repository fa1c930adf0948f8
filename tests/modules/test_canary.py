# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret in any output: results, diffs, -vvvv, the log, files left behind; on success and on every way to fail.

That the canary would sing: the same tasks by a copy of the collection that masks nothing show a secret at every exit.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any, Iterator

import pytest
import vaults
from cluster_fixture import create_namespace
from ports import closed_port

from .conftest import ROOT
from .test_bad_input import kubeconfig, write_chart

WORDS = ("value", "set", "file", "marked", "data", "password", "token", "url", "inline", "vaulted", "before")
LOGGED = "correct-horse-battery-staple"  # in the log of a container named leaky
SCHEMA = {"properties": {"marked": {"type": "string", "writeOnly": True}, "size": {"type": "integer"}}}
SECRET = (
    "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ .Release.Name }}}\nstringData:\n"
    "  all: {{ print .Values.value .Values.set .Values.file .Values.marked .Values.data | quote }}\n"
    "  changing: {{ print .Values.size .Values.data | quote }}\n"
)
PLAIN = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-plain\n"
    "  annotations: {inline: {{ .Values.inline | quote }}}\n"
    "data:\n  part: {{ .Values.part | quote }}\n  size: {{ print .Values.size .Values.inline | quote }}\n"
    "  vaulted: |\n    {{ .Values.vaulted }}\n"
)
BASE = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "size: 1\nvalue: ''\nset: ''\nfile: ''\nmarked: ''\ndata: ''\ninline: x\nvaulted: ''\npart: ''\n",
    "values.schema.json": json.dumps(SCHEMA),
    "templates/secret.yaml": SECRET,
    "templates/plain.yaml": PLAIN,
    "templates/NOTES.txt": "{{ .Values.inline }} {{ .Values.part }} {{ .Values.vaulted }}",
}
ALL = "{{ print .Values.value .Values.set .Values.file .Values.marked .Values.inline .Values.part .Values.vaulted }}"
POD = f"{{restartPolicy: Never, containers: [{{name: leaky, image: a, env: [{{name: A, value: '{ALL}'}}]}}]}}"
CHARTS = {
    "web": {},
    "fails": {"templates/z.yaml": ALL.replace("}}", "| fail }}")},
    "unwritable": {"templates/z.yaml": SECRET.replace("name: {{", "name: Not_{{")},
    "undecodable": {"templates/z.yaml": SECRET.replace("stringData", "data").replace("{name: {{", "{name: z{{")},
    "broken": {"templates/z.yaml": f"a: [{ALL}"},
    "unknown": {"templates/z.yaml": "apiVersion: example.com/v1\nkind: None\nmetadata: {name: x}\n"},
    "hooked": {
        "templates/z.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: z{{ .Release.Name }}\n"
        "  annotations: {helm.sh/hook: pre-install}\nspec:\n  backoffLimit: 0\n  template:\n"
        f"    metadata: {{annotations: {{native.helm.test/pod: fail}}}}\n    spec: {POD}\n"
    },
    "doubled": {
        "templates/z.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Values.inline }}}\n",
        "templates/zz.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Values.inline }}}\n",
    },
    "refused": {
        "templates/z.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: z{{ .Release.Name }}\n"
        f"  labels: {{all: 'no label: {ALL}'}}\n"
    },
    "waiting": {
        "templates/z.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: z{{ .Release.Name }}\n  annotations:\n"
        "    native.helm.test/pod: image-pull\n"
        f"    native.helm.test/message: 'cannot pull {ALL}'\nspec: {POD}\n"
    },
}


@pytest.fixture(scope="module")
def canaries() -> dict[str, str]:
    """A secret for each place that one can be in."""
    return {**{word: f"canary-{word}-{secrets.token_hex(6)}" for word in WORDS}, "logged": LOGGED}


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the charts, a namespace."""
    folder = tmp_path_factory.mktemp("charts")
    for name, files in CHARTS.items():
        write_chart(folder / name, {**BASE, **files})
    namespace = f"canary-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, namespace)
    yield folder, namespace
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")


def tasks(cluster: Any, place: tuple[Path, str], canaries: dict[str, str]) -> list[dict[str, Any]]:
    """Tasks that go well and tasks that fail in every way."""
    folder, namespace = place
    (folder / "secret.yaml").write_text(f"file: {canaries['file']}\n")
    token = cluster.kubectl("-n", namespace, "create", "token", "default").strip()
    forbidden = kubeconfig(folder / "forbidden", cluster, token)
    stranger = json.loads(Path(kubeconfig(folder / "stranger", cluster, canaries["token"])).read_text())
    values = {
        **{word: canaries[word] for word in ("value", "marked", "data")},
        "inline": "{{ canary_inline }}",
        "part": "x-{{ canary_inline }}",
        "vaulted": "y-{{ canary_file.list[0] }}",
    }
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
    # In a revision before, and in an object that is no Secret: later tasks have a vaulted value in its place.
    paths = [*shared["sensitive_paths"], "part"]
    earlier = {"values": {**values, "part": f"z-{canaries['before']}"}, "sensitive_paths": paths}
    release, info, back = (f"native.helm.{name}" for name in ("helm_release", "helm_release_info", "helm_rollback"))
    many, every = "native.helm.helm_releases", {key: value for key, value in good.items() if key != "name"}
    fields = ["values", "all_values", "manifest", "hooks", "notes", "metadata", "history", "resources", "drift"]
    closed = f"http://me:{canaries['url']}@127.0.0.1:{closed_port()}"
    return [
        {release: {**good, **earlier}},
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
        {release: {**good, "name": "waiting", "chart": str(folder / "waiting"), "wait": True, "timeout": "5s"}},
        {"native.helm.helm_template": {key: good[key] for key in ("chart", "values", "sensitive_paths")}},
        {"native.helm.helm_template": {**good, "chart": str(folder / "fails"), "name": "x"}},
        {"native.helm.helm_repo": {"name": "r", "url": closed, "username": "me", "password": canaries["password"]}},
        {many: {"defaults": every, "releases": [{"name": "one"}, {"name": "two", "chart": str(folder / "hooked")}]}},
        {many: {"defaults": every, "releases": [{"name": "one", "nonsense": 1}]}},
        {many: {"defaults": every, "releases": [{"name": "one", "needs": ["nowhere"]}]}},
        {many: {"defaults": {**every, "nonsense": canaries["value"]}, "releases": []}},
        {many: {"defaults": every, "releases": [{"name": "one", "chart": "web", "chart_repo_url": closed}]}},
        {many: {"releases": [{**good, "kubeconfig": stranger}]}},
        {release: {**shared, "name": "web", "state": "absent", "sensitive_paths": ["part"]}},
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
    results = play(tasks(cluster, place, canaries), check=check, environ=environ, options=shown(place[0], canaries))
    good = [not result.get("failed") for result in results]
    assert good[:4] == [True] * 4 and good[5:13] == [False] * 8, [result.get("msg") for result in results]
    seen = {"results": json.dumps(results), "printed": results[0]["_printed"]}
    for folder, _folders, names in os.walk(left):
        seen.update({name: Path(folder, name).read_bytes().decode("utf-8", "replace") for name in names})
    assert "ansible.log" in seen
    found = leaks(seen, canaries)
    assert not found, "\n".join(found)


def shown(folder: Path, canaries: dict[str, str]) -> list[str]:
    """Return ansible-playbook's options to show all that there is, with the vaulted variables."""
    (folder / "inline.yml").write_text(vaults.inline({"canary_inline": canaries["inline"]}))
    file = {"canary_file": {"list": [canaries["vaulted"]]}, "canary_logged": canaries["logged"]}
    (folder / "file.yml").write_text(vaults.encrypted(json.dumps(file)))
    given = [word for name in ("inline.yml", "file.yml") for word in ("-e", f"@{folder / name}")]
    return ["-vvvv", "--diff", *vaults.options(folder), *given]


def leaks(seen: dict[str, str], canaries: dict[str, str]) -> list[str]:
    """Return which canary is to be seen where."""
    return [
        f"the {word} in {where}: …{text[max(0, text.find(form) - 150) : text.find(form) + 60]}"
        for where, text in seen.items()
        for word, canary in canaries.items()
        for form in forms(canary)
        if form in text
    ]


# What a result, or what is printed of one, can show a secret in.
EXITS = (
    "msg", "stderr", "diff", "warnings", "changes", "failed_objects", "hooks", "logs", "release", "releases", "status",
    "text", "notes", "manifests", "invocation",
)  # fmt: skip
UNMASKED = {
    "base/secrets.py": "Secrets.text = lambda self, text: text\n"
    "Secrets.value = lambda self, value, documents=(): value\n",
    "entry/redact.py": "invocation = lambda params, paths, known: dict(params)\n"
    "result = lambda result, paths: result\n",
}


@pytest.fixture(scope="module")
def unmasked(play: Any, cluster: Any, canaries: dict[str, str], tmp_path_factory: Any) -> dict[str, str]:
    """What the tasks show at each exit, in a namespace of their own, where nothing is masked."""
    folder = tmp_path_factory.mktemp("unmasked")
    copy = folder / "ansible_collections/native/helm"
    for name in ("plugins", "meta"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "galaxy.yml", copy)
    for name, text in UNMASKED.items():
        with open(copy / "plugins/module_utils/_helm" / name, "a", encoding="utf-8") as handle:
            handle.write(f"\n\n{text}")
    namespace = f"canary-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, namespace)
    place = (folder, namespace)
    for name, files in CHARTS.items():
        write_chart(folder / name, {**BASE, **files})
    environ = {"ANSIBLE_COLLECTIONS_PATH": str(folder)}
    results = play(tasks(cluster, place, canaries), environ=environ, options=shown(folder, canaries))
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")
    invocations = re.findall(r'^    "invocation": (\{.*?^    \})', results[0]["_printed"], re.MULTILINE | re.DOTALL)
    return {
        **{name: json.dumps([result.get(name) for result in results]) for name in EXITS},
        "invocation": json.dumps(invocations),
    }


@pytest.mark.parametrize("name", EXITS)
def test_a_leak_at_this_exit_would_be_seen(unmasked: dict[str, str], canaries: dict[str, str], name: str) -> None:
    assert leaks({name: unmasked[name]}, canaries)


def test_a_leak_of_each_secret_would_be_seen(unmasked: dict[str, str], canaries: dict[str, str]) -> None:
    found = "\n".join(leaks(unmasked, canaries))
    # Ansible's own no_log knows the password where it is an option, and not in the mapping of helm_releases' defaults.
    assert [word for word in canaries if f"the {word} in" not in found] == []
