# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts, releases of them, and plans of these, in a namespace of a test module's own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from cluster_fixture import create_namespace
from release.texts import config

Play = Callable[..., list[dict[str, Any]]]
Task = dict[str, Any]
RELEASE, RELEASES, ROLLBACK = (f"native.helm.helm_{name}" for name in ("release", "releases", "rollback"))
PASSWORD = "hunter2"
SECRET = """apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}"}
stringData: {password: {{ .Values.password | quote }}}
"""
CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: shops.{group}.test}}
spec:
  group: {group}.test
  scope: Namespaced
  names: {{kind: {kind}, plural: shops, singular: shop}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {{openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}}}
"""


@pytest.fixture(scope="module")
def space(cluster: Any) -> Iterator[str]:
    """A namespace of these tests' own; what begins with its name goes too."""
    name = f"plans-{secrets.token_hex(3)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    for found in [*cluster.get("namespace")["items"], *cluster.get("crd")["items"]]:
        if found["metadata"]["name"].startswith(name) or found["spec"].get("group", "").startswith(name):
            cluster.kubectl("delete", found["kind"], found["metadata"]["name"], "--wait=false")


class Charts:
    """Charts in folders of their own, and tasks of releases of them."""

    def __init__(self, folder: Path, kubeconfig: str, space: str) -> None:
        self.folder, self.kubeconfig, self.space = folder, kubeconfig, space

    def write(self, name: str, *texts: str, version: str = "1.0.0", crd: str = "") -> str:
        """Write a chart with a ConfigMap that has the value size, and a Secret; give its folder."""
        folder = self.folder / name
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: {version}\n", encoding="utf-8")
        (folder / "values.yaml").write_text(f"size: 1\npassword: {PASSWORD}\n", encoding="utf-8")
        own = config("{{ .Release.Name }}", "{{ .Values.size | quote }}")
        (folder / "templates/all.yaml").write_text("---\n".join((own, SECRET, *texts)), encoding="utf-8")
        if crd:
            (folder / "crds").mkdir(exist_ok=True)
            (folder / "crds/crd.yaml").write_text(crd, encoding="utf-8")
        return str(folder)

    def task(self, name: str, chart: str = "", **options: Any) -> Task:
        """Give a task of helm_release: two, if nothing else is said, where the chart has one."""
        given = {"name": name, "namespace": self.space, "kubeconfig": self.kubeconfig, **options}
        if given.get("state") != "absent":
            given = {"chart": chart or str(self.folder / name), "values": {"size": 2}, **given}
        return {RELEASE: {key: value for key, value in given.items() if value is not None}}

    def path(self, name: str) -> str:
        """Give the path of a plan."""
        return str(self.folder / f"{name}.plan.json")

    def plan(self, name: str, chart: str = "", **options: Any) -> Task:
        """Give a task that writes a plan."""
        return self.task(name, chart, **{"plan": {"write": self.path(name)}, **options})

    def apply(self, name: str, chart: str = "", **options: Any) -> Task:
        """Give a task that applies it."""
        return self.task(name, chart, **{"plan": {"apply": self.path(name)}, **options})


@pytest.fixture
def charts(tmp_path: Path, cluster: Any, space: str) -> Charts:
    return Charts(tmp_path, cluster.kubeconfig, space)


def state_of(cluster: Any, space: str) -> dict[str, str]:
    """What is in a namespace, as name -> resourceVersion: two that are equal are the same."""
    found = cluster.get("-n", space, "configmap,secret,job,serviceaccount")["items"]
    return {f"{one['kind']}/{one['metadata']['name']}": one["metadata"]["resourceVersion"] for one in found}


def fields(result: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """A refusal's differences: "object field" -> planned and now."""
    assert result["failed"] is True, result
    return {
        " ".join(filter(None, (one["object"], one["field"]))): (one["planned"], one["now"])
        for one in result["differences"]
    }
