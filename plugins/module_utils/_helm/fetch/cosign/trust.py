# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a task trusts to sign with cosign, and what a good signature tells."""

from __future__ import annotations

from typing import Any, NamedTuple

DOING = "verifying the chart's signature by cosign"
HINT = "do not use the chart before you know why"


class Trust(NamedTuple):
    """Whoever has the private half of key, in PEM; or else identity, as issuer knows it. annotations: what the signer
    must have said besides. trusted_root: the file that says what Sigstore's own keys are, "" to ask Sigstore."""

    key: bytes = b""
    identity: str = ""
    issuer: str = ""
    annotations: tuple[tuple[str, str], ...] = ()
    trusted_root: str = ""


class Verified(NamedTuple):
    """A good signature. signed_by: identities, none of a key. fingerprint: the SHA-256 of the public key, upper-case
    hex. digest: of the manifest that was signed. annotations: what the signer said besides."""

    signed_by: tuple[str, ...]
    fingerprint: str
    digest: str
    annotations: dict[str, Any]

    def as_result(self) -> dict[str, Any]:
        """Return it as results have it."""
        return {**self._asdict(), "signed_by": list(self.signed_by)}
