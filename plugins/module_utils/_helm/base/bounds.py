# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a template function may make at once: a text that is doubled sixty times fits no machine."""

from __future__ import annotations

from .errors import LimitError

MAX_TEXT = 64 * 1024 * 1024  # characters
MAX_ITEMS = 10_000_000


def check_text(length: int, what: str) -> None:
    """Return when a text of that length may be made. what: the function. Raises LimitError."""
    if length > MAX_TEXT:
        raise LimitError(f"{what}: more than {MAX_TEXT} characters")


def joined(pieces: list[str], what: str, separator: str = "") -> str:
    """Return the pieces as one text. Raises LimitError."""
    check_text(sum(map(len, pieces)) + len(separator) * len(pieces), what)
    return separator.join(pieces)
