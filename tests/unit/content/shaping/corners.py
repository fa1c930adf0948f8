# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects, and what people do to them with kustomize, written by hand for cases.jsonl; images: image_corners.py."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def workload(kind: str = "Deployment", *, name: str = "web", **pod: Any) -> Object:
    """An object with a pod template; pod: fields of its spec."""
    spec = {"containers": [container("app", "nginx:1.25")], **pod}
    template = {"metadata": {"labels": {"app": name}}, "spec": spec}
    api_version = {"Job": "batch/v1", "CronJob": "batch/v1"}.get(kind, "apps/v1")
    inner: Object = {"template": template}
    if kind == "CronJob":
        inner = {"schedule": "@daily", "jobTemplate": {"spec": {"template": template}}}
    elif kind == "Deployment":
        inner = {"replicas": 2, "selector": {"matchLabels": {"app": name}}, **inner}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "labels": {"app": name}}, "spec": inner}


def container(name: str, image: str, **more: Any) -> Object:
    """A container."""
    return {"name": name, "image": image, **more}


def pod(spec: Object, **top: Any) -> Object:
    """A patch of a Deployment's pod spec."""
    return merge({"spec": {"template": {"spec": spec}}, **top})


def merge(content: Object, kind: str = "Deployment", api_version: str = "apps/v1", name: str = "web") -> Object:
    """A strategic merge patch: kustomize wants to be told a kind and a name."""
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, **content.pop("metadata", {})},
        **content,
    }


ENV = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "C", "value": "3"}]
PORTS = [
    {"containerPort": 80, "name": "http", "protocol": "TCP"},
    {"containerPort": 53, "name": "dns", "protocol": "UDP"},
]
RICH = workload(
    containers=[
        container("app", "nginx:1.25", env=ENV, ports=PORTS, args=["-a", "-b"], resources={"limits": {"cpu": "1"}}),
        container("side", "quay.io/team/side:v1", volumeMounts=[{"mountPath": "/a", "name": "v"}]),
    ],
    initContainers=[container("init", "busybox"), container("wait", "busybox:1")],
    volumes=[{"name": "v", "emptyDir": {}}, {"name": "w", "secret": {"secretName": "s"}}],
    tolerations=[{"key": "a"}],
    imagePullSecrets=[{"name": "p"}],
    hostAliases=[{"ip": "1.1.1.1", "hostnames": ["h"]}],
    nodeSelector={"disk": "ssd"},
)
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "annotations": {"a": "1"}},
    "spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080}, {"name": "tls", "port": 443}]},
}
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, "data": {"a": "1", "b": "2"}}
ACCOUNT = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {"name": "web", "finalizers": ["f/a", "f/b"]},
    "secrets": [{"name": "s"}, {"name": "t"}],
    "imagePullSecrets": [{"name": "s"}],
}
CUSTOM = {
    "apiVersion": "example.com/v1",
    "kind": "Shop",
    "metadata": {"name": "web"},
    "spec": {
        "containers": [container("app", "nginx:1.25")],
        "image": "nginx:1.25",
        "list": [{"name": "a", "v": 1}, {"name": "b", "v": 2}],
        "map": {"a": 1, "b": {"c": True}},
        "sidecars": [{"image": "nginx"}, {"image": "redis:7"}],
    },
}
BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web", "tier": "a"}}},
}
HOOKS = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingWebhookConfiguration",
    "metadata": {"name": "web"},
    "webhooks": [
        {"name": "a.example.com", "failurePolicy": "Fail", "rules": [{"operations": ["CREATE"]}]},
        {"name": "b.example.com", "failurePolicy": "Fail"},
    ],
}
ROLE = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "web"},
    "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
}
ALL = [RICH, SERVICE, CONFIG, ACCOUNT, CUSTOM, BUDGET, HOOKS, ROLE]


def sm(content: Object, **target: str) -> Object:
    """An entry of patches with a strategic merge patch of the rich Deployment, or of the target."""
    return {"target": target or {"kind": "Deployment"}, "patch": content}


def ops(*operations: tuple[Any, ...], **target: str) -> Object:
    """An entry of patches with a JSON patch: (op, path[, value]), or ("move", from, path)."""
    found = []
    for name, path, *rest in operations:
        if name in ("move", "copy"):
            found.append({"op": name, "from": path, "path": rest[0]})
        else:
            found.append({"op": name, "path": path, **({"value": rest[0]} if rest else {})})
    return {"target": target or {"kind": "Deployment", "name": "web"}, "patch": found}


