# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that are there for others to fill in: left to whoever did, as long as the chart says what it said. Pure.

What a chart sets and someone changes is drift, and is put back. A field that a chart leaves blank, and a controller
fills, is something else: to blank it again would break what the controller keeps going (an admission webhook without
its CA lets nothing through), and no hook runs to fill it once more. Two kinds of fields count as made to be filled in:

- caBundle of webhook configurations, of custom resource definitions and of APIServices, whatever the chart has there
  and whoever set it: charts put a placeholder there, and certificate controllers or a hook's Job the real one;
- any field that the chart leaves blank, unless it was kubectl that set it: that is a person's hand.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Iterator, Optional

from . import fieldpath
from .model import MANAGER, FieldConflict, Item
from .sameness import is_same

_BUNDLE = "caBundle"
_BUNDLED = (
    "APIService",
    "CustomResourceDefinition",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
)
_BY_HAND = "kubectl"  # what kubectl calls itself begins so: kubectl-edit, kubectl-patch, kubectl-client-side-apply …

Steps = list[fieldpath.Step]


def is_aggregated(item: Item, steps: Steps) -> bool:
    """Return whether a field is the rules of a ClusterRole with an aggregationRule: the cluster writes these, whatever
    the chart has there."""
    return item.kind == "ClusterRole" and steps[:1] == ["rules"] and bool(item.body.get("aggregationRule"))


def is_left(item: Item, original: Optional[Item], steps: Steps, manager: str) -> bool:
    """Return whether a field that manager set is left to it: it was made to be filled in, and the chart says of it what
    the last revision said."""
    if original is None or not is_meant(item, steps, manager):
        return False
    before, now = (fieldpath.value_at(one.body, steps) for one in (original, item))
    return is_same(before, now) or (is_blank(before, item) and is_blank(now, item))


def is_meant(item: Item, steps: Steps, manager: str) -> bool:
    """Return whether a field was made to be filled in, and not by this manager's hand."""
    if _is_bundle(item, steps):
        return True
    return not manager.startswith(_BY_HAND) and is_blank(fieldpath.value_at(item.body, steps), item)


def is_blank(value: Any, item: Item) -> bool:
    """Return whether a chart's value says nothing: none, an empty one, and white space as the bytes of a Secret or a
    certificate."""
    if value is fieldpath.MISSING or value is None:
        return True
    if isinstance(value, str) and (item.kind == "Secret" or item.kind in _BUNDLED):
        try:
            return not base64.b64decode(value, validate=True).strip()
        except (binascii.Error, ValueError):
            return not value.strip()
    return isinstance(value, (str, list, dict)) and not value


def left_to_others(item: Item, original: Item, live: dict[str, Any]) -> tuple[Item, Item, list[FieldConflict]]:
    """Return the object and what the last revision said of it, both without the fields that others filled in; and which
    these are. For merges of the client's own, which know no managers."""
    found = []
    for entry in (live.get("metadata") or {}).get("managedFields") or ():
        manager = str(entry.get("manager") or "")
        if manager == MANAGER or entry.get("subresource"):
            continue
        for steps in _filled(entry.get("fieldsV1") or {}, item, original, live):
            wanted = fieldpath.value_at(live, steps)
            if is_aggregated(item, steps):
                item, original = (_yielded(one, steps, wanted) for one in (item, original))
            elif is_left(item, original, steps, manager) and not is_same(wanted, fieldpath.value_at(item.body, steps)):
                item, original = (_yielded(one, steps, wanted) for one in (item, original))
                found.append(FieldConflict(fieldpath.shown(steps), manager, "", ""))
    return item, original, found


def _yielded(item: Item, steps: Steps, wanted: Any) -> Item:
    """The object without the field. With the live value in it where a merge would write the whole list around it."""
    if not fieldpath.find(item.body, steps):
        return item
    if any(not isinstance(step, str) for step in steps) and _writes_whole_lists(item):
        return Item(fieldpath.placed(item.body, steps, wanted), item.namespace, item.source)
    return Item(fieldpath.without(item.body, steps), item.namespace, item.source)


def _writes_whole_lists(item: Item) -> bool:
    from ..kube import patch_schema

    return patch_schema.of_kind(item.api_version, item.kind) is None


def _filled(fields: dict[str, Any], item: Item, original: Item, live: dict[str, Any]) -> Iterator[Steps]:
    """The fields of a manager that the chart has, or had, at or above: down to where it is blank."""
    found: list[tuple[dict[str, Any], Steps]] = [(fields, [])]
    while found:
        inner, steps = found.pop()
        said = [fieldpath.value_at(one.body, steps) for one in (item, original)]
        if all(value is fieldpath.MISSING for value in said) or not fieldpath.find(live, steps):
            continue
        if steps and (not set(inner) - {"."} or all(is_blank(value, item) for value in said)):
            yield steps
            continue
        for key, more in inner.items():
            step = fieldpath.of_fields(key)
            if step is not None:
                found.append((more, [*steps, step]))


def _is_bundle(item: Item, steps: Steps) -> bool:
    return bool(steps) and steps[-1] == _BUNDLE and item.kind in _BUNDLED
