# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole numbers and floats. Sprig: numeric.go."""

from __future__ import annotations

import math
from typing import Any

from ..base.errors import FunctionError, LimitError
from ..golang import fmt
from ..golang.types import Int64, TypedList, go_function
from .cast import parse_int, to_float64, to_int64, wrap64

# Each number costs Python 36 bytes; no chart counts this far, and Go would go on until memory ends.
MAX_NUMBERS = 10_000_000


@go_function("interface {}")
def to_int(value: Any) -> int:
    """Return value as an int, 0 for what is no number."""
    return to_int64(value)


@go_function("interface {}")
def int64(value: Any) -> Int64:
    """Return value as an int64, 0 for what is no number."""
    return Int64(to_int64(value))


@go_function("interface {}")
def float64(value: Any) -> float:
    """Return value as a float64, 0 for what is no number."""
    return to_float64(value)


@go_function("interface {}")
def to_decimal(value: Any) -> Int64:
    """Return the number whose octal digits value shows, 0 when it shows none."""
    return Int64(parse_int(fmt.sprint([value]), 8) or 0)


@go_function("interface {}")
def add1(value: Any) -> Int64:
    """Return value + 1."""
    return Int64(wrap64(to_int64(value) + 1))


@go_function("...interface {}")
def add(*values: Any) -> Int64:
    """Return the sum."""
    return Int64(wrap64(sum(map(to_int64, values))))


@go_function("interface {}", "interface {}")
def sub(left: Any, right: Any) -> Int64:
    """Return the difference."""
    return Int64(wrap64(to_int64(left) - to_int64(right)))


@go_function("interface {}", "...interface {}")
def mul(first: Any, *values: Any) -> Int64:
    """Return the product."""
    product = to_int64(first)
    for value in values:
        product = wrap64(product * to_int64(value))
    return Int64(product)


@go_function("interface {}", "interface {}")
def div(left: Any, right: Any) -> Int64:
    """Return the quotient, cut towards zero."""
    dividend, divisor = to_int64(left), _not_zero(to_int64(right))
    quotient = abs(dividend) // abs(divisor)
    return Int64(wrap64(quotient if (dividend < 0) == (divisor < 0) else -quotient))


@go_function("interface {}", "interface {}")
def mod(left: Any, right: Any) -> Int64:
    """Return the remainder, with the sign of left."""
    dividend, divisor = to_int64(left), _not_zero(to_int64(right))
    remainder = abs(dividend) % abs(divisor)
    return Int64(-remainder if dividend < 0 else remainder)


def _not_zero(divisor: int) -> int:
    if divisor == 0:
        raise FunctionError("runtime error: integer divide by zero")
    return divisor


@go_function("interface {}", "...interface {}")
def largest(first: Any, *values: Any) -> Int64:
    """Return the largest."""
    return Int64(max(map(to_int64, (first, *values))))


@go_function("interface {}", "...interface {}")
def smallest(first: Any, *values: Any) -> Int64:
    """Return the smallest."""
    return Int64(min(map(to_int64, (first, *values))))


@go_function("interface {}", "...interface {}")
def maxf(first: Any, *values: Any) -> float:
    """Return the largest float; infinity beats NaN, NaN everything else, 0 beats -0. Go: math.Max."""
    best = to_float64(first)
    for value in values:
        best = -_lower(-best, -to_float64(value))
    return best


@go_function("interface {}", "...interface {}")
def minf(first: Any, *values: Any) -> float:
    """Return the smallest float; -infinity beats NaN, NaN everything else, -0 beats 0. Go: math.Min."""
    best = to_float64(first)
    for value in values:
        best = _lower(best, to_float64(value))
    return best


def _lower(left: float, right: float) -> float:
    if -math.inf in (left, right):
        return -math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if left == right == 0:
        return left if math.copysign(1, left) < 0 else right
    return min(left, right)


@go_function("interface {}")
def floor(value: Any) -> float:
    """Return the next whole number below."""
    return _whole(to_float64(value), up=False)


@go_function("interface {}")
def ceil(value: Any) -> float:
    """Return the next whole number above."""
    return _whole(to_float64(value), up=True)


def _whole(number: float, *, up: bool) -> float:
    """Return number rounded up or down; infinities, NaN and the sign of zero stay."""
    if not math.isfinite(number):
        return number
    return math.copysign(float(math.ceil(number) if up else math.floor(number)), number)


