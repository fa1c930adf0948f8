# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few calls to the API server that starting a cluster needs."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from pathlib import Path
from typing import Any, Callable, Optional

from .steps import ClusterError


class Api:
    """An API server on this machine, spoken to as its administrator."""

    def __init__(self, port: int, pki: Path) -> None:
        self.port = port
        self.context = ssl.create_default_context(cafile=str(pki / "ca.crt"))
        self.context.load_cert_chain(str(pki / "admin.crt"), str(pki / "admin.key"))

    def call(self, method: str, path: str, body: Optional[dict[str, Any]] = None) -> tuple[int, dict[str, Any]]:
        """The status and the decoded answer; status 0 when the server cannot be reached (yet)."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.context)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json", "Accept": "application/json"})
            answer = connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return 0, {"message": str(error)}
        finally:
            connection.close()
        try:
            decoded = json.loads(raw)
        except ValueError:
            return answer.status, {"message": raw.decode("utf-8", "replace")}
        return answer.status, decoded if isinstance(decoded, dict) else {"message": decoded}

    def alive(self) -> bool:
        """Whether the server says that it is ready to serve."""
        return self.call("GET", "/readyz")[0] == 200


def until(what: str, deadline: float, check: Callable[[], Optional[str]]) -> None:
    """Call check until it answers None; what it answers before is what is missing. ClusterError at the deadline."""
    while True:
        missing = check()
        if missing is None:
            return
        if time.monotonic() > deadline:
            raise ClusterError(f"{what}: not in time; the last answer: {missing}")
        time.sleep(0.05)


def add_nodes(api: Api, count: int, deadline: float) -> None:
    """Register the nodes that kwok plays."""
    for number in range(1, count + 1):
        add_node(api, f"node-{number}", deadline)


def add_node(api: Api, name: str, deadline: float) -> None:
    """Register one node; one that is there already is left as it is."""
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "annotations": {"node.alpha.kubernetes.io/ttl": "0", "kwok.x-k8s.io/node": "fake"},
            "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "type": "kwok",
            },
        },
    }
    until(f"registering {name}", deadline, lambda: expect(api.call("POST", "/api/v1/nodes", node), (201, 409)))


def prove_with_pod(api: Api, deadline: float) -> None:
    """Show that a pod gets Ready: account controller, scheduler and kwok all work then. The pod is gone afterwards."""
    path = "/api/v1/namespaces/default/pods"
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "native-helm-probe"},
        "spec": {"containers": [{"name": "probe", "image": "probe"}], "terminationGracePeriodSeconds": 0},
    }

    def ready() -> Optional[str]:
        status, answer = api.call("GET", f"{path}/native-helm-probe")
        conditions = answer.get("status", {}).get("conditions", []) if status == 200 else []
        if any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions):
            return None
        return str(conditions or answer.get("message"))

    # Until the controller manager has made the default service account, admission refuses the pod.
    until("creating a first pod", deadline, lambda: expect(api.call("POST", path, pod), (201, 409)))
    until("waiting for a first pod to get ready", deadline, ready)
    api.call("DELETE", f"{path}/native-helm-probe")
    until("removing the first pod", deadline, lambda: expect(api.call("GET", f"{path}/native-helm-probe"), (404,)))


def expect(answer: tuple[int, dict[str, Any]], wanted: tuple[int, ...]) -> Optional[str]:
    """None when the status is one of those wanted, else what the server said."""
    status, body = answer
    return None if status in wanted else f"{status} {body.get('message', '')}"