_APP = "/spec/template/spec/containers/0"
NOTE = merge({"metadata": {"annotations": {"seen": "yes"}}})

PATCHES: dict[str, list[Object]] = {
    # Mappings and scalars
    "a scalar is replaced": [sm(merge({"spec": {"replicas": 3}}))],
    "a field is added": [sm(merge({"spec": {"paused": True}}))],
    "null takes a field away": [sm(merge({"spec": {"replicas": None}}))],
    "null for what is not there": [sm(merge({"spec": {"paused": None}}))],
    "null in what is added": [sm(merge({"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}}))],
    "an empty mapping is added": [sm(pod({"securityContext": {}}))],
    "an empty mapping changes nothing": [sm(pod({"nodeSelector": {}}))],
    "mappings are merged": [sm(pod({"nodeSelector": {"zone": "z"}}))],
    "a mapping is replaced": [sm(pod({"nodeSelector": {"zone": "z", "$patch": "replace"}}))],
    "a mapping is deleted": [sm(pod({"nodeSelector": {"$patch": "delete"}}))],
    "a mapping that is not there is deleted": [sm(pod({"securityContext": {"$patch": "delete"}}))],
    "merge said aloud": [sm(pod({"nodeSelector": {"zone": "z", "$patch": "merge"}}))],
    "a directive that is none": [sm(pod({"nodeSelector": {"$patch": "frob"}}))],
    "annotations": [sm(NOTE)],
    "annotations of all objects": [sm(NOTE, name=".*")],
    "labels": [sm(merge({"metadata": {"labels": {"team": "shop", "app": None}}}))],
    "text, number, boolean, null": [sm(merge({"data": {"n": "5", "t": "true"}}, "ConfigMap", "v1"), kind="ConfigMap")],
    "kind, name and namespace stay": [
        sm({"apiVersion": "x/v9", "kind": "Other", "metadata": {"name": "z", "namespace": "q", "labels": {"a": "b"}}})
    ],
    "without a target": [{"patch": merge({"spec": {"replicas": 5}})}],
    "without a target, of another kind": [{"patch": merge({"data": {"c": "3"}}, "ConfigMap", "v1")}],
    "the object is deleted": [sm(merge({"$patch": "delete"}))],
    "all objects but one kind are deleted": [sm(merge({"$patch": "delete"}), kind="[^D].*")],
    "the object is replaced": [sm(merge({"$patch": "replace", "spec": {"replicas": 1}}))],
    "a mapping where a list is": [sm(pod({"containers": {"name": "app"}}))],
    "a list where a mapping is": [sm(pod({"nodeSelector": ["a"]}))],
    "a scalar where a mapping is": [sm(pod({"nodeSelector": "a"}))],
    "a mapping where a scalar is": [sm(merge({"spec": {"replicas": {"a": 1}}}))],
    # Lists with keys
    "a container's image": [sm(pod({"containers": [container("app", "nginx:2")]}))],
    "the second container's image": [sm(pod({"containers": [container("side", "s:2")]}))],
    "both containers, turned round": [sm(pod({"containers": [container("side", "s:2"), container("app", "n:2")]}))],
    "a container is added": [sm(pod({"containers": [container("more", "m:1", env=ENV)]}))],
    "a container is deleted": [sm(pod({"containers": [{"name": "side", "$patch": "delete"}]}))],
    "a container that is not there is deleted": [sm(pod({"containers": [{"name": "no", "$patch": "delete"}]}))],
    "one deleted, one added": [
        sm(pod({"containers": [{"name": "side", "$patch": "delete"}, container("more", "m:1")]}))
    ],
    "the list is replaced": [sm(pod({"containers": [{"$patch": "replace"}, container("more", "m:1")]}))],
    "the list is replaced, the directive last": [
        sm(pod({"containers": [container("more", "m:1"), {"$patch": "replace"}]}))
    ],
    "the list is deleted": [sm(pod({"initContainers": [{"$patch": "delete"}]}))],
    "null deletes the list": [sm(pod({"initContainers": None}))],
    "an empty list changes nothing": [sm(pod({"initContainers": []}))],
    "an init container is added": [sm(pod({"initContainers": [container("first", "b:2")]}))],
    "the second init container": [sm(pod({"initContainers": [container("wait", "b:2")]}))],
    "an ephemeral container": [sm(pod({"ephemeralContainers": [container("debug", "b:2")]}))],
    "a variable's value": [sm(pod({"containers": [{"name": "app", "env": [{"name": "B", "value": "9"}]}]}))],
    "a variable is added": [sm(pod({"containers": [{"name": "app", "env": [{"name": "Z", "value": "9"}]}]}))],
    "a variable is deleted": [sm(pod({"containers": [{"name": "app", "env": [{"name": "B", "$patch": "delete"}]}]}))],
    "a variable gets another source": [
        sm(
            pod(
                {
                    "containers": [
                        {
                            "name": "app",
                            "env": [
                                {"name": "A", "value": None, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
                            ],
                        }
                    ]
                }
            )
        )
    ],
    "variables where there were none": [sm(pod({"containers": [{"name": "side", "env": ENV}]}))],
    "a port's name": [
        sm(pod({"containers": [{"name": "app", "ports": [{"containerPort": 53, "protocol": "UDP", "name": "d"}]}]}))
    ],
    "a port is added": [
        sm(pod({"containers": [{"name": "app", "ports": [{"containerPort": 443, "protocol": "TCP"}]}]}))
    ],
    "the same port by another protocol": [
        sm(pod({"containers": [{"name": "app", "ports": [{"containerPort": 53, "protocol": "TCP"}]}]}))
    ],
    "a mount": [sm(pod({"containers": [{"name": "side", "volumeMounts": [{"mountPath": "/b", "name": "w"}]}]}))],
    "a mount changed": [
        sm(pod({"containers": [{"name": "side", "volumeMounts": [{"mountPath": "/a", "name": "w"}]}]}))
    ],
    "arguments are replaced": [sm(pod({"containers": [{"name": "app", "args": ["-c"]}]}))],
    "a volume gets another source": [
        sm(pod({"volumes": [{"name": "v", "emptyDir": None, "configMap": {"name": "c"}}]}))
    ],
    "a volume is added": [sm(pod({"volumes": [{"name": "x", "hostPath": {"path": "/x"}}]}))],
    "tolerations are replaced": [sm(pod({"tolerations": [{"key": "b"}]}))],
    "pull secrets are merged": [sm(pod({"imagePullSecrets": [{"name": "q"}]}))],
    "host aliases are merged by address": [sm(pod({"hostAliases": [{"ip": "1.1.1.1", "hostnames": ["i"]}]}))],
    "spread constraints": [
        sm(pod({"topologySpreadConstraints": [{"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]}))
    ],
    "limits": [sm(pod({"containers": [{"name": "app", "resources": {"limits": {"memory": "1Gi"}}}]}))],
    "a rolling update": [sm(merge({"spec": {"strategy": {"type": "RollingUpdate"}}}))],
    "a Service's port": [
        sm(merge({"spec": {"ports": [{"port": 443, "targetPort": 8443}]}}, "Service", "v1"), kind="Service")
    ],
    "a Service's port is added": [
        sm(merge({"spec": {"ports": [{"name": "m", "port": 9090}]}}, "Service", "v1"), kind="Service")
    ],
    "finalizers": [
        sm(merge({"metadata": {"finalizers": ["f/c", "f/a"]}}, "ServiceAccount", "v1"), kind="ServiceAccount")
    ],
    "an account's secrets": [
        sm(
            merge({"secrets": [{"name": "u"}], "imagePullSecrets": [{"name": "u"}]}, "ServiceAccount", "v1"),
            kind="Serv.*nt",
        )
    ],
    "a budget's selector": [
        sm(
            merge({"spec": {"selector": {"matchLabels": {"app": "x"}}}}, "PodDisruptionBudget", "policy/v1"),
            kind="Pod.*",
        )
    ],
    "a webhook": [
        sm(
            merge(
                {"webhooks": [{"name": "b.example.com", "failurePolicy": "Ignore"}]},
                "ValidatingWebhookConfiguration",
                "admissionregistration.k8s.io/v1",
            ),
            kind="Validating.*",
        )
    ],
    "rules of a role are replaced": [
        sm(
            merge({"rules": [{"apiGroups": ["apps"]}]}, "ClusterRole", "rbac.authorization.k8s.io/v1"),
            kind="ClusterRole",
        )
    ],
    # Custom resources
    "a custom resource's mapping": [
        sm(merge({"spec": {"map": {"b": {"d": 1}, "a": None}}}, "Shop", "example.com/v1"), kind="Shop")
    ],
    "a custom resource's list is replaced": [
        sm(merge({"spec": {"list": [{"name": "b", "v": 3}]}}, "Shop", "example.com/v1"), kind="Shop")
    ],
    "a custom resource's containers are replaced": [
        sm(merge({"spec": {"containers": [container("more", "m:1")]}}, "Shop", "example.com/v1"), kind="Shop")
    ],
    "a custom resource's mapping is replaced": [
        sm(merge({"spec": {"map": {"$patch": "replace", "z": 1}}}, "Shop", "example.com/v1"), kind="Shop")
    ],
    "a custom resource's finalizers": [
        sm(merge({"metadata": {"finalizers": ["f/c"]}}, "Shop", "example.com/v1"), kind="Shop")
    ],
    # JSON patches
    "add a member": [ops(("add", "/spec/paused", True))],
    "add over a member": [ops(("add", "/spec/replicas", 4))],
    "add an element at the end": [ops(("add", "/spec/template/spec/containers/-", container("more", "m:1")))],
    "add an element first": [ops(("add", "/spec/template/spec/containers/0", container("more", "m:1")))],
    "add an element after the last": [ops(("add", "/spec/template/spec/containers/2", container("more", "m:1")))],
    "add an element beyond the end": [ops(("add", "/spec/template/spec/containers/7", container("more", "m:1")))],
    "add before the last": [ops(("add", "/spec/template/spec/containers/-1", container("more", "m:1")))],
    "add below nothing": [ops(("add", "/spec/none/more", 1))],
    "add null": [ops(("add", "/spec/paused", None))],
    "an escaped name": [ops(("add", "/metadata/labels/example.com~1a~0b", "x"))],
    "replace": [ops(("replace", "/spec/replicas", 7))],
    "replace an element": [ops(("replace", f"{_APP}/args/1", "-z"))],
    "replace the last element": [ops(("replace", f"{_APP}/args/-1", "-z"))],
    "replace beyond the end": [ops(("replace", f"{_APP}/args/2", "-z"))],
    "remove": [ops(("remove", "/spec/replicas"))],
    "remove an element": [ops(("remove", f"{_APP}/env/1"))],
    "remove the last element": [ops(("remove", f"{_APP}/env/-1"))],
    "remove what is not there": [ops(("remove", "/spec/none"))],
    "remove below nothing": [ops(("remove", "/spec/none/more"))],
    "move": [ops(("move", "/metadata/labels/app", "/metadata/labels/name"))],
    "move an element": [ops(("move", f"{_APP}/env/2", f"{_APP}/env/0"))],
    "move what is not there": [ops(("move", "/metadata/none", "/metadata/more"))],
    "copy": [ops(("copy", "/spec/selector/matchLabels", "/spec/more"))],
    "test, and go on": [ops(("test", "/spec/replicas", 2), ("replace", "/spec/replicas", 3))],
    "test of a mapping": [
        ops(("test", "/spec/selector", {"matchLabels": {"app": "web"}}), ("remove", "/spec/replicas"))
    ],
    "test that fails": [ops(("test", "/spec/replicas", 9), ("replace", "/spec/replicas", 3))],
    "an operation that is none": [ops(("frob", "/spec/replicas"))],
    "a step that is no index": [ops(("replace", f"{_APP}/args/first", "-z"))],
    "several operations": [
        ops(
            ("add", "/spec/a", {"b": []}),
            ("add", "/spec/a/b/-", 1),
            ("add", "/spec/a/b/-", 2),
            ("remove", "/spec/a/b/0"),
        )
    ],
    "another name": [ops(("replace", "/metadata/name", "other"), kind="ConfigMap")],
    "a custom resource's element": [ops(("replace", "/spec/list/0/v", 5), kind="Shop")],
    "of all kinds": [ops(("add", "/metadata/labels", {"a": "b"}), name="web")],
    # Targets
    "by group": [sm(NOTE, group="apps")],
    "by group, a pattern": [sm(NOTE, group=".*\\.k8s\\.io")],
    "by version": [sm(NOTE, version="v1", kind="Deployment|Service")],
    "by kind, a pattern": [sm(NOTE, kind="Conf.*|Shop")],
    "by kind, part of one": [sm(NOTE, kind="Deploy")],
    "by name, part of one": [sm(NOTE, name="we")],
    "by name, a class": [sm(NOTE, name="w[e]b", kind="Service")],
    "by name, alternatives are anchored": [sm(NOTE, name="w|web|x", kind="Service")],
    "by name, whatever the case": [sm(NOTE, name="(?i)WEB", kind="Service")],
    "by namespace": [sm(NOTE, namespace="default", kind="Service")],
    "by another namespace": [sm(NOTE, namespace="other")],
    "by no namespace": [sm(NOTE, namespace="default", kind="ClusterRole|Service")],
    "by label": [sm(NOTE, labelSelector="app=web")],
    "by label, not equal": [sm(NOTE, labelSelector="app!=web", kind="Service|Deployment")],
    "by label, a set": [sm(NOTE, labelSelector="app in (web, shop)")],
    "by label, not in a set": [sm(NOTE, labelSelector="app notin (web)", kind="Service|Deployment")],
    "by label that is there": [sm(NOTE, labelSelector="app")],
    "by label that is not there": [sm(NOTE, labelSelector="!app", kind="Service|Deployment")],
    "by annotation": [sm(NOTE, annotationSelector="a=1")],
    "by label and kind": [sm(NOTE, labelSelector="app=web", kind="Service")],
    "a pattern that is none": [sm(NOTE, name="web(")],
    "a selector that is none": [sm(NOTE, labelSelector="a in b")],
    "an empty target": [sm(NOTE, kind="")],
    # Several
    "one after the other": [
        sm(pod({"containers": [container("more", "m:1")]})),
        sm(pod({"containers": [{"name": "more", "args": ["-x"]}]})),
    ],
    "a merge, then operations": [
        sm(merge({"spec": {"paused": True}})),
        ops(("add", "/spec/template/spec/containers/-", container("more", "m:1"))),
    ],
    "operations, then a merge": [
        ops(("add", "/metadata/annotations", {"a": "b"})),
        sm(merge({"metadata": {"annotations": {"c": "d"}}})),
    ],
    "deleted, and others patched": [sm(merge({"$patch": "delete"})), sm(NOTE, kind="Service")],
    "the same field twice": [sm(merge({"spec": {"replicas": 3}})), sm(merge({"spec": {"replicas": 4}}))],
    "the same value twice": [sm(merge({"spec": {"replicas": 3}})), sm(merge({"spec": {"replicas": 3}}))],
    "set and taken away": [sm(NOTE), sm(merge({"metadata": {"annotations": {"seen": None}}}))],
    "the same image twice": [
        sm(pod({"containers": [container("app", "a:1")]})),
        sm(pod({"containers": [container("app", "a:2")]})),
    ],
    "a list twice": [sm(pod({"tolerations": [{"key": "b"}]})), sm(pod({"tolerations": [{"key": "c"}]}))],
    "replaced twice": [ops(("replace", "/spec/replicas", 3)), ops(("replace", "/spec/replicas", 4))],
    "added twice": [
        ops(("add", "/metadata/annotations", {"a": "1"})),
        ops(("add", "/metadata/annotations", {"b": "1"})),
    ],
    "an element replaced twice": [ops(("replace", f"{_APP}/image", "a:1")), ops(("replace", f"{_APP}/image", "a:2"))],
    "a merge over an operation": [ops(("replace", "/spec/replicas", 3)), sm(merge({"spec": {"replicas": 4}}))],
    "an operation over a merge": [sm(merge({"spec": {"replicas": 4}})), ops(("replace", "/spec/replicas", 3))],
    "two elements added": [
        ops(("add", "/spec/template/spec/tolerations/-", {"key": "b"})),
        ops(("add", "/spec/template/spec/tolerations/-", {"key": "c"})),
    ],
    "different objects": [
        sm(NOTE, kind="Service"),
        sm(merge({"metadata": {"annotations": {"seen": "no"}}}), kind="ConfigMap"),
    ],
}


def cases() -> list[Object]:
    """Return the cases: {id, objects, patches}."""
    return [{"id": name, "objects": ALL, "patches": entries} for name, entries in PATCHES.items()]
