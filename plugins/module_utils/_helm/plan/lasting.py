# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about fields that only grow, and those of objects that are never deleted because they hold data. Pure."""

from __future__ import annotations

from typing import Any, Optional

from . import fieldpath
from .model import Item
from .settled import quantity

Object = dict[str, Any]

_SIZE = ("spec", "resources", "requests", "storage")
_TEMPLATES = ("spec", "volumeClaimTemplates")
_KEEP = "keep the value that it has in the chart's values"
_ADVICE = {
    "Namespace": _KEEP,
    "PersistentVolumeClaim": f"{_KEEP}, or make a claim of another name and copy the data",
    "CustomResourceDefinition": f"{_KEEP}, or remove it by hand, which removes every object of its kind",
}


def size(item: Item, live: Object, original: Optional[Item]) -> str:
    """Return what to do about a claim that would have to get smaller, "" where that is not the matter. original: the
    object in the last revision."""
    if item.kind != "PersistentVolumeClaim":
        return ""
    wanted, there = (fieldpath.value_at(one, _SIZE) for one in (item.body, live))
    less, more = quantity(wanted), quantity(there)
    if less is None or more is None or less >= more:
        return ""
    text = f"it has {there} and would get {wanted}, and no claim gets smaller: set {there} in the chart's values"
    if original is None or quantity(fieldpath.value_at(original.body, _SIZE)) != less:
        return text
    rule = f"{{kind: {item.kind}, name: {item.name}, paths: [/{'/'.join(_SIZE)}]}}"
    return f"{text}, or have its size left alone by drift_ignore: [{rule}]"


def instead(item: Item) -> str:
    """Return what to do instead of making an object anew."""
    return _ADVICE.get(item.kind, f"{_KEEP}, or replace it by hand")


def claims(item: Item, live: Object) -> str:
    """Return what is to be known of the claims of a StatefulSet that is made anew for their sake, "" for nothing."""
    if item.kind != "StatefulSet":
        return ""
    wanted, there = (_sizes(one) for one in (item.body, live))
    if wanted == there:
        return ""
    return "; the claims that it has made stay as they are: give each of them its new size by hand"


def _sizes(body: Object) -> Object:
    """The sizes of the claims to be made, by their names."""
    templates = fieldpath.value_at(body, _TEMPLATES)
    found = templates if isinstance(templates, list) else []
    return {
        str((one.get("metadata") or {}).get("name")): quantity(fieldpath.value_at(one, _SIZE))
        for one in found
        if isinstance(one, dict)
    }
