# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature whose numbers are written with zero bits in front, in the one form that RFC 9580 allows.

helm 3 signs with golang.org/x/crypto, which gives eight times the bytes as an integer's length in bits; an integer
whose first bit is zero has fewer (section 3.2). gpg and helm read both forms, Sequoia only the right one. The integers
themselves, and so what is verified, stay what they are.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Optional

_BLOCK = re.compile(
    rb"-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n((?:[A-Za-z]+: ?[^\n]*\n)*[ \t]*\r?\n)"
    rb"([A-Za-z0-9+/=\r\n]*?)(?:^=([A-Za-z0-9+/]{4})[ \t]*\r?\n)?^-----END PGP SIGNATURE-----",
    re.MULTILINE,
)
_SIGNATURE = 2  # the packet's tag
_VERSION = 4
_INTEGERS = {1: 1, 3: 1, 17: 2, 19: 2, 22: 2}  # of RSA twice, DSA, ECDSA, EdDSA: how many a signature has
_CRC24_START, _CRC24_POLYNOMIAL = 0xB704CE, 0x1864CFB


def canonical(block: bytes) -> bytes:
    """Return an armored signature with its integers as short as they are; block itself where nothing is too long.

    What is not one whole version 4 signature packet of a known algorithm is returned as it is, for the library to
    refuse.
    """
    match = _BLOCK.fullmatch(block)
    if match is None:
        return block
    try:
        packet = base64.b64decode(b"".join(match.group(2).split()), validate=True)
    except (binascii.Error, ValueError):
        return block
    if match.group(3) is not None and base64.b64decode(match.group(3)) != _crc24(packet):
        return block
    better = _shortened(packet)
    if better is None:
        return block
    text = base64.b64encode(better)
    lines = b"".join(text[at : at + 64] + b"\n" for at in range(0, len(text), 64))
    return b"-----BEGIN PGP SIGNATURE-----\n\n" + lines + b"-----END PGP SIGNATURE-----"


def _shortened(packet: bytes) -> Optional[bytes]:
    """Return the packet with each integer in its shortest form, None where they are, and for what is no such packet."""
    body = _body(packet)
    if body is None or len(body) < 8 or body[0] != _VERSION or body[2] not in _INTEGERS:
        return None
    at = 4
    for _area in ("hashed", "unhashed"):
        at += 2 + int.from_bytes(body[at : at + 2], "big")
    at += 2  # the first bytes of the digest
    if at > len(body):
        return None
    integers = b""
    rest = body[at:]
    for _number in range(_INTEGERS[body[2]]):
        size = 2 + (int.from_bytes(rest[:2], "big") + 7) // 8
        if len(rest) < max(size, 2):
            return None
        integers += _integer(rest[2:size])
        rest = rest[size:]
    if rest or integers == body[at:]:
        return None
    return _packet(body[:at] + integers)


def _integer(data: bytes) -> bytes:
    data = data.lstrip(b"\0")
    bits = int.from_bytes(data, "big").bit_length()
    return bits.to_bytes(2, "big") + data


def _body(packet: bytes) -> Optional[bytes]:
    """Return what a signature packet holds, where packet is one from its first byte to its last."""
    if len(packet) < 3 or not packet[0] & 0x80:
        return None
    if packet[0] & 0x40:
        tag, first = packet[0] & 0x3F, packet[1]
        if first < 192:
            start, size = 2, first
        elif first < 224:
            start, size = 3, ((first - 192) << 8) + packet[2] + 192
        else:
            start, size = 6, int.from_bytes(packet[2:6], "big") if first == 255 else -1
    else:
        tag, kind = packet[0] >> 2 & 0x0F, packet[0] & 3
        start = 1 + (1 << kind)
        size = int.from_bytes(packet[1:start], "big") if kind < 3 else -1
    return packet[start:] if tag == _SIGNATURE and len(packet) == start + size else None


def _packet(body: bytes) -> bytes:
    return bytes([0xC0 | _SIGNATURE, 255]) + len(body).to_bytes(4, "big") + body


def _crc24(data: bytes) -> bytes:
    crc = _CRC24_START
    for byte in data:
        crc ^= byte << 16
        for _bit in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= _CRC24_POLYNOMIAL
    return crc.to_bytes(3, "big")
