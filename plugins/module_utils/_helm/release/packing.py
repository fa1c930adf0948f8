# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A text as gzip whose large middle is mostly the same from one time to the next, and compressed once.

A record is written anew at every step of a hook, and nearly all of it is the chart. Deflate is a row of blocks: three
rows, each compressed by itself and flushed to a whole byte, are one. Source: RFC 1951, RFC 1952.
"""

from __future__ import annotations

import struct
import zlib

_LARGE = 700 * 1024  # bytes from which on it matters how large they are: 768 KiB are a full Secret, in base64
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"  # no name, no time, best compression, Unix


class Middle:
    """What stays the same: data, and it compressed."""

    __slots__ = ("blocks", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.blocks = _blocks(data)
        if len(self.blocks) > _LARGE:
            # What is hardly to be compressed, as base64 of binaries, zlib makes 1 % larger than Go by references to
            # three bytes. It counts near the limit of a Secret.
            others = [_blocks(data, strategy=strategy) for strategy in (zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY)]
            self.blocks = min(self.blocks, *others, key=len)


def gzip(before: bytes, middle: Middle, after: bytes) -> bytes:
    """Return the three one after the other as one member of gzip."""
    checksum, length = 0, 0
    for part in (before, middle.data, after):
        checksum, length = zlib.crc32(part, checksum), length + len(part)
    return b"".join(
        (_HEADER, _blocks(before), middle.blocks, _blocks(after, last=True), struct.pack("<II", checksum, length))
    )


def _blocks(data: bytes, *, last: bool = False, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    memory = zlib.DEF_MEM_LEVEL if strategy == zlib.Z_DEFAULT_STRATEGY else zlib.DEF_MEM_LEVEL + 1
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, memory, strategy)
    return compressor.compress(data) + compressor.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
