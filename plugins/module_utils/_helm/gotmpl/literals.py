# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of literals: strings, characters, numbers. Go: strconv, parse node.go (newNumber).

What is malformed raises ValueError with Go's words.
"""

from __future__ import annotations

import math
import re
from typing import Optional, Tuple

from ..golang import numbers
from ..golang.quoting import quote
from .nodes import Number

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|\\", re.DOTALL)
_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_BAD_SYNTAX = "invalid syntax"
_INTEGER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F_]+)|0[oO]([0-7_]+)|0[bB]([01_]+)|(0[0-7_]*)|([1-9][0-9_]*))\Z")
_BROKEN = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8: Go reads a quoted literal by characters
_BAD_UNDERSCORE = re.compile(r"(?<![0-9])_|_(?![0-9])")
_BAD_UNDERSCORE_HEX = re.compile(r"(?<![0-9a-fA-F])_|_(?![0-9a-fA-F])")


def unquote(literal: str) -> str:
    """Return the value of a quoted or raw string literal. Go: strconv.Unquote."""
    inner = literal[1:-1]
    if literal[0] == "`":
        return inner.replace("\r", "")
    if not inner.isascii():
        inner = _BROKEN.sub("\ufffd", inner)
    if "\\" not in inner:
        return inner
    out = bytearray()
    position = 0
    for match in _ESCAPE.finditer(inner):
        out += inner[position : match.start()].encode("utf-8", "surrogateescape")
        position = match.end()
        code, wide = _escape(match, '"')
        out += chr(code).encode() if wide else bytes((code,))
    out += inner[position:].encode("utf-8", "surrogateescape")
    return out.decode("utf-8", "surrogateescape")


def _escape(match: re.Match[str], delimiter: str) -> Tuple[int, bool]:
    """Return an escape's code and whether it is a character (False: a byte)."""
    as_hex, short, long, octal, other = match.groups()
    if as_hex:
        return int(as_hex, 16), False
    if short or long:
        code = int(short or long, 16)
        if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return code, True
    elif octal:
        if int(octal, 8) < 256:
            return int(octal, 8), False
    elif other is not None and (other in _SIMPLE or other == delimiter):
        return _SIMPLE.get(other, ord(other)), False
    raise ValueError(_BAD_SYNTAX)


def set_number(node: Number, *, is_char: bool, is_complex: bool) -> None:
    """Fill in node from its text; raises ValueError with Go's message."""
    if is_char:
        node.as_int = node.as_uint = _character(node.text)
        node.as_float = float(node.as_int)
    elif is_complex:
        split = max(node.text.rfind("+"), node.text.rfind("-"))
        while split and node.text[split - 1] in "eEpP" and not node.text[:split].lower().startswith("0x"):
            split = max(node.text.rfind("+", 0, split), node.text.rfind("-", 0, split))
        real, imaginary = parse_float(node.text[:split]), parse_float(node.text[split:-1])
        if real is None or imaginary is None:
            raise ValueError("syntax error scanning complex number")
        _simplify(node, complex(real, imaginary))
    else:
        _plain_number(node)


def _character(text: str) -> int:
    """Return the code of a character literal."""
    inner = text[1:]
    match = _ESCAPE.match(inner)
    if match is not None:
        code, end = _escape(match, "'")[0], match.end()
    elif inner[0] == "'":
        raise ValueError(_BAD_SYNTAX)
    else:
        code, end = ord(inner[0]), 1
        if 0xDC80 <= code <= 0xDCFF:
            code = 0xFFFD
    if inner[end:] != "'":
        raise ValueError(f"malformed character constant: {text}")
    return code


def _plain_number(node: Number) -> None:
    text = node.text
    if text.endswith("i"):
        imaginary = parse_float(text[:-1])
        if imaginary is not None:
            _simplify(node, complex(0, imaginary))
            return
    whole = parse_int(text)
    if whole is not None and (text[0] not in "+-" or whole == 0) and whole < 1 << 64:
        node.as_uint = whole
    if whole is not None and -(1 << 63) <= whole < 1 << 63:
        node.as_int = whole
    if node.as_int is not None or node.as_uint is not None:
        node.as_float = float(whole or 0)
        return
    number = parse_float(text)
    if number is None:
        raise ValueError(f"illegal number syntax: {quote(text)}")
    if not any(char in text for char in ".eEpP"):
        raise ValueError(f"integer overflow: {quote(text)}")
    node.as_float = number
    _whole_parts(node, number)


def _whole_parts(node: Number, number: float) -> None:
    """Let a float constant without a fraction pass as an integer."""
    if number == math.floor(number):
        if -(2.0**63) <= number < 2.0**63:
            node.as_int = int(number)
        if 0 <= number < 2.0**64:
            node.as_uint = int(number)


def _simplify(node: Number, number: complex) -> None:
    node.as_complex = number
    if number.imag == 0:
        node.as_float = number.real
        _whole_parts(node, number.real)


def _underscores_fit(text: str) -> bool:
    """Return whether underscores stand only between digits, a base's prefix being as good as one."""
    if "_" not in text:
        return True
    digits = text.lstrip("+-")
    pattern = _BAD_UNDERSCORE
    if digits[:2] in ("0x", "0X"):
        pattern = _BAD_UNDERSCORE_HEX
    if digits[1:2] in tuple("xXoObB"):
        digits = "0" + digits[2:]
    return pattern.search(digits) is None


def parse_int(text: str) -> Optional[int]:
    """Return the integer that text is in Go's base-0 syntax, of any size, or None."""
    match = _INTEGER.match(text)
    if match is None or (not _underscores_fit(text)):
        return None
    sign, base16, base8, base2, old8, base10 = match.groups()
    for digits, base in ((base16, 16), (base8, 8), (base2, 2), (old8, 8), (base10, 10)):
        if digits:
            bare = digits.replace("_", "")
            value = int(bare, base) if bare else 0
            return -value if sign == "-" else value
    return None


def parse_float(text: str) -> Optional[float]:
    """Return the finite float that text is in Go's syntax, or None."""
    number = numbers.parse_float(text)
    return number if number is not None and math.isfinite(number) else None
