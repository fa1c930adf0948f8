# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm_release_info returned of one or many clusters, as rows of a page: the most urgent first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from . import texts

FAILING, WAITING, NOT_READY, DRIFTED, OUTDATED, FINE = range(6)  # by urgency

_BAD = ("failed", "unknown")
_BUSY = ("pending-install", "pending-upgrade", "pending-rollback", "uninstalling")
_NEWER = {"available": "newer", "beyond": "newer outside the range"}
_LONGEST = 160  # characters of a reason in the line below a release

Entry = Mapping[str, Any]


@dataclass
class Difference:
    """A field that is not as it should be."""

    field: str
    wanted: str
    live: str


@dataclass
class Drift:
    """An object that is not as its release has it."""

    object: str
    action: str
    message: str
    differences: list[Difference]
    counts: bool = True  # not where the field is for others to fill in


@dataclass
class Row:
    """A release. Each fact is given as it is shown; facts that nobody asked for are None. flags: for which of the
    page's filters it counts. urgency: FAILING to FINE. reasons: why it is not fine."""

    number: int
    cluster: str
    name: str
    namespace: str
    revision: str
    status: str
    tone: str
    chart: str
    version: str
    app_version: str
    updated: str
    updated_at: str
    labels: str
    description: str
    urgency: int = FINE
    flags: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    newest: str = ""
    newest_note: str = ""
    updates: Optional[Entry] = None
    ready: Optional[int] = None
    objects: Optional[int] = None
    unready: list[Entry] = field(default_factory=list)
    kinds: str = ""
    drift: Optional[list[Drift]] = None
    history: Optional[list[Entry]] = None
    notes: str = ""
    values: str = ""

    @property
    def differences(self) -> int:
        """How many fields, and objects as a whole, have drifted."""
        return sum(max(1, len(one.differences)) for one in self.drift or () if one.counts)

    @property
    def reason(self) -> str:
        """The line below the release."""
        return texts.first(self.reasons, 2)


@dataclass
class Cluster:
    """A cluster, and what could not be read of it: problem for nothing at all, incomplete for a part."""

    name: str
    server: str
    user: str
    problem: str
    incomplete: str
    releases: int


@dataclass
class Page:
    """All that a page of releases shows. counts: by flag, all among them. statuses: how many releases have each."""

    clusters: list[Cluster]
    rows: list[Row]
    counts: dict[str, int]
    statuses: list[tuple[str, int]]


def page(clusters: Sequence[Entry]) -> Page:
    """Return the page of clusters: {name, releases, connection, problem, incomplete}, as far as they are there."""
    rows = [_row(entry, str(one.get("name") or "")) for one in clusters for entry in one.get("releases") or ()]
    rows.sort(key=lambda row: (row.urgency, row.cluster, row.namespace, row.name))
    for number, row in enumerate(rows):
        row.number = number
    counts = Counter(flag for row in rows for flag in row.flags)
    statuses = sorted(Counter(row.status for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))
    return Page([_cluster(one) for one in clusters], rows, {**counts, "all": len(rows)}, statuses)


def _cluster(given: Entry) -> Cluster:
    connection = given.get("connection") or {}
    return Cluster(
        str(given.get("name") or ""),
        str(connection.get("server") or ""),
        str(connection.get("user") or ""),
        texts.cut(str(given.get("problem") or "")),
        texts.cut(str(given.get("incomplete") or "")),
        len(given.get("releases") or ()),
    )


def _row(entry: Entry, cluster: str) -> Row:
    status = str(entry.get("status") or "unknown")
    row = Row(
        number=0,
        cluster=cluster,
        name=str(entry.get("name") or ""),
        namespace=str(entry.get("namespace") or ""),
        revision=str(entry.get("revision") or ""),
        status=status,
        tone="bad" if status in _BAD else "busy" if status in _BUSY else "good" if status == "deployed" else "calm",
        chart=str(entry.get("chart") or ""),
        version=str(entry.get("chart_version") or ""),
        app_version=str(entry.get("app_version") or ""),
        updated=texts.moment(entry.get("last_deployed")),
        updated_at=str(entry.get("last_deployed") or ""),
        labels=texts.labels(entry.get("labels")),
        description=texts.cut(str(entry.get("description") or "")),
        notes=texts.cut(str(entry.get("notes") or "").strip(), 20_000),
        values=texts.value(entry["release_values"]) if entry.get("release_values") else "",
        history=_history(entry.get("history")),
    )
    _judge_status(row)
    _judge_objects(row, entry.get("resources"))
    _judge_drift(row, entry.get("drift"))
    _judge_updates(row, entry.get("updates"))
    return row


