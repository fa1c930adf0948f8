# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers in texts, as Go's strconv reads them."""

from __future__ import annotations

import math
from typing import Optional

from ..base.patterns import lazy

# every underscore between two digits; the prefix of a hexadecimal number counts as one
_UNDERSCORES = lazy(r"[+-]?(?:0x(?:_(?=[0-9a-f]))?(?:[^_]|(?<=[0-9a-f])_(?=[0-9a-f]))+|(?:[^_]|(?<=[0-9])_(?=[0-9]))+)")
_FLOAT = lazy(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?")
_HEX_FLOAT = lazy(r"[+-]?0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)p[+-]?[0-9]+")
_NAMED_FLOAT = lazy(r"[+-]?inf(?:inity)?|nan")


def parse_float(text: str) -> Optional[float]:
    """Return strconv.ParseFloat(text, 64), None when the text is no number; what is too large is infinite."""
    lowered = text.lower() if text.isascii() else ""
    if "_" in lowered:
        if not _UNDERSCORES.fullmatch(lowered):
            return None
        lowered = lowered.replace("_", "")
    if _FLOAT.fullmatch(lowered) or _NAMED_FLOAT.fullmatch(lowered):
        return float(lowered)
    if _HEX_FLOAT.fullmatch(lowered):
        try:
            return float.fromhex(lowered)
        except OverflowError:
            return math.inf
    return None
