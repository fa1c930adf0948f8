# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values and times as a page shows them."""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional, Sequence

import yaml

MOST = 4000  # characters of one value or message; a page has to stay readable with any


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def cut(text: str, most: int = MOST) -> str:
    """Return text, its end left out where it is long, and how much that is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most} more characters)"


def value(found: Any) -> str:
    """Return a value of an object as it is shown: a text as it is, else JSON; nothing is said in words."""
    if found is None:
        return "nothing"
    if isinstance(found, str):
        return cut(found) if found else '""'
    return cut(json.dumps(found, ensure_ascii=False, indent=1, default=str))


def document(found: Any) -> str:
    """Return an object as people write it, in YAML."""
    text = yaml.dump(found, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1000)
    return cut(text.rstrip())


def moment(text: Any) -> str:
    """Return a time in RFC 3339 to the minute: "2026-01-31 10:00 UTC"; "" where there is none."""
    found = str(text or "")
    day, mark, rest = found.partition("T")
    if not mark:
        return found
    zone = "UTC" if rest.endswith("Z") else rest[-6:] if rest[-6:-5] in ("+", "-") else ""
    return f"{day} {rest[:5]} {zone}".rstrip()


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its word: "1 object", "2 objects"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def place(entry: Mapping[str, Any]) -> str:
    """Return what an object is called: "Deployment web/shop"."""
    namespace = f"{entry['namespace']}/" if entry.get("namespace") else ""
    return f"{entry.get('kind', '')} {namespace}{entry.get('name', '')}".strip()


def labels(found: Optional[Mapping[str, Any]]) -> str:
    """Return labels in a line: "team=web, tier=test"."""
    return ", ".join(f"{key}={item}" for key, item in sorted((found or {}).items()))


def first(texts: Sequence[str], most: int) -> str:
    """Return the first few of texts in a line, and how many there are besides."""
    more = len(texts) - most
    return "; ".join(texts[:most]) + (f"; {more} more" if more > 0 else "")
