# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures without a key of one's own: by a certificate of Sigstore's for an identity. The library sigstore verifies
them, with its own records of who may sign what."""

from __future__ import annotations

from typing import Any

from ...base.errors import ChartError, MissingLibrary
from .claims import refused
from .keys import fingerprint_of
from .trust import DOING, Trust


class Identity:
    """Whom a bundle has to be signed by. Raises MissingLibrary, ChartError where Sigstore's keys are not to be had."""

    def __init__(self, trust: Trust) -> None:
        try:
            from sigstore import errors, models
            from sigstore.verify import Verifier, policy
        except ImportError as problem:
            raise MissingLibrary("sigstore", doing=DOING) from problem
        self._errors = errors
        self._bundle = models.Bundle
        self._policy = policy.Identity(identity=trust.identity, issuer=trust.issuer)
        try:
            if trust.trusted_root:
                self._verifier = Verifier(trusted_root=models.TrustedRoot.from_file(trust.trusted_root))
            else:
                self._verifier = Verifier.production()
        except (errors.Error, OSError, ValueError) as error:
            hint = "let the host reach tuf-repo-cdn.sigstore.dev, or give the file of its keys as cosign_trusted_root"
            raise ChartError(_words(error), doing=DOING, subject="Sigstore's keys", hint=hint) from error

    def statement(self, bundle: bytes) -> tuple[str, bytes, str]:
        """Return the kind and the bytes of what a bundle signs, and the fingerprint of the key that did. Raises
        ChartError where it is not signed by the identity."""
        try:
            read: Any = self._bundle.from_json(bundle)
            kind, payload = self._verifier.verify_dsse(read, self._policy)
        except (self._errors.Error, ValueError) as error:
            raise refused(f"it does not verify: {_words(error)}") from error
        return str(kind), bytes(payload), fingerprint_of(read.signing_certificate.public_key())


def _words(error: Exception) -> str:
    return str(error).partition("\n")[0][:300] or type(error).__name__
