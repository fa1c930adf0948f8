# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input, as an operator makes it: one clear message, a failed task, nothing written."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from cluster_fixture import create_namespace
from ports import closed_port

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "size: 1\n",
    "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n"
    "data:\n  size: {{ .Values.size | quote }}\n",
}
BROKEN = {**CHART, "templates/b.yaml": "kind: ConfigMap\nmetadata:\n  name: {{ .Values.deep.er | quote }}\n"}
UNPARSABLE = {**CHART, "templates/b.yaml": "kind: ConfigMap\n{{ if }}\n"}
INVALID = {
    **CHART,
    "templates/b.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: Not_A_Name\nspec:\n  ports: []\n",
}
UNKNOWN = {**CHART, "templates/b.yaml": "apiVersion: example.com/v9\nkind: Nothing\nmetadata:\n  name: x\n"}

# a case: its options over a good task's, and what its message must hold
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no cluster": ({"kubeconfig": "{closed}"}, ["127.0.0.1", "refused"]),
    "no kubeconfig file": ({"kubeconfig": "{folder}/none"}, ["{folder}/none", "no such file"]),
    "wrong context": ({"context": "elsewhere"}, ["elsewhere", "context"]),
    "chart missing": ({"chart": "{folder}/nothing"}, ['path "{folder}/nothing" not found']),
    "folder without a chart": ({"chart": "{folder}/empty"}, ["{folder}/empty", "has a Chart.yaml"]),
    "values file missing": ({"values_files": ["{folder}/none.yaml"]}, ["{folder}/none.yaml", "no such file"]),
    "values file broken": ({"values_files": ["{folder}/broken.yaml"]}, ["{folder}/broken.yaml", "yaml: line 2"]),
    "set_values broken": ({"set_values": [{"value": "a[x]=1"}]}, ["set_values a[x]", "invalid syntax"]),
    "template fails": (
        {"chart": "{folder}/broken"},
        ["web/templates/b.yaml:3:18", "<.Values.deep.er>", "nil pointer evaluating interface {}.er"],
    ),
    "template does not parse": ({"chart": "{folder}/unparsable"}, ["web/templates/b.yaml:2", "missing value for if"]),
    "release name": ({"name": "Not_Valid"}, ["Not_Valid", "invalid release name"]),
    "release name too long": ({"name": "a" * 54}, ["invalid release name"]),
    "namespace missing": ({"namespace": "{namespace}-none"}, ["{namespace}-none", "not found"]),
    "object invalid": ({"chart": "{folder}/invalid"}, ["Not_A_Name"]),
    "kind unknown": ({"chart": "{folder}/unknown"}, ["example.com/v9", "Nothing"]),
    "forbidden": ({"kubeconfig": "{restricted}"}, ["forbidden", "restricted"]),
    "wrong token": ({"kubeconfig": "{stranger}"}, ["Unauthorized"]),
}


def write_chart(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def kubeconfig(path: Path, cluster: Any, token: str, server: str = "") -> str:
    """Write a kubeconfig for the cluster (or another server) with a token; return its path."""
    admin = cluster.kubectl(
        "config",
        "view",
        "--raw",
        "-o",
        "jsonpath={.clusters[0].cluster.server} {.clusters[0].cluster.certificate-authority-data}",
    )
    address, authority = admin.split()
    entry = {"server": server or address, **({} if server else {"certificate-authority-data": authority})}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": entry}],
        "users": [{"name": "one", "user": {"token": token}}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
    }
    path.write_text(json.dumps(config))
    path.chmod(0o600)
    return str(path)


@pytest.fixture(scope="module")
def place(cluster, tmp_path_factory):
    """Return what the cases' options stand for: folders, kubeconfigs, a namespace with a restricted service account."""
    folder = tmp_path_factory.mktemp("bad")
    for name, files in {
        "web": CHART,
        "broken": BROKEN,
        "unparsable": UNPARSABLE,
        "invalid": INVALID,
        "unknown": UNKNOWN,
    }.items():
        write_chart(folder / name, files)
    (folder / "empty").mkdir()
    (folder / "broken.yaml").write_text("a: 1\nb: c: d\n")
    namespace = f"bad-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, namespace)
    cluster.kubectl("-n", namespace, "create", "serviceaccount", "restricted")
    token = cluster.kubectl("-n", namespace, "create", "token", "restricted").strip()
    yield {
        "folder": str(folder),
        "namespace": namespace,
        "restricted": kubeconfig(folder / "restricted", cluster, token),
        "stranger": kubeconfig(folder / "stranger", cluster, "nobodys-token"),
        "closed": kubeconfig(folder / "closed", cluster, "any", f"https://127.0.0.1:{closed_port()}"),
    }
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")


def filled(value: Any, place: dict[str, str]) -> Any:
    """Return value with the place's words in it filled in."""
    if isinstance(value, str):
        for word, stands_for in place.items():
            value = value.replace("{" + word + "}", stands_for)
        return value
    if isinstance(value, list):
        return [filled(item, place) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, place) for key, item in value.items()}
    return value


@pytest.fixture(scope="module", params=[False, True], ids=["run", "check"])
def results(request, play, place, cluster):
    """Return each case's result, all of them run by one playbook, in earnest and in check mode."""
    good = {"name": "web", "namespace": "{namespace}", "chart": "{folder}/web", "kubeconfig": cluster.kubeconfig}
    tasks = [{"native.helm.helm_release": filled({**good, **options}, place)} for options, _unused in CASES.values()]
    return dict(zip(CASES, play(tasks, check=request.param)))


@pytest.mark.parametrize("case", CASES)
def test_one_clear_message(results, place, case):
    result = results[case]
    assert result.get("failed"), result
    for part in CASES[case][1]:
        assert filled(part, place) in result["msg"], result["msg"]
    assert "Traceback" not in result["msg"] and "bug" not in result["msg"]
    assert result["changed"] is False


def test_nothing_is_written(results, cluster, place):
    assert results
    found = cluster.kubectl("-n", place["namespace"], "get", "secrets,configmaps,services", "-o", "name").split()
    assert found == ["configmap/kube-root-ca.crt"]


def test_the_tokens_are_in_no_output(results, place):
    token = json.loads(Path(place["restricted"]).read_text())["users"][0]["user"]["token"]
    for result in results.values():
        assert token not in str(result) and "nobodys-token" not in str(result)
