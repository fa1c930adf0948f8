# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of Go's filepath.Match that are more than a text: ?, [classes] and \\."""

from __future__ import annotations

import re
from typing import Optional


def compiled(text: str) -> Optional[re.Pattern[str]]:
    """Return the regular expression for a piece of a pattern, None where it is malformed."""
    out: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "?":
            out.append("[^/]")
        elif char == "[":
            found = _char_class(text, at)
            if found is None:
                return None
            expression, at = found
            out.append(expression)
        elif char == "\\":
            if at == len(text):
                return None
            out.append(re.escape(text[at]))
            at += 1
        else:
            out.append(re.escape(char))
    return re.compile("".join(out), re.DOTALL)


def _char_class(pattern: str, at: int) -> Optional[tuple[str, int]]:
    """Return the regular expression for a [class] whose bracket is behind at, and where it ends."""
    negated = pattern[at : at + 1] == "^"
    at += negated
    ranges: list[str] = []
    while True:
        if pattern[at : at + 1] == "]" and ranges:
            return _class_text(negated, ranges), at + 1
        low, at = _class_char(pattern, at)
        high = low
        if low and pattern[at : at + 1] == "-":
            high, at = _class_char(pattern, at + 1)
        if not low or not high:
            return None
        # Go takes [z-a] for a class that matches nothing.
        ranges.append(f"{re.escape(low)}-{re.escape(high)}" if low <= high else "")


def _class_text(negated: bool, ranges: list[str]) -> str:
    inside = "".join(ranges)
    if negated:
        return f"[^{inside}]" if inside else "(?s:.)"
    return f"[{inside}]" if inside else "(?!)"


def _class_char(pattern: str, at: int) -> tuple[str, int]:
    """Return the character of a class at a position and the next position; "" where there is none."""
    char = pattern[at : at + 1]
    if char in ("", "-", "]"):
        return "", at
    if char == "\\":
        return pattern[at + 1 : at + 2], at + 2
    return char, at + 1
