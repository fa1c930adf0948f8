# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Sigstore is made of, for one signature at a time: an authority for identities, the log of its certificates, and
the log of signatures, each a key. The real library sigstore verifies what comes of it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import struct
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
_ISSUER = ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
_TIMESTAMPS = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
_ORIGIN = "log.example.com - 1"


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def public(key: Any) -> bytes:
    found: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return found


def signed(key: Any, data: bytes) -> bytes:
    found: bytes = key.sign(data, ec.ECDSA(hashes.SHA256()))
    return found


class Site:
    """An installation of Sigstore."""

    def __init__(self) -> None:
        self._authority, self._certificates, self._signatures = (ec.generate_private_key(ec.SECP256R1()) for _ in "123")
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        usage = {name: name in ("key_cert_sign", "crl_sign") for name in _USAGES}
        self._root = (
            self._certificate(self._authority, self._name, datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .sign(self._authority, hashes.SHA256())
        )

    def _certificate(self, key: Any, subject: x509.Name, valid: datetime.timedelta) -> x509.CertificateBuilder:
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._authority.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(_NOW - datetime.timedelta(minutes=5))
            .not_valid_after(_NOW + valid)
            .add_extension(own, critical=False)
            .add_extension(issuer, critical=False)
        )

    def trusted_root(self) -> str:
        """The file that says what the keys are."""

        def log(key: Any, url: str) -> dict[str, Any]:
            known = {
                "rawBytes": text(public(key)),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": {"start": "2025-01-01T00:00:00Z"},
            }
            number = text(hashlib.sha256(public(key)).digest())
            return {"baseUrl": url, "hashAlgorithm": "SHA2_256", "publicKey": known, "logId": {"keyId": number}}

        root = {
            "subject": {"organization": "example.com", "commonName": "authority"},
            "uri": "https://authority.example.com",
            "certChain": {"certificates": [{"rawBytes": text(self._root.public_bytes(Encoding.DER))}]},
            "validFor": {"start": "2025-01-01T00:00:00Z"},
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [log(self._signatures, "https://log.example.com")],
                "certificateAuthorities": [root],
                "ctlogs": [log(self._certificates, "https://certificates.example.com")],
                "timestampAuthorities": [],
            }
        )

    def bundle(self, statement: dict[str, Any], identity: str, issuer: str) -> dict[str, Any]:
        """What somebody signs, as cosign writes it with --new-bundle-format."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._for_identity(key, identity, issuer)
        payload, kind = json.dumps(statement).encode(), "application/vnd.in-toto+json"
        signature = signed(key, b" ".join((b"DSSEv1 28", kind.encode(), str(len(payload)).encode(), payload)))
        body = {
            "apiVersion": "0.0.1",
            "kind": "dsse",
            "spec": {
                "envelopeHash": {"algorithm": "sha256", "value": "0" * 64},
                "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
                "signatures": [
                    {"signature": text(signature), "verifier": text(certificate.public_bytes(Encoding.PEM))}
                ],
            },
        }
        return {
            "mediaType": BUNDLE,
            "verificationMaterial": {
                "certificate": {"rawBytes": text(certificate.public_bytes(Encoding.DER))},
                "tlogEntries": [self._entry(json.dumps(body).encode())],
            },
            "dsseEnvelope": {"payload": text(payload), "payloadType": kind, "signatures": [{"sig": text(signature)}]},
        }

    def _for_identity(self, key: Any, identity: str, issuer: str) -> x509.Certificate:
        """A certificate of ten minutes, in which the log of certificates says that it has it."""
        usage = {name: name == "digital_signature" for name in _USAGES}

        def made(timestamps: bytes) -> x509.Certificate:
            listed = x509.UnrecognizedExtension(_TIMESTAMPS, b"\x04" + _length(len(timestamps)) + timestamps)
            return (
                self._certificate(key, x509.Name([]), datetime.timedelta(minutes=5))
                .add_extension(x509.KeyUsage(**usage), critical=True)
                .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
                .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(identity)]), critical=True)
                .add_extension(x509.UnrecognizedExtension(_ISSUER, issuer.encode()), critical=False)
                .add_extension(listed, critical=False)
                .sign(self._authority, hashes.SHA256())
            )

        moment = int(_NOW.timestamp() * 1000)
        before = made(self._timestamps(moment, b"")).tbs_precertificate_bytes
        entry = hashlib.sha256(public(self._authority)).digest() + len(before).to_bytes(3, "big") + before
        signature = signed(self._certificates, struct.pack("!BBQH", 0, 0, moment, 1) + entry + b"\0\0")
        return made(self._timestamps(moment, signature))

    def _timestamps(self, moment: int, signature: bytes) -> bytes:
        number = hashlib.sha256(public(self._certificates)).digest()
        one = b"\0" + number + struct.pack("!QHBBH", moment, 0, 4, 3, len(signature)) + signature
        return struct.pack("!HH", len(one) + 2, len(one)) + one

    def _entry(self, body: bytes) -> dict[str, Any]:
        """The only entry of the log of signatures, with the log's promise and its proof."""
        number = hashlib.sha256(public(self._signatures)).digest()
        leaf = hashlib.sha256(b"\0" + body).digest()
        note = f"{_ORIGIN}\n1\n{text(leaf)}\n"
        line = text(number[:4] + signed(self._signatures, note.encode()))
        moment = int(_NOW.timestamp())
        promise = {"body": text(body), "integratedTime": moment, "logID": number.hex(), "logIndex": 0}
        promised = signed(self._signatures, json.dumps(promise, separators=(",", ":"), sort_keys=True).encode())
        return {
            "logIndex": "0",
            "logId": {"keyId": text(number)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(moment),
            "inclusionPromise": {"signedEntryTimestamp": text(promised)},
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": text(leaf),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n\u2014 log.example.com {line}\n"},
            },
            "canonicalizedBody": text(body),
        }


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else bytes([0x81, size])
