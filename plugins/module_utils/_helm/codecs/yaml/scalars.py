# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an unquoted YAML scalar means to Helm: YAML 1.1 as go.yaml.in/yaml/v2 reads it (Go: resolve.go)."""

from __future__ import annotations

import re
from typing import Any, Optional

from ...base.patterns import lazy

STR, BOOL, INT, FLOAT, NULL, TIMESTAMP, BINARY, MERGE = (
    "tag:yaml.org,2002:" + name for name in ("str", "bool", "int", "float", "null", "timestamp", "binary", "merge")
)
RESOLVABLE = frozenset((STR, BOOL, INT, FLOAT, NULL, TIMESTAMP))

_INFINITY = float("inf")
_WORDS: dict[str, tuple[str, Any]] = {"": (NULL, None), "~": (NULL, None), "<<": (MERGE, "<<")}
for _tag, _value, _words in (
    (BOOL, True, "y Y yes Yes YES true True TRUE on On ON"),
    (BOOL, False, "n N no No NO false False FALSE off Off OFF"),
    (NULL, None, "null Null NULL"),
    (FLOAT, float("nan"), ".nan .NaN .NAN"),
    (FLOAT, _INFINITY, ".inf .Inf .INF +.inf +.Inf +.INF"),
    (FLOAT, -_INFINITY, "-.inf -.Inf -.INF"),
):
    for _word in _words.split():
        _WORDS[_word] = (_tag, _value)

# The first character decides whether anything but a string is possible ("<<" never gets this far).
_TYPED_START = frozenset("yYnNtTfFoO~0123456789+-.")
_NUMBER_START = frozenset("0123456789+-")
_INTEGER = lazy(r"([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))", re.ASCII)
_SIGNED_BINARY = lazy(r"0b([-+][01]+)", re.ASCII)
_STYLE_FLOAT = lazy(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_DOT_FLOAT = lazy(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?", re.ASCII)
_BASE60 = lazy(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", re.ASCII)
_TIMESTAMP = lazy(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?",
    re.ASCII,
)
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UINT64 = 1 << 64
_INT64 = 1 << 63


def resolve(text: str) -> tuple[str, Any]:
    """Return (tag, value) of a plain scalar without a tag: None, bool, int, float or str.

    A timestamp is ("tag:…timestamp", text): Go leaves it a string, the tag only matters for quoting.
    """
    if text and text[0] not in _TYPED_START:
        return STR, text
    known = _WORDS.get(text)
    if known is not None:
        return known
    first = text[0]
    if first in _NUMBER_START:
        return _number(text)
    if first == "." and _DOT_FLOAT.fullmatch(text):
        number = float(text)
        if number != _INFINITY:
            return FLOAT, number
    return STR, text


def _number(text: str) -> tuple[str, Any]:
    """resolve() for what starts like a number."""
    if is_timestamp(text):
        return TIMESTAMP, text
    plain = text.replace("_", "")
    integer = parse_integer(plain)
    if integer is not None:
        return INT, integer
    if _STYLE_FLOAT.fullmatch(plain):
        number = float(plain)
        if abs(number) != _INFINITY:
            return FLOAT, number
    if (signed := _SIGNED_BINARY.fullmatch(plain)) and -_INT64 <= int(signed[1], 2) < _INT64:
        return INT, int(signed[1], 2)
    return STR, text


def parse_integer(plain: str) -> Optional[int]:
    """Return the integer that Go's ParseInt or ParseUint with base 0 reads, None when it is none or over 64 bits."""
    match = _INTEGER.fullmatch(plain)
    if match is None:
        return None
    sign, hexadecimal, hex_digits, binary, bits, octal, decimal = match.groups()
    if hexadecimal:
        number = int(hex_digits, 16)
    elif binary:
        number = int(bits, 2)
    else:
        number = int(octal, 8) if octal else int(decimal)
    if sign == "-":
        return -number if number <= _INT64 else None
    return number if number < (_INT64 if sign else _UINT64) else None


def is_timestamp(text: str) -> bool:
    """Return whether go-yaml takes text for a timestamp (and so quotes it when it writes the string)."""
    if len(text) < 8 or text[4] != "-":
        return False
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return False
    year, month, day, separator, hour, minute, second, zone = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= _MONTH_DAYS[int(month) - 1]):
        return False
    leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    if int(month) == 2 and int(day) == 29 and not leap:
        return False
    if separator is None:
        return True
    if (separator == " ") != (zone is None):
        return False
    if zone and zone != "Z" and (int(zone[1:3]) > 24 or int(zone[4:]) > 60):
        return False
    return int(hour) < 24 and int(minute) < 60 and int(second) < 60


def is_base60(text: str) -> bool:
    """Return whether text looks like a base 60 number of YAML 1.1: a string to go-yaml, but quoted on the way out."""
    return ":" in text and _BASE60.fullmatch(text) is not None


def short_tag(tag: str) -> str:
    """Return "!!int" for "tag:yaml.org,2002:int"."""
    return "!!" + tag[18:] if tag.startswith("tag:yaml.org,2002:") else tag
