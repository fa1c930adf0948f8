# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about fields that another manager holds: take them back, leave them, or refuse. Pure."""

from __future__ import annotations

from typing import Any, Optional

from . import fieldpath, injected
from .conflicts import CORRECT, Policy
from .model import MANAGER, FieldConflict, Item, Resolution
from .situation import FREE, RELEASED, SCALED, UNKNOWN, Decision, Situation

# What their managers are called who scale for autoscalers.
_SCALERS = ("kube-controller-manager", "keda")


def resolve(
    item: Item,
    conflicts: list[FieldConflict],
    policy: Policy,
    situation: Situation,
    live: Optional[dict[str, Any]] = None,
) -> Resolution:
    """Return how to go on with an object whose apply had conflicts. live: the object, which says who holds what.

    Replicas that an autoscaler sets are left to it, and so are the places that drift does not count. A field that was
    made to be filled in by others (injected.py) is theirs as long as the chart says what it said. Any other field that
    the last revision set already, and that someone else changed since, is drift: taken back, or left alone, as the
    policy says. Any other conflict is refused unless forced.
    """
    resolution = Resolution(item.body)
    original = situation.original.get(item.key)
    for conflict in conflicts:
        steps = fieldpath.located(conflict.field, _held(live, conflict), item.body)
        decision = situation.autoscaled(item) if _is_replicas(conflict) else Decision(FREE)
        own = conflict.manager == MANAGER  # by client-side applies, whose fields become those of this apply
        others = decision.who == SCALED or (decision.who == UNKNOWN and not own)
        if steps is not None and (others or injected.is_aggregated(item, steps) or _is_left(item, steps, policy)):
            resolution.body = _left(resolution.body, live, steps, own=own)
            resolution.unsure = resolution.unsure or decision.why
        elif policy.force or own or _is_released(decision, situation):
            resolution.force = True
        elif steps is not None and injected.is_meant(item, steps, conflict.manager):
            if injected.is_left(item, original, steps, conflict.manager):
                resolution.body = fieldpath.without(resolution.body, steps)
                resolution.drifted.append(conflict)
            else:
                resolution.refused.append(conflict)
        elif _is_refused(item, conflict, steps, situation):
            resolution.refused.append(conflict)
        elif policy.drift == CORRECT or steps is None:
            resolution.force = True
        else:
            resolution.body = fieldpath.without(resolution.body, steps)
            resolution.drifted.append(conflict)
    return resolution


def _left(body: Any, live: Optional[dict[str, Any]], steps: list[fieldpath.Step], *, own: bool) -> Any:
    """The body that leaves a field as the live object has it: without the field, which someone else holds. What helm
    itself holds would go then, so it is sent as it is."""
    from . import ignoring

    known = own and fieldpath.find(body, steps)
    return ignoring.left_as_live(body, (live or {}) if known else {}, [steps])


def _held(live: Optional[dict[str, Any]], conflict: FieldConflict) -> list[dict[str, Any]]:
    """What a conflict's manager holds of the live object."""
    return [
        entry.get("fieldsV1") or {}
        for entry in ((live or {}).get("metadata") or {}).get("managedFields") or ()
        if entry.get("manager") == conflict.manager and (entry.get("subresource") or "") == conflict.subresource
    ]


def _is_left(item: Item, steps: list[fieldpath.Step], policy: Policy) -> bool:
    if not policy.ignored:
        return False
    from . import ignoring

    pointers = ignoring.pointers_of(policy.ignored, item)
    return pointers is None or ignoring.covers(pointers, item.body, steps)


def _is_replicas(conflict: FieldConflict) -> bool:
    return conflict.field == ".spec.replicas" or conflict.subresource == "scale"


def _is_released(decision: Decision, situation: Situation) -> bool:
    """Whether the autoscaler that set the replicas goes with this plan: its hold means nothing."""
    return decision.who == RELEASED and not situation.settled


def _is_refused(
    item: Item, conflict: FieldConflict, steps: Optional[list[fieldpath.Step]], situation: Situation
) -> bool:
    """Whether a field of someone else fails the run: one that the last revision did not set. But replicas that an
    autoscaler set which is there no more are nobody's."""
    if steps is not None and _was_set(situation.original.get(item.key), steps):
        return False
    scaler = _is_replicas(conflict) and conflict.manager in _SCALERS
    return not scaler or situation.autoscaled(item).who not in (FREE, RELEASED)


def _was_set(original: Optional[Item], steps: list[fieldpath.Step]) -> bool:
    return original is not None and fieldpath.find(original.body, steps)
