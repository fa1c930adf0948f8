# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three forms that a keyring comes in, as OpenPGP packets: an exported one, an armored one, gpg's keybox."""

from __future__ import annotations

import base64
import binascii
import re
import struct

from ...base.errors import ChartError

MAX_BYTES = 64 * 1024 * 1024
_ARMOR = re.compile(
    rb"-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----[ \t]*\r?\n(.*?)^-----END PGP \1 KEY BLOCK-----[ \t]*\r?$",
    re.DOTALL | re.MULTILINE,
)
_HEADERS = re.compile(rb"\A(?:[A-Za-z]+: ?[^\n]*\n)*[ \t]*\r?\n")
_CHECKSUM = re.compile(rb"^=[A-Za-z0-9+/]{4}\s*\Z", re.MULTILINE)
_BLOB_HEADER, _OPENPGP_HEADER = 5, 16
_HEADER_BLOB, _OPENPGP_BLOB = 1, 2
_EPHEMERAL = 0x0002


def packets(data: bytes) -> list[bytes]:
    """Return the OpenPGP packets in a keyring's bytes, in one piece or more. Raises ChartError for what is none."""
    if len(data) > MAX_BYTES:
        raise unreadable(f"it is larger than {MAX_BYTES} bytes")
    if len(data) >= 12 and data[4] == _HEADER_BLOB and data[8:12] == b"KBXf":
        return _keybox(data)
    if data.lstrip().startswith(b"-----BEGIN PGP"):
        return _armored(data)
    if not data.strip():
        raise unreadable("no keys found")
    if not data[0] & 0x80:
        raise unreadable("openpgp: invalid data: tag byte does not have MSB set")
    return [data]


def unreadable(problem: str) -> ChartError:
    """Return the error for a keyring that cannot be used."""
    hint = "export the keys with gpg --export, for signing with gpg --export-secret-keys"
    return ChartError(problem, doing="reading the keyring", hint=hint)


def _armored(data: bytes) -> list[bytes]:
    """Return what each armored block holds; several after one another are one keyring, as gpg imports them."""
    found = [_dearmored(match.group(2)) for match in _ARMOR.finditer(data)]
    if len(found) != data.count(b"-----BEGIN PGP ") or not found:
        raise unreadable("expected whole public or private key blocks only")
    return found


def _dearmored(block: bytes) -> bytes:
    body = _CHECKSUM.sub(b"", _HEADERS.sub(b"", block, count=1))
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise unreadable(f"an armored key block is damaged: {error}") from error


def _keybox(data: bytes) -> list[bytes]:
    """Return the key blocks in a keybox (GnuPG: kbx/keybox-blob.c), without those that gpg itself passes over."""
    found, at = [], 0
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0] if len(data) - at >= _BLOB_HEADER else 0
        if not _BLOB_HEADER <= size <= len(data) - at:
            raise unreadable(f"the keybox is damaged at byte {at}")
        blob = data[at : at + size]
        if blob[4] == _OPENPGP_BLOB:
            if size < _OPENPGP_HEADER:
                raise unreadable(f"the keybox is damaged at byte {at}")
            flags, start, length = struct.unpack_from(">HII", blob, 6)
            if start + length > size:
                raise unreadable(f"the keybox is damaged at byte {at}")
            if not flags & _EPHEMERAL:
                found.append(blob[start : start + length])
        at += size
    if not found:
        raise unreadable("keybox contains no OpenPGP keys")
    return found
