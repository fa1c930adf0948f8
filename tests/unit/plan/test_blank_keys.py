# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports whose protocol says nothing. tests/release/test_repeated.py has the same on the real API server."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import blank_keys, objects

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: a}
spec:
  ports:
  - {port: 53, name: dns, protocol: UDP}
  - {port: 53, name: dns-tcp, PROTOCOL}
"""


def read(manifest: str) -> dict[str, Any]:
    (found,) = objects.items(manifest, lambda _api, _kind: True, release="web", namespace="ns")
    return found.body


@pytest.mark.parametrize(
    "protocol",
    [
        'protocol: ""', "protocol: ''", "protocol: ", "protocol: null", "protocol: ~", "protocol: Null",
        "protocol: NULL", '"protocol":""', "'protocol' : ''", "protocol: TCP",
    ],
)  # fmt: skip
def test_a_protocol_that_says_nothing_is_tcp(protocol: str) -> None:
    assert read(SERVICE.replace("PROTOCOL", protocol))["spec"]["ports"] == [
        {"port": 53, "name": "dns", "protocol": "UDP"},
        {"port": 53, "name": "dns-tcp", "protocol": "TCP"},
    ]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " # to be set", "\n    name: x\n"])
def test_a_protocol_may_end_a_line(end: str) -> None:
    head = SERVICE[: SERVICE.index("  - {")]
    (port,) = read(f"{head}  - port: 53\n    protocol:{end}")["spec"]["ports"]
    assert port["protocol"] == "TCP"


def test_a_protocol_that_is_left_out_stays_out() -> None:
    found = read(SERVICE.replace("PROTOCOL", 'appProtocol: ""'))["spec"]["ports"][1]
    assert found == {"port": 53, "name": "dns-tcp", "appProtocol": ""}


def workload(kind: str, api_version: str, protocol: Optional[str], *way: str) -> dict[str, Any]:
    containers = [{"name": "side"}, {"name": "main", "ports": [{"containerPort": 53, "protocol": protocol}]}]
    spec: dict[str, Any] = {"initContainers": containers, "containers": containers}
    for name in reversed(way):
        spec = {name: spec}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **spec}


POD = ("template", "spec")
WORKLOADS = {
    "Pod": ("v1", "spec"),
    "Deployment": ("apps/v1", "spec", *POD),
    "StatefulSet": ("apps/v1", "spec", *POD),
    "DaemonSet": ("apps/v1", "spec", *POD),
    "Job": ("batch/v1", "spec", *POD),
    "CronJob": ("batch/v1", "spec", "jobTemplate", "spec", *POD),
}


@pytest.mark.parametrize("kind", WORKLOADS)
def test_containers_ports_too(kind: str) -> None:
    api_version, *way = WORKLOADS[kind]
    given = workload(kind, api_version, "", *way)
    kept = json.dumps(given)
    assert blank_keys.filled(given) == workload(kind, api_version, "TCP", *way)
    assert json.dumps(given) == kept


@pytest.mark.parametrize("ports", [None, 5, ["x"], [None], "x"])
def test_what_are_no_ports_is_left_to_the_server(ports: Any) -> None:
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": ports}}
    assert blank_keys.filled(body) == body


@pytest.mark.parametrize(
    "body",
    [
        {"apiVersion": "example.org/v1", "kind": "Service", "spec": {"ports": [{"port": 1, "protocol": ""}]}},
        {"apiVersion": "v1", "kind": "ConfigMap", "data": {"protocol": ""}},
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "spec": {"topologySpreadConstraints": [{"topologyKey": "a", "whenUnsatisfiable": ""}]},
        },
    ],
)
def test_what_has_no_default_stays(body: dict[str, Any]) -> None:
    assert blank_keys.filled(body) == body
