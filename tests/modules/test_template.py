# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_template in a playbook: without a cluster, and with one that is asked whether it would take the objects."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from cluster_fixture import create_namespace

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n"
CHARTS = {
    "good": MAP + "data:\n  major: {{ .Capabilities.KubeVersion.Major | quote }}\n"
    '  kinds: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}\n'
    '  found: {{ dig "metadata" "name" "" (lookup "v1" "Namespace" "" .Release.Namespace) | quote }}\n',
    "refused": "apiVersion: v1\nkind: Service\nmetadata:\n  name: Not_A_Name\nspec:\n  ports: []\n",
    "hook": MAP
    + "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: {helm.sh/hook: test}\nspec: {}\n",
    "strange": "apiVersion: example.com/v9\nkind: Nothing\nmetadata:\n  name: x\n",
    "own kind": "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: x\n",
}
CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing}
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
"""
FAILING = {"refused": ["Not_A_Name"], "hook": ["spec.containers"], "strange": ["example.com/v9", "Nothing"]}


@pytest.fixture(scope="module")
def results(play: Any, cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Each chart's result with validate, those of the good one without it, and the namespace they were made for."""
    folder = tmp_path_factory.mktemp("template")
    for name, text in CHARTS.items():
        place = folder / name
        (place / "templates").mkdir(parents=True)
        (place / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
        (place / "templates/a.yaml").write_text(text)
    (folder / "own kind/crds").mkdir()
    (folder / "own kind/crds/thing.yaml").write_text(CRD)
    namespace = f"template-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, namespace)
    common = {"name": "web", "namespace": namespace, "kubeconfig": cluster.kubeconfig}
    tasks = [{**common, "chart": str(folder / name), "validate": True} for name in CHARTS]
    tasks += [{**common, "chart": str(folder / "good"), "dest": str(folder / "out.yaml")} for _unused in range(2)]
    environ = {"NATIVE_HELM_CACHE": str(folder / "cache")}
    found = play([{"native.helm.helm_template": task} for task in tasks], environ=environ)
    yield dict(zip([*CHARTS, "first", "second"], found)), namespace, folder
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")


def test_the_cluster_tells_what_it_is(results: Any) -> None:
    found, namespace, _folder = results
    assert found["good"]["manifests"][0]["data"] == {"major": "1", "kinds": "true", "found": namespace}


def test_without_asking_it_is_helms_own_idea_of_a_cluster(results: Any) -> None:
    data = results[0]["first"]["manifests"][0]["data"]
    assert data == {"major": "1", "kinds": "false", "found": ""}


@pytest.mark.parametrize("chart", FAILING)
def test_what_the_cluster_does_not_take_fails(results: Any, chart: str) -> None:
    result = results[0][chart]
    assert result["failed"] and all(part in result["msg"] for part in FAILING[chart]), result["msg"]


def test_kinds_that_the_chart_brings_are_taken(results: Any) -> None:
    assert results[0]["own kind"]["manifests"][0]["kind"] == "Thing"


def test_nothing_is_written_to_the_cluster(results: Any, cluster: Any) -> None:
    found = cluster.kubectl("-n", results[1], "get", "configmaps,services,pods,secrets", "-o", "name").split()
    assert found == ["configmap/kube-root-ca.crt"]
    assert "things.example.com" not in cluster.kubectl("get", "crds", "-o", "name")


def test_a_file_is_written_once(results: Any) -> None:
    found, _namespace, folder = results
    assert found["first"]["changed"] and not found["second"]["changed"]
    assert Path(folder / "out.yaml").read_text() == found["first"]["text"]


def test_templates_are_kept_compiled_between_tasks(results: Any) -> None:
    entries = list((results[2] / "cache/templates").iterdir())
    assert len(entries) == len(CHARTS)  # the good one's is the same with a cluster and without