def _mark(row: Row, urgency: int, flag: str, reason: str) -> None:
    row.urgency = min(row.urgency, urgency)
    if flag not in row.flags:
        row.flags.append(flag)
    if reason:
        row.reasons.append(texts.cut(reason, _LONGEST))


def _judge_status(row: Row) -> None:
    if row.tone == "bad":
        _mark(row, FAILING, "failing", row.description or f"its status is {row.status}")
    elif row.tone == "busy":
        _mark(row, WAITING, "waiting", f"{row.status} since {row.updated}" if row.updated else row.status)


def _judge_objects(row: Row, found: Optional[Sequence[Entry]]) -> None:
    if found is None:
        return
    row.objects = len(found)
    row.unready = [one for one in found if one.get("state") != "ready"]
    row.ready = len(found) - len(row.unready)
    kinds = Counter(str(one.get("kind")) for one in found)
    row.kinds = ", ".join(f"{number} {kind}" if number > 1 else kind for kind, number in sorted(kinds.items()))
    for one in row.unready:
        reason = f"{texts.place(one)}: {one.get('message') or one.get('state')}"
        if one.get("state") == "failed":
            _mark(row, FAILING, "failing", reason)
        _mark(row, NOT_READY, "unready", "" if one.get("state") == "failed" else reason)


def _judge_drift(row: Row, found: Optional[Sequence[Entry]]) -> None:
    if found is None:
        return
    row.drift = [_drift(one) for one in found]
    if row.differences:
        _mark(row, DRIFTED, "drifted", "")
    for one in [each for each in row.drift if each.counts]:
        fields = ", ".join(each.field for each in one.differences[:3])
        row.reasons.append(texts.cut(f"{one.object} drifted: {fields or one.action}", _LONGEST))


def _drift(found: Entry) -> Drift:
    differences = [
        Difference(str(one.get("field") or "/"), texts.value(one.get("wanted")), texts.value(one.get("live")))
        for one in found.get("differences") or ()
    ]
    message = texts.cut(str(found.get("message") or ""))
    action = str(found.get("action"))
    return Drift(texts.place(found), _ACTIONS.get(action, ""), message, differences, counts=action != "unchanged")


_ACTIONS = {
    "create": "it is missing",
    "delete": "it belongs to no revision that is in force",
    "replace": "it has to be made anew",
    "unchanged": "left to others",
}


def _judge_updates(row: Row, found: Optional[Entry]) -> None:
    row.updates = found
    if not found:
        return
    state = str(found.get("state"))
    if state in _NEWER:
        row.newest = str((state == "available" and found.get("newest_within")) or found.get("newest") or "")
        row.newest_note = _NEWER[state]
        _mark(row, OUTDATED, "outdated", "")
    if found.get("deprecated"):
        _mark(row, OUTDATED, "outdated", f"the chart {row.chart} is deprecated")


def _history(found: Optional[Sequence[Entry]]) -> Optional[list[Entry]]:
    if found is None:
        return None
    return [
        {
            "revision": one.get("revision"),
            "at": str(one.get("last_deployed") or ""),
            "when": texts.moment(one.get("last_deployed")),
            "status": one.get("status"),
            "chart": f"{one.get('chart') or ''} {one.get('chart_version') or ''}".strip(),
            "description": texts.cut(str(one.get("description") or "")),
            "back_to": one.get("rollback_revision") or "",
            "labels": texts.labels(one.get("labels")),
        }
        for one in sorted(found, key=lambda one: int(one.get("revision") or 0), reverse=True)
    ]
