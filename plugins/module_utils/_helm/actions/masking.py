# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered text without the data of its Secrets."""

from __future__ import annotations

import re
from typing import Any

from ..base import yaml_codec

MASK = "********"
_SEPARATOR = re.compile(r"(?m)^(---[ \t]*(?:#.*)?\n)")
_SOURCE = re.compile(r"(?m)\A# Source: .*\n")


def masked_text(text: str) -> str:
    """Return a manifest's text with the values of Secrets masked: such a document is written anew, the others stay."""
    if "Secret" not in text:
        return text
    return "".join(_masked_document(part) if "Secret" in part else part for part in _SEPARATOR.split(text))


def _masked_document(document: str) -> str:
    value = yaml_codec.load_objects(document)
    masked = masked_object(value)
    if masked is value:
        return document
    head = _SOURCE.match(document)
    return f"{head[0] if head else ''}{yaml_codec.dump(masked)}"


def masked_object(value: Any) -> Any:
    """Return an object with the values of Secrets in it masked, in a List too; the same object where there are none."""
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "Secret":
        parts = {key: _masked(value[key]) for key in ("data", "stringData") if value.get(key)}
        return {**value, **parts} if parts else value
    items = value.get("items")
    if isinstance(items, list):
        masked = [masked_object(item) for item in items]
        if any(new is not old for new, old in zip(masked, items)):
            return {**value, "items": masked}
    return value


def _masked(part: Any) -> Any:
    return dict.fromkeys(part, MASK) if isinstance(part, dict) else MASK
