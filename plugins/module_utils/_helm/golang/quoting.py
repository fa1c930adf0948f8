# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's quoted strings and characters. Go: strconv quote.go.

Bytes that are no UTF-8 are surrogates in a str (types.py); they come out as \\x escapes.
"""

from __future__ import annotations

from ..base.patterns import lazy

_NEEDS_ESCAPE = lazy(r"[^ !#-\[\]-~]")
_NO_BACKQUOTE = lazy("[\x00-\x08\n-\x1f`\x7f\ufeff\ud800-\udfff]")
_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
}


def quote(text: str) -> str:
    """Return text as a double-quoted Go string. Go: strconv.Quote."""
    if _NEEDS_ESCAPE.search(text) is None:
        return f'"{text}"'
    return '"' + "".join(_escape(char, '"', False) for char in text) + '"'


def quote_ascii(text: str) -> str:
    """Return text as a double-quoted Go string of ASCII only. Go: strconv.QuoteToASCII."""
    return '"' + "".join(_escape(char, '"', True) for char in text) + '"'


def quote_char(char: str, *, ascii_only: bool = False) -> str:
    """Return one character as a Go character constant. Go: strconv.QuoteRune, QuoteRuneToASCII."""
    return "'" + _escape(char, "'", ascii_only) + "'"


def can_backquote(text: str) -> bool:
    """Return whether text can stand unchanged between backquotes. Go: strconv.CanBackquote."""
    return _NO_BACKQUOTE.search(text) is None


def printable(char: str) -> bool:
    """Return whether Go's strconv.IsPrint calls char printable."""
    return char.isprintable()


def _escape(char: str, delimiter: str, ascii_only: bool) -> str:
    """Return char as it stands in a literal between delimiters."""
    if char == delimiter:
        return "\\" + char
    short = _SHORT.get(char)
    if short is not None:
        return short
    code = ord(char)
    if code < 0x7F and code >= 0x20:
        return char
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if not ascii_only and char.isprintable():
        return char
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
