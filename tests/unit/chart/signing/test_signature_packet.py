# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures whose integers are longer than they need be: a packet of its own, and what is left as it is."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.chart.signing import signature_packet

HEAD = bytes([4, 0, 1, 10]) + b"\0\6\5\2hell" + b"\0\0" + b"\x12\x34"  # version 4, RSA, SHA-512, no key named
LONG = b"\0\x10\x00\x2f"  # 16 bits said, 6 there
SHORT = b"\0\x06\x2f"


def armored(body: bytes, *, checksum: bytes = b"", tag: int = 0xC2) -> bytes:
    text = base64.b64encode(bytes([tag, len(body)]) + body)
    return b"-----BEGIN PGP SIGNATURE-----\n\n" + text + b"\n" + checksum + b"-----END PGP SIGNATURE-----"


def packet(block: bytes) -> bytes:
    return base64.b64decode(b"".join(line for line in block.split(b"\n")[2:-1] if not line.startswith(b"=")))


def test_an_integer_gets_the_length_that_it_has():
    found = signature_packet.canonical(armored(HEAD + LONG))
    assert packet(found) == b"\xc2\xff" + len(HEAD + SHORT).to_bytes(4, "big") + HEAD + SHORT
    assert signature_packet.canonical(found) == found


def test_the_old_form_of_a_packet_is_read_too():
    found = signature_packet.canonical(armored(HEAD + LONG, tag=0x88))
    assert packet(found).endswith(HEAD + SHORT)


@pytest.mark.parametrize(
    "body",
    [
        HEAD + SHORT,  # in its right form already
        HEAD + LONG + b"\0",  # something behind it
        HEAD + LONG[:-1],  # cut
        HEAD,
        b"",
        b"\3" + HEAD[1:] + LONG,  # another version
        HEAD[:2] + b"\x63" + HEAD[3:] + LONG,  # an unknown algorithm
        HEAD[:4] + b"\xff\xff" + HEAD[6:] + LONG,  # hashed facts beyond the end
    ],
)
def test_everything_else_stays_for_the_library_to_judge(body):
    assert signature_packet.canonical(armored(body)) == armored(body)


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"-----BEGIN PGP SIGNATURE-----",
        armored(HEAD + LONG, tag=0xC6),
        armored(HEAD + LONG) + b"\n" + armored(HEAD + LONG),
    ],
)
def test_what_is_no_one_signature_stays(block):
    assert signature_packet.canonical(block) == block


def test_a_checksum_that_is_wrong_leaves_all_as_it_is():
    block = armored(HEAD + LONG, checksum=b"=AAAA\n")
    assert signature_packet.canonical(block) == block
