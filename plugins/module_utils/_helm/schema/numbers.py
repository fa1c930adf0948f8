# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON with its numbers exact and as they were written, and how they are compared."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

_MOST_DIGITS = 1100  # of a number written out: no float has more


class Literal(Decimal):
    """A number with a fraction or an exponent; text is how it was written."""

    text: str

    @classmethod
    def read(cls, text: str) -> Literal:
        """Return the number that text says. ValueError for one out of all bounds."""
        made = cls(text)
        if abs(made.adjusted()) > _MOST_DIGITS or len(made.as_tuple().digits) > _MOST_DIGITS:
            raise ValueError(f"the number {text[:40]} is out of bounds")
        made.text = text
        return made


def loads(text: str) -> Any:
    """Return the value of JSON text: dict, list, str, int, Literal, bool, None. ValueError for what is no JSON."""
    return json.loads(text, parse_float=Literal.read, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # Python would take NaN, Go does not


def is_number(value: Any) -> bool:
    """Whether value is a number; booleans are none."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether value is a number without a fraction: 1.0 is one."""
    return is_number(value) and (isinstance(value, int) or bool(value == value.to_integral_value()))


def is_multiple(value: Any, of: Any) -> bool:
    """Whether a number is a whole multiple of another one."""
    return (Fraction(value) / Fraction(of)).denominator == 1


def key(value: Any) -> Any:
    """Return something that is equal for equal values only, and can be looked up: 1 equals 1.0, but not true."""
    if isinstance(value, dict):
        return "{", frozenset((name, key(item)) for name, item in value.items())
    if isinstance(value, list):
        return "[", tuple(key(item) for item in value)
    if is_number(value):
        return "#", Fraction(value)
    return value.__class__, value
