# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's time layouts: finding their elements, and showing a time by them. Go: time format.go."""

from __future__ import annotations

import re
from typing import Callable

from .calendar import MONTHS, WEEKDAYS, civil_from_days, days_from_civil

# longer elements before those that they start with
ELEMENT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00|)|[.,](?:0+|9+)(?![0-9])"
)


def render(face: Face, layout: str) -> str:
    """Return the time as the layout shows it."""
    return ELEMENT.sub(lambda found: face.show(found.group()), layout)


class Face:
    """What a time's calendar and clock show: days since 1970, the second of the day, the zone's name and offset."""

    __slots__ = ("abbreviation", "day", "days", "month", "nanosecond", "offset", "second", "year", "year_day")

    def __init__(self, days: int, second: int, nanosecond: int, abbreviation: str, offset: int) -> None:
        self.days, self.second, self.nanosecond = days, second, nanosecond
        self.abbreviation, self.offset = abbreviation, offset
        self.year, self.month, self.day = civil_from_days(days)
        self.year_day = days - days_from_civil(self.year, 1, 1) + 1

    def show(self, element: str) -> str:
        """Return one element."""
        simple = _SHOWN.get(element)
        if simple is not None:
            return simple(self)
        return self._fraction(element) if element[0] in ".," else self._offset(element)

    def _fraction(self, element: str) -> str:
        """Return the fraction of the second: with so many 0, at most so many digits with 9."""
        text = f"{self.nanosecond:09d}"[: len(element) - 1]
        if element[1] == "0":
            return element[0] + text
        text = text.rstrip("0")
        return element[0] + text if text else ""

    def _offset(self, element: str) -> str:
        """Return the zone's offset; Z stands for UTC where the element starts with it."""
        if element[0] == "Z" and not self.offset:
            return "Z"
        minutes = int(self.offset / 60)
        colon = ":" if ":" in element else ""
        text = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}"
        parts = element[1:].replace(":", "")
        if len(parts) > 2:
            text += f"{colon}{abs(minutes) % 60:02d}"
        if len(parts) > 4:
            text += f"{colon}{abs(self.offset) % 60:02d}"
        return text

    def _zone(self) -> str:
        return self.abbreviation or self._offset("-0700")

    def _hour(self) -> int:
        return self.second // 3600

    def _hour12(self) -> int:
        return self._hour() % 12 or 12

    def _weekday(self) -> str:
        return WEEKDAYS[(self.days + 4) % 7]


_SHOWN: dict[str, Callable[[Face], str]] = {
    "2006": lambda face: f"{'-' if face.year < 0 else ''}{abs(face.year):04d}",
    "06": lambda face: f"{abs(face.year) % 100:02d}",
    "January": lambda face: MONTHS[face.month - 1],
    "Jan": lambda face: MONTHS[face.month - 1][:3],
    "1": lambda face: str(face.month),
    "01": lambda face: f"{face.month:02d}",
    "Monday": lambda face: face._weekday(),
    "Mon": lambda face: face._weekday()[:3],
    "2": lambda face: str(face.day),
    "_2": lambda face: f"{face.day:2d}",
    "02": lambda face: f"{face.day:02d}",
    "__2": lambda face: f"{face.year_day:3d}",
    "002": lambda face: f"{face.year_day:03d}",
    "15": lambda face: f"{face._hour():02d}",
    "3": lambda face: str(face._hour12()),
    "03": lambda face: f"{face._hour12():02d}",
    "4": lambda face: str(face.second // 60 % 60),
    "04": lambda face: f"{face.second // 60 % 60:02d}",
    "5": lambda face: str(face.second % 60),
    "05": lambda face: f"{face.second % 60:02d}",
    "PM": lambda face: "PM" if face._hour() >= 12 else "AM",
    "pm": lambda face: "pm" if face._hour() >= 12 else "am",
    "MST": lambda face: face._zone(),
}
