# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a text has to look like to be a date, a time, a duration, a period (RFC 3339, ISO 8601)."""

from __future__ import annotations

import re

from ..golang.duration import TimeError
from ..golang.parsing import parse_time
from ..golang.quoting import quote_char
from .reasons import Bad, within

_SHORTEST_TIME, _SHORTEST_MOMENT = 9, 20
_DATE_UNITS, _TIME_UNITS, _WEEKS = "YMD", "HMS", re.compile(r"[0-9]+W")


def date(text: str) -> None:
    """Raise Bad unless text is a day."""
    try:
        parse_time("2006-01-02", text)
    except TimeError as error:
        raise Bad(str(error)) from error


def time(text: str) -> None:
    """Raise Bad unless text is a time of the day with its offset."""
    if len(text) < _SHORTEST_TIME:
        raise Bad("less than 9 characters long")
    if text[2] != ":" or text[5] != ":":
        raise Bad("missing colon in correct place")
    hour, minute, second = (_two(text[at : at + 2], "invalid hour/min/sec") for at in (0, 3, 6))
    if hour > 23 or minute > 59 or second > 60:
        raise Bad("hour/min/sec out of range")
    rest = text[8:]
    if rest.startswith("."):
        digits = re.match(r"\.[0-9]*", rest, re.ASCII)
        taken = digits.group() if digits else "."
        if len(taken) < 2:
            raise Bad("no digits in second fraction")
        rest = rest[len(taken) :]
    if rest not in ("z", "Z"):
        hour, minute = _less_offset(hour, minute, rest)
    if second == 60 and (hour, minute) != (23, 59):
        raise Bad("invalid leap second")


def _less_offset(hour: int, minute: int, offset: str) -> tuple[int, int]:
    """Return the time in UTC."""
    if len(offset) != 6:
        raise Bad("offset must be 6 characters long")
    if offset[0] not in "+-":
        raise Bad("offset must begin with plus/minus")
    if offset[3] != ":":
        raise Bad("missing colon in offset in correct place")
    hours, minutes = (_two(part, "invalid hour/min in offset") for part in (offset[1:3], offset[4:6]))
    if hours > 23 or minutes > 59:
        raise Bad("hour/min in offset out of range")
    sign = -1 if offset[0] == "+" else 1
    total = (hour * 60 + minute + sign * (hours * 60 + minutes)) % (24 * 60)
    return total // 60, total % 60


def _two(text: str, problem: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        raise Bad(problem)
    return int(text)


def date_time(text: str) -> None:
    """Raise Bad unless text is a moment."""
    if len(text) < _SHORTEST_MOMENT:
        raise Bad("less than 20 characters long")
    if text[10] not in "tT":
        raise Bad("11th character must be t or T")
    within("invalid date element", date, text[:10])
    within("invalid time element", time, text[11:])


def duration(text: str) -> None:
    """Raise Bad unless text is a duration."""
    if not text.startswith("P"):
        raise Bad("must start with P")
    rest = text[1:]
    if not rest:
        raise Bad("nothing after P")
    if _WEEKS.fullmatch(rest):
        return
    days, divider, hours = rest.partition("T")
    if days:
        _units(days, _DATE_UNITS)
    if divider:
        if not hours:
            raise Bad("no time elements")
        _units(hours, _TIME_UNITS)


def _units(text: str, allowed: str) -> None:
    left = allowed
    while text:
        digits = re.match(r"[0-9]*", text, re.ASCII)
        number = digits.group() if digits else ""
        if not number:
            raise Bad("missing number")
        text = text[len(number) :]
        if not text:
            raise Bad("missing unit")
        unit, text = text[0], text[1:]
        if unit not in left:
            shown = quote_char(unit)
            raise Bad(f"unit {shown} out of order" if unit in allowed else f"invalid unit {shown}")
        left = left[left.index(unit) + 1 :]


def period(text: str) -> None:
    """Raise Bad unless text is a period."""
    start, slash, end = text.partition("/")
    if not slash:
        raise Bad("missing slash")
    if start.startswith("P"):
        within("invalid start duration", duration, start)
        within("invalid end date-time", date_time, end)
        return
    within("invalid start date-time", date_time, start)
    if end.startswith("P"):
        within("invalid end duration", duration, end)
    else:
        within("invalid end date-time", date_time, end)
