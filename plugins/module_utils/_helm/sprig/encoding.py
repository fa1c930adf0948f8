# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base 64, base 32 and checksums. Sprig: strings.go, crypto.go."""

from __future__ import annotations

import binascii
import hashlib
import zlib
from typing import Optional

from ..base.patterns import lazy
from ..golang.strings import to_bytes, to_text
from ..golang.types import go_function

_ALPHABET_64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_ALPHABET_32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WELL_FORMED_64 = lazy(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BREAKS = b"\r\n"


class CorruptInput(ValueError):
    """Text that is not base 64 or base 32, with Go's words."""


@go_function("string")
def b64enc(text: str) -> str:
    """Return text in base 64."""
    return binascii.b2a_base64(to_bytes(text), newline=False).decode("ascii")


@go_function("string")
def b64dec(text: str) -> str:
    """Return what the base 64 text holds, or Go's complaint about it."""
    try:
        return to_text(decode64(text))
    except CorruptInput as problem:
        return str(problem)


def decode64(text: str) -> bytes:
    """Return what a base 64 text holds, line breaks ignored; raises CorruptInput. Go: base64.StdEncoding."""
    data = to_bytes(text)
    if _WELL_FORMED_64.fullmatch(data.translate(None, _BREAKS)):
        return binascii.a2b_base64(data)
    raise CorruptInput(f"illegal base64 data at input byte {_fault64(data)}")


def _fault64(data: bytes) -> int:
    """Return where Go says that data, which is not base 64, goes wrong."""
    marks = [(at, mark) for at, mark in enumerate(data) if mark not in _BREAKS]
    for index, (at, mark) in enumerate(marks):
        place = index % 4
        if mark in _ALPHABET_64:
            continue
        if mark != ord("=") or place < 2:
            return at
        if place == 2:  # another padding mark has to follow
            index += 1
            if index == len(marks):
                return len(data)
            if marks[index][1] != ord("="):
                return marks[index][0] - 1
        return marks[index + 1][0]  # what follows the padding
    return len(data) - len(marks) % 4


@go_function("string")
def b32enc(text: str) -> str:
    """Return text in base 32."""
    import base64

    return base64.b32encode(to_bytes(text)).decode("ascii")


@go_function("string")
def b32dec(text: str) -> str:
    """Return what the base 32 text holds, or Go's complaint about it."""
    data = to_bytes(text).translate(None, _BREAKS)
    fault = _fault32(data)
    if fault is not None:
        return f"illegal base32 data at input byte {fault}"
    import base64

    marks = data.partition(b"=")[0]
    return to_text(base64.b32decode(marks + b"=" * (-len(marks) % 8)))


def _fault32(data: bytes) -> Optional[int]:
    """Return where Go says that data is not base 32, None when it is."""
    for at, mark in enumerate(data):
        place, left = at % 8, len(data) - at - 1
        if mark == ord("=") and place >= 2 and left < 8:
            wanted = 7 - place
            if left < wanted:
                return len(data)
            for step in range(wanted):
                if data[at + 1 + step] != ord("="):
                    return at + step
            return at if place in (3, 6) else None
        if mark not in _ALPHABET_32:
            return at
    return len(data) - len(data) % 8 if len(data) % 8 else None


@go_function("string")
def sha1sum(text: str) -> str:
    """Return the SHA-1 of text in hex."""
    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()


@go_function("string")
def sha256sum(text: str) -> str:
    """Return the SHA-256 of text in hex."""
    return hashlib.sha256(to_bytes(text)).hexdigest()


@go_function("string")
def sha512sum(text: str) -> str:
    """Return the SHA-512 of text in hex."""
    return hashlib.sha512(to_bytes(text)).hexdigest()


@go_function("string")
def adler32sum(text: str) -> str:
    """Return the Adler-32 of text as a decimal number."""
    return str(zlib.adler32(to_bytes(text)))


TABLE = {
    "adler32sum": adler32sum, "b32dec": b32dec, "b32enc": b32enc, "b64dec": b64dec, "b64enc": b64enc,
    "sha1sum": sha1sum, "sha256sum": sha256sum, "sha512sum": sha512sum,
}  # fmt: skip
