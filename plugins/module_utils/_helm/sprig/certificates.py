# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as Sprig makes them: authorities, self-signed and signed ones. Sprig: crypto.go; Go: crypto/x509.

They are put together here rather than by cryptography's builder, so that their fields, extensions and forms are Go's.
"""

from __future__ import annotations

import hashlib
from typing import Any, Optional

from ..base.env import Env
from ..base.errors import FunctionError
from ..golang import addresses, fmt
from ..golang.duration import HOUR, SECOND
from ..golang.quoting import quote
from ..golang.strings import to_text
from ..golang.types import GoStruct
from . import der, keys
from .cast import wrap64
from .encoding import CorruptInput, decode64

_COMMON_NAME = "2.5.4.3"
_KEY_USAGE, _ALTERNATIVES, _CONSTRAINTS = "2.5.29.15", "2.5.29.17", "2.5.29.19"
_SUBJECT_KEY, _AUTHORITY_KEY, _EXTENDED_USAGE = "2.5.29.14", "2.5.29.35", "2.5.29.37"
_SERVER_AND_CLIENT = ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")
_RSA_SHA256 = "1.2.840.113549.1.1.11"
_ED25519 = "1.3.101.112"
_ECDSA = {"SHA256": "1.2.840.10045.4.3.2", "SHA384": "1.2.840.10045.4.3.3", "SHA512": "1.2.840.10045.4.3.4"}
_CURVE_HASHES = {"secp384r1": "SHA384", "secp521r1": "SHA512"}
_V4_MAPPED = bytes(10) + b"\xff\xff"


class _Wanted:
    """What a certificate is to say. issuer: the encoded name of who signs; authority_key: that one's key identifier."""

    __slots__ = ("alternatives", "authority_key", "days", "is_authority", "issuer", "subject")

    def __init__(self, name: str, days: int, alternatives: bytes = b"") -> None:
        self.subject = self.issuer = _name(name)
        self.days = days
        self.alternatives = alternatives
        self.is_authority = False
        self.authority_key = b""


def _certificate(certificate: str, key: str) -> GoStruct:
    return GoStruct("sprig.certificate", {"Cert": certificate, "Key": key}, {})


def custom(certificate: str, key: str) -> GoStruct:
    """Return the certificate and key that are given in base 64, once both have been read."""
    certificate, key = _decoded(certificate, "certificate"), _decoded(key, "private key")
    _read_certificate(certificate, "decodedCert")
    _read_key(key, "error parsing private key")
    return _certificate(certificate, key)


def _decoded(text: str, what: str) -> str:
    try:
        return to_text(decode64(text))
    except CorruptInput as problem:
        raise FunctionError(f"unable to decode base64 {what}") from problem


def authority(env: Env, name: str, days: int, key: Optional[str] = None) -> GoStruct:
    """Return a new certificate authority, valid for so many days; key: PEM of the key to use instead of a new one."""
    own = _own_key(key)
    wanted = _Wanted(name, days)
    wanted.is_authority = True
    return _issue(env, wanted, own or keys.generate_rsa())


def self_signed(
    env: Env, name: str, ips: Any, hosts: Any, days: int, key: Optional[str] = None
) -> GoStruct:  # the template's own parameters
    """Return a new certificate that signs itself; key: PEM of the key to use instead of a new one."""
    own = _own_key(key)
    wanted = _Wanted(name, days, _alternatives(ips, hosts))
    return _issue(env, wanted, own or keys.generate_rsa())


def signed(env: Env, name: str, ips: Any, hosts: Any, days: int, *signer: Any) -> GoStruct:
    """Return a new certificate signed by an authority. signer: that, and the PEM of the key to use if not a new one."""
    own = _own_key(signer[1] if len(signer) > 1 else None)
    issuer = _read_certificate(signer[0].fields["Cert"], "decodedSignerCert")
    issuer_key = _read_key(signer[0].fields["Key"], "error parsing private key")
    wanted = _Wanted(name, days, _alternatives(ips, hosts))
    wanted.issuer = issuer.subject.public_bytes()
    if wanted.issuer != wanted.subject:
        wanted.authority_key = _subject_key(issuer)
    return _issue(env, wanted, own or keys.generate_rsa(), issuer, issuer_key)


def _own_key(text: Optional[str]) -> Any:
    return None if text is None else _read_key(text, "parsing private key")


def _read_key(text: str, doing: str) -> Any:
    try:
        return keys.read(text)
    except keys.KeyFault as problem:
        raise FunctionError(f"{doing}: {problem}") from problem


def _read_certificate(text: str, name: str) -> Any:
    """Return the certificate in PEM; name: what Sprig calls it."""
    block = keys.decode_pem(text)
    if block is None:
        raise FunctionError("unable to decode certificate")
    keys.modules()
    from cryptography.x509 import load_der_x509_certificate

    try:
        return load_der_x509_certificate(block[1])
    except ValueError as problem:
        raise FunctionError(f"error parsing certificate: {name}.Bytes: x509: malformed certificate") from problem


def _subject_key(certificate: Any) -> bytes:
    from cryptography.x509 import ExtensionNotFound, SubjectKeyIdentifier

    try:
        return bytes(certificate.extensions.get_extension_for_class(SubjectKeyIdentifier).value.digest)
    except ExtensionNotFound:
        return b""


