# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From client-side to server-side apply: the fields that Helm 3 owned by updates become those of Helm's applies.

Without this, fields that a chart leaves out later would stay for ever, owned by the old entry (Kubernetes: csaupgrade).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..base.errors import Conflict, NotFound
from ..plan import fieldpath
from ..plan.model import MANAGER, Item

if TYPE_CHECKING:
    from ..kube.client import Client

_TRIES = 5


Entries = list[dict[str, Any]]


def migrate(client: Client, item: Item, manager: str) -> bool:
    """Return whether the live object's managed fields had to be changed. Raises KubeError."""

    def change(entries: Entries) -> Optional[Entries]:
        merged = merged_entries(entries, manager)
        return _as_stored(merged or entries, manager) or merged if item.kind == "Secret" else merged

    return rewrite(client, item, change, manager=manager)


def take(client: Client, item: Item, paths: list[list[Any]]) -> bool:
    """Return whether fields of the live object that others held are helm's now: those at and below the paths, as
    fieldpath.py has them. Raises KubeError."""
    return rewrite(client, item, lambda entries: taken_entries(entries, paths))


def taken_entries(entries: Entries, paths: list[list[Any]]) -> Optional[Entries]:
    """Return the managed fields with those at and below the paths in the entry of helm's applies, None where nobody
    else holds any. Entries of subresources stay."""
    found = copy.deepcopy(entries)
    own = next((entry for entry in found if _is(entry, MANAGER, "Apply")), None)
    others = [entry for entry in found if entry is not own and not entry.get("subresource")]
    parts = [part for path in paths for entry in others for part in _cut(entry.get("fieldsV1") or {}, path)]
    if own is None or not parts:
        return None
    for part in parts:
        own["fieldsV1"] = _union(own.get("fieldsV1") or {}, part)
    return [entry for entry in found if entry.get("fieldsV1") or entry is own]


def _cut(fields: dict[str, Any], path: list[Any]) -> list[dict[str, Any]]:
    """Take what is at the path out of a manager's fields, and what is empty without it; return it, in its place."""
    key = next((one for one in fields if fieldpath.of_fields(one) == path[0]), None)
    if key is None:
        return []
    if len(path) == 1:
        return [{key: fields.pop(key)}]
    found = [{key: inner} for inner in _cut(fields[key], path[1:])]
    if not fields[key]:
        del fields[key]
    return found


def rewrite(
    client: Client, item: Item, change: Callable[[Entries], Optional[Entries]], *, manager: str = MANAGER
) -> bool:
    """Return whether the live object's managed fields were changed. change: what they are -> what they are to be, None
    for no change. Raises KubeError."""
    for attempt in range(_TRIES):
        try:
            live = client.get(item.api_version, item.kind, item.namespace, item.name)
        except NotFound:
            return False
        entries = change(live["metadata"].get("managedFields") or [])
        if entries is None:
            return False
        patch = [
            {"op": "replace", "path": "/metadata/managedFields", "value": entries},
            {"op": "replace", "path": "/metadata/resourceVersion", "value": live["metadata"]["resourceVersion"]},
        ]
        try:
            client.patch(
                item.api_version, item.kind, item.namespace, item.name, patch, patch_type="json", manager=manager
            )
            return True
        except Conflict:
            if attempt == _TRIES - 1:
                raise
    return False


def _as_stored(entries: Entries, manager: str) -> Optional[Entries]:
    """The managed fields of a Secret, manager's applies holding data where they hold stringData, which the server does
    not keep; None where they hold none."""
    from ..plan import secret_data

    found = [
        {**entry, "fieldsV1": secret_data.fields_as_stored(entry.get("fieldsV1") or {})}
        if _is(entry, manager, "Apply")
        else entry
        for entry in entries
    ]
    return None if found == entries else found


def merged_entries(entries: list[dict[str, Any]], manager: str) -> Optional[list[dict[str, Any]]]:
    """Return the managed fields with manager's update entry merged into its apply entry, None when there is no such
    entry.

    Entries of subresources stay. The apply entry's version is that of the newest of the two.
    """
    updates = [entry for entry in entries if _is(entry, manager, "Update")]
    if not updates:
        return None
    applies = [entry for entry in entries if _is(entry, manager, "Apply")]
    target = dict((applies or updates)[0])
    target["operation"] = "Apply"
    fields: dict[str, Any] = {}
    for entry in updates + applies:
        fields = _union(fields, entry.get("fieldsV1") or {})
    target["fieldsV1"] = fields
    rest = [entry for entry in entries if entry not in updates and entry not in applies]
    return [target, *rest]


def _is(entry: dict[str, Any], manager: str, operation: str) -> bool:
    return entry.get("manager") == manager and entry.get("operation") == operation and not entry.get("subresource")


def _union(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    merged = dict(left)
    for key, value in right.items():
        merged[key] = _union(merged[key], value) if key in merged else value
    return merged
