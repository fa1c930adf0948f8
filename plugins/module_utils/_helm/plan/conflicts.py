# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the task's author allows, and which fields other managers hold (disputes.py: what is done about them). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.errors import KubeError
from .model import APPLY, FieldConflict

if TYPE_CHECKING:
    from .ignoring import Ignored

CORRECT = "correct"
WARN = "warn"
IGNORE = "ignore"

_MANAGER = re.compile(r'conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?')


@dataclass
class Policy:
    """What the task's author allows.

    force: take every field (force_conflicts). drift: correct, warn or ignore what differs from the last revision.
    take_ownership: objects of others may be adopted. method: how objects are written, APPLY, MERGE or PUT. recreate:
    kinds, or Kind/name, that may be made anew where a field cannot be changed. ignored: what drift does not count.
    waits: the task waits for its objects, and so for one that is being deleted to go.
    """

    force: bool = False
    drift: str = CORRECT
    take_ownership: bool = False
    method: str = APPLY
    recreate: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    waits: bool = False


def read_conflicts(error: KubeError) -> list[FieldConflict]:
    """Return the conflicts that a 409 of a server-side apply lists in its details, none for another 409."""
    found = []
    for cause in error.details.get("causes") or ():
        if cause.get("reason") != "FieldManagerConflict":
            continue
        message = str(cause.get("message") or "")
        manager = _MANAGER.search(message)
        found.append(
            FieldConflict(
                field=str(cause.get("field") or ""),
                manager=manager.group(1) if manager else "",
                subresource=(manager.group(2) or "") if manager else "",
                message=message,
            )
        )
    return found
