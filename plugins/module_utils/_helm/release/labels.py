# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of the object that holds a record: helm lists releases by them, and so do we, without reading records."""

from __future__ import annotations

import re
from typing import Callable

from ..base.errors import RequestError
from .model import SYSTEM_LABELS, Head, Release

_SECOND = 1_000_000_000
_WORD = r"[A-Za-z0-9][\w./-]*"
_TERM = re.compile(
    rf"\s*(!)?\s*({_WORD})\s*(?:(in|notin)\s*\(([^()]*)\)|(==|=|!=)\s*((?:{_WORD})?))?\s*(?:,(?=.)|$)", re.ASCII
)


def of_record(release: Release, stamp: str, now_ns: int) -> dict[str, str]:
    """Return the labels to store: the release's own, then helm's. stamp: createdAt or modifiedAt (Go:
    storage/driver)."""
    labels = dict(release.labels)
    labels[stamp] = str(now_ns // _SECOND)
    labels.update(name=release.name, owner="helm", status=release.info.status, version=str(release.version))
    return labels


def head(key: str, namespace: str, labels: dict[str, str], created: str = "") -> Head:
    """Return what the labels tell of a revision. A version that is no number counts as 0."""
    version = labels.get("version", "")
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


def selector(text: str) -> Callable[[dict[str, str]], bool]:
    """Return what tells whether labels meet a label selector.

    "a=b", "a==b", "a!=b", "a in (b, c)", "a notin (b, c)", "a" and "!a", joined by commas (Go: apimachinery
    pkg/labels). Raises RequestError for another.
    """
    terms = []
    rest = text.strip()
    while rest:
        term = _TERM.match(rest)
        if not term:
            raise RequestError(f"unable to parse requirement: {rest!r}", doing="reading the option", subject="selector")
        terms.append(term)
        rest = rest[term.end() :]
    return lambda labels: all(_meets(term, labels) for term in terms)


def _meets(term: re.Match[str], labels: dict[str, str]) -> bool:
    missing, name, word, several, sign, one = term.groups()
    if missing:
        return name not in labels
    if not (word or sign):
        return name in labels
    values = [text.strip() for text in several.split(",")] if word else [one]
    return (labels.get(name) in values) == (word == "in" or sign in ("=", "=="))
