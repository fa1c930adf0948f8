# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server serves: by aggregated discovery, and by the classic one of older servers."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, NotFound

from .conftest import World, client_to
from .server import Asked, Reply, Server, status


def aggregated(*groups: dict[str, Any]) -> Reply:
    return Reply(200, {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": list(groups)})


def resource(plural: str, kind: str, scope: str = "Namespaced", **more: Any) -> dict[str, Any]:
    return {
        "resource": plural, "responseKind": {"group": "", "version": "v1", "kind": kind},
        "scope": scope, "verbs": ["get", "list"], **more,
    }  # fmt: skip


def group(name: str, *versions: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"name": name} if name else {}, "versions": list(versions)}


SCALE = {
    "subresource": "scale",
    "responseKind": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
    "verbs": ["get"],
}
NEW = {
    "/api": aggregated(
        group("", {"version": "v1", "resources": [resource("pods", "Pod"), resource("nodes", "Node", "Cluster")]})
    ),
    "/apis": aggregated(
        group("apps", {"version": "v1", "resources": [resource("deployments", "Deployment", subresources=[SCALE])]}),
        group(
            "metrics.k8s.io",
            {"version": "v1beta1", "freshness": "Stale", "resources": [resource("pods", "PodMetrics")]},
        ),
        group("odd.io", {"version": "v1", "resources": [{"resource": "things", "scope": "Cluster", "verbs": []}]}),
    ),
}
OLD = {
    "/api": Reply(200, {"kind": "APIVersions", "versions": ["v1"]}),
    "/apis": Reply(
        200,
        {
            "kind": "APIGroupList",
            "groups": [
                {"name": "apps", "versions": [{"groupVersion": "apps/v1", "version": "v1"}]},
                {
                    "name": "metrics.k8s.io",
                    "versions": [{"groupVersion": "metrics.k8s.io/v1beta1", "version": "v1beta1"}],
                },
            ],
        },
    ),
    "/api/v1": Reply(
        200,
        {
            "kind": "APIResourceList",
            "resources": [
                {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
                {
                    "name": "pods/eviction",
                    "kind": "Eviction",
                    "group": "policy",
                    "namespaced": True,
                    "verbs": ["create"],
                },
                {"name": "nodes", "kind": "Node", "namespaced": False, "verbs": ["get"]},
            ],
        },
    ),
    "/apis/apps/v1": Reply(
        200,
        {
            "kind": "APIResourceList",
            "resources": [
                {"name": "deployments", "kind": "Deployment", "namespaced": True, "verbs": ["get"]},
                {"name": "deployments/scale", "kind": "Scale", "namespaced": True, "verbs": ["get"]},
            ],
        },
    ),
    "/apis/metrics.k8s.io/v1beta1": Reply(
        503, status(503, "", "no endpoints available"), headers={"Retry-After": "999"}
    ),
}


def serving(answers: dict[str, Reply]) -> Callable[[Asked], Reply]:
    return lambda asked: answers.get(asked.path, Reply(404, b"404 page not found"))


def test_two_requests_tell_what_an_aggregated_server_has(world: World) -> None:
    with Server(serving(NEW)) as server:
        client = client_to(server.url, world)
        for _ in range(2):
            assert client.api_versions() == [
                "apps/v1",
                "apps/v1/Deployment",
                "apps/v1/Scale",
                "odd.io/v1",
                "v1",
                "v1/Node",
                "v1/Pod",
            ]
        assert repr(client.resource("apps/v1", "Deployment")) == "Resource(apps/v1, Deployment)"
    assert [asked.path for asked in server.asked] == ["/api", "/apis"]
    assert "as=APIGroupDiscoveryList" in server.asked[0].headers["Accept"]


def test_an_older_server_is_asked_group_by_group_and_one_that_is_away_is_left_out(world: World) -> None:
    with Server(serving(OLD)) as server:
        client = client_to(server.url, world)
        assert client.api_versions() == [
            "apps/v1", "apps/v1/Deployment", "apps/v1/Scale", "metrics.k8s.io/v1beta1",
            "v1", "v1/Eviction", "v1/Node", "v1/Pod",
        ]  # fmt: skip


@pytest.mark.parametrize("answers", [NEW, OLD], ids=["aggregated", "classic"])
def test_paths_of_objects(world: World, answers: dict[str, Reply]) -> None:
    with Server(serving(answers)) as server:
        client = client_to(server.url, world)
        pod, node = client.resource("v1", "Pod"), client.resource("v1", "Node")
        deployment = client.resource("apps/v1", "Deployment")
    assert pod.path("ns", "a", "log") == "/api/v1/namespaces/ns/pods/a/log"
    assert pod.path("", "") == "/api/v1/pods"
    assert node.path("ignored", "n") == "/api/v1/nodes/n"
    assert deployment.path("ns") == "/apis/apps/v1/namespaces/ns/deployments"
    assert (deployment.group, deployment.version, deployment.namespaced, node.namespaced) == ("apps", "v1", True, False)


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a%2fb"])
def test_a_name_cannot_lead_to_another_path(world: World, name: str) -> None:
    with Server(serving(NEW)) as server:
        client = client_to(server.url, world)
        with pytest.raises(KubeError, match="cannot be a name"):
            client.get("v1", "Pod", "ns", name)
        with pytest.raises(KubeError, match="cannot be a name"):
            client.get("v1", "Pod", name, "a")
    assert [asked.path for asked in server.asked] == ["/api", "/apis"]


def test_an_unknown_kind_is_looked_for_once_more_and_then_named(world: World) -> None:
    with Server(serving(NEW)) as server:
        client = client_to(server.url, world)
        with pytest.raises(NotFound) as caught:
            client.get("example.com/v1", "Foo", "ns", "a")
    assert caught.value.problem == 'no matches for kind "Foo" in version "example.com/v1"'
    assert caught.value.reason == "NoKindMatch"
    assert [asked.path for asked in server.asked] == ["/api", "/apis", "/apis/example.com/v1"]


def test_a_kind_that_was_defined_since_is_found(world: World) -> None:
    answers = dict(NEW)
    with Server(lambda asked: serving(answers)(asked)) as server:
        client = client_to(server.url, world)
        with pytest.raises(NotFound, match=r'no matches for kind "Foo" in version "example\.com/v1"'):
            client.resource("example.com/v1", "Foo")
        answers["/apis/example.com/v1"] = Reply(
            200, {"resources": [{"name": "foos", "kind": "Foo", "namespaced": True, "verbs": ["get"]}]}
        )
        assert client.resource("example.com/v1", "Foo").path("n", "x") == "/apis/example.com/v1/namespaces/n/foos/x"
        assert "example.com/v1/Foo" in client.api_versions()


@pytest.mark.parametrize("api_version", ["", "a/b/c", "../v1"])
def test_an_api_version_that_cannot_be_is_not_asked_for(world: World, api_version: str) -> None:
    with Server(serving(NEW)) as server, pytest.raises(KubeError, match=r"no matches for kind|cannot be a name"):
        client_to(server.url, world).resource(api_version, "Foo")
    assert all(asked.path in ("/api", "/apis") for asked in server.asked)
