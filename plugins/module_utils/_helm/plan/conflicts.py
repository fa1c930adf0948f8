# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about fields that another manager holds: take them back, leave them, or refuse. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional

from ..base.errors import KubeError
from .model import APPLY, MANAGER, FieldConflict, Item, Key

if TYPE_CHECKING:
    from . import fieldpath
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

# What their managers are called who scale for autoscalers.
_SCALERS = ("kube-controller-manager", "keda")


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
    that will be served by the time of the apply.
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


@dataclass
class Resolution:
    """body: what to send instead, less the fields that are left to others. force: take the rest. refused: what
    fails the run. drifted: what is left to others although it differs from the last revision. unsure: why it cannot
    be told whether an autoscaler sets the replicas that were left."""

    body: dict[str, Any]
    force: bool = False
    refused: list[FieldConflict] = field(default_factory=list)
    drifted: list[FieldConflict] = field(default_factory=list)
    unsure: str = ""


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
        decision = policy.autoscaled(item) if _is_replicas(conflict) else Decision(FREE)
        if steps is not None and (decision.who in (SCALED, UNKNOWN) or _is_left(item, steps, policy)):
            resolution.body = fieldpath.without(resolution.body, steps)
            resolution.unsure = resolution.unsure or decision.why
        elif policy.force or conflict.manager == MANAGER or _is_released(decision, policy):
            resolution.force = True  # our own client-side applies are nobody else
        elif _is_refused(item, conflict, steps, policy):
            resolution.refused.append(conflict)
        elif policy.drift == CORRECT or steps is None:
            resolution.force = True
        else:
            resolution.body = fieldpath.without(resolution.body, steps)
            resolution.drifted.append(conflict)
    return resolution


def _is_left(item: Item, steps: list[fieldpath.Step], policy: Policy) -> bool:
    if not policy.ignored:
        return False
    from . import ignoring

    pointers = ignoring.pointers_of(policy.ignored, item)
    return pointers is None or ignoring.covers(pointers, item.body, steps)


def _is_replicas(conflict: FieldConflict) -> bool:
    return conflict.field == ".spec.replicas" or conflict.subresource == "scale"


def _is_released(decision: Decision, policy: Policy) -> bool:
    """Whether the autoscaler that set the replicas goes with this plan: its hold means nothing."""
    return decision.who == RELEASED and not policy.settled


def _is_refused(item: Item, conflict: FieldConflict, steps: Optional[list[fieldpath.Step]], policy: Policy) -> bool:
    """Whether a field of someone else fails the run: one that the last revision did not set. But replicas that an
    autoscaler set which is there no more are nobody's."""
    if steps is not None and _was_set(policy.original.get(item.key), steps):
        return False
    scaler = _is_replicas(conflict) and conflict.manager in _SCALERS
    return not scaler or policy.autoscaled(item).who not in (FREE, RELEASED)


def _was_set(original: Optional[Item], steps: list[fieldpath.Step]) -> bool:
    from . import fieldpath

    return original is not None and fieldpath.find(original.body, steps)
