# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client-side merges beside the real helm's: the same manifests, the same changes by others, the same objects after."""

from __future__ import annotations

import copy
import secrets
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml
from cluster_fixture import Cluster, create_namespace

from ansible_collections.native.helm.plugins.module_utils._helm.kube import merge, patch_schema
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client


def deployment(containers: list[dict[str, Any]], **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers}},
            **spec,
        },
    }


def container(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "busybox", **more}


def service(*ports: dict[str, Any]) -> dict[str, Any]:
    spec = {"selector": {"app": "web"}, "ports": list(ports)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}


BEFORE = [
    deployment(
        [
            container("app", env=[{"name": "A", "value": "1"}, {"name": "GONE", "value": "1"}], args=["-x"]),
            container("dropped"),
        ],
        replicas=2,
        strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
    ),
    service({"name": "http", "port": 80}, {"name": "old", "port": 81}),
]
AFTER = [
    deployment(
        [container("new"), container("app", env=[{"name": "B", "value": "2"}, {"name": "A", "value": "3"}])],
        strategy={"type": "Recreate"},
    ),
    service({"name": "http", "port": 80, "targetPort": 8080}, {"name": "new", "port": 82}),
]
OTHERS = {"spec": {"template": {"spec": {"containers": [{"name": "injected", "image": "busybox"}]}}}}


@pytest.fixture
def second(cluster: Cluster) -> Iterator[str]:
    """A second namespace, for the real helm."""
    name = f"test-{secrets.token_hex(5)}"
    create_namespace(cluster.kubeconfig, name)
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


def chart(folder: Path, objects: list[dict[str, Any]]) -> str:
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: merged\nversion: 0.1.0\n")
    (folder / "templates" / "all.yaml").write_text(yaml.safe_dump_all(objects))
    return str(folder)


def bare(item: dict[str, Any]) -> dict[str, Any]:
    """What the merge is answerable for: no status, no metadata, nothing in the spec that the cluster hands out."""
    spec = copy.deepcopy(item["spec"])
    for key in ("clusterIP", "clusterIPs"):
        spec.pop(key, None)
    return {"kind": item["kind"], "spec": spec}


def test_an_upgrade_ends_with_the_objects_that_helms_does(
    client: Client, cluster: Cluster, namespace: str, second: str, tmp_path: Path
) -> None:
    def change(where: str) -> None:
        cluster.kubectl("-n", where, "scale", "deployment/web", "--replicas=5")
        client.patch("apps/v1", "Deployment", where, "web", OTHERS, patch_type="strategic", manager="others")

    options = ("--namespace", second, "--server-side=false")
    cluster.helm("install", "x", chart(tmp_path / "before", BEFORE), *options)
    change(second)
    cluster.helm("upgrade", "x", chart(tmp_path / "after", AFTER), *options)

    for item in BEFORE:
        client.create(item)
    change(namespace)
    for old, new in zip(BEFORE, AFTER, strict=True):
        where = (new["apiVersion"], new["kind"], None, new["metadata"]["name"])
        kind, patch = merge.three_way(old, new, client.get(*where))
        client.patch(*where, patch, patch_type=kind)

    for item in AFTER:
        ours, theirs = (client.get(item["apiVersion"], item["kind"], where, "web") for where in (namespace, second))
        assert bare(ours) == bare(theirs)
    assert ours["kind"] == "Service"
    live = client.get("apps/v1", "Deployment", None, "web")
    names = [one["name"] for one in live["spec"]["template"]["spec"]["containers"]]
    assert sorted(names) == ["app", "injected", "new"]
    assert merge.three_way(AFTER[1], AFTER[1], client.get("v1", "Service", None, "web"))[1] == {}


def test_lists_that_the_api_knows_by_more_than_a_merge_goes_by(client: Client) -> None:
    """Where it tells elements apart by one more key, a strategic merge takes two of them for one."""
    definitions = client.transport.request("GET", "/openapi/v2").json()["definitions"]
    core = client.transport.request("GET", "/openapi/v3/api/v1").json()["components"]["schemas"]  # has the defaults
    found = {}
    for name, definition in definitions.items():
        for key, field in definition.get("properties", {}).items():
            merge_key, keys = field.get("x-kubernetes-patch-merge-key"), field.get("x-kubernetes-list-map-keys") or []
            others = [other for other in keys if other != merge_key]
            if merge_key and others and not name.endswith("Status"):
                element = core[field["items"]["$ref"].rpartition("/")[2]]["properties"]
                shape = name.rpartition(".")[2].replace("EphemeralContainer", "Container")
                found[shape, key] = tuple((other, element[other].get("default", "")) for other in others)
    assert len(found) >= 3
    assert found == {(shape, key): patch_schema.field(shape, key).others for shape, key in found}
    assert found.keys() == patch_schema.OTHERS.keys()
