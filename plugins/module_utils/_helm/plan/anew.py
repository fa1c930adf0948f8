# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects with fields that cannot be changed in place: found by dry runs, made anew where the task allows it.

To delete an object and then be refused the new one is an outage. So three things have to hold before one is deleted:
the server refused the change because of fields, not because the body cannot be read or a policy forbids it; it would
take the very same object as a new one; and it lets the user delete the old one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Conflict, Invalid, KubeError, RequestError
from . import grounds, write_errors
from .model import Item, ObjectState
from .ownership import is_kept

if TYPE_CHECKING:
    from ..kube.client import Client
    from .conflicts import Policy
    from .situation import Situation

NEVER = ("PersistentVolumeClaim", "Namespace", "CustomResourceDefinition")

_UNREADABLE = (
    "patch"  # the field that a merge's answer names when what it makes cannot be read (Go: endpoints/handlers)
)
_TAKEN = "already allocated"  # Kubernetes: registry/core/service, of an address or a port; its only mark is its text


def check(recreate: tuple[str, ...]) -> None:
    """Return when these kinds, or Kind/name, may be made anew. Raises RequestError for those that hold data."""
    for entry in recreate:
        kind, _slash, _name = entry.partition("/")
        if kind in NEVER:
            raise RequestError(
                f"a {kind} is never deleted to be made anew", doing="reading the option", subject="recreate",
                hint="what it holds would be lost; change it by hand",
            )  # fmt: skip


def settle(client: Client, state: ObjectState, policy: Policy, situation: Situation, refusal: Invalid) -> None:
    """Have the object made anew, if that is what it takes and the task allows it; else raise the server's refusal of
    its change, with a hint where something can be done."""
    live = state.live or {}
    if not is_of_fields(refusal):
        if _fields(refusal) == {_UNREADABLE}:  # a merge's answer does not say which field: that to a new object does
            refusal.hint = _words(_refused_creation(client, state.item.body))
        raise refusal
    body = _as_new(client, state, policy, situation)
    obstacle = _refused_as_new(client, body, live)
    if obstacle is not None:
        more = _fields(obstacle) - _fields(refusal) or not _fields(obstacle)
        if more and is_allowed(state.item, live, policy.recreate):
            refusal.hint = f"it is not deleted to be made anew, as that would be refused too: {_words(obstacle)}"
        raise refusal
    if not is_allowed(state.item, live, policy.recreate):
        refusal.hint = hint(state.item, live, situation.original.get(state.item.key))
        raise refusal
    _check_deletion(client, state.item, live)
    state.anew, state.body, state.wanted = True, body, body


def is_allowed(item: Item, live: dict[str, Any], recreate: tuple[str, ...]) -> bool:
    """Return whether the object may be deleted and made anew."""
    if item.kind in NEVER or is_kept(live) or is_kept(item.body) or _data_at_risk(live):
        return False
    return item.kind in recreate or f"{item.kind}/{item.name}" in recreate


def hint(item: Item, live: dict[str, Any], original: Optional[Item] = None) -> str:
    """Return what to do about an object that would have to be made anew. original: it in the last revision."""
    from . import lasting

    size = lasting.size(item, live, original)
    if size:
        return size
    risk = _data_at_risk(live)
    if item.kind in NEVER or risk:
        problem = risk or f"a {item.kind} is never made anew by this collection"
        return f"the field cannot be changed in place, and {problem}; {lasting.instead(item)}"
    return (
        "the field cannot be changed in place; to have the object deleted and made anew, set "
        f"recreate: [{item.kind}/{item.name}]{lasting.claims(item, live)}"
    )


def is_of_fields(refusal: Invalid) -> bool:
    """Return whether the server could read the change, and refused it field by field. A webhook or a policy that says
    no, and a body of the wrong form, name no field."""
    fields = _fields(refusal)
    return refusal.status == 422 and refusal.reason == "Invalid" and bool(fields) and not {"", _UNREADABLE} & fields


