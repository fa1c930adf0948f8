# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Float arithmetic in decimal, as shopspring/decimal does it for addf, divf and their kin.

A decimal is (coefficient, exponent): coefficient * 10**exponent, exact.
"""

from __future__ import annotations

import math
from typing import Any, Callable, Iterable

from ..base.errors import FunctionError
from ..golang import fmt
from .cast import to_float64

Decimal = tuple[int, int]
_DIVISION_DIGITS = 16


def chain(operation: Callable[[Decimal, Decimal], Decimal], first: Any, values: Iterable[Any]) -> float:
    """Return operation applied from left to right, as the nearest float64."""
    result = _from_float(to_float64(first))
    for value in values:
        result = operation(result, _from_float(to_float64(value)))
    return _to_float(result)


def add(left: Decimal, right: Decimal) -> Decimal:
    """Return the sum."""
    exponent = min(left[1], right[1])
    return _scaled(left, exponent) + _scaled(right, exponent), exponent


def sub(left: Decimal, right: Decimal) -> Decimal:
    """Return the difference."""
    return add(left, (-right[0], right[1]))


def mul(left: Decimal, right: Decimal) -> Decimal:
    """Return the product."""
    return left[0] * right[0], left[1] + right[1]


def div(left: Decimal, right: Decimal) -> Decimal:
    """Return the quotient with 16 digits after the point, a half rounded away from zero."""
    if right[0] == 0:
        raise FunctionError("decimal division by 0")
    exponent = min(left[1] + _DIVISION_DIGITS, right[1])
    dividend = abs(_scaled((left[0], left[1] + _DIVISION_DIGITS), exponent))
    divisor = abs(_scaled(right, exponent))
    quotient = (2 * dividend + divisor) // (2 * divisor)
    return (quotient if (left[0] < 0) == (right[0] < 0) else -quotient), -_DIVISION_DIGITS


def _scaled(number: Decimal, exponent: int) -> int:
    """Return the coefficient of number for an exponent that is not above its own."""
    return number[0] * int(10 ** (number[1] - exponent))


def _from_float(number: float) -> Decimal:
    """Return the shortest decimal that reads back as number."""
    if not math.isfinite(number):
        raise FunctionError(f"Cannot create a Decimal from {fmt.sprint([number])}")
    mantissa, _unused, exponent = repr(number).partition("e")
    whole, _unused, fraction = mantissa.partition(".")
    return int(whole + fraction), int(exponent or 0) - len(fraction)


def _to_float(number: Decimal) -> float:
    coefficient, exponent = number
    try:
        return float(coefficient * 10**exponent) if exponent >= 0 else coefficient / 10**-exponent
    except OverflowError:
        return -math.inf if coefficient < 0 else math.inf
