# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON merge patches (RFC 7386), which know no rules for lists: a list is one value."""

from __future__ import annotations

from typing import Any, Mapping, Optional

Object = dict[str, Any]


def two_way(original: Object, modified: Object) -> Object:
    """Return the JSON merge patch (RFC 7386) from original to modified: what is new or different, null for the gone."""
    patch: Object = {}
    for key, new in modified.items():
        old = original.get(key)
        if key in original and isinstance(old, dict) and isinstance(new, dict):
            inner = two_way(old, new)
            if inner:
                patch[key] = inner
        elif key not in original or not equal(old, new):
            patch[key] = new
    for key in original:
        if key not in modified:
            patch[key] = None
    return patch


def three_way(original: Object, modified: Object, current: Object) -> Object:
    """Return the JSON merge patch that changes current to what modified says, and deletes only what original had."""
    changes = _without_nulls(two_way(current, modified))
    return _laid_over(_only_nulls(two_way(original, modified)), changes)


def patched(value: Any, patch: Any) -> Any:
    """Return value changed by a JSON merge patch."""
    if not isinstance(patch, dict):
        return patch
    found = dict(value) if isinstance(value, dict) else {}
    for key, inner in patch.items():
        if inner is None:
            found.pop(key, None)
        else:
            found[key] = patched(found.get(key), inner)
    return found


def kind_of(value: Any) -> str:
    """What a value is to JSON, whole numbers apart from others as in Kubernetes' own library."""
    if isinstance(value, bool):
        return "bool"
    for kind, name in ((dict, "map"), (list, "list"), (str, "str"), (int, "int"), (float, "float")):
        if isinstance(value, kind):
            return name
    return "null"


def equal(left: Any, right: Any) -> bool:
    """Equality that tells true from 1, unlike Python's."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, Mapping):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)


def _without_nulls(patch: Object) -> Object:
    found: Object = {}
    for key, value in patch.items():
        if isinstance(value, dict) and value:
            inner = _without_nulls(value)
            if inner:
                found[key] = inner
        elif value is not None:
            found[key] = value
    return found


def _only_nulls(patch: Object) -> Object:
    found: Object = {}
    for key, value in patch.items():
        inner: Optional[Object] = _only_nulls(value) if isinstance(value, dict) else None
        if value is None or inner:
            found[key] = inner
    return found


def _laid_over(under: Object, over: Object) -> Object:
    """A merge patch that does what both say."""
    merged = dict(under)
    for key, value in over.items():
        before = merged.get(key)
        merged[key] = _laid_over(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
