# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's time.Duration: nanoseconds as text and back, and the methods that templates call on one. Go: time."""

from __future__ import annotations

import re
from typing import Any, Callable, Mapping

from ..base.errors import HelmError
from .types import Int64, go_function

NANOSECOND = 1
MICROSECOND = 1000
MILLISECOND = 1000 * MICROSECOND
SECOND = 1000 * MILLISECOND
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
_LIMIT = 1 << 63
_UNITS = {
    "ns": NANOSECOND,
    "us": MICROSECOND,
    "\u00b5s": MICROSECOND,
    "\u03bcs": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}
_TERM = re.compile(r"([0-9]*)(\.[0-9]*)?([^.0-9]*)")


class Duration(Int64):
    """time.Duration: nanoseconds, printed by Go as 1h2m3s."""

    go_type = "time.Duration"

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:
        """The methods that a template can call."""
        return methods_of(self)


class TimeError(HelmError):
    """A time or duration that does not parse; problem is Go's text."""


def quote(text: str) -> str:
    """Return text in the quotes of the time package's errors: bytes beyond ASCII as \\x escapes."""
    return quote_bytes(text.encode("utf-8", "surrogateescape").decode("latin-1"))


def quote_bytes(text: str) -> str:
    """Return the same of a text whose characters are bytes."""
    shown = []
    for mark in text:
        if mark >= "\x80" or mark < " ":
            shown.append(f"\\x{ord(mark):02x}")
        else:
            shown.append("\\" + mark if mark in '"\\' else mark)
    return '"' + "".join(shown) + '"'


def parse_duration(text: str) -> Duration:
    """Return the duration that text says ("1h30m", "-1.5s"); raises TimeError with Go's text."""
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return Duration(0)
    total = 0
    if not rest:
        raise _invalid(text)
    at = 0
    while at < len(rest):
        found = _TERM.match(rest, at)
        whole, fraction, unit = (found[1], found[2] or "", found[3]) if found else ("", "", "")
        if not whole and len(fraction) < 2:
            raise _invalid(text)
        at += len(whole) + len(fraction) + len(unit)
        total += _term(text, whole, fraction[1:], unit)
        if total > _LIMIT:
            raise _invalid(text)
    if text[0] == "-":
        return Duration(-total)
    if total >= _LIMIT:
        raise _invalid(text)
    return Duration(total)


def _term(text: str, whole: str, fraction: str, unit: str) -> int:
    """Return the nanoseconds of one number with its unit; text is the whole duration, for errors."""
    whole = whole.lstrip("0")
    if len(whole) > 19 or int(whole or 0) > _LIMIT:
        raise _invalid(text)
    if not unit:
        raise TimeError(f"time: missing unit in duration {quote(text)}")
    size = _UNITS.get(unit)
    if size is None:
        raise TimeError(f"time: unknown unit {quote(unit)} in duration {quote(text)}")
    number = int(whole or 0)
    if number > _LIMIT // size:
        raise _invalid(text)
    # what an int64 cannot hold does not count
    digits = fraction[: len(fraction) - len(fraction.lstrip("0")) + 19]
    if int(digits or 0) > _LIMIT:
        digits = digits[:-1]
    number = number * size
    if int(digits or 0):
        number += int(float(int(digits)) * (float(size) / 10.0 ** len(digits)))
    if number > _LIMIT:
        raise _invalid(text)
    return number


def _invalid(text: str) -> TimeError:
    return TimeError(f"time: invalid duration {quote(text)}")


def format_duration(nanoseconds: int) -> str:
    """Return the duration as Go prints it: 1h2m3.5s, 1.5ms, 0s."""
    size = abs(nanoseconds)
    sign = "-" if nanoseconds < 0 else ""
    if size < SECOND:
        if not size:
            return "0s"
        unit, divisor = ("ns", 1) if size < MICROSECOND else ("\u00b5s", 1000) if size < MILLISECOND else ("ms", 10**6)
        return sign + _decimal(size, divisor) + unit
    hours, rest = divmod(size, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    text = _decimal(rest, SECOND) + "s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{sign}{hours}h{text}" if hours else sign + text


def _decimal(number: int, divisor: int) -> str:
    """Return number / divisor, a power of ten, without trailing zeros."""
    whole, rest = divmod(number, divisor)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest + divisor)[1:].rstrip('0')}"


def truncate(nanoseconds: int, unit: int) -> int:
    """Return the duration cut towards zero to a multiple of unit; as it is when unit is not positive."""
    if unit <= 0:
        return nanoseconds
    cut = abs(nanoseconds) // unit * unit
    return -cut if nanoseconds < 0 else cut


def round_to(nanoseconds: int, unit: int) -> int:
    """Return the duration rounded to a multiple of unit, a half away from zero, within an int64."""
    if unit <= 0:
        return nanoseconds
    size = abs(nanoseconds)
    rest = size % unit
    size += -rest if rest + rest < unit else unit - rest
    return max(-size, -_LIMIT) if nanoseconds < 0 else min(size, _LIMIT - 1)


def methods_of(duration: Duration) -> dict[str, Callable[..., Any]]:
    """Return the methods that a template can call on duration."""
    number = int(duration)

    def in_unit(unit: int) -> Callable[[], Any]:
        whole = truncate(number, unit) // unit
        return go_function()(lambda: Int64(whole))

    def as_float(unit: int) -> Callable[[], Any]:
        whole = truncate(number, unit)
        return go_function()(lambda: float(whole // unit) + float(number - whole) / float(unit))

    return {
        "Abs": go_function()(lambda: Duration(min(abs(number), _LIMIT - 1))),
        "Hours": as_float(HOUR),
        "Microseconds": in_unit(MICROSECOND),
        "Milliseconds": in_unit(MILLISECOND),
        "Minutes": as_float(MINUTE),
        "Nanoseconds": in_unit(NANOSECOND),
        "Round": go_function("time.Duration")(lambda unit: Duration(round_to(number, unit))),
        "Seconds": as_float(SECOND),
        "String": go_function()(lambda: format_duration(number)),
        "Truncate": go_function("time.Duration")(lambda unit: Duration(truncate(number, unit))),
    }
