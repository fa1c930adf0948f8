# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What base64, base32, %x and the like have made, decoded; loaded where there is a secret.

A template may encode a secret, or a document with a secret in it, and what comes of that once more. Such forms cannot
be listed: what stands before the secret changes them. So what may be encoded is decoded, and looked at.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Callable, Iterator

_DEEPEST = 3  # how many encodings may lie upon each other; a form of a secret may be base64 already
_RUN = re.compile(r"(?:(?:0[xX])?[0-9A-Fa-f]{2} ){3,}(?:0[xX])?[0-9A-Fa-f]{2}\b|[A-Za-z0-9+/_-]{7,}")
# Six characters of ASCII in base64, wherever they begin: what no text is, such as a picture, is seldom decoded.
_BASE64 = re.compile(r"(?:[I-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]){2}")
_BASE32 = re.compile(r"(?<![A-Z0-9+])[A-Z2-7]{7,}(?![A-Za-z0-9+])")
_HEX = re.compile(r"(?:[2-7][0-9A-Fa-f]){4}")
_HEX_RUN = re.compile(r"[0-9A-Fa-f]{8,}")
_ASCII = bytes(range(32, 127)) + b"\t\r\n"


def encoded(text: str, holds: Callable[[str], bool], *, deep: int = _DEEPEST) -> list[str]:
    """Return the runs of characters in text that are something encoded for which holds(what it was) is true."""
    contents = {run: content for run in set(_RUN.findall(text)) for content in ("\0".join(_contents(run)),) if content}
    everything = "\0".join(contents.values())
    if not everything:
        return []
    found = {run for run, content in contents.items() if holds(content)} if holds(everything) else set()
    inner = encoded(everything, holds, deep=deep - 1) if deep > 1 else []
    if inner:
        found.update(run for run, content in contents.items() if any(part in content for part in inner))
    return sorted(found, key=len, reverse=True)


def _contents(run: str) -> Iterator[str]:
    """Yield what a run of characters may have been, if that is a text. At its begin may stand what belongs to the text
    before it, such as the path of a URL, so it is decoded from each place on where an encoded text can begin."""
    if " " in run:
        yield from _text(bytes.fromhex(run.replace("0x", "").replace("0X", "")))
        return
    if _BASE64.search(run):
        plain = run.replace("-", "+").replace("_", "/")
        for begin in range(4):
            part = plain[begin : begin + (len(plain) - begin) // 4 * 4 + _rest(len(plain) - begin, 4)]
            yield from _text(binascii.a2b_base64(part + "=" * (-len(part) % 4)))
    for found in _HEX_RUN.findall(run) if _HEX.search(run) else ():
        for begin in range(2):
            yield from _text(bytes.fromhex(found[begin : begin + (len(found) - begin) // 2 * 2]))
    for found in _BASE32.findall(run):
        yield from _text(_of_base32(found))


def _rest(length: int, block: int) -> int:
    """How many characters of a last block that is not whole count: one alone is less than a byte."""
    return 0 if length % block == 1 else length % block


def _of_base32(text: str) -> bytes:
    whole = text[: len(text) - {1: 1, 3: 1, 6: 1}.get(len(text) % 8, 0)]
    return base64.b32decode(whole + "=" * (-len(whole) % 8))


def _text(data: bytes) -> Iterator[str]:
    """Yield what bytes say, if it is a text, or most of it is one."""
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        if len(data.translate(None, _ASCII)) * 2 <= len(data):
            yield data.decode("utf-8", "surrogateescape")
