# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server with as much of the Kubernetes API as release records need, for tests that inject a fault or look at
every request. What the real API server does with records is tested in tests/release."""

from __future__ import annotations

import itertools
import time
from typing import Any, Callable, Optional

from unit.kube.server import Asked, Reply, Server, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.release import selector
from ansible_collections.native.helm.plugins.module_utils._helm.release.listed import Listed
from ansible_collections.native.helm.plugins.module_utils._helm.release.object_driver import ObjectDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage

Object = dict[str, Any]

_WORDS = {403: "Forbidden", 404: "NotFound", 409: "Conflict"}


def refusal(code: int, reason: str = "", message: str = "") -> Reply:
    """The API server's answer to what it refuses."""
    return Reply(code, status(code, reason or _WORDS[code], message or "refused"))


def served(*resources: Object) -> Reply:
    """An answer of aggregated discovery."""
    groups = [{"metadata": {}, "versions": [{"version": "v1", "resources": list(resources)}]}] if resources else []
    return Reply(200, {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": groups})


def namespaced(plural: str, kind: str) -> Object:
    """A kind as discovery tells of it."""
    return {"resource": plural, "responseKind": {"kind": kind}, "scope": "Namespaced", "verbs": ["get", "list"]}


DISCOVERY = {
    "/api": served(namespaced("secrets", "Secret"), namespaced("configmaps", "ConfigMap")),
    "/apis": served(),
}


class Records:
    """Objects by path. asked: each request but discovery's. faults: answers for the next requests in their place. age:
    of what is created, in seconds."""

    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.asked: list[Asked] = []
        self.faults: list[Reply] = []
        self.before: Callable[[Asked], Optional[Reply]] = lambda _asked: None
        self.age = 60.0
        self._numbers = itertools.count(101)

    def __call__(self, asked: Asked) -> Reply:
        if asked.path in DISCOVERY:
            return DISCOVERY[asked.path]
        self.asked.append(asked)
        if self.faults:
            return self.faults.pop(0)
        return self.before(asked) or getattr(self, f"_{asked.method.lower()}")(asked)

    def written(self) -> list[Asked]:
        """The requests that were more than looking."""
        return [asked for asked in self.asked if asked.method != "GET"]

    def _get(self, asked: Asked) -> Reply:
        if asked.path in self.objects:
            return Reply(200, self.objects[asked.path])
        if asked.path.split("/")[-1] not in ("secrets", "configmaps"):
            return refusal(404)
        wanted = selector.parse(asked.query.get("labelSelector", ""))
        items = [
            {"metadata": found["metadata"]}
            for path, found in self.objects.items()
            if (path.startswith(asked.path) or asked.path.count("/") == 3)
            and wanted(found["metadata"].get("labels") or {})
        ]
        return Reply(200, {"kind": "PartialObjectMetadataList", "metadata": {}, "items": items})

    def _post(self, asked: Asked) -> Reply:
        body = asked.json()
        path = f"{asked.path}/{body['metadata']['name']}"
        if path in self.objects:
            return refusal(409, "AlreadyExists", f'secrets "{body["metadata"]["name"]}" already exists')
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - self.age))
        return self._store(asked, path, {"uid": f"uid-{next(self._numbers)}", "creationTimestamp": stamp})

    def _put(self, asked: Asked) -> Reply:
        found = self.objects.get(asked.path)
        if found is None:
            return refusal(404)
        if asked.json()["metadata"].get("resourceVersion") not in (None, found["metadata"]["resourceVersion"]):
            return refusal(409, message="the object has been modified")
        return self._store(asked, asked.path, {name: found["metadata"][name] for name in ("uid", "creationTimestamp")})

    def _delete(self, asked: Asked) -> Reply:
        found = self.objects.get(asked.path)
        if found is None:
            return refusal(404)
        if (asked.json().get("preconditions") or {}).get("uid") not in (None, found["metadata"]["uid"]):
            return refusal(409, message="Precondition failed: UID in precondition differs")
        if "dryRun" not in asked.query:
            del self.objects[asked.path]
        return Reply(200, {"kind": "Status", "status": "Success"})

    def _store(self, asked: Asked, path: str, servers: Object) -> Reply:
        body = asked.json()
        metadata = {**body["metadata"], **servers, "resourceVersion": str(next(self._numbers))}
        stored = {**body, "metadata": metadata}
        if "dryRun" not in asked.query:
            self.objects[path] = stored
        return Reply(201 if asked.method == "POST" else 200, stored)


def lending(driver: ObjectDriver, env: Env, *names: str) -> Storage:
    """Records of which those of names are expected, in this order."""
    return Storage(driver, 0, Listed([("ns", name) for name in names]).lender(driver, env))


__all__ = ["Asked", "Records", "Reply", "Server", "lending", "refusal"]
