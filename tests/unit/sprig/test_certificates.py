# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys are made as Go makes them: read back by cryptography, field by field."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from typing import Any, Optional

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FunctionError
from ansible_collections.native.helm.plugins.module_utils._helm.sprig import table

NOW = datetime(2024, 2, 29, 12, 0, 0, tzinfo=timezone.utc)


def _functions() -> Any:
    env = Env()
    env.now_ns = lambda: int(NOW.timestamp()) * 1_000_000_000 + 999
    return table.functions(env)


F = _functions()
KEYS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p224": ec.generate_private_key(ec.SECP224R1()),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}
SIGNATURES = {
    "rsa": SignatureAlgorithmOID.RSA_WITH_SHA256,
    "p224": SignatureAlgorithmOID.ECDSA_WITH_SHA256,
    "p256": SignatureAlgorithmOID.ECDSA_WITH_SHA256,
    "p384": SignatureAlgorithmOID.ECDSA_WITH_SHA384,
    "p521": SignatureAlgorithmOID.ECDSA_WITH_SHA512,
    "ed25519": SignatureAlgorithmOID.ED25519,
}


def _pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def _read(made: Any) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.fields["Cert"].encode())


def _extension(certificate: x509.Certificate, kind: Any) -> Optional[Any]:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


@pytest.mark.parametrize("name", KEYS)
def test_authority(name: str) -> None:
    made = F["genCAWithKey"]("my ca", 365, _pem(KEYS[name]))
    found = _read(made)
    assert found.version is x509.Version.v3
    assert found.subject == found.issuer
    assert found.subject.rfc4514_string() == "CN=my ca"
    assert (found.not_valid_before_utc, found.not_valid_after_utc) == (NOW, NOW + timedelta(days=365))
    assert 0 < found.serial_number < 1 << 128
    assert found.signature_algorithm_oid == SIGNATURES[name]
    found.verify_directly_issued_by(found)
    assert [extension.oid.dotted_string for extension in found.extensions] == [
        "2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.14",
    ]  # fmt: skip
    usage = _extension(found, x509.KeyUsage)
    assert usage is not None and usage.critical and usage.value.key_cert_sign and usage.value.digital_signature
    basic = _extension(found, x509.BasicConstraints)
    assert basic is not None and basic.critical and basic.value == x509.BasicConstraints(True, None)
    purposes = _extension(found, x509.ExtendedKeyUsage)
    assert purposes is not None and not purposes.critical
    assert list(purposes.value) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]


def test_subject_key_is_the_start_of_sha256() -> None:
    """Go 1.25 and later; SHA-1 of the key before."""
    key = KEYS["p256"]
    found = _extension(_read(F["genCAWithKey"]("x", 1, _pem(key))), x509.SubjectKeyIdentifier)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    assert found is not None and found.value.digest == digest.finalize()[:20]


@pytest.mark.parametrize("name", KEYS)
def test_signed(name: str) -> None:
    authority = F["genCAWithKey"]("ca", 10, _pem(KEYS["p256"]))
    made = F["genSignedCertWithKey"]("leaf", ["10.0.0.1", "::1"], ["a.b", "*.c"], 5, authority, _pem(KEYS[name]))
    found, issuer = _read(made), _read(authority)
    found.verify_directly_issued_by(issuer)
    assert found.issuer == issuer.subject
    assert found.public_key() == KEYS[name].public_key()
    alternatives = _extension(found, x509.SubjectAlternativeName)
    assert alternatives is not None and not alternatives.critical
    assert list(alternatives.value) == [
        x509.DNSName("a.b"),
        x509.DNSName("*.c"),
        x509.IPAddress(ip_address("10.0.0.1")),
        x509.IPAddress(ip_address("::1")),
    ]
    own = _extension(issuer, x509.SubjectKeyIdentifier)
    theirs = _extension(found, x509.AuthorityKeyIdentifier)
    assert own is not None and theirs is not None and theirs.value.key_identifier == own.value.digest
    assert _extension(found, x509.SubjectKeyIdentifier) is None
    basic = _extension(found, x509.BasicConstraints)
    assert basic is not None and basic.value == x509.BasicConstraints(False, None)


