# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document may say of a secret: nothing without a key, with one an HMAC that only who has the key can compare.

A plain digest would give short secrets away: whoever has it tries them all. So would an HMAC by a short key, which is
why trying a key is made slow. (Python's own hmac and hashlib.)
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

_ROUNDS = 600_000  # of PBKDF2 with SHA-256: 0.2 s
_BYTES = 16
_GROUP = 3


class Seal:
    """Makes HMACs by a key. salt: the document's own, so that the same secret has another HMAC in each."""

    def __init__(self, key: str, salt: str) -> None:
        self._key = hashlib.pbkdf2_hmac("sha256", key.encode("utf-8", "surrogateescape"), salt.encode(), _ROUNDS)

    def of(self, *parts: Any) -> str:
        """Return the HMAC of plain data. What it is the HMAC of belongs into parts, so that equal secrets in two places
        have two."""
        return grouped(hmac.new(self._key, canonical(parts), hashlib.sha256).digest()[:_BYTES])

    def fits(self, text: Any, *parts: Any) -> bool:
        """Return whether text is the HMAC of parts."""
        return hmac.compare_digest(str(text).encode("utf-8", "replace"), self.of(*parts).encode())


def digest(value: Any) -> str:
    """Return a digest of plain data that holds no secret."""
    return grouped(hashlib.sha256(canonical(value)).digest()[:_BYTES])


def canonical(value: Any) -> bytes:
    """Return the one text of plain data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def grouped(data: bytes) -> str:
    """Return bytes in hexadecimal, in groups that are shorter than any secret which is masked inside of other texts:
    by chance "1234" is somewhere in every hundred digests, and one that is masked in part is none."""
    text = data.hex()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
