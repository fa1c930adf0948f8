# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go strings are bytes: the few places where that shows."""

from __future__ import annotations


def to_bytes(text: str) -> bytes:
    """Return the bytes of a Go string."""
    return text.encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    """Return the Go string of some bytes; what is not UTF-8 is kept as surrogates."""
    return data.decode("utf-8", "surrogateescape")


def runes(text: str) -> str:
    """Return text as Go ranges over it: every byte that is not UTF-8 is U+FFFD."""
    if text.isascii():
        return text
    whole = to_text(to_bytes(text))  # halves that were joined may make a character
    return "".join("\ufffd" if "\udc80" <= rune <= "\udcff" else rune for rune in whole)


def byte_order(text: str) -> bytes:
    """Return the key that sorts text as Go does, byte by byte."""
    return text.encode("utf-8", "surrogateescape")
