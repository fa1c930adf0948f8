# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against a real API server."""

from __future__ import annotations

import os
import secrets
import threading
import time
from typing import Any

import pytest
from cluster_fixture import Cluster, await_definition, await_right, until

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KubeError,
    NotFound,
    Unauthorized,
)
from ansible_collections.native.helm.plugins.module_utils._helm.kube import client as client_module
from ansible_collections.native.helm.plugins.module_utils._helm.kube import status_errors
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection


def config_map(name: str = "a", **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def deployment(name: str = "web", replicas: int = 1) -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}]}]},
            },
        },
    }


def test_an_objects_life(client: Client, namespace: str) -> None:
    made = client.create(config_map(x="ü"))
    assert made["metadata"]["namespace"] == namespace
    assert client.get("v1", "ConfigMap", None, "a") == made
    assert client.patch("v1", "ConfigMap", namespace, "a", {"data": {"y": "1"}})["data"] == {"x": "ü", "y": "1"}
    assert client.replace(config_map(z="2"))["data"] == {"z": "2"}
    client.delete("v1", "ConfigMap", namespace, "a")
    assert client.find("v1", "ConfigMap", namespace, "a") is None
    with pytest.raises(NotFound) as caught:
        client.get("v1", "ConfigMap", namespace, "a")
    assert caught.value.problem == 'configmaps "a" not found'
    assert caught.value.subject == f"ConfigMap {namespace}/a"


def test_the_answer_to_a_brief_write_is_the_objects_metadata(client: Client, namespace: str) -> None:
    made = client.create(config_map(x="1"), brief=True)
    assert "data" not in made
    assert client.get("v1", "ConfigMap", namespace, "a")["metadata"] == made["metadata"]
    written = client.replace(config_map(x="2"), brief=True)
    assert "data" not in written
    live = client.get("v1", "ConfigMap", namespace, "a")
    assert (live["metadata"], live["data"]) == (written["metadata"], {"x": "2"})
    would = client.replace(config_map(x="3"), dry_run=True, brief=True)
    assert "data" not in would
    assert client.get("v1", "ConfigMap", namespace, "a") == live


def test_creating_twice_is_a_conflict(client: Client) -> None:
    client.create(config_map())
    with pytest.raises(Conflict, match="already exists") as caught:
        client.create(config_map())
    assert (caught.value.reason, caught.value.lost_reply) == ("AlreadyExists", False)


def test_a_dry_run_of_what_is_there_answers_with_the_live_object_to_the_byte(client: Client) -> None:
    client.apply(config_map(x="1"))
    live = client.get("v1", "ConfigMap", None, "a")
    assert client.apply(config_map(x="1"), dry_run=True) == live
    assert client.apply(config_map(x="2"), dry_run=True) != live


def test_a_dry_run_changes_nothing(client: Client) -> None:
    made = client.create(config_map(x="1"))
    assert client.apply(config_map(x="2"), dry_run=True, force=True)["data"] == {"x": "2"}
    assert client.create(config_map("b"), dry_run=True)["metadata"]["name"] == "b"
    client.delete("v1", "ConfigMap", None, "a", dry_run=True)
    assert client.get("v1", "ConfigMap", None, "a") == made
    assert client.find("v1", "ConfigMap", None, "b") is None


def test_a_conflict_names_field_and_manager(client: Client, cluster: Cluster, namespace: str) -> None:
    client.apply(deployment(replicas=1))
    cluster.kubectl("-n", namespace, "scale", "deployment/web", "--replicas=3")
    with pytest.raises(Conflict) as caught:
        client.apply(deployment(replicas=2))
    assert status_errors.conflicts(caught.value) == [
        {"object": f"Deployment {namespace}/web", "field": ".spec.replicas", "manager": "kubectl"}
    ]
    assert client.apply(deployment(replicas=2), force=True)["spec"]["replicas"] == 2


def test_a_field_that_does_not_exist_is_refused_and_nothing_written(client: Client) -> None:
    body = deployment()
    body["spec"]["template"]["spec"]["containers"][0]["imagee"] = "x"
    with pytest.raises(KubeError, match="imagee") as caught:
        client.apply(body)
    assert caught.value.subject.endswith("/web")
    assert client.find("apps/v1", "Deployment", None, "web") is None


def test_an_object_that_is_not_valid_tells_which_fields(client: Client) -> None:
    body = deployment()
    del body["spec"]["selector"]
    with pytest.raises(Invalid, match=r"spec\.selector: Required value") as caught:
        client.apply(body)
    assert {cause["field"] for cause in caught.value.details["causes"]} >= {"spec.selector"}


