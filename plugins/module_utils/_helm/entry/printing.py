# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that are shown: no control character reaches a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return text with terminal controls and direction marks escaped, so that no chart can repaint a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _harmless(character) else _escaped(character) for character in text)


def _harmless(character: str) -> bool:
    return character in "\n\t" or character.isprintable() or character == "\u00a0"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
