# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values to numbers and text by the rules of spf13/cast and Go's strconv, as Sprig does before it calculates."""

from __future__ import annotations

import math
from typing import Any, Optional

from ..base.patterns import lazy
from ..golang import fmt
from ..golang.types import GoInt

_INT64_MIN = -(1 << 63)
_INT64_MAX = (1 << 63) - 1
_MOST_DIGITS = 64
_DECIMAL = lazy(r"[+-]?[0-9]+")
_PREFIXES = {"0x": 16, "0b": 2, "0o": 8}
_DIGITS = {2: lazy(r"[01]+"), 8: lazy(r"[0-7]+"), 10: lazy(r"[0-9]+"), 16: lazy(r"[0-9a-f]+")}
_UNDERSCORED = lazy(r"(?:0[xbo]_?)?[0-9a-f]+(?:_[0-9a-f]+)*")
_ZERO_FRACTION = lazy(r"\.0+\Z")
_COUNTED = ("time.Month", "time.Weekday")


def to_string(value: Any) -> str:
    """Return value as Sprig's toString does. Go: sprig strings.go, strval."""
    if value.__class__ is str:
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return fmt.sprint([value])


def to_int64(value: Any) -> int:
    """Return value as an int64, 0 for what is no number. Go: spf13/cast, ToInt64."""
    kind = type(value)
    if kind is int:
        return int(value)
    if kind is str:
        number = parse_int(_ZERO_FRACTION.sub("", value), 0)
        return 0 if number is None else number
    if kind is float:
        return float_to_int64(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, GoInt) and (value.go_type == value.go_kind or value.go_type in _COUNTED):
        return wrap64(int(value))
    return 0  # nil, and every type that cast does not know: named ones (time.Duration), lists, maps


def to_float64(value: Any) -> float:
    """Return value as a float64, 0 for what is no number. Go: spf13/cast, ToFloat64."""
    kind = type(value)
    if kind is float:
        return float(value)
    if kind is int:
        return float(value)
    if kind is str:
        from ..golang.numbers import parse_float  # most charts make no numbers of texts

        number = parse_float(value)
        return 0.0 if number is None or (math.isinf(number) and "n" not in value.lower()) else number
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, GoInt) and (value.go_type == value.go_kind or value.go_type in _COUNTED):
        return float(int(value))
    return 0.0


def wrap64(number: int) -> int:
    """Return number as an int64 that ran over its edge."""
    if _INT64_MIN <= number <= _INT64_MAX:
        return number
    number &= (1 << 64) - 1
    return number - (1 << 64) if number >> 63 else number


def float_to_int64(number: float) -> int:
    """Return Go's conversion of a float64 on amd64: what does not fit is the smallest int64."""
    if not -9.223372036854775808e18 <= number < 9.223372036854775808e18:  # NaN fails it as well
        return _INT64_MIN
    return int(number)


def parse_int(text: str, base: int, *, clamp: bool = False) -> Optional[int]:
    """Return strconv.ParseInt(text, base, 64), None on an error.

    base 0: the prefix says (0x, 0b, 0o, 0), underscores may stand between digits. clamp: what is out of range gives the
    nearest int64, as ParseInt's first result does.
    """
    if base == 10 or (base == 0 and text[:1] not in ("0", "+", "-")):
        if base == 0 and "_" in text and _UNDERSCORED.fullmatch(text):
            text = text.replace("_", "")
        if not _DECIMAL.fullmatch(text):
            return None
        return _in_range(_whole(text, 10), clamp)
    negative = text[:1] == "-"
    digits = (text[1:] if text[:1] in ("+", "-") else text).lower()
    if base == 0:
        if "_" in digits:
            if not _UNDERSCORED.fullmatch(digits):
                return None
            digits = digits.replace("_", "")
        base, digits = _by_prefix(digits)
    if not _DIGITS[base].fullmatch(digits):
        return None
    number = _whole(digits, base)
    return _in_range(-number if negative else number, clamp)


def _by_prefix(digits: str) -> tuple[int, str]:
    """Return the base that digits ask for, and the digits after the prefix."""
    base = _PREFIXES.get(digits[:2])
    if base is not None:
        return base, digits[2:]
    if digits[:1] == "0" and len(digits) > 1:
        return 8, digits[1:]
    return 10, digits


def _whole(digits: str, base: int) -> int:
    """Return the number of any digits; of very many, which Python refuses to read, one that no int64 holds."""
    if len(digits) > _MOST_DIGITS and len(digits.lstrip("+-0")) > _MOST_DIGITS:
        return -(1 << 64) if digits[0] == "-" else 1 << 64
    return int(digits[:1] + digits[1:].lstrip("0"), base) if len(digits) > _MOST_DIGITS else int(digits, base)


def _in_range(number: int, clamp: bool) -> Optional[int]:
    if _INT64_MIN <= number <= _INT64_MAX:
        return number
    if not clamp:
        return None
    return _INT64_MIN if number < 0 else _INT64_MAX