def _name(common_name: str) -> bytes:
    """Return an encoded name, an empty one for ""."""
    if not common_name:
        return der.sequence()
    attribute = der.sequence(der.object_identifier(_COMMON_NAME), der.text(common_name))
    return der.sequence(der.element(0x31, attribute))


def _alternatives(ips: Any, hosts: Any) -> bytes:
    """Return the encoded host names and addresses, b"" for none."""
    numbers = [_address(ip) for ip in ips or ()]
    names = []
    for host in hosts or ():
        if not isinstance(host, str):
            raise FunctionError(f"error processing alternate dns name: {fmt.show(host)} is not a string")
        names.append(host)
    for host in names:
        if not host.isascii():
            raise FunctionError(f"error creating certificate: x509: {quote(host)} cannot be encoded as an IA5String")
    parts = [der.element(0x82, host.encode("ascii")) for host in names]
    parts += [der.element(0x87, number) for number in numbers]
    return der.sequence(*parts) if parts else b""


def _address(ip: Any) -> bytes:
    if not isinstance(ip, str):
        raise FunctionError(f"error parsing ip: {fmt.show(ip)} is not a string")
    try:
        data, zone = addresses.parse(ip)
    except addresses.AddressError as problem:
        raise FunctionError(f"error parsing ip: {ip}") from problem
    if zone:
        raise FunctionError(f"error parsing ip: {ip}")
    return data[12:] if data.startswith(_V4_MAPPED) else data


def _issue(env: Env, wanted: _Wanted, key: Any, issuer: Any = None, issuer_key: Any = None) -> GoStruct:
    """Return the certificate with its key, signed by the issuer's key, by its own without one."""
    signing_key = issuer_key or key
    algorithm, sign = _signature(signing_key)
    public, point = _public_key(key)
    if issuer is not None and issuer.public_key() != signing_key.public_key():
        raise _refused("x509: provided PrivateKey doesn't match parent's PublicKey")
    now = env.now_ns()
    # Go's durations are int64: 106,752 days are more than they hold, and wrap around
    until = now + wrap64(24 * HOUR * wanted.days)
    body = der.sequence(
        der.element(0xA0, der.integer(2)),
        der.integer(int.from_bytes(env.random_bytes(16), "big")),
        algorithm,
        wanted.issuer,
        der.sequence(der.moment(now // SECOND), der.moment(until // SECOND)),
        wanted.subject,
        public,
        der.element(0xA3, der.sequence(*_extensions(wanted, point))),
    )
    made = der.sequence(body, algorithm, der.bit_string(sign(body)))
    return _certificate(keys.encode_pem("CERTIFICATE", made), keys.write(key))


def _refused(problem: str) -> FunctionError:
    return FunctionError(f"error creating certificate: {problem}")


def _signature(key: Any) -> tuple[bytes, Any]:
    """Return the encoded algorithm that the key signs with, and the function that does."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    kinds = keys.modules()
    if isinstance(key, kinds.rsa.RSAPrivateKey):
        algorithm = der.sequence(der.object_identifier(_RSA_SHA256), der.element(0x05))
        return algorithm, lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, kinds.ec.EllipticCurvePrivateKey):
        name = _CURVE_HASHES.get(key.curve.name, "SHA256")
        chosen = kinds.ec.ECDSA(getattr(hashes, name)())
        return der.sequence(der.object_identifier(_ECDSA[name])), lambda data: key.sign(data, chosen)
    if isinstance(key, kinds.ed25519.Ed25519PrivateKey):
        return der.sequence(der.object_identifier(_ED25519)), key.sign
    raise _refused("x509: certificate private key does not implement crypto.Signer")


def _public_key(key: Any) -> tuple[bytes, bytes]:
    """Return the encoded public key with its algorithm, and the key alone."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    kinds = keys.modules()
    if isinstance(key, kinds.dsa.DSAPrivateKey):
        raise _refused("x509: unsupported public key type: *dsa.PublicKey")
    public = key.public_key()
    whole = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, kinds.rsa.RSAPrivateKey):
        return whole, public.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    if isinstance(key, kinds.ec.EllipticCurvePrivateKey):
        return whole, public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return whole, public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _extensions(wanted: _Wanted, point: bytes) -> list[bytes]:
    """Return the encoded extensions in Go's order; point: the public key alone."""
    usage = der.bit_string(b"\xa4", 2) if wanted.is_authority else der.bit_string(b"\xa0", 5)
    purposes = der.sequence(*map(der.object_identifier, _SERVER_AND_CLIENT))
    constraints = der.sequence(der.boolean(True)) if wanted.is_authority else der.sequence()
    found = [
        _extension(_KEY_USAGE, usage, critical=True),
        _extension(_EXTENDED_USAGE, purposes),
        _extension(_CONSTRAINTS, constraints, critical=True),
    ]
    if wanted.is_authority:
        found.append(_extension(_SUBJECT_KEY, der.octet_string(hashlib.sha256(point).digest()[:20])))
    if wanted.authority_key:
        found.append(_extension(_AUTHORITY_KEY, der.sequence(der.element(0x80, wanted.authority_key))))
    if wanted.alternatives:
        nameless = wanted.subject == der.sequence()
        found.append(_extension(_ALTERNATIVES, wanted.alternatives, critical=nameless))
    return found


def _extension(identifier: str, value: bytes, *, critical: bool = False) -> bytes:
    parts = [der.object_identifier(identifier), der.octet_string(value)]
    if critical:
        parts.insert(1, der.boolean(True))
    return der.sequence(*parts)