def test_patches_of_every_type(client: Client) -> None:
    client.create(deployment())
    where = ("apps/v1", "Deployment", None, "web")
    container = {"spec": {"template": {"spec": {"containers": [{"name": "d", "image": "busybox"}]}}}}
    found = client.patch(*where, container, patch_type="strategic")
    assert [one["name"] for one in found["spec"]["template"]["spec"]["containers"]] == ["d", "c"]
    found = client.patch(*where, container, patch_type="merge")
    assert [one["name"] for one in found["spec"]["template"]["spec"]["containers"]] == ["d"]
    found = client.patch(*where, [{"op": "replace", "path": "/spec/replicas", "value": 4}], patch_type="json")
    assert found["spec"]["replicas"] == 4
    assert client.patch(*where, {"spec": {"replicas": 5}}, subresource="scale")["spec"]["replicas"] == 5


def test_an_old_resource_version_is_a_conflict(client: Client) -> None:
    old = client.create(config_map(x="1"))
    client.patch("v1", "ConfigMap", None, "a", {"data": {"x": "2"}})
    old["data"] = {"x": "3"}
    with pytest.raises(Conflict, match="has been modified") as caught:
        client.replace(old)
    assert caught.value.reason == "Conflict"


def test_a_deletion_with_another_uid_is_a_conflict(client: Client) -> None:
    client.create(config_map())
    with pytest.raises(Conflict, match=r"[Pp]recondition"):
        client.delete("v1", "ConfigMap", None, "a", uid="00000000-0000-0000-0000-000000000000")


def test_lists_in_pages_by_label_and_of_metadata(
    client: Client, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(7):
        body = config_map(f"m{index}", x="1")
        body["metadata"]["labels"] = {"half": str(index % 2)}
        client.create(body)
    monkeypatch.setattr(client_module, "_PAGE", 2)
    assert len(client.list("v1", "ConfigMap", label_selector="half")) == 7
    found = client.list("v1", "ConfigMap", label_selector="half=1")
    assert [item["metadata"]["name"] for item in found] == ["m1", "m3", "m5"]
    assert all(item["kind"] == "ConfigMap" and item["apiVersion"] == "v1" for item in found)
    heads = client.list_metadata("v1", "ConfigMap", namespace, label_selector="half=0")
    assert [item["metadata"]["name"] for item in heads] == ["m0", "m2", "m4", "m6"]
    assert all("data" not in item for item in heads)
    assert [i["metadata"]["name"] for i in client.list("v1", "ConfigMap", field_selector="metadata.name=m3")] == ["m3"]


def test_a_list_of_all_namespaces_has_this_one(client: Client, namespace: str) -> None:
    client.create(config_map("here"))
    found = client.list("v1", "ConfigMap", "", field_selector="metadata.name=here")
    assert namespace in {item["metadata"]["namespace"] for item in found}


def test_a_kind_defined_a_moment_ago_can_be_used_at_once(client: Client, cluster: Cluster) -> None:
    group = f"g{secrets.token_hex(4)}.example.com"
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"foos.{group}"},
        "spec": {
            "group": group,
            "scope": "Cluster",
            "names": {"plural": "foos", "kind": "Foo", "singular": "foo", "listKind": "FooList"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
                }
            ],
        },
    }
    with pytest.raises(NotFound, match="no matches for kind"):
        client.resource(f"{group}/v1", "Foo")
    try:
        client.apply(definition)
        await_definition(cluster.kubectl, f"foos.{group}")
        body = {"apiVersion": f"{group}/v1", "kind": "Foo", "metadata": {"name": "x"}, "spec": {"n": 1}}
        assert client.apply(body)["spec"] == {"n": 1}
        assert client.get(f"{group}/v1", "Foo", "ignored", "x")["spec"] == {"n": 1}
        assert f"{group}/v1/Foo" in client.api_versions()
    finally:
        client.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", None, f"foos.{group}")


