# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions on a release answer; as_dict() has the keys that the modules return.

    install_or_upgrade(request: ReleaseRequest, context: Context) -> Result      releases/attempt/install.py
    uninstall(request: UninstallRequest, context: Context) -> Result             releases/attempt/uninstall.py
    rollback(request: RollbackRequest, context: Context) -> Result               releases/attempt/rollback.py
    info(request: InfoRequest, context: Context) -> InfoResult                   releases/info.py

Where one fails after it began to change something, the HelmError's facts hold the same keys as far as they came to be
(changed, reason, release, changes, hooks, diff), and failed_objects, conflicts and left_behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional


@dataclass
class Result:
    """What an action did, or in check mode would do.

    reason: why there is a change: created, chart, values, manifest, drift, metadata, recovered, removed, … release:
    {name, namespace, revision, status, chart, chart_version, app_version, description, first_deployed, last_deployed,
    labels, notes, release_values}, None where no release is left. changes: {action, kind, api_version, namespace,
    name}, an entry an object. hooks: {name, kind, event, phase, started_at, completed_at, logs}. diff: Ansible's
    entries, secrets masked. drift: what differs from the last revision, put back or left, an entry an object
    (plan/drift.py). connection: {server, user}. status: kubernetes.core's keys. from_revision, to_revision:
    of a rollback. tests: as hooks.
    """

    changed: bool = False
    reason: list[str] = field(default_factory=list)
    release: Optional[dict[str, Any]] = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    diff: list[dict[str, Any]] = field(default_factory=list)
    drift: list[dict[str, Any]] = field(default_factory=list)
    connection: dict[str, str] = field(default_factory=dict)
    status: Optional[dict[str, Any]] = None
    from_revision: Optional[int] = None
    to_revision: Optional[int] = None
    tests: Optional[list[dict[str, Any]]] = None

    def as_dict(self) -> dict[str, Any]:
        """Return the result as the modules return it; from_revision and to_revision only for a rollback, tests only
        where they were asked for."""
        result = dict(vars(self))
        for name in ("from_revision", "to_revision", "tests"):
            if result[name] is None:
                del result[name]
        return result


@dataclass
class InfoResult:
    """What there is. releases: as Result.release, with the fields asked for besides. status: kubernetes.core's
    keys when one release was asked for by name and is there. owner: {name, namespace} of the release that an object
    says it belongs to; asked tells whether that was the question."""

    releases: list[dict[str, Any]] = field(default_factory=list)
    connection: dict[str, str] = field(default_factory=dict)
    status: Optional[dict[str, Any]] = None
    owner: Optional[dict[str, str]] = None
    asked: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the result as the module returns it; status only where there is one, owner only where it was asked
        for."""
        result: dict[str, Any] = {"changed": False, "releases": self.releases, "connection": self.connection}
        if self.status is not None:
            result["status"] = self.status
        if self.asked:
            result["owner"] = self.owner
        return result
