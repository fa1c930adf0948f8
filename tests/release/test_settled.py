# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told from a live object alone, held against what the API server says to a dry run of the apply."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.plan.settled import is_settled

from .harness import Releases

OBJECTS = """
apiVersion: v1
kind: ConfigMap
metadata: {name: x, labels: {a: b}, annotations: {note: "1"}}
data: {text: one, more: two}
---
apiVersion: v1
kind: Secret
metadata: {name: x}
data: {password: c2VjcmV0}
---
apiVersion: v1
kind: Service
metadata: {name: x}
spec:
  type: ClusterIP
  selector: {app: x}
  ports: [{name: http, port: 80, targetPort: http}, {name: metrics, port: 9090, protocol: TCP}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: x}
spec:
  replicas: 0
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}, annotations: {checksum: "12"}}
    spec:
      serviceAccountName: default
      imagePullSecrets: []
      containers:
      - name: main
        image: example.com/x:1
        args: [a, b]
        env: [{name: ONE, value: "1"}, {name: TWO, valueFrom: {secretKeyRef: {name: x, key: password}}}]
        ports: [{name: http, containerPort: 8080}]
        resources: {limits: {cpu: 0.5, memory: 1024Mi}, requests: {cpu: "0.1"}}
        volumeMounts: [{name: tmp, mountPath: /tmp}]
        readinessProbe: {httpGet: {path: /, port: http}}
      volumes: [{name: tmp, emptyDir: {}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: x}
rules: [{apiGroups: [""], resources: [pods, secrets], verbs: [get]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: x}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: x, finalizers: [example.com/a, example.com/b]}
automountServiceAccountToken: false
"""
BODIES = [body for body in yaml.safe_load_all(OBJECTS) if body]

# What someone may have done to the objects meanwhile, as merge patches; and other bodies, as functions of the first.
EDITS: list[tuple[str, dict[str, Any]]] = [
    ("ConfigMap", {"data": {"text": "other"}}),
    ("ConfigMap", {"data": {"more": None}}),
    ("ConfigMap", {"metadata": {"labels": {"a": None}}}),
    ("Secret", {"data": {"password": "b3RoZXI="}}),
    ("Service", {"spec": {"selector": {"app": "y"}}}),
    ("Deployment", {"spec": {"replicas": 2}}),
    ("Deployment", {"spec": {"template": {"metadata": {"annotations": {"checksum": "13"}}}}}),
    ("Role", {"rules": []}),
    ("NetworkPolicy", {"spec": {"policyTypes": ["Egress", "Ingress"]}}),
    ("ServiceAccount", {"metadata": {"finalizers": ["example.com/b", "example.com/a"]}}),
    ("ServiceAccount", {"automountServiceAccountToken": True}),
]
OTHERS: list[tuple[str, Any]] = [
    ("ConfigMap", lambda body: body["data"].pop("more")),
    ("ConfigMap", lambda body: body["data"].update(more="")),
    ("ConfigMap", lambda body: body["metadata"].pop("annotations")),
    ("Service", lambda body: body["spec"]["ports"].reverse()),
    ("Service", lambda body: body["spec"]["ports"].pop()),
    ("Service", lambda body: body["spec"]["ports"][0].update(port=81)),
    ("Deployment", lambda body: body["spec"].pop("replicas")),
    ("Deployment", lambda body: body["spec"]["template"]["spec"]["containers"][0]["args"].append("c")),
    ("Deployment", lambda body: body["spec"]["template"]["spec"]["containers"][0]["env"].reverse()),
    ("Deployment", lambda body: body["spec"]["template"]["spec"]["containers"][0]["env"][0].update(value="2")),
    ("Deployment", lambda body: body["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"].update(cpu=1)),
    ("Deployment", lambda body: body["spec"]["template"]["spec"].update(imagePullSecrets=[{"name": "x"}])),
    ("Role", lambda body: body["rules"][0]["verbs"].append("list")),
    ("ServiceAccount", lambda body: body.update(automountServiceAccountToken=None)),
]


@pytest.fixture
def client(releases: Releases) -> Client:
    """A client of the test's cluster."""
    return Client(Connection.from_options({"kubeconfig": releases.kubeconfig}, {}), Env())


def the(kind: str) -> dict[str, Any]:
    """The body of a kind."""
    return copy.deepcopy(next(body for body in BODIES if body["kind"] == kind))


def applied(client: Client, releases: Releases, body: dict[str, Any]) -> dict[str, Any]:
    """The live object after helm's apply of a body."""
    return client.apply(body, releases.namespace, force=True)


def changes(client: Client, releases: Releases, live: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether the API server would change anything but the time of the apply."""
    try:
        answer = client.apply(body, releases.namespace, dry_run=True)
    except Conflict:
        return True
    return without_controllers(answer) != without_controllers(live)


def without_controllers(item: dict[str, Any]) -> dict[str, Any]:
    """An object without what its controller may write between two requests, and without times."""
    metadata = {key: value for key, value in item["metadata"].items() if key != "resourceVersion"}
    metadata["annotations"] = {
        key: value for key, value in (metadata.get("annotations") or {}).items() if "kubernetes.io/" not in key
    }
    metadata["managedFields"] = [
        {key: value for key, value in entry.items() if key != "time"}
        for entry in metadata["managedFields"]
        if entry["manager"] != "kube-controller-manager"
    ]
    return {**{key: value for key, value in item.items() if key != "status"}, "metadata": metadata}


def test_what_was_applied_and_left_alone_is_settled(releases: Releases, client: Client) -> None:
    for body in BODIES:
        live = applied(client, releases, copy.deepcopy(body))
        assert is_settled(live, body), (body["kind"], live)
        assert not changes(client, releases, live, body), body["kind"]


def test_nothing_that_would_be_changed_is_settled(releases: Releases, client: Client) -> None:
    for kind, edit in EDITS:
        body = the(kind)
        applied(client, releases, body)
        name, place = (kind.lower(), "x"), ("-n", releases.namespace, "--type=merge", "-p")
        releases.kubectl("patch", *name, *place, json.dumps(edit))
        live = client.get(body["apiVersion"], kind, releases.namespace, "x")
        assert changes(client, releases, copy.deepcopy(live), body), (kind, edit)
        assert not is_settled(live, body), (kind, edit)
    for kind, change in OTHERS:
        live, body = applied(client, releases, the(kind)), the(kind)
        change(body)
        assert changes(client, releases, copy.deepcopy(live), body), (kind, body)
        assert not is_settled(live, body), (kind, body)


def test_what_another_added_is_settled(releases: Releases, client: Client) -> None:
    body = the("ConfigMap")
    applied(client, releases, body)
    edit = json.dumps({"data": {"third": "3"}})
    releases.kubectl("patch", "configmap", "x", "-n", releases.namespace, "--type=merge", "-p", edit)
    live = client.get("v1", "ConfigMap", releases.namespace, "x")
    assert live["data"]["third"] == "3" and is_settled(live, body)
    assert not changes(client, releases, copy.deepcopy(live), body)
