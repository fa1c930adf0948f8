# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of an object: ready, progressing or failed, and why."""

from __future__ import annotations

from typing import Any, Mapping, Optional

READY = "ready"
PROGRESSING = "progressing"
FAILED = "failed"

Object = Mapping[str, Any]


class Readiness:
    """state: ready, progressing, or failed (waiting longer does not help). message: why.

    status: kstatus' word, as in helm's messages ("resource Pod/ns/name not ready. status: InProgress, message: …").
    recheck: seconds after which the same object may be judged otherwise, None where only a change can do that.
    """

    __slots__ = ("message", "recheck", "state", "status")

    def __init__(self, state: str, message: str, *, status: str = "", recheck: Optional[float] = None) -> None:
        self.state = state
        self.message = message
        self.status = status or {READY: "Current", PROGRESSING: "InProgress", FAILED: "Failed"}[state]
        self.recheck = recheck

    def __repr__(self) -> str:
        return f"Readiness({self.state!r}, {self.message!r}, status={self.status!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Readiness):
            return NotImplemented
        return all(getattr(self, key) == getattr(other, key) for key in self.__slots__)

    __hash__ = None  # type: ignore[assignment]


def group_of(item: Object) -> str:
    """Return the API group of an object, "" for the core."""
    return str(item.get("apiVersion") or "").rpartition("/")[0]
