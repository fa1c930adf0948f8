# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a repository or registry gave no answer, in Go's words where we know them, and what to do about it."""

from __future__ import annotations

import re

_NOT_CONNECTED = re.compile(
    r"host='([^']*)', port=(\d+)\): Failed to establish a new connection: \[Errno \d+\] ([A-Z][a-z ]+)$"
)
_NOT_RESOLVED = re.compile(r"Failed to resolve '([^']*)' \((?:\[Errno -?\d+\] )?(.*)\)$")
_MOST_PEM = 1024 * 1024
_BLOCK = re.compile(rb"^-----BEGIN ([A-Z0-9 ]+)-----", re.MULTILINE)
_ALERT = re.compile(r"(?:TLSV1|TLSV13|SSLV3)_ALERT_([A-Z_]+)\]")
_UNTRUSTED = "tls: failed to verify certificate: x509: certificate"
# What OpenSSL says, and Go (crypto/x509 verify.go, crypto/tls conn.go).
_TLS = (
    ("certificate has expired", f"{_UNTRUSTED} has expired or is not yet valid"),
    ("certificate is not yet valid", f"{_UNTRUSTED} has expired or is not yet valid"),
    ("CERTIFICATE_VERIFY_FAILED", f"{_UNTRUSTED} signed by unknown authority"),
    ("WRONG_VERSION_NUMBER", "http: server gave HTTP response to HTTPS client"),
)
_MISMATCH = re.compile(r"(?:Hostname|IP address) mismatch, certificate is not valid for '([^']*)'")
# What the other side of a TLS connection says before it ends it (crypto/tls alert.go).
_ALERTS = {
    "UNEXPECTED_MESSAGE": "unexpected message",
    "BAD_RECORD_MAC": "bad record MAC",
    "HANDSHAKE_FAILURE": "handshake failure",
    "BAD_CERTIFICATE": "bad certificate",
    "UNSUPPORTED_CERTIFICATE": "unsupported certificate",
    "CERTIFICATE_REVOKED": "revoked certificate",
    "CERTIFICATE_EXPIRED": "expired certificate",
    "CERTIFICATE_UNKNOWN": "unknown certificate",
    "UNKNOWN_CA": "unknown certificate authority",
    "ACCESS_DENIED": "access denied",
    "DECODE_ERROR": "error decoding message",
    "DECRYPT_ERROR": "error decrypting message",
    "PROTOCOL_VERSION": "protocol version not supported",
    "INSUFFICIENT_SECURITY": "insufficient security level",
    "INTERNAL_ERROR": "internal error",
    "CERTIFICATE_REQUIRED": "certificate required",
    "UNRECOGNIZED_NAME": "unrecognized name",
}
# What the system says of names, and Go.
_AS_GO = {
    "Name or service not known": "no such host",
    "nodename nor servname provided, or not known": "no such host",
    "Temporary failure in name resolution": "server misbehaving",
}


def reason(error: Exception) -> str:
    """Return what urllib3's error says, without the connection object's repr that it puts first."""
    inner = getattr(error, "reason", None)
    text = str(inner if isinstance(inner, Exception) else error)
    unknown = _NOT_RESOLVED.search(text)
    if unknown:
        return f"dial tcp: lookup {unknown[1]}: {_AS_GO.get(unknown[2], unknown[2])}"
    refused = _NOT_CONNECTED.search(text)
    if refused:
        return f"dial tcp {refused[1]}:{refused[2]}: connect: {refused[3].lower()}"  # as Go has it
    return text.rpartition(">: ")[2] or text


def in_gos_words(text: str) -> str:
    """Return what Go says where OpenSSL says text; text itself where that is nothing of OpenSSL's that is known."""
    alert = _ALERT.search(text)
    if alert:
        return f"remote error: tls: {_ALERTS.get(alert[1], alert[1].lower().replace('_', ' '))}"
    mismatch = _MISMATCH.search(text)
    if mismatch:  # Go names those that it is valid for, which OpenSSL does not tell
        return f"{_UNTRUSTED} is valid for other names, not {mismatch[1]}"
    return next((words for part, words in _TLS if part in text), text)


def of_pair(certificate: str, key: str, reason: str) -> str:
    """Return what Go says of a client's certificate and key, paths, that OpenSSL refuses for reason (Go:
    tls.X509KeyPair)."""
    blocks = _blocks(certificate)
    if "CERTIFICATE" not in blocks:
        if not blocks:
            return "tls: failed to find any PEM data in certificate input"
        if blocks[1:] == [] and blocks[0].endswith("PRIVATE KEY"):
            return (
                "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
                "PEM inputs may have been switched"
            )
        return (
            'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the '
            f"following types: [{' '.join(blocks)}]"
        )
    blocks = _blocks(key)
    if not any(block.endswith("PRIVATE KEY") for block in blocks):
        if not blocks:
            return "tls: failed to find any PEM data in key input"
        if blocks == ["CERTIFICATE"]:
            return "tls: found a certificate rather than a key in the PEM for the private key"
        return (
            'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks '
            f"of the following types: [{' '.join(blocks)}]"
        )
    if "TYPE" in reason:
        return "tls: private key type does not match public key type"
    return "tls: private key does not match public key"


def _blocks(path: str) -> list[str]:
    """Return the types of a PEM file's blocks."""
    try:
        with open(path, "rb") as handle:
            return [kind.decode() for kind in _BLOCK.findall(handle.read(_MOST_PEM))]
    except OSError:
        return []


def advice(text: str) -> str:
    """Return what to do about a connection that failed, by what OpenSSL and the system say of it."""
    for part, hint in _ADVICE:
        if part in text:
            return hint
    return "check the address, the network and the proxy"


_ADVICE = (
    ("certificate has expired", "the server's certificate has to be renewed"),
    ("Hostname mismatch", "the server's certificate is for another name; use that name in the address"),
    ("IP address mismatch", "the server's certificate is for another name; use that name in the address"),
    ("CERTIFICATE_VERIFY_FAILED", "give the authority that signed the server's certificate as the CA certificate"),
    ("CERTIFICATE_REQUIRED", "the server wants a client certificate"),
    ("_ALERT_", "the server refuses the client certificate: give one that it knows"),
    ("WRONG_VERSION_NUMBER", "the server speaks HTTP, not HTTPS: use an http:// address, for a registry plain_http"),
    ("refused", "nothing listens there: check the address, the port and whether the server runs"),
    ("dial tcp: lookup ", "check the host's name, and the network; a proxy may be needed"),
)