@go_function("interface {}", "int", "...float64")
def round_to(value: Any, places: int, *threshold: float) -> float:
    """Return value rounded to so many decimal places, up where the rest is at least threshold (0.5).

    The rest of a negative number is negative, so that it is always rounded down, as Sprig does.
    """
    power = _power_of_ten(places)
    digits = power * to_float64(value)
    # Modf of an infinity has the fraction NaN, which reaches no threshold
    rest = math.modf(digits)[0] if math.isfinite(digits) else math.nan
    return _divide(_whole(digits, up=rest >= (threshold[0] if threshold else 0.5)), power)


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left)


def _power_of_ten(places: int) -> float:
    """Return math.Pow(10, places) with Go's rounding: squared repeatedly, which is not always the nearest float."""
    mantissa, exponent = 1.0, 0
    square, square_exponent = math.frexp(10.0)
    rest = abs(places)
    while rest:
        if not -(1 << 12) < square_exponent < (1 << 12):
            exponent += square_exponent
            break
        if rest & 1:
            mantissa *= square
            exponent += square_exponent
        square *= square
        square_exponent <<= 1
        if square < 0.5:
            square += square
            square_exponent -= 1
        rest >>= 1
    if places < 0:
        mantissa, exponent = 1 / mantissa, -exponent
    try:
        return math.ldexp(mantissa, exponent)
    except OverflowError:
        return math.inf


@go_function("int")
def until(count: int) -> TypedList:
    """Return 0, 1, … up to count, which is not in it; downwards when count is negative."""
    return until_step(0, count, -1 if count < 0 else 1)


@go_function("int", "int", "int")
def until_step(start: int, stop: int, step: int) -> TypedList:
    """Return start, start + step, … up to stop, which is not in it; nothing when step leads away from it."""
    if (stop < start) == (step >= 0) or step == 0:
        return TypedList("[]int")
    numbers = range(start, stop, step)
    if abs(stop - start) // abs(step) > MAX_NUMBERS:
        raise LimitError(f"untilStep: more than {MAX_NUMBERS} numbers")
    return TypedList("[]int", numbers)


@go_function("...int")
def seq(*bounds: int) -> str:
    """Return the numbers that the seq command prints for LAST, FIRST LAST or FIRST STEP LAST, spaces between."""
    if not 1 <= len(bounds) <= 3:
        return ""
    first, last = (1, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[-1])
    towards = -1 if last < first else 1
    step = bounds[1] if len(bounds) == 3 else towards
    if towards < 0 < step:
        return ""
    return " ".join(map(str, until_step(first, wrap64(last + towards), step)))


@go_function("interface {}")
def add1f(value: Any) -> float:
    """Return value + 1, calculated in decimal."""
    from . import decimals

    return decimals.chain(decimals.add, value, (1,))


@go_function("...interface {}")
def addf(*values: Any) -> float:
    """Return the sum, calculated in decimal."""
    from . import decimals

    return decimals.chain(decimals.add, 0.0, values)


@go_function("interface {}", "...interface {}")
def subf(first: Any, *values: Any) -> float:
    """Return first less the others, calculated in decimal."""
    from . import decimals

    return decimals.chain(decimals.sub, first, values)


@go_function("interface {}", "...interface {}")
def mulf(first: Any, *values: Any) -> float:
    """Return the product, calculated in decimal."""
    from . import decimals

    return decimals.chain(decimals.mul, first, values)


@go_function("interface {}", "...interface {}")
def divf(first: Any, *values: Any) -> float:
    """Return first divided by the others, in decimal with 16 digits after the point."""
    from . import decimals

    return decimals.chain(decimals.div, first, values)


TABLE = {
    "add": add, "add1": add1, "add1f": add1f, "addf": addf, "biggest": largest, "ceil": ceil, "div": div,
    "divf": divf, "float64": float64, "floor": floor, "int": to_int, "int64": int64, "max": largest, "maxf": maxf,
    "min": smallest, "minf": minf, "mod": mod, "mul": mul, "mulf": mulf, "round": round_to, "seq": seq, "sub": sub,
    "subf": subf, "toDecimal": to_decimal, "until": until, "untilStep": until_step,
}  # fmt: skip
