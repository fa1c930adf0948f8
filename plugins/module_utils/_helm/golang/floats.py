# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Floating-point numbers as Go writes them. Go: strconv ftoa.go."""

from __future__ import annotations

import math
from typing import Tuple


def format_float(number: float, verb: str, precision: int) -> str:
    """Return number as strconv.FormatFloat(number, verb, precision, 64) writes it.

    verb: one of e E f g G b x X. precision: digits, -1 for the fewest that read back as the same number.
    """
    if math.isnan(number):
        return "NaN"
    if number in (math.inf, -math.inf):
        return "+Inf" if number > 0 else "-Inf"
    if verb == "g" and precision < 0:
        return shortest(number)
    if verb in "eE":
        return _exponent_form(number, verb, precision)
    if verb in "fF":
        return _plain_form(number, precision)
    if verb in "gG":
        return _general_form(number, verb, precision)
    if verb == "b":
        return _binary_form(number)
    if verb in "xX":
        return _hex_form(number, verb, precision)
    return "%" + verb


def float32_text(number: float) -> str:
    """Return number as strconv.FormatFloat(number, 'g', -1, 32): what YAML's floats become where text is wanted."""
    import struct

    try:
        single = struct.pack("<f", number)
    except OverflowError:
        return "+Inf" if number > 0 else "-Inf"
    if number - number != 0:
        return "NaN" if math.isnan(number) else "+Inf" if number > 0 else "-Inf"
    (number,) = struct.unpack("<f", single)
    short = next(
        text for text in (f"{number:.{digits}e}" for digits in range(9)) if struct.pack("<f", float(text)) == single
    )
    mantissa, _unused, power = short.partition("e")
    exponent = int(power)
    if exponent < -4 or exponent >= 6:  # as 'g' decides for the shortest form
        return short
    digits = len(mantissa.lstrip("-").replace(".", "")) - 1
    return f"{float(short):.{max(0, digits - exponent)}f}"


def shortest(number: float) -> str:
    """Return a finite number as %v does: the fewest digits, with an exponent below 1e-4 and from a million on."""
    if -1e6 < number < 1e6:
        text = repr(number)  # repr uses an exponent below 1e-4, as Go does
        if text.endswith(".0"):
            return text[:-2]
        if "e" not in text:
            return text
    return _exponent_form(number, "e", -1)


def _digits(number: float) -> Tuple[str, int]:
    """Return the shortest digits of a finite number and where the decimal point stands: 0.DIGITS * 10**point."""
    mantissa, _unused, exponent = repr(abs(number)).partition("e")
    whole, _unused, fraction = mantissa.partition(".")
    point = len(whole) + (int(exponent) if exponent else 0)
    digits = whole + ("" if fraction == "0" else fraction)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (stripped, point) if stripped else ("0", 1)


def _place_point(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]


def _exponent_form(number: float, verb: str, precision: int) -> str:
    if precision >= 0:
        return f"{number:.{precision}{verb}}"
    digits, point = _digits(number)
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    exponent = 0 if digits == "0" else point - 1
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}{verb}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _plain_form(number: float, precision: int) -> str:
    if precision >= 0:
        return f"{number:.{precision}f}"
    digits, point = _digits(number)
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    return sign + _place_point(digits, point)


def _general_form(number: float, verb: str, precision: int) -> str:
    letter = "e" if verb == "g" else "E"
    if precision < 0:
        digits, point = _digits(number)
        limit, precision = 6, max(len(digits), 6)
    else:
        precision = precision or 1
        mantissa, _unused, exponent = f"{abs(number):.{precision - 1}e}".partition("e")
        digits = mantissa.replace(".", "").rstrip("0") or "0"
        point = int(exponent) + 1
        limit = precision
        if limit > len(digits) >= point:
            limit = len(digits)
    if not -4 <= point - 1 < limit:
        return _exponent_form(number, letter, min(precision, len(digits)) - 1)
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    return sign + _place_point(digits, point)


def _mantissa(number: float) -> Tuple[int, int]:
    """Return the integer mantissa and the binary exponent of abs(number) as they are stored in a float64."""
    if number == 0:
        return 0, -1074
    fraction, exponent = math.frexp(abs(number))
    shift = max(exponent - 53, -1074)
    return int(math.ldexp(fraction, exponent - shift)), shift


def _binary_form(number: float) -> str:
    mantissa, exponent = _mantissa(number)
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    return f"{sign}{mantissa}p{exponent:+d}"


def _hex_form(number: float, verb: str, precision: int) -> str:
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    mantissa, exponent = _mantissa(number)
    if mantissa:
        while mantissa < 1 << 52:
            mantissa <<= 1
            exponent -= 1
        exponent += 52
    else:
        exponent = 0
    # mantissa is 1.52 bits: 13 hexadecimal digits after the point
    if 0 <= precision < 13:
        drop = 4 * (13 - precision)
        rest = mantissa & ((1 << drop) - 1)
        mantissa >>= drop
        half = 1 << (drop - 1)
        if rest > half or (rest == half and mantissa & 1):
            mantissa += 1
        if mantissa >> (4 * precision) > 1:
            mantissa >>= 1
            exponent += 1
        fraction = f"{mantissa & ((1 << 4 * precision) - 1):0{precision}x}" if precision else ""
        head = mantissa >> (4 * precision)
    else:
        fraction = f"{mantissa & ((1 << 52) - 1):013x}"
        head = mantissa >> 52
        fraction = fraction.rstrip("0") if precision < 0 else fraction + "0" * (precision - 13)
    text = f"0x{head}{'.' if fraction else ''}{fraction}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return sign + (text.upper() if verb == "X" else text)
