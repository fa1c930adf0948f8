# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provenance: a chart archive's metadata and digest in a clear-signed document, NAME-VERSION.tgz.prov.

The document is helm's to the byte but for the signature itself. Verification fails closed: one document, one
signature, nothing around them, by one key of the keyring that is neither expired nor revoked now (CVE-2026-35205).
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ...base.errors import ChartError, HelmError, MissingLibrary
from ...base.files import digest_of
from ...codecs.yaml import codec as yaml_codec
from ..limits import MAX_PROVENANCE
from . import keyring as rings
from . import signature_packet

_DOING = "verifying the chart's provenance"
_SIGNING = "signing the chart"
_DOCUMENT = re.compile(
    rb"-----BEGIN PGP SIGNED MESSAGE-----\r?\n((?:Hash: [A-Za-z0-9, -]+\r?\n)*)\r?\n"
    rb"(.*?)\r?\n(-----BEGIN PGP SIGNATURE-----\r?\n.*?\r?\n-----END PGP SIGNATURE-----)(?:\r?\n)?\Z",
    re.DOTALL,
)
_MARKER = re.compile(rb"^-----(?:BEGIN|END) PGP ", re.MULTILINE)
_END = b"\n...\n"


@dataclass(frozen=True)
class Verification:
    """What a verification found. signed_by: the key's identities. fingerprint: of the key, upper-case hex. digest:
    "sha256:…" of the archive, file_name the name that it was signed under."""

    signed_by: tuple[str, ...]
    fingerprint: str
    digest: str
    file_name: str

    def as_result(self) -> dict[str, Any]:
        """Return it as results have it."""
        return {"signed_by": list(self.signed_by), "fingerprint": self.fingerprint}


@dataclass(frozen=True, repr=False)
class Signer:
    """Who signs: key, an identity in keyring or a part of one ("alice@example.com"); keyring, the bytes of exported
    secret keys; passphrase, "" where the key has none."""

    key: str
    keyring: bytes
    passphrase: str = ""


def file_name(archive: str) -> str:
    """Return where the provenance of the archive of that name is."""
    return f"{archive}.prov"


def message(archive: bytes, name: str, metadata: Mapping[str, Any]) -> bytes:
    """Return the text that is signed for the archive called name (Go: provenance.messageBlock)."""
    facts = yaml_codec.dump(dict(metadata)).encode("utf-8", "surrogateescape")
    files = yaml_codec.dump({"files": {name: digest_of(archive)}}).encode("utf-8", "surrogateescape")
    return facts + _END + files


def sign(text: bytes, signer: Signer) -> bytes:
    """Return text, what message() gave, clear-signed. Raises ChartError for a key that cannot sign it."""
    library = _library(_SIGNING)
    tsk = _signing_key(library, signer)
    try:
        unlocked = tsk.signer(signer.passphrase or None)
    except RuntimeError as error:
        reason = _first_line(error)
        locked = "is encrypted" in reason or signer.passphrase
        hint = "give the key's passphrase" if locked and not signer.passphrase else "check the key and its passphrase"
        raise _refused(f"the key {signer.key!r} cannot sign: {reason}", doing=_SIGNING, hint=hint) from error
    try:
        return bytes(library.sign(unlocked, text, mode=library.SignatureMode.CLEAR))
    except RuntimeError as error:
        raise _refused(f"the key {signer.key!r} cannot sign: {_first_line(error)}", doing=_SIGNING) from error


def is_signed_by(document: bytes, text: bytes, signer: Signer, *, now_ns: int) -> bool:
    """Return whether document is already a good signature of text by signer's key."""
    library = _library(_SIGNING)
    key = _signing_key(library, signer)
    try:
        _identities, fingerprint, signed = _signed_text(document, signer.keyring, now_ns)
    except ChartError:
        return False
    return signed == text and fingerprint == key.extract_certificate().fingerprint.upper()


def verify(archive: bytes, document: Optional[bytes], keyring: bytes, *, name: str, now_ns: int) -> Verification:
    """Return who signed the archive called name; document is the .prov file's bytes, None where there is none.

    now_ns: nanoseconds since 1970 at which the key must be good. Raises ChartError for anything but one good signature
    over this name and this digest.
    """
    if document is None:
        raise _refused(f"could not load provenance file {file_name(name)}: no such file or directory", subject=name)
    try:
        identities, fingerprint, text = _signed_text(document, keyring, now_ns)
        listed = _listed(text)
        digest = digest_of(archive)
        if name not in listed:
            raise _refused(f'provenance does not contain a SHA for a file named "{name}"')
        if listed[name] != digest:
            raise _refused(f'sha256 sum does not match for {name}: "{listed[name]}" != "{digest}"')
    except ChartError as error:
        error.subject = error.subject or name
        raise
    return Verification(identities, fingerprint, digest, name)


