# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records packed in parts are one gzip member, as gzip itself and helm (tests/release) read it."""

from __future__ import annotations

import base64
import gzip
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
