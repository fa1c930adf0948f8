# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times from text by Go's layouts. Go: time format.go, parse."""

from __future__ import annotations

import re
from typing import Callable, Optional

from .calendar import MONTHS, WEEKDAYS, days_from_civil
from .duration import TimeError, quote_bytes
from .layout import ELEMENT
from .time import Time
from .zone import UTC, FixedZone, Zone

_FRACTION = re.compile(r"[.,][0-9]+")
_SIGNED_HOURS = re.compile(r"[+-]0*([0-9]{1,4})(?![0-9])")


class _Mismatch(Exception):
    """The text does not have the element at hand."""


class _OutOfRange(Exception):
    """The element at hand has a number that it cannot have; the message names it."""


class _Reading:
    """What has been read so far, and the rest of the text."""

    __slots__ = (
        "afternoon", "day", "hour", "layout", "minute", "month", "nanosecond", "offset", "rest", "second", "utc",
        "year", "year_day", "zone_name",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.rest = text
        self.layout = ""  # what follows the element at hand
        self.year = self.hour = self.minute = self.second = self.nanosecond = 0
        self.month = self.day = self.year_day = -1
        self.afternoon: Optional[bool] = None
        self.offset: Optional[int] = None
        self.utc = False
        self.zone_name = ""

    def take(self, count: int) -> str:
        """Return the next characters, all of which have to be there."""
        if len(self.rest) < count:
            raise _Mismatch
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def number(self, *, digits: int = 2, fixed: bool = False) -> int:
        """Return the next number of at most so many digits; fixed: of exactly so many."""
        found = re.match(rf"[0-9]{{1,{digits}}}", self.rest)
        if found is None or (fixed and len(found.group()) != digits):
            raise _Mismatch
        self.rest = self.rest[found.end() :]
        return int(found.group())

    def name(self, names: tuple[str, ...], length: int) -> int:
        """Return which of the names comes next, cut to so many characters, in whatever case."""
        for index, name in enumerate(names):
            name = name[:length]
            if self.rest[: len(name)].lower() == name.lower():
                self.rest = self.rest[len(name) :]
                return index
        raise _Mismatch

    def skip_space(self) -> None:
        """Skip one space."""
        if self.rest[:1] == " ":
            self.rest = self.rest[1:]


def parse_time(layout: str, text: str, zone: Zone = UTC) -> Time:
    """Return the time that text says in the form of layout, in zone unless it names another; raises TimeError.

    Go: time.ParseInLocation.
    """
    # Go reads bytes: each of them a character here
    layout, text = (part.encode("utf-8", "surrogateescape").decode("latin-1") for part in (layout, text))
    reading = _Reading(text)
    rest = layout
    while True:
        found = ELEMENT.search(rest)
        prefix = rest if found is None else rest[: found.start()]
        if not _skip(reading, prefix):
            raise _mismatch(layout, text, prefix, reading.rest)
        if found is None:
            break
        rest = reading.layout = rest[found.end() :]
        _read(reading, found.group(), layout, text)
    if reading.rest:
        raise TimeError(f"parsing time {quote_bytes(text)}: extra text: {quote_bytes(reading.rest)}")
    try:
        return _combine(reading, zone)
    except _OutOfRange as problem:
        raise TimeError(f"parsing time {quote_bytes(text)}: {problem}") from problem


def _mismatch(layout: str, text: str, element: str, value: str) -> TimeError:
    text, layout, value, element = map(quote_bytes, (text, layout, value, element))
    return TimeError(f"parsing time {text} as {layout}: cannot parse {value} as {element}")


def _skip(reading: _Reading, prefix: str) -> bool:
    """Return whether the text between two elements is there, and skip it; a space stands for any number of them."""
    at = 0
    while at < len(prefix):
        if prefix[at] == " ":
            if reading.rest and reading.rest[0] != " ":
                return False
            reading.rest = reading.rest.lstrip(" ")
            while prefix[at : at + 1] == " ":
                at += 1
            continue
        if reading.rest[:1] != prefix[at]:
            return False
        reading.rest = reading.rest[1:]
        at += 1
    return True


def _read(reading: _Reading, element: str, layout: str, text: str) -> None:
    """Read one element."""
    held = reading.rest
    try:
        reader = _READERS.get(element)
        if reader is not None:
            reader(reading)
        elif element[0] in ".,":
            _read_fraction(reading, element)
        else:
            _read_offset(reading, element)
    except _Mismatch as problem:
        raise _mismatch(layout, text, element, held) from problem
    except _OutOfRange as problem:
        raise TimeError(f"parsing time {quote_bytes(text)}: {problem} out of range") from problem


def _integer(text: str) -> int:
    """Return a number that may have a sign."""
    if not re.fullmatch(r"[+-]?[0-9]*", text):
        raise _Mismatch
    return int(text if text[-1:] not in ("", "+", "-") else "0")


def _read_year(reading: _Reading) -> None:
    if not "0" <= reading.rest[:1] <= "9":
        raise _Mismatch
    reading.year = _integer(reading.take(4))


def _read_short_year(reading: _Reading) -> None:
    year = _integer(reading.take(2))
    reading.year = year + (1900 if year >= 69 else 2000)


def _read_month(reading: _Reading, *, fixed: bool) -> None:
    reading.month = reading.number(fixed=fixed)
    if not 1 <= reading.month <= 12:
        raise _OutOfRange("month")


def _read_month_name(reading: _Reading, length: int) -> None:
    reading.month = reading.name(MONTHS, length) + 1


def _read_day(reading: _Reading, *, padded: bool = False, fixed: bool = False) -> None:
    if padded:
        reading.skip_space()
    reading.day = reading.number(fixed=fixed)


def _read_year_day(reading: _Reading, *, fixed: bool) -> None:
    if not fixed:
        reading.skip_space()
        reading.skip_space()
    reading.year_day = reading.number(digits=3, fixed=fixed)


def _bounded(number: int, limit: int, name: str) -> int:
    if number > limit:
        raise _OutOfRange(name)
    return number


def _read_hour(reading: _Reading, limit: int, *, fixed: bool = False) -> None:
    reading.hour = _bounded(reading.number(fixed=fixed), limit, "hour")


def _read_minute(reading: _Reading, *, fixed: bool) -> None:
    reading.minute = _bounded(reading.number(fixed=fixed), 59, "minute")


def _read_second(reading: _Reading, *, fixed: bool) -> None:
    """Read seconds, with a fraction that the layout need not have."""
    reading.second = _bounded(reading.number(fixed=fixed), 59, "second")
    found = _FRACTION.match(reading.rest)
    if found is None:
        return
    following = ELEMENT.search(reading.layout)
    if following is None or following.group()[0] not in ".,":
        _take_fraction(reading, found.end())


def _take_fraction(reading: _Reading, length: int) -> None:
    """Read a fraction of so many characters, its mark included; what is less than a nanosecond does not count."""
    text = reading.take(length)
    if text[0] not in ".,":
        raise _Mismatch
    digits = _integer(text[1:10])
    if digits < 0:
        raise _OutOfRange("fractional second")
    reading.nanosecond = digits * 10 ** (9 - len(text[1:10]))


def _read_fraction(reading: _Reading, element: str) -> None:
    if element[1] == "0":
        _take_fraction(reading, len(element))
        return
    found = _FRACTION.match(reading.rest)
    if found is not None:  # a fraction of nines may be missing
        _take_fraction(reading, found.end())


def _read_half(reading: _Reading, names: tuple[str, str]) -> None:
    text = reading.take(2)
    if text not in names:
        raise _Mismatch
    reading.afternoon = bool(reading.afternoon) or text == names[1]  # said twice, the afternoon wins


def _read_offset(reading: _Reading, element: str) -> None:
    """Read an offset in the form of the element; Z where that starts with it."""
    if element[0] == "Z" and reading.rest[:1] == "Z":
        reading.rest = reading.rest[1:]
        reading.utc = True
        return
    text = reading.take(len(element))
    parts = [text[1:3]]
    at = 3
    for piece in re.findall(r":?00", element[3:]):
        if piece[0] == ":" and text[at] != ":":
            raise _Mismatch
        at += len(piece)
        parts.append(text[at - 2 : at])
    # Go stops reading at the first part that is no number, and complains about the last that is out of range
    numbers: list[int] = []
    for part in parts:
        if not re.fullmatch("[0-9]{2}", part):
            break
        numbers.append(int(part))
    for number, limit, name in reversed(list(zip(numbers, (24, 60, 60), ("hour", "minute", "second")))):
        _bounded(number, limit, f"time zone offset {name}")
    if len(numbers) < len(parts) or text[0] not in "+-":
        raise _Mismatch
    hours, minutes, seconds = [*numbers, 0, 0][:3]
    offset = (hours * 60 + minutes) * 60 + seconds
    reading.offset = -offset if text[0] == "-" else offset


def _read_zone_name(reading: _Reading) -> None:
    if reading.rest.startswith("UTC"):
        reading.rest = reading.rest[3:]
        reading.utc = True
        return
    reading.zone_name = reading.take(_zone_name_length(reading.rest))


def _zone_name_length(text: str) -> int:
    """Return how long the zone's abbreviation is that text starts with. Go: parseTimeZone."""
    if text.startswith(("ChST", "MeST")):
        return 4
    if text.startswith("GMT"):
        return 3 + _hours_length(text[3:])
    if text[:1] in ("+", "-") and len(text) >= 3:
        length = _hours_length(text)
        if length:
            return length
        raise _Mismatch
    capitals = len(re.match(r"[A-Z]{0,6}", text).group())  # type: ignore[union-attr]
    if capitals == 3 or (capitals == 4 and (text[3] == "T" or text.startswith("WITA"))):
        return capitals
    if capitals == 5 and text[4] == "T":
        return 5
    raise _Mismatch


def _hours_length(text: str) -> int:
    """Return the length of a sign and at most 23 hours, 0 when there is none."""
    found = _SIGNED_HOURS.match(text)
    return found.end() if found and int(found[1]) <= 23 else 0


_READERS: dict[str, Callable[[_Reading], None]] = {
    "2006": _read_year,
    "06": _read_short_year,
    "January": lambda reading: _read_month_name(reading, 9),
    "Jan": lambda reading: _read_month_name(reading, 3),
    "1": lambda reading: _read_month(reading, fixed=False),
    "01": lambda reading: _read_month(reading, fixed=True),
    "Monday": lambda reading: _ignore(reading.name(WEEKDAYS, 9)),
    "Mon": lambda reading: _ignore(reading.name(WEEKDAYS, 3)),
    "2": _read_day,
    "_2": lambda reading: _read_day(reading, padded=True),
    "02": lambda reading: _read_day(reading, fixed=True),
    "__2": lambda reading: _read_year_day(reading, fixed=False),
    "002": lambda reading: _read_year_day(reading, fixed=True),
    "15": lambda reading: _read_hour(reading, 23),
    "3": lambda reading: _read_hour(reading, 12),
    "03": lambda reading: _read_hour(reading, 12, fixed=True),
    "4": lambda reading: _read_minute(reading, fixed=False),
    "04": lambda reading: _read_minute(reading, fixed=True),
    "5": lambda reading: _read_second(reading, fixed=False),
    "05": lambda reading: _read_second(reading, fixed=True),
    "PM": lambda reading: _read_half(reading, ("AM", "PM")),
    "pm": lambda reading: _read_half(reading, ("am", "pm")),
    "MST": _read_zone_name,
}


def _ignore(index: int) -> None:
    """Weekdays are checked for their spelling only."""


def _combine(reading: _Reading, zone: Zone) -> Time:
    """Return the time of what was read."""
    if reading.afternoon is not None:
        reading.hour = reading.hour % 12 + 12 * reading.afternoon if reading.hour <= 12 else reading.hour
    _set_date(reading)
    days = days_from_civil(reading.year, reading.month, reading.day)
    wall_clock = days * 86_400 + reading.hour * 3600 + reading.minute * 60 + reading.second
    if reading.utc:
        return Time.of_wall_clock(wall_clock, reading.nanosecond, UTC)
    if reading.offset is not None:
        moment = wall_clock - reading.offset
        name, offset, _unused = zone.lookup(moment)
        same = offset == reading.offset and reading.zone_name in ("", name)
        found = zone if same else FixedZone(reading.zone_name, reading.offset)
        return Time(moment * 1_000_000_000 + reading.nanosecond, found)
    if reading.zone_name:
        return _in_named_zone(reading, wall_clock, zone)
    return Time.of_wall_clock(wall_clock, reading.nanosecond, zone)


def _in_named_zone(reading: _Reading, wall_clock: int, zone: Zone) -> Time:
    """Return the time in the zone that the text abbreviates: the one given has to know it, else it has no offset."""
    offset = zone.offset_of(reading.zone_name, wall_clock)
    if offset is not None:
        return Time((wall_clock - offset) * 1_000_000_000 + reading.nanosecond, zone)
    hours = int(reading.zone_name[3:] or 0) if reading.zone_name.startswith("GMT") else 0
    # Go leaves the clock's reading as it is and only calls the zone so
    return Time(wall_clock * 1_000_000_000 + reading.nanosecond, FixedZone(reading.zone_name, hours * 3600))


def _set_date(reading: _Reading) -> None:
    """Set month and day from the day of the year or to their start, and check them."""
    start = days_from_civil(reading.year, 1, 1)
    if reading.year_day >= 0:
        if not 1 <= reading.year_day <= days_from_civil(reading.year + 1, 1, 1) - start:
            raise _OutOfRange("day-of-year out of range")
        month = next(m for m in range(12, 0, -1) if days_from_civil(reading.year, m, 1) - start < reading.year_day)
        day = start + reading.year_day - days_from_civil(reading.year, month, 1)
        if reading.month not in (-1, month):
            raise _OutOfRange("day-of-year does not match month")
        if reading.day not in (-1, day):
            raise _OutOfRange("day-of-year does not match day")
        reading.month, reading.day = month, day
        return
    reading.month = 1 if reading.month < 0 else reading.month
    reading.day = 1 if reading.day < 0 else reading.day
    length = days_from_civil(reading.year, reading.month + 1, 1) - days_from_civil(reading.year, reading.month, 1)
    if not 1 <= reading.day <= length:
        raise _OutOfRange("day out of range")
