# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and moments in the Gregorian calendar, without end either way: what Go's time package counts with. Go: time."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_SECOND, _DAY = 1_000_000_000, 86_400  # in nanoseconds, in seconds


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Return year, month and day of a day since 1970, in the Gregorian calendar without end either way."""
    era, day_of_era = divmod(days + 719_468, 146_097)  # eras of 400 years start on a 1st of March
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year + era * 400 + (month <= 2), month, day


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the day since 1970; months and days beyond their range count on into the next."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year + day - 1 - 719_468


def rfc3339(ns: int, offset_seconds: int = 0) -> str:
    """Return nanoseconds since 1970 as Go marshals a time (RFC3339Nano), Z for an offset of 0."""
    seconds, nanoseconds = divmod(ns, _SECOND)
    days, second = divmod(seconds + offset_seconds, _DAY)
    year, month, day = civil_from_days(days)
    text = f"{year:04d}-{month:02d}-{day:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    if nanoseconds:
        text += f".{nanoseconds:09d}".rstrip("0")
    if not offset_seconds:
        return text + "Z"
    minutes = abs(offset_seconds) // 60
    return f"{text}{'-' if offset_seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def marshalled(ns: int) -> str:
    """Return nanoseconds since 1970 as a time in UTC is marshalled, "" outside the years 1 to 9999."""
    text = rfc3339(ns)
    return text if text[:4].isdigit() and text[:4] != "0000" and text[4] == "-" else ""
