# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is signed: of which digest, and with which annotations. Pure.

Source: cosign's specs/SIGNATURE_SPEC.md, pkg/cosign/verifiers.go; the DSSE and in-toto specifications. Each raises
ChartError with the reason where it is not about the digest.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, NamedTuple

from ...base.errors import ChartError, HelmError
from ...codecs.json import codec as json_codec
from .trust import DOING, HINT, Trust

_CONTAINER = "cosign container image signature"
_STATEMENT = "https://in-toto.io/Statement/"
_SIGNED = "https://sigstore.dev/cosign/sign/v1"
_IN_TOTO = "application/vnd.in-toto+json"


class Envelope(NamedTuple):
    """A DSSE envelope. signed: the bytes that its signatures are of."""

    kind: str
    payload: bytes
    signed: bytes
    signatures: list[bytes]


def check_simple(payload: bytes, digest: str, trust: Trust) -> dict[str, Any]:
    """Return the annotations of a signature in cosign's own format, whose payload is about digest."""
    document = _json(payload, "what is signed")
    critical = _mapping(document, "critical")
    if critical.get("type") != _CONTAINER:
        raise refused(f"it is a signature of another kind, {critical.get('type')!r}")
    claimed = _mapping(critical, "image").get("docker-manifest-digest")
    if claimed != digest:
        raise refused(f"it is of {claimed or 'no digest'}")
    found = _mapping(document, "optional")
    lacking = [name for name, text in trust.annotations if found.get(name) != text]
    if lacking:
        raise refused(f"it does not have the annotation {', '.join(lacking)} as it should be")
    return found


def check_statement(kind: str, payload: bytes, digest: str, trust: Trust) -> dict[str, Any]:
    """Return the annotations, none, of a signature in Sigstore's format whose statement is about digest."""
    document = _json(payload, "what is signed")
    if kind != _IN_TOTO or not str(document.get("_type")).startswith(_STATEMENT):
        raise refused(f"it is of something else than a statement, {kind}")
    if document.get("predicateType") != _SIGNED:
        raise refused(f"it is no signature, but a statement {document.get('predicateType')}")
    subjects = document.get("subject")
    subjects = subjects if isinstance(subjects, list) else []
    digests = [f"sha256:{_mapping(subject, 'digest').get('sha256')}" for subject in subjects]
    if digest not in digests:
        raise refused(f"it is of {', '.join(digests) or 'no digest'}")
    if trust.annotations:
        raise refused("it is in the newer format, which has no annotations")
    return {}


def envelope_of(bundle: bytes) -> Envelope:
    """Return the envelope in a bundle of Sigstore's."""
    envelope = _mapping(_json(bundle, "the bundle"), "dsseEnvelope")
    kind, payload = str(envelope.get("payloadType") or ""), decoded(envelope.get("payload"))
    parts = (b"DSSEv1", str(len(kind.encode())).encode(), kind.encode(), str(len(payload)).encode(), payload)
    entries = envelope.get("signatures")
    found = [decoded(_get(entry, "sig")) for entry in (entries if isinstance(entries, list) else [])]
    return Envelope(kind, payload, b" ".join(parts), found)


def decoded(text: Any) -> bytes:
    """Return what a text in base64 means."""
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused("it is no base64") from error


def refused(problem: str) -> ChartError:
    """Return the error for a signature that does not count."""
    return ChartError(problem, doing=DOING, hint=HINT)


def _json(data: bytes, what: str) -> dict[str, Any]:
    try:
        found = json_codec.loads_objects(data.decode("utf-8"))
    except (HelmError, UnicodeDecodeError) as error:
        raise refused(f"{what} is no JSON") from error
    if not isinstance(found, dict):
        raise refused(f"{what} is no JSON object")
    return found


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _mapping(value: Any, key: str) -> dict[str, Any]:
    found = _get(value, key)
    return found if isinstance(found, dict) else {}