def test_a_watch_tells_what_happens_while_it_runs(client: Client) -> None:
    client.create(config_map("before"))
    told: list[tuple[str, str]] = []
    with_changes = client.watch("v1", "ConfigMap", label_selector="", timeout=120)

    def change() -> None:
        client.create(config_map("new"))
        client.patch("v1", "ConfigMap", None, "before", {"data": {"y": "2"}})
        client.delete("v1", "ConfigMap", None, "new")

    for kind, item in with_changes:
        if item["metadata"]["name"] in ("before", "new"):
            told.append((kind, item["metadata"]["name"]))
            if len(told) == 1:  # what comes now is not in the list any more
                threading.Thread(target=change).start()
        if told and told[-1] == ("DELETED", "new"):
            break
    assert told == [("ADDED", "before"), ("ADDED", "new"), ("MODIFIED", "before"), ("DELETED", "new")]


def test_a_watch_goes_on_when_the_server_closes_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.native.helm.plugins.module_utils._helm.kube import watch as watch_module

    monkeypatch.setattr(watch_module, "_LONGEST", 1)
    begun = watched(client, monkeypatch)
    other = threading.Thread(target=lambda: (until(lambda: len(begun) > 1), client.create(config_map("late"))))
    other.start()
    kind, item = next(iter(client.watch("v1", "ConfigMap", name="late", timeout=120)))
    assert (kind, item["metadata"]["name"]) == ("ADDED", "late")
    other.join()
    assert len(begun) > 1


def watched(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the connections for watches that the client makes from now on, as they are made."""
    begun: list[str] = []
    stream = client.transport.stream

    def noted(path: str, *given: Any, **how: Any) -> Any:
        found = stream(path, *given, **how)
        begun.append(path)
        return found

    monkeypatch.setattr(client.transport, "stream", noted)
    return begun


def test_a_silent_watch_is_ended_from_another_thread(client: Client) -> None:
    watch = client.watch("v1", "ConfigMap", name="never", timeout=600)
    threading.Timer(0.7, watch.close).start()
    begun = time.monotonic()
    assert list(watch) == []
    assert time.monotonic() - begun < 300


def test_a_deprecated_version_is_warned_of(client: Client) -> None:
    told: list[str] = []
    client.env.warn = told.append
    for _twice in range(2):
        client.list("v1", "Endpoints")
    (text,) = told
    assert text.startswith("Endpoints ") and "Endpoints is deprecated" in text


def restricted(cluster: Cluster, namespace: str) -> Client:
    """A client as a service account that may only read config maps."""
    cluster.kubectl("-n", namespace, "create", "serviceaccount", "reader")
    cluster.kubectl("-n", namespace, "create", "role", "reader", "--verb=get,list", "--resource=configmaps")
    cluster.kubectl(
        "-n", namespace, "create", "rolebinding", "reader", "--role=reader", f"--serviceaccount={namespace}:reader"
    )
    await_right(cluster.kubeconfig, namespace, ":reader", "list", "configmaps")
    token = cluster.kubectl("-n", namespace, "create", "token", "reader").strip()
    options = {"kubeconfig": cluster.kubeconfig, "api_key": token}
    connection = Connection.from_options(options, dict(os.environ))
    connection.namespace = namespace
    return Client(connection, Env())


def test_what_a_restricted_account_may_not_do_is_told(cluster: Cluster, namespace: str) -> None:
    client = restricted(cluster, namespace)
    assert client.list("v1", "ConfigMap")[0]["metadata"]["name"] == "kube-root-ca.crt"
    with pytest.raises(Forbidden) as caught:
        client.apply(config_map())
    error = caught.value
    assert error.problem == (
        f'configmaps "a" is forbidden: User "system:serviceaccount:{namespace}:reader" cannot patch resource '
        f'"configmaps" in API group "" in the namespace "{namespace}"'
    )
    assert (error.doing, error.subject) == ("applying an object", f"ConfigMap {namespace}/a")
    assert "role" in error.hint


def test_impersonation_acts_as_the_other_user(cluster: Cluster, namespace: str) -> None:
    options = {"kubeconfig": cluster.kubeconfig, "impersonate_user": "jane", "impersonate_groups": ["dev"]}
    connection = Connection.from_options(options, dict(os.environ))
    with pytest.raises(Forbidden, match='User "jane" cannot list'):
        Client(connection, Env()).list("v1", "Secret", namespace)
    assert connection.user == "jane"


def test_a_wrong_token_is_told_without_being_shown(cluster: Cluster) -> None:
    options = {"kubeconfig": cluster.kubeconfig, "api_key": "canary-token"}
    with pytest.raises(Unauthorized) as caught:
        Client(Connection.from_options(options, dict(os.environ)), Env()).api_versions()
    assert caught.value.problem == "Unauthorized"
    assert "canary-token" not in repr(vars(caught.value))
