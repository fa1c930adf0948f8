# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's release record as dataclasses: what storage keeps of every revision."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Optional

UNKNOWN = "unknown"
DEPLOYED = "deployed"
UNINSTALLED = "uninstalled"
SUPERSEDED = "superseded"
FAILED = "failed"
UNINSTALLING = "uninstalling"
PENDING_INSTALL = "pending-install"
PENDING_UPGRADE = "pending-upgrade"
PENDING_ROLLBACK = "pending-rollback"
PENDING = frozenset((PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK))

SERVER_SIDE = "ssa"
CLIENT_SIDE = "csa"

_ROLLBACK = re.compile(r"Rollback to ([0-9]{1,10})")  # a user may write any other description

SYSTEM_LABELS = ("name", "owner", "status", "version", "createdAt", "modifiedAt")


@dataclass
class Info:
    """What is said about a revision. The times are RFC 3339 with nanoseconds, "" where there is none."""

    first_deployed: str = ""
    last_deployed: str = ""
    deleted: str = ""
    description: str = ""
    status: str = UNKNOWN
    rollback_revision: int = 0
    notes: str = ""
    resources: Optional[dict[str, Any]] = None


@dataclass
class HookRun:
    """The last run of a hook. phase: "" (never), Unknown, Running, Succeeded or Failed."""

    started_at: str = ""
    completed_at: str = ""
    phase: str = ""


@dataclass
class StoredHook:
    """A hook as the record keeps it, its last run with it."""

    name: str
    kind: str = ""
    path: str = ""
    manifest: str = ""
    events: list[str] = field(default_factory=list)
    last_run: HookRun = field(default_factory=HookRun)
    weight: int = 0
    delete_policies: list[str] = field(default_factory=list)
    output_log_policies: list[str] = field(default_factory=list)


@dataclass
class Holder:
    """Who works on a revision. name: of the process, for people. lease: the seconds after which it counts as dead when
    it shows no life."""

    name: str = ""
    lease: float = 0.0


@dataclass
class Release:
    """A revision of a release.

    chart: the chart as the record has it (see charts.py), without its subcharts. config: the user's values. labels:
    those of the object that holds the record; helm carries system labels over from one revision to the next, so they
    may be among them: custom_labels has the user's own only. apply_method: ssa, csa, or "" as of Helm 3 (client
    side). Beside the record, not in it: holder, who works on it; mark, what the place calls this state of it: an
    update of a marked record is refused with Conflict when it changed since.
    """

    name: str
    namespace: str
    version: int = 1
    info: Info = field(default_factory=Info)
    chart: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    manifest: str = ""
    hooks: list[StoredHook] = field(default_factory=list)
    apply_method: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    holder: Optional[Holder] = None
    mark: str = ""

    @property
    def key(self) -> str:
        """The name of the object that holds this revision."""
        return record_key(self.name, self.version)

    @property
    def went_back_to(self) -> int:
        """The revision that this one is a rollback to, 0 when it is none. Before 4.3 helm said so in the
        description only."""
        if self.info.rollback_revision:
            return self.info.rollback_revision
        told = _ROLLBACK.fullmatch(self.info.description)
        return int(told[1]) if told else 0

    @property
    def custom_labels(self) -> dict[str, str]:
        """The labels that a user gave the release."""
        return custom_labels(self.labels)


@dataclass
class Head:
    """What is known of a revision without reading the record itself: its object's metadata.

    created: RFC 3339, when the object was made. holder: who works on it, None where that is not told. mark: what the
    place calls its state. idle: the seconds since it was last written, by the place's clock; None where that is not
    known. uid: the object's own, "" where the place has none.
    """

    key: str
    name: str
    namespace: str
    version: int
    status: str
    created: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    holder: Optional[Holder] = None
    mark: str = ""
    idle: Optional[float] = None
    uid: str = ""


def record_key(name: str, version: int) -> str:
    """Return the name of the object that holds a revision (Go: storage.go, makeKey)."""
    return f"sh.helm.release.v1.{name}.v{version}"


def custom_labels(labels: dict[str, str]) -> dict[str, str]:
    """Return labels without those that helm itself sets."""
    return {key: value for key, value in labels.items() if key not in SYSTEM_LABELS}
