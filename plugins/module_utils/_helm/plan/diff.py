# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's diff of a plan: an entry an object, without the API server's noise, secrets masked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any, Callable, Optional

from ..base import yaml_codec
from .model import UNCHANGED, Item, Operation

_NOISE = ("uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields", "deletionTimestamp")
_NOISY_ANNOTATIONS = ("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision")


def entries(operations: list[Operation], random_bytes: Callable[[int], bytes]) -> list[dict[str, str]]:
    """Return {before, after, before_header, after_header} for every operation that changes something.

    before and after are YAML, "" where there is nothing. The values of Secrets are replaced by markers that are equal
    where the values are, and tell nothing else: they are keyed with random bytes of this run.
    """
    mask = Masker(random_bytes(32))
    found = []
    for operation in operations:
        before, after = mask.text(operation.before), mask.text(operation.after)
        if operation.action == UNCHANGED or before == after:
            continue
        title = heading(operation.item)
        found.append(
            {
                "before": before,
                "after": after,
                "before_header": f"{title} (live)" if before else f"{title} (absent)",
                "after_header": f"{title} ({operation.action}: {operation.why})" if after else f"{title} (deleted)",
            }
        )
    return found


def heading(item: Item) -> str:
    """Return how an object is called in diffs: "apps/v1 Deployment namespace/name"."""
    place = f"{item.namespace}/" if item.namespace else ""
    return f"{item.api_version} {item.kind} {place}{item.name}"


def quiet(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what only the API server writes: status, managed fields, versions."""
    rest = {key: part for key, part in value.items() if key != "status"}
    metadata = {key: part for key, part in (rest.get("metadata") or {}).items() if key not in _NOISE}
    annotations = metadata.get("annotations")
    if annotations:
        metadata["annotations"] = {key: part for key, part in annotations.items() if key not in _NOISY_ANNOTATIONS}
        if not metadata["annotations"]:
            del metadata["annotations"]
    rest["metadata"] = metadata
    return rest


class Masker:
    """Replaces the values of Secrets by keyed markers: equal values have equal markers within a run."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def text(self, value: Optional[dict[str, Any]]) -> str:
        """Return an object as YAML for a diff, "" for none."""
        return "" if value is None else str(yaml_codec.dump(self.masked(quiet(value))))

    def masked(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the object, its values masked when it is a Secret. data and stringData of the same value look the
        same."""
        if value.get("kind") != "Secret" or value.get("apiVersion") != "v1":
            return value
        rest = dict(value)
        for part in ("data", "stringData"):
            if isinstance(rest.get(part), dict):
                rest[part] = {key: self.marker(_bytes(entry, part)) for key, entry in rest[part].items()}
        return rest

    def marker(self, value: bytes) -> str:
        """Return the marker of a value."""
        return f"*** ({hmac.new(self._key, value, hashlib.sha256).hexdigest()[:12]})"


def _bytes(entry: Any, part: str) -> bytes:
    text = str(entry).encode("utf-8", "surrogateescape")
    if part == "stringData":
        return text
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return text