def test_signed_under_the_authoritys_own_name_has_no_authority_key() -> None:
    authority = F["genCAWithKey"]("same", 1, _pem(KEYS["ed25519"]))
    found = _read(F["genSignedCertWithKey"]("same", None, None, 1, authority, _pem(KEYS["p256"])))
    assert _extension(found, x509.AuthorityKeyIdentifier) is None


def test_new_keys_are_rsa_of_2048_bits_in_pkcs1() -> None:
    made = F["genSelfSignedCert"]("x", [], [], 1)
    assert made.fields["Key"].startswith("-----BEGIN RSA PRIVATE KEY-----\n")
    key = load_pem_private_key(made.fields["Key"].encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey) and key.key_size == 2048
    assert _read(made).public_key() == key.public_key()


def test_nameless_certificate_has_critical_alternatives() -> None:
    found = _read(F["genSelfSignedCertWithKey"]("", None, ["a"], 1, _pem(KEYS["ed25519"])))
    alternatives = _extension(found, x509.SubjectAlternativeName)
    assert found.subject.rfc4514_string() == ""
    assert alternatives is not None and alternatives.critical


@pytest.mark.parametrize(
    ("days", "end"),
    [
        (-1, NOW - timedelta(days=1)),
        (0, NOW),
        (36500, NOW + timedelta(days=36500)),  # beyond 2049 the time has four digits of the year
        (
            106_752,
            NOW + timedelta(days=106_752) - timedelta(microseconds=(1 << 64) // 1000),
        ),  # more than an int64 holds
    ],
)
def test_days_count_as_gos_durations(days: int, end: datetime) -> None:
    found = _read(F["genCAWithKey"]("x", days, _pem(KEYS["ed25519"])))
    assert abs(found.not_valid_after_utc - end) < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("name", "tag"), [("plain name", b"\x13"), ("a*b", b"\x0c"), ("a&b", b"\x0c"), ("ünï", b"\x0c")]
)
def test_name_is_printable_where_it_can_be(name: str, tag: bytes) -> None:
    subject = _read(F["genCAWithKey"](name, 1, _pem(KEYS["ed25519"]))).subject
    data = name.encode()
    assert subject.public_bytes().endswith(tag + bytes([len(data)]) + data)


def test_refusals_name_the_cause() -> None:
    authority = F["genCAWithKey"]("ca", 1, _pem(KEYS["p256"]))
    other = F["genCAWithKey"]("ca", 1, _pem(KEYS["ed25519"]))
    authority.fields["Key"] = other.fields["Key"]
    with pytest.raises(FunctionError, match="provided PrivateKey doesn't match parent's PublicKey"):
        F["genSignedCert"]("x", None, None, 1, authority)
    plain = dsa.generate_private_key(1024)
    with pytest.raises(FunctionError, match=r"does not implement crypto\.Signer"):
        F["genCAWithKey"](
            "x", 1, plain.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
        )


@pytest.mark.parametrize(
    ("kind", "label", "wanted"),
    [
        ("ecdsa", "EC PRIVATE KEY", ec.EllipticCurvePrivateKey),
        ("ed25519", "PRIVATE KEY", ed25519.Ed25519PrivateKey),
    ],
)
def test_private_keys(kind: str, label: str, wanted: type) -> None:
    text = F["genPrivateKey"](kind)
    assert text.startswith(f"-----BEGIN {label}-----\n")
    assert isinstance(load_pem_private_key(text.encode(), None), wanted)
    assert F["genCAWithKey"]("x", 1, text).fields["Key"] == text


def test_bcrypt_hash_fits_its_password() -> None:
    import bcrypt

    made = F["htpasswd"]("user", "p\u00e4ss")
    user, _, hashed = made.partition(":")
    assert user == "user" and hashed.startswith("$2a$10$")
    assert bcrypt.checkpw("p\u00e4ss".encode(), hashed.encode())
