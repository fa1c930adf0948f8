# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's functions on durations: mustToDuration, durationSeconds … durationTruncateTo (Go: engine/funcs.go)."""

from __future__ import annotations

import math
from typing import Any, Callable

from ..base.errors import FunctionError, HelmError
from ..golang import duration
from ..golang.duration import Duration
from ..golang.space import SPACE
from ..golang.types import GoInt, Int64, type_name

_SECOND = 1_000_000_000
_MAX = (1 << 63) - 1
_MAX_SECONDS = _MAX // _SECOND
_MAX_SECONDS_FLOAT = float(_MAX) / _SECOND


class _NoDuration(Exception):
    """The value is no duration; says why in Go's words."""


_UNITS: dict[str, tuple[int, tuple[float, ...]]] = {
    "Seconds": (_SECOND, ()),
    "Minutes": (60 * _SECOND, ()),
    "Hours": (3600 * _SECOND, ()),
    "Days": (3600 * _SECOND, (24.0,)),
    "Weeks": (3600 * _SECOND, (24.0, 7.0)),
}
_WHOLE_UNITS = {"Nanoseconds": 1, "Microseconds": 1_000, "Milliseconds": 1_000_000}


def call(name: str, arguments: tuple[Any, ...]) -> Any:
    """Return what the template function of that name gives."""
    if name == "mustToDuration":
        return must_to_duration(*arguments)
    if name == "durationRoundTo":
        return round_to(*arguments)
    if name == "durationTruncateTo":
        return truncate_to(*arguments)
    unit = name[len("duration") :]
    return whole(arguments[0], unit) if unit in _WHOLE_UNITS else fraction(arguments[0], unit)


def whole(value: Any, unit: str) -> int:
    """Return a duration in whole units, 0 for what is none."""
    nanoseconds = _or_zero(value)
    return Int64(abs(nanoseconds) // _WHOLE_UNITS[unit] * (-1 if nanoseconds < 0 else 1))


def fraction(value: Any, unit: str) -> float:
    """Return a duration in units, divided in Go's order; 0 for what is none."""
    size, divisors = _UNITS[unit]
    nanoseconds = _or_zero(value)
    sign = -1 if nanoseconds < 0 else 1
    count, rest = divmod(abs(nanoseconds), size)
    number = float(sign * count) + float(sign * rest) / size
    for divisor in divisors:
        number /= divisor
    return number


def _or_zero(value: Any) -> int:
    try:
        return _duration(value)
    except _NoDuration:
        return 0


def must_to_duration(value: Any) -> Duration:
    """Return value as a duration; FunctionError for what is none."""
    try:
        return Duration(_duration(value))
    except _NoDuration as error:
        raise FunctionError(str(error)) from error


def round_to(value: Any, multiple: Any) -> Duration:
    """Return the multiple of a duration that is nearest to value, halves away from zero; 0 for what is none."""
    return Duration(_to_multiple(value, multiple, duration.round_to))


def truncate_to(value: Any, multiple: Any) -> Duration:
    """Return value cut down, towards zero, to a multiple of a duration; 0 for what is none."""
    return Duration(_to_multiple(value, multiple, duration.truncate))


def _to_multiple(value: Any, multiple: Any, change: Callable[[int, int], int]) -> int:
    try:
        nanoseconds = _duration(value)
    except _NoDuration:
        return 0
    try:
        return change(nanoseconds, _duration(multiple))
    except _NoDuration:
        return nanoseconds


def _duration(value: Any) -> int:
    """Nanoseconds: of a duration, of text ("1h2m3s", or a number of seconds), of a number of seconds."""
    if isinstance(value, Duration):
        return int(value)
    if isinstance(value, str):
        return _from_text(value)
    if value is None:
        raise _NoDuration("invalid duration")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _NoDuration(f"unsupported duration type {type_name(value)}")
    return _from_float(value) if isinstance(value, float) else _from_integer(value)


def _from_text(text: str) -> int:
    from ..golang.duration import parse_duration
    from ..golang.numbers import parse_float
    from ..golang.quoting import quote

    stripped = text.strip(SPACE)
    if not stripped:
        raise _NoDuration("empty duration")
    try:
        return int(parse_duration(stripped))
    except HelmError:
        seconds = parse_float(stripped)
    if seconds is None or (math.isinf(seconds) and stripped.lstrip("+-")[:1] not in ("i", "I")):  # too large
        raise _NoDuration(f"could not parse duration {quote(text)}")
    return _from_float(seconds)


def _from_integer(seconds: int) -> int:
    low = 0 if isinstance(seconds, GoInt) and not seconds.signed else -_MAX_SECONDS
    if not low <= seconds <= _MAX_SECONDS:
        raise _NoDuration(f"duration seconds overflow: {int(seconds)}")
    return int(seconds) * _SECOND


def _from_float(seconds: float) -> int:
    from ..golang.fmt import sprint

    if math.isnan(seconds) or math.isinf(seconds):
        raise _NoDuration(f"invalid duration seconds: {sprint([seconds])}")
    if abs(seconds) > _MAX_SECONDS_FLOAT:
        raise _NoDuration(f"duration seconds overflow: {sprint([seconds])}")
    return max(-_MAX - 1, min(_MAX, int(seconds * _SECOND)))
