# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private keys: generating them, and reading and writing them as PEM. Sprig: crypto.go; Go: encoding/pem."""

from __future__ import annotations

import binascii
import re
from typing import Any, Optional

from ..base.errors import MissingLibrary
from .encoding import CorruptInput, decode64

_BEGIN = re.compile(r"(?:\A|(?<=\n))-----BEGIN (.*)-----[ \t\r]*(?:\n|\Z)")
_SUFFIX = " PRIVATE KEY"
RSA_BITS = 2048


class KeyFault(Exception):
    """Text that holds no usable private key, with Sprig's words."""


def modules() -> Any:
    """Return cryptography's asymmetric module; raises MissingLibrary."""
    try:
        from cryptography.hazmat.primitives import asymmetric
        from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa  # noqa: F401 - loads them
    except ImportError as problem:
        raise MissingLibrary("cryptography", doing="making keys and certificates in a template") from problem
    return asymmetric


def generate_rsa(bits: int = RSA_BITS) -> Any:
    """Return a new RSA key."""
    return modules().rsa.generate_private_key(public_exponent=65537, key_size=bits)


def private_key(kind: str) -> str:
    """Return a new private key as PEM: rsa ("", 4096 bits), dsa, ecdsa or ed25519; else Sprig's sentence."""
    kinds = modules()
    if kind in ("", "rsa"):
        return write(generate_rsa(4096))
    if kind == "dsa":
        return write(kinds.dsa.generate_private_key(key_size=2048))
    if kind == "ecdsa":
        return write(kinds.ec.generate_private_key(kinds.ec.SECP256R1()))
    if kind == "ed25519":
        return write(kinds.ed25519.Ed25519PrivateKey.generate())
    return "Unknown type " + kind


def write(key: Any) -> str:
    """Return a key as PEM: PKCS #1, SEC 1 or DSA's own form by its kind, PKCS #8 for every other."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    kinds = modules()
    own = (kinds.rsa.RSAPrivateKey, kinds.dsa.DSAPrivateKey, kinds.ec.EllipticCurvePrivateKey)
    form = PrivateFormat.TraditionalOpenSSL if isinstance(key, own) else PrivateFormat.PKCS8
    return str(key.private_bytes(Encoding.PEM, form, NoEncryption()).decode("ascii"))


def read(text: str) -> Any:
    """Return the key of the first PEM block; raises KeyFault."""
    block = decode_pem(text)
    if block is None:
        raise KeyFault("no PEM data in input")
    label, data = block
    if label == _SUFFIX[1:]:
        return _load(data, "decoding PEM as PKCS#8", "PKCS8", object)
    if not label.endswith(_SUFFIX):
        raise KeyFault(f"no private key data in PEM block of type {label}")
    kind = label[: -len(_SUFFIX)]
    kinds = modules()
    forms = {
        "RSA": ("PKCS1", kinds.rsa.RSAPrivateKey),
        "EC": ("EC", kinds.ec.EllipticCurvePrivateKey),
        "DSA": ("PKCS1", kinds.dsa.DSAPrivateKey),
    }
    if kind not in forms:
        raise KeyFault(f"invalid private key type {label}")
    return _load(data, f"parsing {kind} private key from PEM", *forms[kind])


def _load(data: bytes, doing: str, form: str, wanted: type) -> Any:
    """Return the key in DER, which has to be of the form ("PKCS8", "PKCS1", "EC") and class wanted."""
    modules()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    found = _form(data, doing)
    if found not in ("", form):
        instead = f"Parse{found}PrivateKey"
        raise KeyFault(f"{doing}: x509: failed to parse private key (use {instead} instead for this key format)")
    try:
        key = load_der_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise KeyFault(f"{doing}: asn1: structure error: malformed private key") from problem
    if not isinstance(key, wanted):
        raise KeyFault(f"{doing}: asn1: structure error: another kind of private key")
    return key


def _form(data: bytes, doing: str) -> str:
    """Return which form a key in DER has, by what follows the version number at its start; "" for none of them."""
    if len(data) < 2:
        raise KeyFault(f"{doing}: asn1: syntax error: truncated tag or length")
    header = 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)
    size = data[1] if header == 2 else int.from_bytes(data[2:header], "big")
    if len(data) < header + size:
        raise KeyFault(f"{doing}: asn1: syntax error: data truncated")
    start = data[header : header + 4]
    return {0x30: "PKCS8", 0x02: "PKCS1", 0x04: "EC"}.get(start[3], "") if len(start) == 4 else ""


def decode_pem(text: str) -> Optional[tuple[str, bytes]]:
    """Return label and content of the first PEM block that is well-formed, None when there is none."""
    for begin in _BEGIN.finditer(text):
        end = text.find(f"\n-----END {begin[1]}-----", begin.end() - 1)
        if end < 0:
            continue
        body = text[begin.end() : end + 1]
        header, blank, rest = body.partition("\n\n")
        if ":" in header:  # lines such as "Proc-Type: 4,ENCRYPTED" stand before an empty line
            body = rest if blank else ""
        try:
            return begin[1], decode64("".join(body.split()))
        except CorruptInput:
            continue
    return None


def encode_pem(label: str, data: bytes) -> str:
    """Return content as a PEM block."""
    text = binascii.b2a_base64(data, newline=False).decode("ascii")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])
