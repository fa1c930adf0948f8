# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects with fields that cannot be changed in place: found by dry runs, made anew where the task allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid, KubeError, RequestError
from .model import Item, ObjectState
from .ownership import is_kept

if TYPE_CHECKING:
    from ..kube.client import Client

NEVER = ("PersistentVolumeClaim", "Namespace", "CustomResourceDefinition")

_PROBE = "-native-helm"
_LONGEST = 63  # characters of the name of a Service


def check(recreate: tuple[str, ...]) -> None:
    """Return when these kinds, or Kind/name, may be made anew. Raises RequestError for those that hold data."""
    for entry in recreate:
        kind, _slash, _name = entry.partition("/")
        if kind in NEVER:
            raise RequestError(
                f"a {kind} is never deleted to be made anew", doing="reading the option", subject="recreate",
                hint="what it holds would be lost; change it by hand",
            )  # fmt: skip


def is_needed(client: Client, state: ObjectState, refusal: Invalid) -> bool:
    """Return whether the server refused the change of an object although it would take it as a new one.

    It is asked to dry-run the creation under another name. What it has against that must be something else than what it
    has against the change: a port that the live object holds does not count.
    """
    causes = _fields(refusal)
    if not causes:
        return False
    name = state.item.name[: _LONGEST - len(_PROBE)].rstrip("-.") + _PROBE
    body = {**state.item.body, "metadata": {**state.item.body["metadata"], "name": name}}
    try:
        client.create(body, state.item.namespace, dry_run=True)
    except Invalid as error:
        return not causes & _fields(error)
    except KubeError:
        return False
    return True


def is_allowed(item: Item, live: dict[str, Any], recreate: tuple[str, ...]) -> bool:
    """Return whether the object may be deleted and made anew."""
    if item.kind in NEVER or is_kept(live) or is_kept(item.body):
        return False
    return item.kind in recreate or f"{item.kind}/{item.name}" in recreate


def hint(item: Item) -> str:
    """Return what to do about an object that would have to be made anew."""
    if item.kind in NEVER:
        return f"the field cannot be changed in place, and a {item.kind} is never made anew by this collection"
    return (
        "the field cannot be changed in place; to have the object deleted and made anew, set "
        f"recreate: [{item.kind}/{item.name}]"
    )


def _fields(error: KubeError) -> set[str]:
    return {str(cause.get("field") or "") for cause in error.details.get("causes") or ()} - {""}
