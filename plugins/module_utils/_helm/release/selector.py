# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Label selectors, for what no API server selects."""

from __future__ import annotations

import re
from typing import Callable

from ..base.errors import RequestError

_WORD = r"[A-Za-z0-9][\w./-]*"
_TERM = re.compile(
    rf"\s*(!)?\s*({_WORD})\s*(?:(in|notin)\s*\(([^()]*)\)|(==|=|!=)\s*((?:{_WORD})?))?\s*(?:,(?=.)|$)", re.ASCII
)


def parse(text: str) -> Callable[[dict[str, str]], bool]:
    """Return what tells whether labels meet a label selector.

    "a=b", "a==b", "a!=b", "a in (b, c)", "a notin (b, c)", "a" and "!a", joined by commas (Go: apimachinery
    pkg/labels). Raises RequestError for another.
    """
    terms = []
    rest = text.strip()
    while rest:
        term = _TERM.match(rest)
        if not term:
            problem, hint = f"unable to parse requirement: {rest!r}", "as in app=shop,tier in (a, b),!old"
            raise RequestError(problem, doing="reading the option", subject="selector", hint=hint)
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
