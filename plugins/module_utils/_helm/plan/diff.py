# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's diff of a plan: an entry an object, without the API server's noise, secrets masked."""

from __future__ import annotations

from typing import Any, Optional

from ..base.secrets import Secrets
from ..codecs.yaml import codec as yaml_codec
from .model import UNCHANGED, Item, Operation

_NOISE = ("uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields", "deletionTimestamp")
_NOISY_ANNOTATIONS = ("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision")


def entries(operations: list[Operation], secrets: Secrets) -> list[dict[str, str]]:
    """Return {before, after, before_header, after_header} for every operation that changes something.

    before and after are YAML, "" where there is nothing. The values of Secrets, and what else is secret, are masked;
    whether they change can be seen, and nothing from which they could be guessed.
    """
    from . import masked_pair

    found = []
    for operation in operations:
        if operation.action == UNCHANGED:
            continue
        old, new = masked_pair.masked_pair(_quiet(operation.before), _quiet(operation.after), secrets)
        before, after = _text(old), _text(new)
        if before == after:
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


def _quiet(value: Optional[dict[str, Any]]) -> Optional[dict[str, Any]]:
    return None if value is None else quiet(value)


def _text(value: Optional[dict[str, Any]]) -> str:
    return "" if value is None else str(yaml_codec.dump(value))


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
