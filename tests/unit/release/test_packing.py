# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records packed in parts are one gzip member, as gzip itself and helm (tests/release) read it."""

from __future__ import annotations

import base64
import gzip
import random
import shutil
import subprocess
import zlib

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, packing
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release

TEXTS = [b"", b"x", b"{" + b"abcdefgh" * 40_000 + b"}", bytes(range(256)) * 3_000]


@pytest.mark.parametrize("middle", TEXTS, ids=len)
@pytest.mark.parametrize("around", TEXTS[:3], ids=len)
def test_three_parts_are_one_member(around: bytes, middle: bytes) -> None:
    packed = packing.gzip(around, packing.Middle(middle), around)
    whole = around + middle + around
    one = zlib.decompressobj(31)
    assert one.decompress(packed) == whole and one.eof and not one.unused_data
    assert gzip.decompress(packed) == whole


def test_header_is_that_of_a_stream_without_a_name_or_a_time() -> None:
    """RFC 1952, 2.3: deflate, no flags, no time, slowest, Unix."""
    packed = packing.gzip(b"a", packing.Middle(b"b"), b"c")
    assert packed[:10] == bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3))
    assert packed[-8:] == zlib.crc32(b"abc").to_bytes(4, "little") + (3).to_bytes(4, "little")


def deflated(data: bytes, strategy: int) -> bytes:
    """The data as blocks by one of zlib's ways, at its best."""
    memory = 8 if strategy == zlib.Z_DEFAULT_STRATEGY else 9
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, memory, strategy)
    return compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH)


WAYS = {"default": zlib.Z_DEFAULT_STRATEGY, "filtered": zlib.Z_FILTERED, "huffman": zlib.Z_HUFFMAN_ONLY}


def large(name: str) -> bytes:
    """What is packed best in one of the ways, and large when it is packed."""
    source = random.Random(7)
    if name == "huffman":
        return source.randbytes(800_000)
    if name == "filtered":
        return base64.b64encode(
            b"".join(source.randbytes(600) + b"a text that is here again and again " for _ in range(1300))
        )
    words = [base64.b64encode(source.randbytes(source.randint(3, 9))) for _ in range(5000)]
    return b" ".join(source.choice(words) for _ in range(160_000))


@pytest.mark.parametrize("name", WAYS)
def test_what_is_large_is_packed_in_the_way_that_is_best_for_it(name: str) -> None:
    data = large(name)
    sizes = {way: len(deflated(data, strategy)) for way, strategy in WAYS.items()}
    assert sizes[name] == min(sizes.values()) > packing._LARGE
    assert packing.Middle(data).blocks == deflated(data, WAYS[name])


def test_what_is_small_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = random.Random(7).randbytes(150_000).hex().encode()
    middle = packing.Middle(data)
    assert len(deflated(data, zlib.Z_FILTERED)) < len(middle.blocks) < packing._LARGE == 700 * 1024
    assert (middle.data, middle.blocks) == (data, deflated(data, zlib.Z_DEFAULT_STRATEGY))
    monkeypatch.setattr(packing, "_LARGE", len(middle.blocks))
    assert packing.Middle(data).blocks == middle.blocks
    monkeypatch.setattr(packing, "_LARGE", len(middle.blocks) - 1)
    assert len(packing.Middle(data).blocks) < len(middle.blocks)


def test_the_program_gzip_reads_it() -> None:
    program = shutil.which("gzip")
    assert program
    packed = packing.gzip(b"before ", packing.Middle(b"middle " * 1000), b"after")
    unpacked = subprocess.run([program, "-dc"], input=packed, capture_output=True, check=True)
    assert unpacked.stdout == b"before " + b"middle " * 1000 + b"after"


def test_each_step_of_a_release_is_what_it_is() -> None:
    """The content is compressed once, and only as long as it is the very same."""
    release = Release(
        name="r", namespace="n", version=1, info=Info(status="pending-install"), chart={"values": {"a": 1}}, config={}
    )
    assert codec.decode(codec.encode(release)).info.status == "pending-install"
    release.info.status = "deployed"
    assert codec.decode(codec.encode(release)).info.status == "deployed"
    release.chart = {"values": {"a": 2}}
    release.manifest = "a: 1\n"
    again = codec.decode(codec.encode(release))
    assert again.chart["values"] == {"a": 2.0} and again.manifest == "a: 1\n"
    assert gzip.decompress(base64.b64decode(codec.encode(release))).decode() == codec.to_json(release)
