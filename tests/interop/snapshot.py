# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a release is made of in a cluster, without what differs between any two runs: times, uids, the namespace's
name, what the cluster itself added."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from release.harness import Releases

KINDS = (
    "configmaps,secrets,services,deployments.apps,jobs.batch,pods,persistentvolumeclaims,serviceaccounts,"
    "roles.rbac.authorization.k8s.io,vintages.interop.helm.test"
)
MANAGERS = ("helm", "Helm")  # of objects, of records

_TIMES = ("first_deployed", "last_deployed", "deleted", "started_at", "completed_at")
_STAMPS = ("createdAt", "modifiedAt")
_CLUSTERS_OWN = ("status", "metadata", "secrets")
_ASSIGNED = {
    "Service": ("clusterIP", "clusterIPs"),
    "PersistentVolumeClaim": ("volumeName",),
}


def taken(place: Releases) -> dict[str, Any]:
    """Return {records: {name: …}, objects: {Kind/name: …}} of a namespace."""
    listed = json.loads(place.kubectl("get", KINDS, "-n", place.namespace, "-o", "json", "--show-managed-fields"))
    owned = json.loads(
        place.kubectl("get", "clusterroles", "-o", "json", "--show-managed-fields", "--ignore-not-found",
                      f"{place.namespace}-reader") or "{}"
    )  # fmt: skip
    records, objects = {}, {}
    for item in [*listed["items"], *([owned] if owned else [])]:
        name = item["metadata"]["name"]
        if item.get("type") == "helm.sh/release.v1":
            records[name] = record(item)
        elif not _is_clusters(item):
            objects[f"{item['kind']}/{name}"] = described(item)
    whole = json.dumps({"records": records, "objects": objects}, sort_keys=True)
    return dict(json.loads(whole.replace(place.namespace, "NAMESPACE")))


def differences(found: Any, expected: Any, path: str = "") -> list[str]:
    """Return in what two snapshots differ, a line a place: path: found, not expected."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return [
            line
            for key in sorted({*found, *expected})
            for line in differences(found.get(key, "(absent)"), expected.get(key, "(absent)"), f"{path}/{key}")
        ]
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected))
        return [line for number, (one, other) in pairs for line in differences(one, other, f"{path}/{number}")]
    return [] if found == expected else [f"{path}: {json.dumps(found)}, not {json.dumps(expected)}"]


def record(secret: dict[str, Any]) -> dict[str, Any]:
    """Return a record's Secret, its JSON decoded, keys in their order kept as lists' order is: the text is compared."""
    text = gzip.decompress(base64.b64decode(base64.b64decode(secret["data"]["release"]))).decode()
    metadata = secret["metadata"]
    return {
        "type": secret["type"],
        "keys": sorted(secret["data"]),
        "labels": {key: key in _STAMPS or value for key, value in metadata["labels"].items()},
        "annotations": metadata.get("annotations"),
        "managers": managers(metadata),
        "owners": metadata.get("ownerReferences"),
        "order": _keys(json.loads(text)),
        "json": _without_times(json.loads(text)),
    }


def described(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object as a client wrote it."""
    metadata = item["metadata"]
    body = {key: value for key, value in item.items() if key not in _CLUSTERS_OWN}
    for name in _ASSIGNED.get(item["kind"], ()):
        body["spec"].pop(name, None)
    if item["kind"] in ("Pod", "Job"):  # defaults with uids and nodes in them
        body = {}
    return {
        "labels": _own(metadata.get("labels")),
        "annotations": _own(metadata.get("annotations")),
        "managers": managers(metadata),
        "body": body,
    }


def managers(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what helm's field manager holds, and how it wrote it."""
    found = [
        {key: entry.get(key) for key in ("manager", "operation", "apiVersion", "subresource", "fieldsV1")}
        for entry in metadata.get("managedFields") or ()
        if entry["manager"] in MANAGERS
    ]
    return sorted(found, key=json.dumps)


def _own(mapping: dict[str, str] | None) -> dict[str, str]:
    """Labels and annotations without those of controllers."""
    return {
        key: value
        for key, value in (mapping or {}).items()
        if not key.startswith(("deployment.kubernetes.io/", "pv.kubernetes.io/", "batch.kubernetes.io/", "volume."))
        and key not in ("controller-uid", "pod-template-hash")
    }


def _is_clusters(item: dict[str, Any]) -> bool:
    """Whether a controller made the object."""
    metadata = item["metadata"]
    return bool(metadata.get("ownerReferences")) or metadata["name"] in ("kube-root-ca.crt", "default")


def _without_times(value: Any) -> Any:
    """A record with every time replaced by whether it is there."""
    if isinstance(value, dict):
        return {key: bool(item) if key in _TIMES else _without_times(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_times(item) for item in value]
    return value


def _keys(value: Any) -> Any:
    """The keys of a record's objects in the order in which they stand: Go's order is part of the format."""
    if isinstance(value, dict):
        return [[key, _keys(item)] for key, item in value.items()]
    if isinstance(value, list):
        return [_keys(item) for item in value]
    return None
