# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's time.Time: nanoseconds since 1970 in a zone, printed and calculated with as Go does. Go: time.

Times from text are in parsing.py.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from ..base.errors import FunctionError
from .calendar import MONTHS, WEEKDAYS, civil_from_days, days_from_civil
from .duration import Duration, quote
from .types import GoInt, GoStruct, Int64, Uint64, go_function
from .zone import LOCAL, UTC, LocalZone, Zone

RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"
_SECOND, _DAY = 1_000_000_000, 86_400  # in nanoseconds, in seconds
_YEAR_ONE = -62_135_596_800  # seconds from 1970 to Go's zero time, the start of year 1
_LIMIT = 1 << 63


class Month(GoInt):
    """time.Month, printed by name."""

    go_type, go_kind = "time.Month", "int"

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:
        """The methods that a template can call."""
        return {"String": self.go_string}

    @go_function()
    def go_string(self) -> str:
        """Return the month's name."""
        return MONTHS[self - 1] if 1 <= self <= 12 else f"%!Month({int(self)})"


class Weekday(GoInt):
    """time.Weekday, printed by name; Sunday is 0."""

    go_type, go_kind = "time.Weekday", "int"

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:
        """The methods that a template can call."""
        return {"String": self.go_string}

    @go_function()
    def go_string(self) -> str:
        """Return the day's name."""
        return WEEKDAYS[self] if 0 <= self <= 6 else f"%!Weekday({int(self)})"


