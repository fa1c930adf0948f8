# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan's document (option plan of helm_release and its kind) as rows of a page: what takes something away first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence

from . import texts

Entry = Mapping[str, Any]

_TONES = {"create": "good", "update": "info", "replace": "bad", "delete": "bad", "keep": "calm"}
_WORDS = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted", "keep": "kept"}
_RELEASE_TONES = {"install": "good", "upgrade": "info", "rollback": "busy", "correct": "drift", "uninstall": "bad"}
_ORDER = ("uninstall", "rollback", "upgrade", "install", "correct", "none")


@dataclass
class Change:
    """An object that something is done to. differences: field, before, after. body: of one that is new."""

    object: str
    action: str
    tone: str
    why: str
    differences: list[tuple[str, str, str]]
    body: str


@dataclass
class Row:
    """A release that something is done to, or nothing. counts: of its objects, in words, by what is done to them."""

    name: str
    namespace: str
    action: str
    tone: str
    revision: str
    from_status: str
    chart: str
    reason: str
    where: str
    objects: list[Change]
    counts: list[tuple[str, str]]
    unchanged: int
    hooks: list[str]
    tests: list[str]
    values: str
    options: list[tuple[str, str]]
    random: str
    flags: list[str] = field(default_factory=list)

    @property
    def takes(self) -> int:
        """How many objects are taken away, for a while or for good."""
        return sum(one.action in ("delete", "replace") for one in self.objects)


@dataclass
class Plan:
    """A document: whose, of when and for which server it is. sealed: secret values are compared when it is applied."""

    id: str
    module: str
    time: str
    when: str
    server: str
    user: str
    sealed: bool


@dataclass
class Page:
    """All that a page of plans shows. counts: releases by flag, all among them."""

    plans: list[Plan]
    rows: list[Row]
    counts: dict[str, int]


def page(documents: Sequence[Entry]) -> Page:
    """Return the page of plans. Raises ValueError for what is none."""
    for one in documents:
        if not isinstance(one.get("releases"), list) or "id" not in one:
            raise ValueError("it takes plans, as plan.write makes them")
    rows = [_row(entry, one) for one in documents for entry in one["releases"]]
    rows.sort(key=lambda row: (-row.takes, _place(row.action), row.namespace, row.name))
    counts = Counter(flag for row in rows for flag in row.flags)
    return Page([_plan(one) for one in documents], rows, {**counts, "all": len(rows)})


def _place(action: str) -> int:
    return _ORDER.index(action) if action in _ORDER else len(_ORDER)


def _plan(given: Entry) -> Plan:
    who = {key: str(given.get(key) or "") for key in ("id", "module", "time", "server", "user")}
    return Plan(**who, when=texts.moment(given.get("time")), sealed=bool(given.get("salt")))


def _row(entry: Entry, plan: Entry) -> Row:
    action = str(entry.get("action") or "")
    chart, random = entry.get("chart") or {}, entry.get("random") or {}
    objects = [_change(one) for one in entry.get("objects") or ()]
    found = Counter(one.action for one in objects)
    counts = [(f"{found[name]} {word}", _TONES[name]) for name, word in _WORDS.items() if found[name]]
    row = Row(
        name=str(entry.get("name") or ""),
        namespace=str(entry.get("namespace") or ""),
        action=action,
        tone=_RELEASE_TONES.get(action, "calm"),
        revision=" to ".join(str(entry[key]) for key in ("from_revision", "to_revision") if entry.get(key) is not None),
        from_status=str(entry.get("from_status") or ""),
        chart=" ".join(str(chart[key]) for key in ("name", "version") if chart.get(key)),
        reason=", ".join(map(str, entry.get("reason") or ())),
        where=str(entry.get("server") or plan.get("server") or ""),
        objects=sorted(objects, key=lambda one: (one.tone != "bad", one.object)),
        counts=counts,
        unchanged=int(entry.get("unchanged") or 0),
        hooks=[_hook(one) for one in entry.get("hooks") or ()],
        tests=[_hook(one) for one in entry.get("tests") or ()],
        values=texts.cut(", ".join(map(str, entry.get("values") or ()))),
        options=[(str(key), texts.value(item)) for key, item in (entry.get("options") or {}).items()],
        random=", ".join(map(str, [*random.get("held", ()), *random.get("made_anew", ())])),
    )
    row.flags = [flag for flag, is_so in (
        ("changed", action != "none"), ("takes", row.takes > 0), ("hooks", bool(row.hooks)), ("same", action == "none"),
    ) if is_so]  # fmt: skip
    return row


def _change(one: Entry) -> Change:
    action = str(one.get("action") or "")
    body = one.get("body") if one.get("body") is not None else one.get("definition")
    differences = [
        (str(each.get("field") or "/"), texts.value(each.get("before")), texts.value(each.get("after")))
        for each in one.get("changes") or ()
    ]
    text = "" if body is None else texts.document(body)
    return Change(texts.place(one), action, _TONES.get(action, "calm"), _why(one.get("why")), differences, text)


def _why(text: Any) -> str:
    return texts.cut(str(text or ""))


def _hook(one: Entry) -> str:
    return f"{one.get('kind', '')} {one.get('name', '')} ({', '.join(map(str, one.get('events') or ()))})"
