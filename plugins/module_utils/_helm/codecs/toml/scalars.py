# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TOML's numbers, times and escapes as BurntSushi/toml 1.6 reads them, with its messages (Go: parse.go)."""

from __future__ import annotations

import re
from typing import Any

from ...base.errors import HelmError
from ...golang import zone as gozone
from ...golang.parsing import parse_time
from ...golang.quoting import quote
from ...golang.time import RFC3339_NANO
from ...golang.types import Int64

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
CODES = {"x": 2, "u": 4, "U": 8}  # digits behind the letter of an escape
HEX = "0123456789abcdefABCDEF"
_WORDS = re.compile("[-+]?(?:inf|nan)")
LOCAL_LAYOUTS = {  # the zones of what says none, and how toToml writes a time in one
    "datetime-local": "2006-01-02T15:04:05.999999999",
    "date-local": "2006-01-02",
    "time-local": "15:04:05.999999999",
}
_LAYOUTS = (
    (RFC3339_NANO, ""),
    *((layout, name) for name, layout in LOCAL_LAYOUTS.items()),
    ("2006-01-02T15:04Z07:00", ""),
    ("2006-01-02T15:04", "datetime-local"),
    ("15:04", "time-local"),
)


class ScalarError(Exception):
    """A scalar that means nothing; the message is BurntSushi's, less the place."""


def integer_value(text: str) -> Int64:
    """Return the integer that text, of digits, underscores, a sign and a base's mark, says. ScalarError."""
    if not _underscores_between(text):
        raise ScalarError(f"Invalid integer {quote(text)}: underscores must be surrounded by digits")
    if _leading_zero(text):
        raise ScalarError(f"Invalid integer {quote(text)}: cannot have leading zeroes")
    number = int(text, 0)
    if not -(1 << 63) <= number < 1 << 63:
        raise ScalarError(f"{text} is out of range for int64")
    return Int64(number)


def float_value(text: str) -> float:
    """Return the float that text says. ScalarError."""
    parts = [part for part in re.split("[.eE]", text) if part]
    if not all(map(_underscores_between, parts)):
        raise ScalarError(f"Invalid float {quote(text)}: underscores must be surrounded by digits")
    if parts and _leading_zero(parts[0]):
        raise ScalarError(f"Invalid float {quote(text)}: cannot have leading zeroes")
    if re.search(r"\.(?![0-9])", text):
        raise ScalarError(f"Invalid float {quote(text)}: '.' must be followed by one or more digits")
    try:
        number = float(text.replace("_", ""))
    except ValueError:
        raise ScalarError(f"Invalid float value: {quote(text)}") from None
    if number in (float("inf"), float("-inf")) and not _WORDS.fullmatch(text):
        raise ScalarError(f"{text} is out of range for float64")
    return number


def _underscores_between(text: str) -> bool:
    """Whether each underscore of a number, or of a part of one, has a digit on both sides. Letters of a base's digits
    and of its mark are digits here, where they are hexadecimal ones."""
    if _WORDS.fullmatch(text):
        return True
    before = False
    for char in text:
        if char == "_" and not before:
            return False
        before = char in HEX
    return before


def _leading_zero(text: str) -> bool:
    """Whether a number begins with a zero that it does not need."""
    return bool(re.match(r"0(?![box]).|[-+]0.", text, re.DOTALL))


def datetime_value(text: str) -> Any:
    """Return the date, the time or both as time.Time. ScalarError.

    Without a zone it is in one of BurntSushi's own, as far from UTC as the machine is today.
    """
    import time

    text = text.translate({ord("z"): "Z", ord("t"): "T", ord(" "): "T"})
    for layout, name in _LAYOUTS:
        zone = gozone.FixedZone(name, gozone.LOCAL.lookup(int(time.time()))[1]) if name else gozone.LOCAL
        try:
            found = parse_time(layout, text, zone)
        except HelmError:
            continue
        if _same_form(text, layout):
            return found
        break
    raise ScalarError(f"invalid datetime: {quote(text)}")


def _same_form(text: str, layout: str) -> bool:
    """Whether text has the layout's signs in the layout's places: Go takes hours of one digit."""
    for at, sign in enumerate(layout):
        if sign in ".Z":
            return True
        if not sign.isdigit() and text[at] != sign:
            return False
    return True


def unescaped(text: str, *, long: bool) -> str:
    """Return what a basic string, whose escapes have their right lengths, says. ScalarError."""
    if long:
        text = re.sub(r"(?<!\\)((?:\\\\)*)\\[ \t\r]*\n[ \t\r\n]*", r"\1", text)
    out, at = [], 0
    while (slash := text.find("\\", at)) >= 0:
        out.append(text[at:slash])
        letter = text[slash + 1]
        width = CODES.get(letter, 0)
        at = slash + 2 + width
        if letter in " \t":
            raise ScalarError(f"invalid escape: '\\{letter}'")
        out.append(_coded(text[slash + 2 : at]) if width else _ESCAPES[letter])
    out.append(text[at:])
    return "".join(out)


def _coded(digits: str) -> str:
    """The character of a number in hexadecimal digits."""
    code = int(digits, 16)
    code -= 1 << 32 if code >= 1 << 31 else 0  # Go's rune is an int32
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ScalarError(f"Escaped character '\\u{digits}' is not valid UTF-8.")
    return chr(code)
