# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random text and numbers, from the bytes of Env. Sprig: strings.go, crypto.go."""

from __future__ import annotations

import binascii

from ..base.env import Env
from ..base.errors import FunctionError, LimitError

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _UPPER + _UPPER.lower()
_DIGITS = "0123456789"
_PRINTABLE = "".join(map(chr, range(32, 127)))
MAX_LENGTH = 10_000_000


def letters(env: Env, count: int) -> str:
    """Return count letters."""
    return _choose(env, count, _LETTERS)


def letters_and_digits(env: Env, count: int) -> str:
    """Return count letters and digits."""
    return _choose(env, count, _LETTERS + _DIGITS)


def digits(env: Env, count: int) -> str:
    """Return count digits."""
    return _choose(env, count, _DIGITS)


def printable(env: Env, count: int) -> str:
    """Return count printable ASCII characters."""
    return _choose(env, count, _PRINTABLE)


def _choose(env: Env, count: int, marks: str) -> str:
    """Return count of marks, each as likely as the others; nothing when count is negative, as in Sprig."""
    if count > MAX_LENGTH:
        raise LimitError(f"more than {MAX_LENGTH} random characters")
    fair = 256 - 256 % len(marks)
    chosen: list[str] = []
    while len(chosen) < count:
        # bytes above the largest multiple would make the first marks more likely
        chosen += [marks[byte % len(marks)] for byte in env.random_bytes(count - len(chosen)) if byte < fair]
    return "".join(chosen)


def base64_bytes(env: Env, count: int) -> str:
    """Return count random bytes in base 64."""
    if count < 0:
        raise FunctionError("runtime error: makeslice: len out of range")
    if count > MAX_LENGTH:
        raise LimitError(f"more than {MAX_LENGTH} random bytes")
    return binascii.b2a_base64(env.random_bytes(count), newline=False).decode("ascii")


def number(env: Env, low: int, high: int) -> int:
    """Return a number from low up to high, which is not among them."""
    if high <= low:
        raise FunctionError("invalid argument to Intn")
    return low + _below(env, high - low)


def shuffle(env: Env, text: str) -> str:
    """Return the characters of text in another order."""
    marks = list(text)
    for index in range(len(marks) - 1, 0, -1):
        other = _below(env, index + 1)
        marks[index], marks[other] = marks[other], marks[index]
    return "".join(marks)


def _below(env: Env, bound: int) -> int:
    """Return a number from 0 up to bound, which is not among them, each as likely as the others."""
    bits = (bound - 1).bit_length()
    size = (bits + 7) // 8
    while True:
        drawn = int.from_bytes(env.random_bytes(size), "big") >> (size * 8 - bits) if size else 0
        if drawn < bound:
            return drawn


def uuid4(env: Env) -> str:
    """Return a random UUID (version 4)."""
    data = bytearray(env.random_bytes(16))
    data[6] = data[6] & 0x0F | 0x40
    data[8] = data[8] & 0x3F | 0x80
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