def _as_new(client: Client, state: ObjectState, policy: Policy, situation: Situation) -> dict[str, Any]:
    """What is to be made: what the chart says, less what is left to others, which is kept."""
    from . import autoscaling, ignoring

    item, live = state.item, state.live or {}
    kept = list(ignoring.pointers_of(policy.ignored, item) or ())
    path = autoscaling.disputed(replace(state, body=item.body, wanted=item.body), situation)
    if path is not None:
        autoscaling.tell(client, item, situation)
        kept.append(path)
    return ignoring.left_as_live(item.body, live, kept)


def _refused_as_new(client: Client, body: dict[str, Any], live: dict[str, Any]) -> Optional[KubeError]:
    """Return what the server has against the object as a new one, None for nothing."""
    error = _refused_creation(client, body)
    if error is not None and _TAKEN in error.problem:
        freed = _without_allocated(body, live)
        return error if freed == body else _refused_creation(client, freed)
    return error


def _refused_creation(client: Client, body: dict[str, Any]) -> Optional[KubeError]:
    """What a dry run of the creation is refused with. It is asked for under the object's own name, so that those who
    look at names judge the right one; the server looks whether the name is taken when all else was found good (Go:
    registry/generic/registry/store.go, create). What counts against a quota beside the live object is refused."""
    try:
        client.create(body, dry_run=True)
    except Conflict as error:
        return None if error.reason == "AlreadyExists" else error
    except KubeError as error:
        return error
    return None


def _without_allocated(body: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """A Service without the addresses and ports that its live object holds, which are free once it is gone."""
    spec, held = dict(body.get("spec") or {}), live.get("spec") or {}
    addresses = held.get("clusterIPs") or ()
    if spec.get("clusterIP") in addresses:
        del spec["clusterIP"]
    if spec.get("clusterIPs") and set(spec["clusterIPs"]) <= set(addresses):
        del spec["clusterIPs"]
    if spec.get("healthCheckNodePort") == held.get("healthCheckNodePort"):
        spec.pop("healthCheckNodePort", None)
    ports = {port["nodePort"] for port in held.get("ports") or () if port.get("nodePort")}
    if spec.get("ports"):
        spec["ports"] = [
            {key: value for key, value in port.items() if key != "nodePort" or value not in ports}
            for port in spec["ports"]
        ]
    return {**body, "spec": spec}


def _check_deletion(client: Client, item: Item, live: dict[str, Any]) -> None:
    """Return when the object may be deleted, as far as a dry run tells. Raises KubeError."""
    uid = str((live.get("metadata") or {}).get("uid") or "")
    try:
        client.delete(item.api_version, item.kind, item.namespace, item.name, uid=uid, dry_run=True)
    except KubeError as error:
        if not grounds.webhook_without_dry_run(error):  # it may still refuse: then nothing is deleted
            refused = write_errors.about(error, item, f"it cannot be deleted to be made anew: {error.problem}")
            refused.told = refused.problem
            raise refused from error


def _data_at_risk(live: dict[str, Any]) -> str:
    """Why data would go with the object, "" where none would."""
    spec = live.get("spec") or {}
    if live.get("kind") == "StatefulSet":
        if (spec.get("persistentVolumeClaimRetentionPolicy") or {}).get("whenDeleted") == "Delete":
            return "its volumes would be deleted with it (persistentVolumeClaimRetentionPolicy.whenDeleted: Delete)"
    elif live.get("kind") == "PersistentVolume":
        phase = (live.get("status") or {}).get("phase") or "Available"
        if phase != "Available" or spec.get("persistentVolumeReclaimPolicy") == "Delete":
            policy = spec.get("persistentVolumeReclaimPolicy")
            return f"the volume is {phase} and its reclaim policy {policy}: what it holds could be lost"
    return ""


def _words(error: Optional[KubeError]) -> str:
    return error.problem if error is not None else ""


def _fields(error: KubeError) -> set[str]:
    """The fields that are refused, "" for what is of none."""
    return {str(cause.get("field") or "") for cause in error.details.get("causes") or ()}
