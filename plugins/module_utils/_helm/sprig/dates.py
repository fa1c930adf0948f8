# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates and durations. Sprig: date.go."""

from __future__ import annotations

from typing import Any, Callable

from ..base.env import Env
from ..base.errors import FunctionError
from ..golang import zone as gozone
from ..golang.duration import HOUR, MINUTE, SECOND, TimeError, format_duration, parse_duration
from ..golang.parsing import parse_time
from ..golang.time import Time
from ..golang.types import Int32, Int64
from .cast import parse_int, wrap64

_SECONDS = (int, Int64)
_UNITS = (
    (HOUR * 24 * 365, "y"),
    (HOUR * 24 * 30, "mo"),
    (HOUR * 24, "d"),
    (HOUR, "h"),
    (MINUTE, "m"),
    (SECOND, "s"),
)


def clock(env: Env) -> Callable[[], Time]:
    """Return the function now; its times carry the monotonic clock's reading, as Go's do."""
    started = env.monotonic()

    def now() -> Time:
        return Time(env.now_ns(), gozone.LOCAL, max(int((env.monotonic() - started) * SECOND), 1))

    return now


def date(env: Env, layout: str, moment: Any) -> str:
    """Return the moment in the machine's zone, shown by layout."""
    return date_in_zone(env, layout, moment, "Local")


def html_date(env: Env, moment: Any) -> str:
    """Return the moment's day in the machine's zone, as HTML's date fields want it."""
    return date_in_zone(env, "2006-01-02", moment, "Local")


def html_date_in_zone(env: Env, moment: Any, zone: str) -> str:
    """Return the moment's day in a zone, as HTML's date fields want it."""
    return date_in_zone(env, "2006-01-02", moment, zone)


def date_in_zone(env: Env, layout: str, moment: Any, zone: str) -> str:
    """Return the moment in a zone, shown by layout; UTC when there is no such zone, now for what is no time."""
    seen = _moment(env, moment, (*_SECONDS, Int32))
    return seen.in_zone(gozone.load(zone) or gozone.UTC).format(layout)


def _moment(env: Env, value: Any, seconds: tuple[type, ...]) -> Time:
    """Return a time, seconds since 1970 as one, and now for everything else."""
    if isinstance(value, Time):
        return value
    if type(value) in seconds:
        return Time(int(value) * SECOND)
    return Time(env.now_ns())


def ago(env: Env, moment: Any) -> str:
    """Return how long ago the moment is, in whole seconds."""
    from ..golang.duration import round_to

    passed = env.now_ns() - _moment(env, moment, _SECONDS).ns
    return format_duration(round_to(max(-(1 << 63), min(passed, (1 << 63) - 1)), SECOND))


def modify(change: str, moment: Time) -> Time:
    """Return the moment changed by a duration, unchanged when that is none."""
    try:
        return moment.add(parse_duration(change))
    except TimeError:
        return moment


def must_modify(change: str, moment: Time) -> Time:
    """Return the moment changed by a duration."""
    try:
        return moment.add(parse_duration(change))
    except TimeError as problem:
        raise FunctionError(problem.problem) from problem


def to_date(layout: str, text: str) -> Time:
    """Return the time that text says in the form of layout, the start of year 1 when it says none."""
    try:
        return parse_time(layout, text, gozone.LOCAL)
    except TimeError:
        return Time.zero()


def must_to_date(layout: str, text: str) -> Time:
    """Return the time that text says in the form of layout."""
    try:
        return parse_time(layout, text, gozone.LOCAL)
    except TimeError as problem:
        raise FunctionError(problem.problem) from problem


def unix_epoch(moment: Time) -> str:
    """Return the seconds since 1970."""
    return str(int(moment.unix()))


def duration(seconds: Any) -> str:
    """Return so many seconds as a duration; only texts and int64 count, everything else is 0."""
    if seconds.__class__ is str:
        seconds = parse_int(seconds, 10, clamp=True) or 0
    elif seconds.__class__ is not Int64:
        seconds = 0
    return format_duration(wrap64(int(seconds) * SECOND))


def duration_round(env: Env, value: Any) -> str:
    """Return the largest unit of a duration, or of the time since a moment: 3mo, 2h."""
    nanoseconds = 0
    if value.__class__ is str:
        try:
            nanoseconds = parse_duration(value)
        except TimeError:
            nanoseconds = 0
    elif value.__class__ is Int64:
        nanoseconds = value
    elif isinstance(value, Time):
        nanoseconds = max(-(1 << 63), min(env.now_ns() - value.ns, (1 << 63) - 1))
    size = abs(int(nanoseconds))
    for unit, name in _UNITS:
        if size > unit:
            return f"{size // unit}{name}"
    return "0s"
