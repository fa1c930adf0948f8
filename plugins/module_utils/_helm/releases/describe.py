# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release as results show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..golang.calendar import rfc3339
from ..release.model import Head, Release, custom_labels

if TYPE_CHECKING:
    from ..kube.client import Client


_SUBSECONDS = re.compile(r"\.\d+")
_OPTIONAL = ("annotations", "labels", "dependencies", "applyMethod")


def described(release: Release) -> dict[str, Any]:
    """Return the result's release: {name, namespace, revision, status, chart, chart_version, app_version, description,
    first_deployed, last_deployed, labels, notes, release_values}."""
    metadata = release.chart.get("metadata") or {}
    return {
        "name": release.name,
        "namespace": release.namespace,
        "revision": release.version,
        "status": release.info.status,
        "chart": metadata.get("name", ""),
        "chart_version": metadata.get("version", ""),
        "app_version": metadata.get("appVersion", ""),
        "description": release.info.description,
        "first_deployed": release.info.first_deployed,
        "last_deployed": release.info.last_deployed,
        "labels": release.custom_labels,
        "notes": release.info.notes,
        "release_values": plain(release.config),
    }


def metadata(release: Release) -> dict[str, Any]:
    """Return what `helm get metadata -o json` prints, of the labels the user's own."""
    chart = release.chart.get("metadata") or {}
    facts = {
        "name": release.name,
        "chart": chart.get("name", ""),
        "version": chart.get("version", ""),
        "appVersion": chart.get("appVersion", ""),
        "annotations": chart.get("annotations"),
        "labels": release.custom_labels,
        "dependencies": chart.get("dependencies"),
        "namespace": release.namespace,
        "revision": release.version,
        "status": release.info.status,
        "deployedAt": _SUBSECONDS.sub("", release.info.last_deployed),
        "applyMethod": release.apply_method,
    }
    return {key: value for key, value in facts.items() if value or key not in _OPTIONAL}


def listed(head: Head) -> dict[str, Any]:
    """Return what a listing shows of a release whose record was not read. last_deployed: when the record last
    changed, in seconds: that is all that metadata tells."""
    stamp = head.labels.get("modifiedAt") or head.labels.get("createdAt") or ""
    return {
        "name": head.name,
        "namespace": head.namespace,
        "revision": head.version,
        "status": head.status,
        "labels": custom_labels(head.labels),
        "last_deployed": rfc3339(int(stamp) * 1_000_000_000) if stamp.isdigit() else head.created,
    }


def status(release: Release) -> dict[str, Any]:
    """Return kubernetes.core's keys."""
    metadata = release.chart.get("metadata") or {}
    return {
        "name": release.name,
        "namespace": release.namespace,
        "revision": str(release.version),
        "updated": go_time(release.info.last_deployed),
        "status": release.info.status,
        "chart": f"{metadata.get('name', '')}-{metadata.get('version', '')}",
        "app_version": metadata.get("appVersion", ""),
        "release_values": plain(release.config),
    }


def go_time(text: str) -> str:
    """Return an RFC 3339 time as `helm list -o json` shows it: "2026-08-01 10:00:00.5 +0000 UTC"."""
    day, _unused, rest = text.partition("T")
    if not rest:
        return text
    if rest.endswith("Z"):
        return f"{day} {rest[:-1]} +0000 UTC"
    offset = rest[-6:].replace(":", "")
    return f"{day} {rest[:-6]} {offset} {offset}"


def plain(value: Any) -> Any:
    """Return values as a task knows them: whole numbers are integers again."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, int):
        return int(value)
    return value


def connection(client: Client) -> dict[str, str]:
    """Return the result's connection: {server, user}."""
    return {"server": client.connection.server, "user": client.connection.user}
