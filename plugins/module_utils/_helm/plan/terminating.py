# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that are being deleted: they are there, and they are not there to stay. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

if TYPE_CHECKING:
    from typing import Protocol

    class Planned(Protocol):
        """An operation of a plan, as far as it matters here."""

        before: Any

        @property
        def is_going(self) -> bool:
            """Whether its object is being deleted."""

        @property
        def is_wanted(self) -> bool:
            """Whether the release wants its object."""

        @property
        def item(self) -> Any:
            """What it is about."""


TERMINATING = "terminating"


def is_terminating(live: Mapping[str, Any]) -> bool:
    """Return whether the object is being deleted, and only waits for its finalizers or its pod's end."""
    return bool((live.get("metadata") or {}).get("deletionTimestamp"))


def told(live: Mapping[str, Any]) -> str:
    """Return what is known of an object that is being deleted, in kstatus' words, and what it waits for."""
    finalizers = (live.get("metadata") or {}).get("finalizers") or ()
    waits = f", waits for the finalizers {', '.join(map(str, finalizers))}" if finalizers else ""
    return f"Resource scheduled for deletion{waits}"


def warnings(operations: Iterable[Planned]) -> list[str]:
    """Return what to warn of: objects that the release wants and somebody deletes, an entry each."""
    return [
        f"{operation.item.label}: {told(operation.before or {})}. Once it is gone it is missing: run the task again "
        "then, or with wait, which makes it anew"
        for operation in operations
        if operation.is_going and operation.is_wanted
    ]
