# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that base64 has made; loaded where one may be in the place of a path."""

from __future__ import annotations

import binascii
import re

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")


def is_encoded(text: str) -> bool:
    """Return whether a text, or a part of it between dots, is what base64 makes of a readable one: of a document, or of
    a token. Of a path it would make bytes of all kinds."""
    return any(map(_is_readable, filter(_BASE64.fullmatch, text.split("."))))


def _is_readable(part: str) -> bool:
    whole = part.rstrip("=").replace("-", "+").replace("_", "/")
    return all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in binascii.a2b_base64(whole[: len(whole) // 4 * 4]))
