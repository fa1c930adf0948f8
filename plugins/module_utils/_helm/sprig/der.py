# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ASN.1's distinguished encoding (DER), as far as certificates need it. Go: encoding/asn1."""

from __future__ import annotations

import re
from typing import Iterable

from ..golang.calendar import civil_from_days
from ..golang.strings import to_bytes

_PRINTABLE = re.compile(r"[A-Za-z0-9'()+,\-./:=? ]*")


def element(tag: int, *parts: bytes) -> bytes:
    """Return an element with its length in front of the parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    """Return a SEQUENCE."""
    return element(0x30, *parts)


def integer(number: int) -> bytes:
    """Return a non-negative INTEGER."""
    return element(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def boolean(value: bool) -> bytes:
    """Return a BOOLEAN."""
    return element(0x01, b"\xff" if value else b"\0")


def bit_string(data: bytes, unused: int = 0) -> bytes:
    """Return a BIT STRING of which the last bits are unused."""
    return element(0x03, bytes([unused]), data)


def octet_string(data: bytes) -> bytes:
    """Return an OCTET STRING."""
    return element(0x04, data)


def object_identifier(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *others = map(int, dotted.split("."))
    return element(0x06, _base_128([first * 40 + second, *others]))


def _base_128(numbers: Iterable[int]) -> bytes:
    out = bytearray()
    for number in numbers:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | number & 0x7F)
        out += bytes(reversed(digits))
    return bytes(out)


def text(value: str) -> bytes:
    """Return a PrintableString, or a UTF8String where that has not all the characters."""
    return element(0x13 if _PRINTABLE.fullmatch(value) else 0x0C, to_bytes(value))


def moment(seconds: int) -> bytes:
    """Return seconds since 1970 as a UTCTime from 1950 to 2049, as a GeneralizedTime before and after."""
    days, second = divmod(seconds, 86_400)
    year, month, day = civil_from_days(days)
    shown = f"{month:02d}{day:02d}{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}Z"
    if 1950 <= year < 2050:
        return element(0x17, f"{year % 100:02d}{shown}".encode("ascii"))
    return element(0x18, f"{year:04d}{shown}".encode("ascii"))
