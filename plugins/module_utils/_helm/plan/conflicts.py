# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about fields that another manager holds: take them back, leave them, or refuse. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional

from ..base.errors import KubeError
from .model import APPLY, MANAGER, FieldConflict, Item, Key

if TYPE_CHECKING:
    from . import fieldpath
    from .ignoring import Ignored

CORRECT = "correct"
WARN = "warn"
IGNORE = "ignore"

_MANAGER = re.compile(r'conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?')


def _never(item: Item) -> bool:  # noqa: ARG001  the shape of Policy.autoscaled
    return False


@dataclass
class Policy:
    """What the task's author allows.

    force: take every field (force_conflicts). drift: correct, warn or ignore what differs from the last revision.
    autoscaled: tells whether an autoscaler sets the replicas of an object. original: the last revision's objects.
    take_ownership: objects of others may be adopted. method: how objects are written, APPLY, MERGE or PUT. client_side:
    the last revision was written by the client. settled: the release does not differ from its last revision, so that
    what differs in the cluster is drift. recreate: kinds, or Kind/name, that may be made anew where a field cannot be
    changed. ignored: what drift does not count. check: nothing will be written, so that an object which the user may
    not write is compared all the same. coming: kinds, as (api_version, kind) -> namespaced, that will be served by the
    time of the apply.
    """

    force: bool = False
    drift: str = CORRECT
    take_ownership: bool = False
    autoscaled: Callable[[Item], bool] = _never
    original: dict[Key, Item] = field(default_factory=dict)
    method: str = APPLY
    client_side: bool = False
    settled: bool = False
    recreate: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    check: bool = False
    coming: Mapping[tuple[str, str], bool] = field(default_factory=dict)


@dataclass
class Resolution:
    """body: what to send instead, less the fields that are left to others. force: take the rest. refused: what
    fails the run. drifted: what is left to others although it differs from the last revision."""

    body: dict[str, Any]
    force: bool = False
    refused: list[FieldConflict] = field(default_factory=list)
    drifted: list[FieldConflict] = field(default_factory=list)


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


def resolve(item: Item, conflicts: list[FieldConflict], policy: Policy) -> Resolution:
    """Return how to go on with an object whose apply had conflicts.

    Replicas that an autoscaler sets are left to it, and so are the places that drift does not count. A field that the
    last revision set already, and that someone else changed since, is drift: taken back, or left alone, as the policy
    says. Any other conflict is refused unless forced.
    """
    from . import fieldpath

    resolution = Resolution(item.body)
    for conflict in conflicts:
        steps = fieldpath.parse(conflict.field)
        if steps is not None and _is_left(item, conflict, steps, policy):
            resolution.body = fieldpath.without(resolution.body, steps)
        elif policy.force or conflict.manager == MANAGER:  # our own client-side applies are nobody else
            resolution.force = True
        elif steps is None or not _was_set(policy.original.get(item.key), steps):
            resolution.refused.append(conflict)
        elif policy.drift == CORRECT:
            resolution.force = True
        else:
            resolution.body = fieldpath.without(resolution.body, steps)
            resolution.drifted.append(conflict)
    return resolution


def _is_left(item: Item, conflict: FieldConflict, steps: list[fieldpath.Step], policy: Policy) -> bool:
    if _is_replicas(conflict) and policy.autoscaled(item):
        return True
    if not policy.ignored:
        return False
    from . import ignoring

    pointers = ignoring.pointers_of(policy.ignored, item)
    return pointers is None or ignoring.covers(pointers, item.body, steps)


def _is_replicas(conflict: FieldConflict) -> bool:
    return conflict.field == ".spec.replicas"


def _was_set(original: Optional[Item], steps: list[fieldpath.Step]) -> bool:
    from . import fieldpath

    return original is not None and fieldpath.find(original.body, steps)
