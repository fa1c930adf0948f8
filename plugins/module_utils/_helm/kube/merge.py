# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client-side merges as patches for the API server, as Helm makes them where it does not apply on the server's side.

A three-way patch is made of two differences: what the new manifest adds to or changes in the live object, and what it
no longer has of the old manifest. What others set in the live object stays. Kinds that Kubernetes defines are compared
by their own list rules (patch_schema.py); all others are compared as plain JSON (RFC 7386). Lists that these rules
would spoil, because a merge key stands in them twice, are sent whole (repeated.py).
"""

from __future__ import annotations

from typing import Any

from ..base.errors import KubeError
from . import json_merge, patch_schema, repeated
from .json_merge import equal, kind_of
from .patch_schema import Field

Object = dict[str, Any]

_DOING = "comparing an object with its last revision"
_PATCH = "$patch"
_RETAIN = "$retainKeys"
_ORDER = "$setElementOrder/"
_DELETE = "$deleteFromPrimitiveList/"


def three_way(original: Object, modified: Object, live: Object, *, lasting: bool = False) -> tuple[str, Object]:
    """Return (patch type, patch) that makes live what modified says: strategic, merge for a kind of no known shape.

    original: the manifest of the last revision, modified: the new one. lasting: only what the manifest changed; what
    others changed since stays. An empty patch means that there is nothing to do. As helm does, a custom resource is
    compared with original alone, not with live. Raises KubeError for lists that cannot be merged.
    """
    shape = patch_schema.of_kind(str(modified.get("apiVersion")), str(modified.get("kind")))
    if shape is None:
        return "merge", json_merge.two_way(original, modified)
    sides = repeated.Sides(original, modified, original if lasting else live, live)
    return "strategic", _strategic(repeated.settled(sides, shape, lasting=lasting), shape)


def _strategic(sides: repeated.Sides, shape: str) -> Object:
    """The three-way strategic merge patch."""
    changes = _Differ(deletions=False).maps(sides.compared, sides.modified, shape)
    deletions = _Differ(deletions=True).maps(sides.original, sides.modified, shape)
    return _overlay(deletions, changes, shape)


class _Differ:
    """Differences between two objects: either what was deleted, or everything else."""

    def __init__(self, *, deletions: bool) -> None:
        self._deletions = deletions

    def maps(self, old: Object, new: Object, shape: str, *, retain: bool = False) -> Object:
        """The patch from old to new. retain: the field wants to be told all its keys."""
        patch: Object = {}
        for key, value in new.items():
            if key == _PATCH:
                continue
            if key not in old or kind_of(old[key]) != kind_of(value):
                if not self._deletions:
                    patch[key] = value
            elif isinstance(value, dict):
                self._map_field(patch, key, old[key], value, shape)
            elif isinstance(value, list):
                self._list_field(patch, key, old[key], value, shape)
            elif not self._deletions and old[key] != value:
                patch[key] = value
        if self._deletions:
            patch.update((key, None) for key in old if key not in new)
        if retain:
            keys = sorted(key for key, value in new.items() if value is not None)
            lost = any(value is not None and key not in new for key, value in old.items())
            if keys and (patch or lost):
                patch[_RETAIN] = keys
        return patch

    def _map_field(self, patch: Object, key: str, old: Object, new: Object, shape: str) -> None:
        field = patch_schema.field(shape, key)
        if field.strategy == "replace":
            if not self._deletions:
                patch[key] = new
            return
        inner = self.maps(old, new, field.shape, retain=field.retain)
        if inner:
            patch[key] = inner

    def _list_field(self, patch: Object, key: str, old: list[Any], new: list[Any], shape: str) -> None:
        field = patch_schema.field(shape, key)
        if isinstance(new, repeated.Whole):
            if not self._deletions and not equal(old, new):
                patch[key] = [{_PATCH: "replace"}, *new]
        elif field.strategy != "merge":
            if not self._deletions and not equal(old, new):
                patch[key] = new
        elif not old:
            if new and not self._deletions:
                patch[key] = new
        elif _element_kind(key, old, new) == "map":
            self._lists_of_maps(patch, key, old, new, field)
        else:
            self._lists_of_scalars(patch, key, old, new)

    def _lists_of_maps(self, patch: Object, key: str, old: list[Any], new: list[Any], field: Field) -> None:
        found, deleted = self._pairs(key, old, new, field)
        places = {_scalar(item[field.key]): place for place, item in enumerate(new)}
        found.sort(key=lambda item: places[_scalar(item[field.key])])
        listed = found + deleted
        if listed:
            patch[key] = listed
        reordered = [item.get(field.key) for item in old] != [item.get(field.key) for item in new]
        if new and (listed or (reordered and not self._deletions)):
            patch[_ORDER + key] = [{field.key: item[field.key]} for item in new]

    def _pairs(self, key: str, old: list[Any], new: list[Any], field: Field) -> tuple[list[Any], list[Any]]:
        """(patches and additions, deletions) of lists whose elements have a key, walked side by side."""
        left, right = _by_key(key, old, field.key), _by_key(key, new, field.key)
        found: list[Any] = []
        deleted: list[Any] = []
        while left or right:
            if left and right and left[0][0] == right[0][0]:
                (_unused, before), (_unused, after) = left.pop(0), right.pop(0)
                inner = self.maps(before, after, field.shape, retain=field.retain)
                if inner:
                    found.append({**inner, field.key: after[field.key]})
            elif not left or (right and left[0][0] > right[0][0]):
                item = right.pop(0)[1]
                if not self._deletions:
                    found.append(item)
            else:
                item = left.pop(0)[1]
                if self._deletions:
                    deleted.append({field.key: item[field.key], _PATCH: "delete"})
        return found, deleted

    def _lists_of_scalars(self, patch: Object, key: str, old: list[Any], new: list[Any]) -> None:
        if self._deletions:
            gone = list(dict.fromkeys(item for item in sorted(old, key=_scalar) if item not in new))
            if gone:
                patch[_DELETE + key] = gone
            if gone and new:
                patch[_ORDER + key] = new
            return
        rest = sorted(old, key=_scalar)
        changed = rest != new
        added = []
        for item in new:
            if item in rest:
                rest.remove(item)
            else:
                added.append(item)
        if added:
            patch[key] = added
        if changed and new:
            patch[_ORDER + key] = new


def _overlay(deletions: Object, changes: Object, shape: str) -> Object:
    """One patch that does both."""
    patch = dict(deletions)
    for key, value in changes.items():
        before, field = patch.get(key), patch_schema.field(shape, key)
        if isinstance(before, dict) and isinstance(value, dict):
            patch[key] = _overlay(before, value, field.shape)
        elif isinstance(before, list) and isinstance(value, list) and field.key:
            patch[key] = _overlay_lists(before, value, deletions.get(_ORDER + key, []), field)
        else:
            patch[key] = value
    return patch


def _overlay_lists(deletions: list[Any], changes: list[Any], order: list[Any], field: Field) -> list[Any]:
    """The elements of both, in the order that the API server insists on; those to be deleted come last."""
    merged = list(deletions)
    for item in changes:
        place = next((at for at, before in enumerate(merged) if before[field.key] == item[field.key]), None)
        if place is None:
            merged.append(item)
        else:
            merged[place] = _overlay(merged[place], item, field.shape)
    places = {_scalar(item[field.key]): place for place, item in enumerate(order)}
    return sorted(merged, key=lambda item: places.get(_scalar(item[field.key]), len(order)))


def _by_key(name: str, items: list[Any], key: str) -> list[tuple[str, Any]]:
    """(key's text, element), sorted by it."""
    for item in items:
        if key not in item:
            raise KubeError(f"an element of {name} has no {key}", doing=_DOING, hint=f"give each element its {key}")
    return sorted(((_scalar(item[key]), item) for item in items), key=lambda pair: pair[0])


def _element_kind(name: str, *lists: list[Any]) -> str:
    """What the lists hold, map or a scalar's kind. Raises KubeError for lists of lists and mixed ones."""
    kinds = {kind_of(item) for items in lists for item in items}
    if len(kinds) > 1 or "list" in kinds:
        problem = f"the elements of {name} are of different types, or lists: such lists cannot be merged"
        raise KubeError(problem, doing=_DOING, hint="correct the list in the chart's templates or values")
    return kinds.pop()


def _scalar(value: Any) -> str:
    """A scalar as Go's %v prints it: what list elements are sorted by."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)
