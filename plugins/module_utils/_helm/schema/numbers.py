# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON with its numbers exact and as they were written, and how they are compared."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ..base.errors import ValuesError
from ..base.patterns import lazy

_LARGEST_EXPONENT = 10**6  # of a power of ten beyond which Go's big.Rat gives up (Go: math/big/ratconv.go)
_INT64 = 1 << 63
_WRITTEN = lazy(r"-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", re.ASCII)
_IMMENSE = lazy(r"[0-9]{19}|[eE][+-]?[0-9]{2}")
_MOST_DIGITS = 1000  # that Python makes an int of without much ado


class Literal(Decimal):
    """A number with a fraction or an exponent. text: how it was written. exact: whether helm's library takes it for a
    number in calculations; where it does not, such a bound is none."""

    text: str
    exact: bool

    @classmethod
    def read(cls, text: str) -> Literal:
        """Return the number that text says."""
        exact = _is_exact(text)
        try:
            made = cls(text)
        except InvalidOperation:  # an exponent of more than 18 digits
            made = cls(0)
        made.text, made.exact = text, exact
        return made


def _is_exact(text: str) -> bool:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return False
    whole, fraction, exponent = match[1], match[2] or "", match[3] or "0"
    if len(exponent) > 21 or not -_INT64 <= int(exponent) < _INT64:
        return False
    return not (whole + fraction).strip("0") or abs(int(exponent) - len(fraction)) <= _LARGEST_EXPONENT


def loads(text: str) -> Any:
    """Return the value of JSON text: dict, list, str, int, Literal, bool, None. ValueError for what is no JSON."""
    return json.loads(text, parse_float=Literal.read, parse_int=_whole, parse_constant=_no_constant)


def may_be_immense(text: str) -> bool:
    """Whether JSON text may have numbers that no int64 holds."""
    return _IMMENSE.search(text) is not None


def _whole(text: str) -> Any:
    return int(text) if len(text) <= _MOST_DIGITS else Literal.read(text)


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # Python would take NaN, Go does not


def is_number(value: Any) -> bool:
    """Whether value is a number; booleans are none."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def is_exact(value: Any) -> bool:
    """Whether a number can be compared and divided."""
    return not isinstance(value, Literal) or value.exact


def is_whole(value: Any) -> bool:
    """Whether value is a number without a fraction: 1.0 is one."""
    if not is_number(value) or not is_exact(value):
        return False
    return isinstance(value, int) or _parts(value)[1] >= 0


def int64(value: Any) -> int:
    """Return a whole number as Go makes an int of it: what does not fit loses its upper bits."""
    number, power = _parts(value)
    low = abs(number) * pow(10, power, 2 * _INT64) % (2 * _INT64)
    low = -low if number < 0 else low
    return (low + _INT64) % (2 * _INT64) - _INT64


def check_exact(value: Any) -> None:
    """Raise ValuesError, in helm's words, for a number that its library cannot compare."""
    if not is_exact(value):
        problem = "unable to validate schema: runtime error: invalid memory address or nil pointer dereference"
        raise ValuesError(problem)


def is_multiple(value: Any, of: Any) -> bool:
    """Whether a number is a whole multiple of another one. Powers of ten are never written out."""
    (number, power), (other, other_power) = _parts(value), _parts(of)
    if other == 0:
        return False
    gap = power - other_power
    if gap >= 0:
        return number * pow(10, gap, abs(other)) % abs(other) == 0
    # -gap zeros more than number has digits: only 0 is a multiple
    return number == 0 or (-gap <= number.bit_length() and number % (abs(other) * 10**-gap) == 0)


def key(value: Any) -> Any:
    """Return something that is equal for equal values only, and can be looked up: 1 equals 1.0, but not true."""
    if isinstance(value, dict):
        return "{", frozenset((name, key(item)) for name, item in value.items())
    if isinstance(value, list):
        return "[", tuple(key(item) for item in value)
    if is_number(value):
        return ("#", _parts(value)) if is_exact(value) else ("?", value.text)
    return value.__class__, value


def _parts(value: Any) -> tuple[int, int]:
    """Return a number as an integer that does not end in 0, times a power of ten."""
    sign, digits, exponent = Decimal(value).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    power = int(exponent) + len(digits) - len(text)
    number = int(Decimal(text)) if text else 0
    return (-number if sign else number), (power if number else 0)