def _signed_text(document: bytes, keyring: bytes, now_ns: int) -> tuple[tuple[str, ...], str, bytes]:
    """Return the signing key's identities and fingerprint, and the text that its signature covers."""
    library = _library(_DOING)
    document = _canonical(document)
    signature = _one_signature(library, document)
    certificates = _certificates(library, keyring)
    try:
        found = library.verify(document, store=lambda _ids: certificates)
    except RuntimeError as error:
        known = {certificate.fingerprint for certificate in certificates}
        if not _issued_by(signature, known, certificates):
            raise _unknown(library, signature, keyring) from error
        for certificate in certificates:
            if _issued_by(signature, {certificate.fingerprint}, [certificate]):
                _check_usable(library, certificate, str(signature.issuer_fingerprint), now_ns)
        raise _refused(f"openpgp: invalid signature: {_first_line(error)}") from error
    if len(found.valid_sigs) != 1 or found.bytes is None:
        raise _refused("openpgp: invalid signature: not exactly one valid signature")
    valid = found.valid_sigs[0]
    certificate = next(item for item in certificates if item.fingerprint == valid.certificate)
    _check_usable(library, certificate, valid.signing_key, now_ns)
    identities = tuple(str(identity) for identity in certificate.user_ids)
    return identities, str(certificate.fingerprint).upper(), bytes(found.bytes)


def _canonical(document: bytes) -> bytes:
    """Return document with its signature's integers in the form that the library reads; the same signature."""
    match = _DOCUMENT.match(document) if len(document) <= MAX_PROVENANCE else None
    if match is None:
        return document
    start, end = match.span(3)
    return document[:start] + signature_packet.canonical(match.group(3)) + document[end:]


def _one_signature(library: Any, document: bytes) -> Any:
    """Return the only signature of document, whose form has to be a clear-signed text and nothing else."""
    if len(document) > MAX_PROVENANCE:
        raise _refused(f"the provenance file is larger than {MAX_PROVENANCE} bytes")
    match = _DOCUMENT.match(document)
    if match is None:
        raise _refused("signature block not found", hint="the .prov file is not one clear-signed text")
    if len(_MARKER.findall(document)) != 3:
        raise _refused("the provenance file holds more than one signed text")
    try:
        pile = list(library.packet.PacketPile.from_bytes(match.group(3) + b"\n"))
        if len(pile) != 1:
            raise _refused(f"the provenance file holds {len(pile)} signatures, expected one")
        return library.Sig.from_bytes(match.group(3) + b"\n")
    except (RuntimeError, ValueError) as error:
        raise _refused(f"openpgp: invalid signature: {_first_line(error)}") from error


def _issued_by(signature: Any, known: set[str], certificates: list[Any]) -> bool:
    issuer = signature.issuer_fingerprint
    if issuer in known:
        return True
    short = signature.issuer_key_id
    for certificate in certificates:
        for fingerprint in _key_fingerprints(certificate):
            if fingerprint == issuer or (issuer is None and short and fingerprint.endswith(short)):
                return True
    return False


def _key_fingerprints(certificate: Any) -> list[str]:
    library = _library(_DOING)
    found = (packet.fingerprint for packet in library.packet.PacketPile.from_bytes(bytes(certificate)))
    return [fingerprint for fingerprint in found if fingerprint]


def _unknown(library: Any, signature: Any, keyring: bytes) -> ChartError:
    """Return the error for a signature by none of the usable keys in keyring."""
    if not keyring:
        hint = "export the signer's key with gpg --export into the keyring, which is empty"
        return _refused("openpgp: signature made by unknown entity", hint=hint)
    issuers = [word for word in (signature.issuer_fingerprint, signature.issuer_key_id) if word]
    for key in _key_packets(library, keyring):
        fingerprints = [packet.fingerprint for packet in key if packet.fingerprint]
        if any(known.endswith(issuer) for known in fingerprints for issuer in issuers):
            hint = "sign with an RSA, Ed25519 or NIST curve key; the library that verifies has no use for others"
            return _refused("openpgp: unsupported feature: the kind of the key that signed", hint=hint)
    return _refused("openpgp: signature made by unknown entity")