class Time(GoStruct):
    """A moment: ns since 1970, its zone, the monotonic clock's reading (ns) if it came from a clock. Never changes."""

    __slots__ = ("monotonic", "ns", "zone")

    def __init__(self, ns: int, zone: Zone = UTC, monotonic: Optional[int] = None) -> None:
        self.go_type = "time.Time"
        self.ns = ns
        self.zone = zone
        self.monotonic = monotonic

    @classmethod
    def zero(cls) -> Time:
        """Return Go's zero time, the start of year 1."""
        return cls(_YEAR_ONE * _SECOND)

    @classmethod
    def of_wall_clock(cls, seconds: int, nanoseconds: int, zone: Zone) -> Time:
        """Return the moment at which the zone's clocks show so many seconds since 1970. Go: time.Date."""
        offset = zone.lookup(seconds)[1]
        if offset:
            offset = zone.lookup(seconds - offset)[1]
        return cls((seconds - offset) * _SECOND + nanoseconds, zone)

    @property
    def fields(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The struct's fields, none of them exported; enough to compare two times."""
        seconds, nanoseconds = divmod(self.ns, _SECOND)
        zone = None if self.zone is UTC else self.zone
        return {
            "wall": Uint64(nanoseconds),
            "ext": Int64(seconds - _YEAR_ONE),
            "monotonic": self.monotonic,
            "loc": zone,
        }

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:  # type: ignore[override]
        """The methods that a template can call."""
        return {**_NOT_CALLABLE, **{name: getattr(self, method) for name, method in _METHODS.items()}}

    def wall_clock(self) -> tuple[int, int]:
        """Return what the zone's clocks show: days since 1970, and the second of the day."""
        seconds = self.ns // _SECOND
        return divmod(seconds + self.zone.lookup(seconds)[1], _DAY)

    @go_function("time.Duration")
    def add(self, duration: int) -> Time:
        """Return the moment that much later."""
        monotonic = None if self.monotonic is None else self.monotonic + duration
        return Time(self.ns + duration, self.zone, monotonic)

    @go_function("int", "int", "int")
    def add_date(self, years: int, months: int, days: int) -> Time:
        """Return the same time of day so many calendar years, months and days later."""
        today, second = self.wall_clock()
        year, month, day = civil_from_days(today)
        later = days_from_civil(year + years, month + months, day + days)
        return Time.of_wall_clock(later * _DAY + second, self.ns % _SECOND, self.zone)

    @go_function("time.Time")
    def sub(self, other: Time) -> Duration:
        """Return how much later this time is than other, the range's end when that is too much."""
        if self.monotonic is not None and other.monotonic is not None:
            return Duration(self.monotonic - other.monotonic)
        return Duration(max(-_LIMIT, min(self.ns - other.ns, _LIMIT - 1)))

    @go_function("time.Time")
    def after(self, other: Time) -> bool:
        """Return whether this time is later."""
        return self.ns > other.ns

    @go_function("time.Time")
    def before(self, other: Time) -> bool:
        """Return whether this time is earlier."""
        return self.ns < other.ns

    @go_function("time.Time")
    def compare(self, other: Time) -> int:
        """Return -1, 0 or 1."""
        return (self.ns > other.ns) - (self.ns < other.ns)

    @go_function("time.Time")
    def equal(self, other: Time) -> bool:
        """Return whether both are the same moment, in whatever zones."""
        return self.ns == other.ns

    @go_function()
    def is_zero(self) -> bool:
        """Return whether this is Go's zero time."""
        return self.ns == _YEAR_ONE * _SECOND

    @go_function()
    def is_dst(self) -> bool:
        """Return whether it is summer time then and there."""
        return self.zone.lookup(self.ns // _SECOND)[2]

    @go_function()
    def year(self) -> int:
        """Return the year."""
        return civil_from_days(self.wall_clock()[0])[0]

    @go_function()
    def month(self) -> Month:
        """Return the month."""
        return Month(civil_from_days(self.wall_clock()[0])[1])

    @go_function()
    def day(self) -> int:
        """Return the day of the month."""
        return civil_from_days(self.wall_clock()[0])[2]

    @go_function()
    def year_day(self) -> int:
        """Return the day of the year, from 1."""
        days = self.wall_clock()[0]
        return days - days_from_civil(civil_from_days(days)[0], 1, 1) + 1

    @go_function()
    def weekday(self) -> Weekday:
        """Return the day of the week."""
        return Weekday((self.wall_clock()[0] + 4) % 7)

    @go_function()
    def hour(self) -> int:
        """Return the hour of the day."""
        return self.wall_clock()[1] // 3600

    @go_function()
    def minute(self) -> int:
        """Return the minute of the hour."""
        return self.wall_clock()[1] // 60 % 60

    @go_function()
    def second(self) -> int:
        """Return the second of the minute."""
        return self.wall_clock()[1] % 60

    @go_function()
    def nanosecond(self) -> int:
        """Return the nanoseconds of the second."""
        return self.ns % _SECOND

    @go_function()
    def unix(self) -> Int64:
        """Return the seconds since 1970."""
        return Int64(self.ns // _SECOND)

    @go_function()
    def unix_milli(self) -> Int64:
        """Return the milliseconds since 1970."""
        return Int64(self.ns // 1_000_000)

    @go_function()
    def unix_micro(self) -> Int64:
        """Return the microseconds since 1970."""
        return Int64(self.ns // 1000)

    @go_function()
    def unix_nano(self) -> Int64:
        """Return the nanoseconds since 1970, wrapped around where an int64 cannot hold them."""
        return Int64(Int64.wrap(self.ns))

    @go_function("*time.Location")
    def in_zone(self, zone: Optional[Zone]) -> Time:
        """Return the same moment in another zone."""
        if zone is None:
            raise FunctionError("time: missing Location in call to Time.In")
        return Time(self.ns, zone)

    @go_function()
    def utc(self) -> Time:
        """Return the same moment in UTC."""
        return Time(self.ns)

    @go_function()
    def local(self) -> Time:
        """Return the same moment in the machine's zone."""
        return Time(self.ns, LOCAL)

    @go_function()
    def location(self) -> Zone:
        """Return the zone."""
        return self.zone

    @go_function("time.Duration")
    def round_to(self, unit: int) -> Time:
        """Return the nearest multiple of unit since year 1, a half up."""
        rest = self._since_multiple(unit)
        return Time(self.ns + (-rest if rest + rest < unit or unit <= 0 else unit - rest), self.zone)

    @go_function("time.Duration")
    def truncate(self, unit: int) -> Time:
        """Return the last multiple of unit since year 1."""
        return Time(self.ns - self._since_multiple(unit), self.zone)

    def _since_multiple(self, unit: int) -> int:
        return (self.ns - _YEAR_ONE * _SECOND) % unit if unit > 0 else 0

    @go_function("string")
    def format(self, layout: str) -> str:
        """Return the time as the layout shows it."""
        from . import layout as layouts

        return layouts.render(layouts.Face(*self.wall_clock(), self.nanosecond(), *self._zone_then()), layout)

    def _zone_then(self) -> tuple[str, int]:
        """Return the zone's abbreviation and offset at this moment."""
        return self.zone.lookup(self.ns // _SECOND)[:2]

    @go_function()
    def go_string(self) -> str:
        """Return the time as Go prints it, with the monotonic clock's reading where it has one."""
        text = self.format("2006-01-02 15:04:05.999999999 -0700 MST")
        if self.monotonic is None:
            return text
        seconds, nanoseconds = divmod(abs(self.monotonic), _SECOND)
        return f"{text} m={'-' if self.monotonic < 0 else '+'}{seconds}.{nanoseconds:09d}"

    @go_function()
    def go_syntax(self) -> str:
        """Return the time as Go source: what %#v prints."""
        days, second = self.wall_clock()
        year, month, day = civil_from_days(days)
        clock = f"{second // 3600}, {second // 60 % 60}, {second % 60}, {self.ns % _SECOND}"
        if self.zone is UTC or isinstance(self.zone, LocalZone):
            zone = f"time.{self.zone.name}"
        else:
            zone = f"time.Location({quote(self.zone.name)})"
        return f"time.Date({year}, time.{MONTHS[month - 1]}, {day}, {clock}, {zone})"

    @go_function()
    def go_text(self) -> bytes:
        """Return the time in RFC 3339."""
        return self.go_json()[1:-1]

    @go_function()
    def go_json(self) -> bytes:
        """Return the time in RFC 3339, as JSON."""
        if not 0 <= self.year() <= 9999:
            raise FunctionError("Time.MarshalJSON: year outside of range [0,9999]")
        return f'"{self.format(RFC3339_NANO)}"'.encode("ascii")


_METHODS = {
    "Add": "add", "AddDate": "add_date", "After": "after", "Before": "before", "Compare": "compare", "Day": "day",
    "Equal": "equal", "Format": "format", "GoString": "go_syntax", "MarshalText": "go_text", "Hour": "hour",
    "In": "in_zone", "IsDST": "is_dst", "IsZero": "is_zero", "Local": "local", "Location": "location",
    "MarshalJSON": "go_json", "Minute": "minute", "Month": "month", "Nanosecond": "nanosecond", "Round": "round_to",
    "Second": "second", "String": "go_string", "Sub": "sub", "Truncate": "truncate", "UTC": "utc", "Unix": "unix",
    "UnixMicro": "unix_micro", "UnixMilli": "unix_milli", "UnixNano": "unix_nano", "Weekday": "weekday",
    "Year": "year", "YearDay": "year_day",
}  # fmt: skip


def _not_callable(fault: str) -> Callable[[], None]:
    """Return the stand-in of a method that Go refuses to call from a template, with its reason."""

    @go_function()
    def refused() -> None:
        raise FunctionError(fault)

    refused.go_fault = fault  # type: ignore[attr-defined]
    return refused


_TWO = "invalid function signature for {}: second return value should be error; is {}"
_NOT_CALLABLE = {
    "Clock": _not_callable("function Clock has 3 return values; should be 1 or 2"),
    "Date": _not_callable("function Date has 3 return values; should be 1 or 2"),
    "ISOWeek": _not_callable(_TWO.format("ISOWeek", "int")),
    "Zone": _not_callable(_TWO.format("Zone", "int")),
    "ZoneBounds": _not_callable(_TWO.format("ZoneBounds", "time.Time")),
}
