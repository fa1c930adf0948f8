# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password hashes, derived passwords and AES. Sprig: crypto.go."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from typing import Any

from ..base.env import Env
from ..base.errors import FunctionError, MissingLibrary
from ..golang.strings import to_bytes, to_text
from .encoding import CorruptInput, decode64

_BLOCK = 16
_BCRYPT_LIMIT = 72
_BCRYPT_COST = b"$2a$10$"
_BASE_64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BCRYPT_64 = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

# The Master Password algorithm: the shapes of each kind of password, and the characters that each letter stands for
_SEED = b"com.lyndir.masterpassword"
_SHAPES = {
    "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
    "long": "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv "
    "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv "
    "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno",
    "medium": "CvcnoCvc CvcCvcno",
    "short": "Cvcn",
    "basic": "aaanaaan aannaaan aaannaaa",
    "pin": "nnnn",
}
_VOWELS, _CONSONANTS, _DIGITS = "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ", "0123456789"
_LETTERS = _VOWELS + _VOWELS.lower() + _CONSONANTS + _CONSONANTS.lower()
_CHARACTERS = {
    "V": _VOWELS,
    "C": _CONSONANTS,
    "v": _VOWELS.lower(),
    "c": _CONSONANTS.lower(),
    "a": _LETTERS,
    "n": _DIGITS,
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": _LETTERS + _DIGITS + "!@#$%^&*()",
}


def bcrypt_hash(env: Env, text: str) -> str:
    """Return the bcrypt hash of text, or Sprig's sentence that it cannot be had."""
    try:
        import bcrypt
    except ImportError as problem:
        raise MissingLibrary("bcrypt", doing="hashing a password in a template") from problem
    password = to_bytes(text)
    if len(password) > _BCRYPT_LIMIT:
        return f"failed to encrypt string with bcrypt: bcrypt: password length exceeds {_BCRYPT_LIMIT} bytes"
    drawn = binascii.b2a_base64(env.random_bytes(16), newline=False).rstrip(b"=")
    salt = drawn.translate(bytes.maketrans(_BASE_64, _BCRYPT_64))
    return str(bcrypt.hashpw(password, _BCRYPT_COST + salt).decode("ascii"))


def htpasswd(env: Env, user: str, password: str) -> str:
    """Return a line for Apache's password file."""
    if ":" in user:
        return f"invalid username: {user}"
    return f"{user}:{bcrypt_hash(env, password)}"


def derive_password(counter: int, kind: str, password: str, user: str, site: str) -> str:
    """Return the password of the Master Password algorithm, or Sprig's sentence that there is no such kind."""
    shapes = _SHAPES.get(kind, "").split()
    if not shapes:
        return f"cannot find password template {kind}"
    key = hashlib.scrypt(to_bytes(password), salt=_SEED + _prefixed(user), n=32768, r=8, p=2, maxmem=1 << 27, dklen=64)
    seed = hmac.new(key, _SEED + _prefixed(site) + (counter & 0xFFFFFFFF).to_bytes(4, "big"), hashlib.sha256).digest()
    shape = shapes[seed[0] % len(shapes)]
    choices = [_CHARACTERS[letter] for letter in shape]
    return "".join([marks[byte % len(marks)] for marks, byte in zip(choices, seed[1:])])


def _prefixed(text: str) -> bytes:
    """Return text behind its length in bytes."""
    data = to_bytes(text)
    return len(data).to_bytes(4, "big") + data


def encrypt_aes(env: Env, password: str, text: str) -> str:
    """Return text encrypted with AES-256-CBC, in base 64 behind its initialization vector; "" for an empty text."""
    if not text:
        return ""
    data = to_bytes(text)
    padding = _BLOCK - len(data) % _BLOCK
    vector = env.random_bytes(_BLOCK)
    encryptor = _cipher(password, vector).encryptor()
    sealed = encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize()
    return binascii.b2a_base64(vector + sealed, newline=False).decode("ascii")


def decrypt_aes(password: str, text: str) -> str:
    """Return what encrypt_aes encrypted."""
    if not text:
        return ""
    try:
        data = decode64(text)
    except CorruptInput as problem:
        raise FunctionError(str(problem)) from problem
    if len(data) < _BLOCK:
        capacity = len(text) // 4 * 3
        raise FunctionError(f"runtime error: slice bounds out of range [:{_BLOCK}] with capacity {capacity}")
    if len(data) % _BLOCK:
        raise FunctionError("crypto/cipher: input not full blocks")
    if len(data) == _BLOCK:
        raise FunctionError("runtime error: index out of range [-1]")
    decryptor = _cipher(password, data[:_BLOCK]).decryptor()
    opened = decryptor.update(data[_BLOCK:]) + decryptor.finalize()
    size = len(opened) - opened[-1]
    if size < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{size}]")
    return to_text(opened[:size])


def _cipher(password: str, vector: bytes) -> Any:
    """Return AES-256-CBC under the password's first 32 bytes, filled up with zeros."""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError as problem:
        raise MissingLibrary("cryptography", doing="encrypting in a template") from problem
    key = to_bytes(password)[:32].ljust(32, b"\0")
    return Cipher(algorithms.AES(key), modes.CBC(vector))
