# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the task's author allows, and which fields other managers hold (disputes.py: what is done about them). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable, Mapping, NamedTuple

from ..base.errors import KubeError
from .model import APPLY, FieldConflict, Item, Key

if TYPE_CHECKING:
    from .ignoring import Ignored

CORRECT = "correct"
WARN = "warn"
IGNORE = "ignore"

_MANAGER = re.compile(r'conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?')


# Who sets an object's replicas, once a plan is carried out.
SCALED = "scaled"  # an autoscaler
RELEASED = "released"  # nobody any more: the autoscaler goes
UNKNOWN = "unknown"  # it cannot be told
FREE = "free"  # no autoscaler


class Decision(NamedTuple):
    """who: SCALED, RELEASED, UNKNOWN or FREE. why: what stood in the way of knowing."""

    who: str
    why: str = ""


def _free(item: Item) -> Decision:  # noqa: ARG001  the shape of Policy.autoscaled
    return Decision(FREE)


def _replicas_at(item: Item) -> list[str]:  # noqa: ARG001  the shape of Policy.replicas_at
    return ["spec", "replicas"]


@dataclass
class Policy:
    """What the task's author allows.

    force: take every field (force_conflicts). drift: correct, warn or ignore what differs from the last revision.
    autoscaled: tells who sets the replicas of an object, replicas_at where they are in it. original: the last
    revision's objects. take_ownership: objects of others may be adopted. method: how objects are written, APPLY, MERGE
    or PUT. client_side: the last revision was written by the client. settled: the release does not differ from its
    last revision, so that what differs in the cluster is drift. recreate: kinds, or Kind/name, that may be made anew
    where a field cannot be changed. ignored: what drift does not count. check: nothing will be written, so that an
    object which the user may not write is compared all the same. coming: kinds, as (api_version, kind) -> namespaced,
    that will be served by the time of the apply. waits: the task waits for its objects, and so for one that is being
    deleted to go. passing: keys of the last revision's objects that go by themselves once they are done (passing.py).
    made: keys of objects that this run has made before it looked.
    """

    force: bool = False
    drift: str = CORRECT
    take_ownership: bool = False
    autoscaled: Callable[[Item], Decision] = _free
    replicas_at: Callable[[Item], list[str]] = _replicas_at
    original: dict[Key, Item] = field(default_factory=dict)
    method: str = APPLY
    client_side: bool = False
    settled: bool = False
    recreate: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    check: bool = False
    coming: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    waits: bool = False
    passing: frozenset[Key] = frozenset()
    made: frozenset[Key] = frozenset()


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
