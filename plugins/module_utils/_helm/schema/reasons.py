# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a text does not have a format."""

from __future__ import annotations

from typing import Callable


class Bad(Exception):
    """A text that is not of the format; the reason is helm's."""


def within(problem: str, check: Callable[[str], None], text: str) -> None:
    """Check a part of a text. problem: what is said before the reason why it does not fit."""
    try:
        check(text)
    except Bad as error:
        raise Bad(f"{problem}: {error}") from error
