# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Float arithmetic in decimal, as shopspring/decimal does it for addf, divf and their kin: exact, but for quotients."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from typing import Any, Callable, Iterable

from ..base.errors import FunctionError
from ..golang import fmt
from .cast import to_float64

_DIVISION_DIGITS = 16
_ZERO = Decimal(0)
_EXACT = decimal.Context(prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)

add, sub, mul = _EXACT.add, _EXACT.subtract, _EXACT.multiply


def chain(operation: Callable[[Decimal, Decimal], Decimal], first: Any, values: Iterable[Any]) -> float:
    """Return operation applied from left to right, as the nearest float64."""
    result = _from_float(to_float64(first))
    for value in values:
        result = operation(result, _from_float(to_float64(value)))
    return float(_EXACT.add(result, _ZERO))  # no negative zero


def div(left: Decimal, right: Decimal) -> Decimal:
    """Return the quotient with 16 digits after the point, a half rounded away from zero."""
    if not right:
        raise FunctionError("decimal division by 0")
    dividend, divisor = _EXACT.scaleb(left, _DIVISION_DIGITS).copy_abs(), right.copy_abs()
    twice = _EXACT.add(_EXACT.add(dividend, dividend), divisor)
    quotient = _EXACT.scaleb(_EXACT.divide_int(twice, _EXACT.add(divisor, divisor)), -_DIVISION_DIGITS)
    return quotient if left.is_signed() == right.is_signed() else quotient.copy_negate()


def _from_float(number: float) -> Decimal:
    """Return the shortest decimal that reads back as number."""
    if not math.isfinite(number):
        raise FunctionError(f"Cannot create a Decimal from {fmt.sprint([number])}")
    return Decimal(repr(number))
