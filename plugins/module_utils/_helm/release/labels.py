# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of the object that holds a record: helm lists releases by them, and so do we, without reading records."""

from __future__ import annotations

from .model import SYSTEM_LABELS, Head, Release

_SECOND = 1_000_000_000


def of_record(release: Release, stamp: str, now_ns: int) -> dict[str, str]:
    """Return the labels to store: the release's own, then helm's. stamp: createdAt or modifiedAt (Go:
    storage/driver)."""
    labels = dict(release.labels)
    labels[stamp] = str(now_ns // _SECOND)
    labels.update(name=release.name, owner="helm", status=release.info.status, version=str(release.version))
    return labels


def head(key: str, namespace: str, labels: dict[str, str], created: str = "") -> Head:
    """Return what the labels tell of a revision. A version that is no number counts as 0."""
    version = str(labels.get("version"))
    return Head(
        key=key,
        name=labels.get("name", ""),
        namespace=namespace,
        version=int(version) if version.isdigit() else 0,
        status=labels.get("status", ""),
        created=created,
        labels=dict(labels),
    )


def reserved(labels: dict[str, str]) -> list[str]:
    """Return the names in labels that are helm's own, which a user may not set."""
    return [name for name in SYSTEM_LABELS if name in labels]
