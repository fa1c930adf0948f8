# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones: UTC, the machine's own, those of the zone database, fixed offsets. Go: time.Location."""

from __future__ import annotations

import os
import time
from typing import Any, Callable, Mapping, Optional

from .types import GoStruct, go_function

_EARLIEST = -62135510400  # the years that Python's datetime knows, a day less at both ends
_LATEST = 253402214400


class Zone(GoStruct):
    """A zone; name as Go's Location.String gives it. In templates it is a *time.Location."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.go_type = "*time.Location"
        self.name = name

    def lookup(self, seconds: int) -> tuple[str, int, bool]:
        """Return the abbreviation, the seconds east of UTC and whether it is summer time, at a second since 1970."""
        del seconds
        return self.name, 0, False

    def offset_of(self, abbreviation: str, seconds: int) -> Optional[int]:
        """Return the offset of that name at a wall clock's seconds since 1970; None when the zone has no such name."""
        del abbreviation, seconds
        return None

    @property
    def fields(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The struct's name, which is not exported."""
        return {"name": self.name}

    @property
    def methods(self) -> Mapping[str, Callable[..., Any]]:  # type: ignore[override]
        """The methods that a template can call."""
        return {"String": self.go_string}

    @go_function()
    def go_string(self) -> str:
        """Return the zone's name."""
        return self.name


class FixedZone(Zone):
    """A zone that is always the same; its name may be empty."""

    __slots__ = ("offset",)

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name)
        self.offset = offset

    def lookup(self, seconds: int) -> tuple[str, int, bool]:
        """Return name and offset."""
        del seconds
        return self.name, self.offset, False


class LocalZone(Zone):
    """The zone of the machine, or of its TZ variable, as the C library has it."""

    __slots__ = ()

    @go_function()
    def go_string(self) -> str:
        """Return the zone that TZ names, "Local" where it is not set."""
        name = os.environ.get("TZ")
        if name is None:
            return "Local"
        zone = load(name[1:] if name[:1] == ":" else name)
        return zone.name if zone else "UTC"

    def lookup(self, seconds: int) -> tuple[str, int, bool]:
        """Return what the C library says."""
        moment = time.localtime(min(max(seconds, _EARLIEST), _LATEST))
        return moment.tm_zone, moment.tm_gmtoff, moment.tm_isdst > 0

    def offset_of(self, abbreviation: str, seconds: int) -> Optional[int]:
        """Return the offset under that name, one that is in effect then before others."""
        name, offset, _unused = self.lookup(seconds - self.lookup(seconds)[1])
        if name == abbreviation:
            return offset
        offsets = [-time.timezone, -time.altzone if time.daylight else -time.timezone]
        named = [offset for name, offset in zip(time.tzname, offsets) if name == abbreviation]
        for offset in named:
            if self.lookup(seconds - offset)[0] == abbreviation:
                return offset
        return named[0] if named else None


class NamedZone(Zone):
    """A zone of the zone database."""

    __slots__ = ("_info",)

    def __init__(self, name: str, info: Any) -> None:
        super().__init__(name)
        self._info = info

    def lookup(self, seconds: int) -> tuple[str, int, bool]:
        """Return what the database says."""
        from datetime import datetime

        moment = datetime.fromtimestamp(min(max(seconds, _EARLIEST), _LATEST), self._info)
        offset, summer = moment.utcoffset(), moment.dst()
        return moment.tzname() or "", int(offset.total_seconds()) if offset else 0, bool(summer)


UTC = Zone("UTC")
LOCAL = LocalZone("Local")


def load(name: str) -> Optional[Zone]:
    """Return the zone of that name, None when there is none. Go: time.LoadLocation."""
    if name in ("", "UTC"):
        return UTC
    if name == "Local":
        return LOCAL
    if ".." in name or name[0] in "/\\":
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return NamedZone(name, ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such file, one that is no zone, a folder
        return None
