# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP addresses as Go reads them. Go: net/netip, ParseAddr."""

from __future__ import annotations

import re

from ..base.patterns import lazy
from .quoting import quote

_HEX = lazy(r"[0-9A-Fa-f]*")


class AddressError(ValueError):
    """Text that is no address, with Go's words."""


def parse(text: str) -> tuple[bytes, str]:
    """Return the address's 4 or 16 bytes and its zone ("" for none); raises AddressError with Go's text."""
    found = re.search(r"[.:%]", text)
    if found is None:
        raise _fault(text, "unable to parse IP")
    if found.group() == "%":
        raise _fault(text, "missing IPv6 address")
    if found.group() == ".":
        return _four(text, text), ""
    address, percent, zone = text.partition("%")
    if percent and not zone:
        raise _fault(text, "zone must be a non-empty string")
    return _sixteen(text, address), zone


def _fault(text: str, message: str, at: str = "") -> AddressError:
    return AddressError(f"ParseAddr({quote(text)}): {message}" + (f" (at {quote(at)})" if at else ""))


def _four(whole: str, text: str) -> bytes:
    """Return the bytes of a dotted address; whole is what errors name."""
    fields: list[int] = []
    start = 0
    for at, mark in enumerate(text + "."):
        digits = text[start:at]
        if mark == ".":
            if not digits or at == len(text) - 1:
                raise _fault(whole, "IPv4 field must have at least one digit", text[at:] or text[at - 1 :])
            fields.append(int(digits))
            start = at + 1
            if len(fields) == 4 and at < len(text):
                raise _fault(whole, "IPv4 address too long")
        elif not "0" <= mark <= "9":
            raise _fault(whole, "unexpected character", text[at:])
        elif digits == "0":
            raise _fault(whole, "IPv4 field has octet with leading zero")
        elif int(digits + mark) > 255:
            raise _fault(whole, "IPv4 field has value >255")
    if len(fields) < 4:
        raise _fault(whole, "IPv4 address too short")
    return bytes(fields)


def _sixteen(whole: str, text: str) -> bytes:
    """Return the bytes of an address with colons; whole is what errors name."""
    parts, gap = b"", -1
    rest = text
    if rest.startswith("::"):
        gap, rest = 0, rest[2:]
        if not rest:
            return bytes(16)
    while len(parts) < 16:
        digits = _group(whole, rest)
        if rest[len(digits) : len(digits) + 1] == ".":
            parts += _embedded(whole, rest, len(parts), gap)
            rest = ""
            break
        parts += int(digits, 16).to_bytes(2, "big")
        rest = rest[len(digits) :]
        if not rest:
            break
        if rest[0] != ":":
            raise _fault(whole, "unexpected character, want colon", rest)
        if rest == ":":
            raise _fault(whole, "colon must be followed by more characters", rest)
        rest = rest[1:]
        if rest[0] == ":":
            if gap >= 0:
                raise _fault(whole, "multiple :: in address", rest)
            gap, rest = len(parts), rest[1:]
            if not rest:
                break
    return _filled(whole, parts, rest, gap)


def _filled(whole: str, parts: bytes, rest: str, gap: int) -> bytes:
    """Return the address with zeros where :: stood; rest is what was not read."""
    if rest:
        raise _fault(whole, "trailing garbage after address", rest)
    if len(parts) == 16:
        if gap >= 0:
            raise _fault(whole, "the :: must expand to at least one field of zeros")
        return parts
    if gap < 0:
        raise _fault(whole, "address string too short")
    return parts[:gap] + bytes(16 - len(parts)) + parts[gap:]


def _group(whole: str, rest: str) -> str:
    """Return the hex digits that rest starts with."""
    digits = _HEX.match(rest).group()  # type: ignore[union-attr]
    if len(digits) > 4:
        raise _fault(whole, "each group must have 4 or less digits", rest)
    if not digits:
        raise _fault(whole, "each colon-separated field must have at least one digit", rest)
    return digits


def _embedded(whole: str, rest: str, size: int, gap: int) -> bytes:
    """Return the bytes of a dotted address at the end of one with colons, size bytes into it."""
    if gap < 0 and size != 12:
        raise _fault(whole, "embedded IPv4 address must replace the final 2 fields of the address", rest)
    if size > 12:
        raise _fault(whole, "too many hex fields to fit an embedded IPv4 at the end of the address", rest)
    return _four(whole, rest)
