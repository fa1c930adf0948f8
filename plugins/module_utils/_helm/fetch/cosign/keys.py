# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys as cosign makes them: ECDSA on the curve P-256, in PEM. Pure."""

from __future__ import annotations

import hashlib
from typing import Any

from ...base.errors import ChartError, MissingLibrary
from .trust import DOING


class PublicKey:
    """A key read. fingerprint: as fingerprint_of() has it. Raises ChartError for what is none,
    MissingLibrary."""

    def __init__(self, pem: bytes) -> None:
        try:
            from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
            from cryptography.hazmat.primitives import hashes, serialization
            from cryptography.hazmat.primitives.asymmetric import ec
        except ImportError as error:
            raise MissingLibrary("cryptography", doing=DOING) from error
        try:
            key: Any = serialization.load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            private = b"PRIVATE KEY-----" in pem
            problem = "it is a private key" if private else "it is no public key in PEM"
            raise _refused(problem) from error
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
            raise _refused(f"it is another kind of key, {_kind(key)}")
        self.fingerprint = fingerprint_of(key)
        self._key = key
        self._algorithm = ec.ECDSA(hashes.SHA256())
        self._invalid = InvalidSignature

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """Return whether signature is one of data by this key."""
        try:
            self._key.verify(signature, data, self._algorithm)
        except self._invalid:
            return False
        return True


def fingerprint_of(key: Any) -> str:
    """Return the SHA-256 of the DER form of cryptography's public key, upper-case hex."""
    from cryptography.hazmat.primitives import serialization

    encoded = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(encoded).hexdigest().upper()


def _kind(key: Any) -> str:
    curve = getattr(key, "curve", None)
    return f"ECDSA on {curve.name}" if curve is not None else type(key).__name__.strip("_").replace("PublicKey", "")


def _refused(problem: str) -> ChartError:
    hint = "give the cosign.pub of cosign generate-key-pair: an ECDSA key on P-256, in PEM"
    return ChartError(problem, doing=DOING, subject="cosign_key", hint=hint)