def _check_usable(library: Any, certificate: Any, signing_key: str, now_ns: int) -> None:
    """Raise ChartError where the key that signed is not good now, whatever it was when it signed."""
    hint = "have the chart signed again, or get the key's present state into the keyring"
    now = now_ns / 10**9
    if certificate.is_revoked:
        raise _refused("openpgp: key revoked", hint=hint)
    if certificate.expiration is not None and certificate.expiration.timestamp() <= now:
        raise _refused("openpgp: key expired", hint=hint)
    if signing_key == certificate.fingerprint:
        return
    created, newest, validity, at_key = 0.0, 0.0, None, False
    for packet in library.packet.PacketPile.from_bytes(bytes(certificate)):
        if packet.fingerprint:
            at_key = packet.fingerprint == signing_key
            created = packet.key_created.timestamp() if at_key else created
        elif at_key and packet.signature_type == library.packet.SignatureType.SubkeyRevocation:
            raise _refused("openpgp: key revoked", hint=hint)
        elif at_key and packet.signature_created is not None and packet.signature_created.timestamp() >= newest:
            newest, validity = packet.signature_created.timestamp(), packet.key_validity_period
    if validity is not None and created + validity.total_seconds() <= now:
        raise _refused("openpgp: key expired", hint=hint)


def _listed(text: bytes) -> dict[str, str]:
    """Return the file names and digests in a signed text."""
    parts = text.replace(b"\r\n", b"\n").split(_END)
    if len(parts) != 2:
        raise _refused("message block must have two parts, the metadata and the files")
    try:
        found = yaml_codec.load_values(parts[1].decode("utf-8"))
    except (HelmError, UnicodeDecodeError) as error:
        raise _refused(f"the signed list of files cannot be read: {error}") from error
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, dict):
        raise _refused("the signed text lists no files")
    return {str(name): digest for name, digest in files.items() if isinstance(digest, str)}


def _certificates(library: Any, keyring: bytes) -> list[Any]:
    """Return the certificates in a keyring, none of an empty one: as in helm, it is no broken one."""
    if not keyring:
        return []
    try:
        found = [certificate for certificate, _packets in _keys(library, keyring)]
    except ChartError as error:
        before = "failed to load keyring: " if keyring.strip() else ""
        raise error.restated(before + error.problem) from error
    if not found:
        raise rings.unreadable("no keys found")
    return found


def _keys(library: Any, keyring: bytes) -> list[tuple[Any, list[Any]]]:
    """Return each key of a keyring as its certificate and its packets. One that the library has no use for (too old a
    form, too weak) is as good as not there."""
    found = []
    for key in _key_packets(library, keyring):
        with contextlib.suppress(RuntimeError, ValueError):
            certificate = library.Cert.from_packets(key)
            # What is asked of a key later: a damaged one cannot tell, and is none.
            _facts = (certificate.user_ids, certificate.expiration, certificate.is_revoked)
            list(library.packet.PacketPile.from_bytes(bytes(certificate)))
            found.append((certificate, key))
    return found


def _key_packets(library: Any, keyring: bytes) -> list[list[Any]]:
    """Return the packets of each key of a keyring, of whatever kind the key is."""
    packets: list[list[Any]] = []
    try:
        for block in rings.packets(keyring):
            for packet in library.packet.PacketPile.from_bytes(block):
                if packet.tag in (library.packet.Tag.PublicKey, library.packet.Tag.SecretKey):
                    packets.append([packet])
                elif packets:
                    packets[-1].append(packet)
    except RuntimeError as error:
        raise rings.unreadable(_first_line(error)) from error
    return packets


def _signing_key(library: Any, signer: Signer) -> Any:
    """Return the secret key that signer.key means: by its whole identity, else by a part that only one has."""
    exact, partly = [], []
    for certificate, packets in _keys(library, signer.keyring) if signer.keyring.strip() else ():
        identities = [str(identity) for identity in certificate.user_ids]
        if signer.key in identities:
            exact.append(packets)
        elif any(signer.key in identity for identity in identities):
            partly.append(packets)
    found = exact or partly
    if not found:
        raise _refused("private key not found", subject=signer.key, doing=_SIGNING, hint="check key and keyring")
    if len(found) > 1 and not exact:
        hint = "give the whole identity"
        raise _refused(f'more than one key contain the id "{signer.key}"', doing=_SIGNING, hint=hint)
    if found[0][0].tag != library.packet.Tag.SecretKey:
        problem = "provided key is not a private key. Try providing a keyring with secret keys"
        raise _refused(problem, subject=signer.key, doing=_SIGNING, hint="export it with gpg --export-secret-keys")
    return library.Tsk.from_packets(found[0])


def _library(doing: str) -> Any:
    try:
        import pysequoia
        import pysequoia.packet
    except ImportError as problem:
        raise MissingLibrary("pysequoia", doing=doing) from problem
    return pysequoia


def _first_line(error: Exception) -> str:
    """Return the library's own words without the stack that it adds to them."""
    return str(error).partition("\n")[0] or error.__class__.__name__


def _refused(problem: str, *, subject: str = "", doing: str = _DOING, hint: str = "") -> ChartError:
    hint = hint or ("do not use the chart before you know why" if doing == _DOING else "check the key and the keyring")
    return ChartError(problem, doing=doing, subject=subject, hint=hint)
