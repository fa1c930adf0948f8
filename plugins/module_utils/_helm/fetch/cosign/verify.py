# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether somebody whom the task trusts has signed a chart's manifest: one good signature is enough."""

from __future__ import annotations

from typing import Callable, Sequence, Union

from ...base.errors import ChartError
from ..oci.reference import Reference
from ..oci.registry import Registry
from . import claims, found
from .found import Signature
from .trust import DOING, HINT, Trust, Verified

_SHOWN = 3  # reasons in a message
_OTHERS = "it is by another key, or what is signed was changed"

Check = Callable[[Signature, str], Verified]


def verified(registry: Registry, reference: Reference, digests: Sequence[str], trust: Trust) -> Verified:
    """Return the first good signature of one of digests, which all mean the chart at reference.

    Raises ChartError where there is none, with the reason of each; FetchError where the registry does not tell;
    MissingLibrary.
    """
    check = _by_identity(trust) if trust.identity else _by_key(trust)
    reasons: dict[str, None] = {}
    for digest, signature in found.of(registry, reference, digests):
        made = _checked(check, signature, digest)
        if isinstance(made, Verified):
            return made
        reasons[made] = None
    problem, hint = "no signatures found", "sign the chart in the registry with cosign sign, or leave verify out"
    if reasons:
        more = f"; and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
        problem, hint = f"no matching signatures: {'; '.join([*reasons][:_SHOWN])}{more}", HINT
    raise ChartError(problem, doing=DOING, subject=f"oci://{reference.at(digest=digests[-1])}", hint=hint)


def _checked(check: Check, signature: Signature, digest: str) -> Union[Verified, str]:
    """What a check finds, or why it refuses."""
    try:
        return check(signature, digest)
    except ChartError as error:
        return error.problem


def _by_key(trust: Trust) -> Check:
    from .keys import PublicKey

    key = PublicKey(trust.key)

    def check(signature: Signature, digest: str) -> Verified:
        if not signature.bundle:
            if not key.has_signed(signature.data, claims.decoded(signature.text)):
                raise claims.refused(_OTHERS)
            said = claims.check_simple(signature.data, digest, trust)
            return Verified((), key.fingerprint, digest, said)
        envelope = claims.envelope_of(signature.data)
        if not any(key.has_signed(envelope.signed, text) for text in envelope.signatures):
            raise claims.refused(_OTHERS)
        said = claims.check_statement(envelope.kind, envelope.payload, digest, trust)
        return Verified((), key.fingerprint, digest, said)

    return check


def _by_identity(trust: Trust) -> Check:
    from .keyless import Identity

    identity = Identity(trust)

    def check(signature: Signature, digest: str) -> Verified:
        if not signature.bundle:
            kind = "it is in cosign's older format" if signature.with_certificate else "it is by a key"
            raise claims.refused(f"{kind}; without a key, what cosign sign --new-bundle-format makes is understood")
        kind, payload, fingerprint = identity.statement(signature.data)
        return Verified((trust.identity,), fingerprint, digest, claims.check_statement(kind, payload, digest, trust))

    return check
