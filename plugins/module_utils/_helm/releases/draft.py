# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the next revision of a release says: its record, its labels, helm's words for it; what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..asked import writing
from ..content.candidate import Facts
from ..golang.calendar import rfc3339
from ..plan.conflicts import Policy
from ..release.model import PENDING_INSTALL, PENDING_UPGRADE, Info, Release

if TYPE_CHECKING:
    from ..asked.requests import ReleaseRequest
    from ..content.candidate import Candidate
    from ..kube.client import Client
    from ..plan.ignoring import Ignored
    from ..plan.model import Key
    from .history import History
    from .revision import Words


def record(request: ReleaseRequest, history: History, candidate: Candidate, *, method: str, now_ns: int) -> Release:
    """Return the revision that candidate becomes, as it is to be stored first: pending. method: how its objects are
    written, "ssa" or "csa"."""
    base, now = history.base, rfc3339(now_ns)
    first = now if history.installs or base is None else base.info.first_deployed
    labels = dict(request.labels or {})
    if not history.is_new and history.last is not None:
        labels = merged_labels(history.last.labels, request.labels)
    info = Info(first, now, description="Initial install underway", status=PENDING_INSTALL, notes=candidate.notes)
    if not history.installs:
        info.description, info.status = "Preparing upgrade", PENDING_UPGRADE
    return Release(
        name=request.name,
        namespace=request.namespace,
        version=history.next_version,
        info=info,
        chart=candidate.chart,
        config=candidate.config,
        manifest=candidate.manifest,
        hooks=candidate.hooks,
        apply_method=method,
        labels=labels,
    )


def merged_labels(current: dict[str, str], wanted: Optional[dict[str, str]]) -> dict[str, str]:
    """Return the labels of the next revision: the last one's, then the new ones; "null" removes one, as in helm."""
    merged = {**current, **(wanted or {})}
    return {key: value for key, value in merged.items() if value != "null"}


def words(request: ReleaseRequest, history: History) -> Words:
    """Return how helm words the operation that makes the revision."""
    from .revision import Words

    name = request.name
    if history.installs:
        done = request.description or "Install complete"
        return Words("install", f'Release "{name}" failed: ', "failed pre-install: ", "failed post-install: ", done)
    return Words(
        "upgrade",
        f'Upgrade "{name}" failed: ',
        "pre-upgrade hooks failed: ",
        "post-upgrade hooks failed: ",
        request.description or "Upgrade complete",
        creation="failed to create resource: ",
    )


def policy(request: ReleaseRequest, method: str) -> Policy:
    """Return what the task allows to be done to the release's objects. method: as record's. Raises RequestError."""
    return Policy(
        force=request.applying.force_conflicts,
        drift=request.drift,
        take_ownership=request.applying.take_ownership,
        method=writing.way_of(method, request.applying),
        recreate=request.applying.recreate,
        ignored=ignored(request.drift_ignore),
        waits=request.waiting.wait or request.atomic,
    )


def passing(deployed: Optional[Release], client: Client) -> frozenset[Key]:
    """Return the keys of the Jobs of the revision in force that go by themselves once they are done."""
    if deployed is None or "ttlSecondsAfterFinished" not in deployed.manifest:
        return frozenset()
    from ..plan import objects, passing
    from ..plan.served import Served

    place = deployed.namespace
    items = objects.items(deployed.manifest, Served(client).scope, release=deployed.name, namespace=place, unknown=[])
    return passing.passing(items)


def facts_of(last: Release) -> Facts:
    """Return the facts that a revision was rendered with, as far as its record tells: an install shows revision 1,
    whatever its number, and is known by its times; a rollback shows what it went back to."""
    number = last.went_back_to
    if number:
        return Facts(last.name, last.namespace, number, is_upgrade=number > 1)
    if last.info.first_deployed == last.info.last_deployed:
        return Facts(last.name, last.namespace, 1)
    return Facts(last.name, last.namespace, last.version, is_upgrade=True)


def ignored(rules: list[dict[str, Any]]) -> tuple[Ignored, ...]:
    """Return what drift does not count. Raises RequestError for what is no JSON pointer."""
    if not rules:
        return ()
    from ..plan import ignoring

    found = tuple(
        ignoring.Ignored(
            rule.get("kind") or "", rule.get("name") or "", rule.get("namespace") or "", tuple(rule.get("paths") or ())
        )
        for rule in rules
    )
    for rule in found:
        for path in rule.paths:
            ignoring.parse(path)
    return found
