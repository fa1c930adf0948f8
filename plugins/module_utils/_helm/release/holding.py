# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works on a release, beside its record: two annotations of the record's object, which helm does not look at.

They are there only while someone works: the record of a revision that has ended is to the byte what helm would write.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Mapping, Optional

from ..base import patterns
from .model import Holder

HOLDER = "native.helm/holder"
LEASE = "native.helm/lease-seconds"
_TIME = patterns.lazy(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")


def write(holder: Optional[Holder]) -> dict[str, str]:
    """Return what an object says of its holder, nothing for none."""
    return {} if holder is None else {HOLDER: holder.name, LEASE: f"{holder.lease:g}"}


def read(metadata: Mapping[str, Any]) -> Optional[Holder]:
    """Return the holder that an object's metadata names, None for none: helm's own records have none."""
    found = metadata.get("annotations") or {}
    if not found.get(HOLDER):
        return None
    try:
        lease = float(found.get(LEASE) or 0.0)
    except ValueError:
        lease = 0.0
    return Holder(str(found[HOLDER]), max(0.0, lease))


def idle_seconds(metadata: Mapping[str, Any], now: float) -> Optional[float]:
    """Return how long ago an object was last written, by the API server's clock alone: now is its time in seconds, the
    managed fields have the time of each write. None where the server does not tell."""
    times = [entry.get("time") for entry in metadata.get("managedFields") or ()] + [metadata.get("creationTimestamp")]
    stamps = [seconds(str(text)) for text in times if text]
    return max(0.0, now - max(stamps)) if stamps and now else None


def seconds(text: str) -> float:
    """Return an RFC 3339 time of the API server in seconds since 1970. Raises ValueError for what is none."""
    found = _TIME.fullmatch(text)  # to read two of them by strptime took 4 % of a task that changes nothing
    if found is None:
        raise ValueError(f"{text!r} is no time of the API server")
    year, month, day, hour, minute, second = map(int, found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc).timestamp()
