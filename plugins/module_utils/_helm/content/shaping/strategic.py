# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategic merge patches applied to objects, as kustomize applies them (kyaml: merge2, walk). Pure.

Lists of Kubernetes' own kinds are merged by the keys of kube/patch_schema.py, all others are replaced: a kind of a
custom resource has no keys. Elements that a patch names come first, in its order. The directives $setElementOrder,
$deleteFromPrimitiveList and $retainKeys, which kustomize leaves in the object, do what they do at the API server (Go:
apimachinery pkg/util/strategicpatch). What kustomize loses or ignores without a word is refused.
"""

from __future__ import annotations

from typing import Any, Optional, Sequence

from ...base.errors import HelmError
from ...kube import patch_schema
from ...kube.patch_schema import Field
from .json_patch import copied

Object = dict[str, Any]

GONE = object()
_PATCH = "$patch"
_RETAIN = "$retainKeys"
_ORDER = "$setElementOrder/"
_DELETE = "$deleteFromPrimitiveList/"
_MISSING = object()


def patched(item: Object, patch: Object) -> Optional[Object]:
    """Return item changed by a patch, None where it is deleted; neither is changed. Its apiVersion, kind, name and
    namespace stay. Raises HelmError that says where the patch does not fit."""
    shape = patch_schema.of_kind(str(item.get("apiVersion")), str(item.get("kind"))) or ""
    found = _map(item, patch, shape, "")
    if found is GONE:
        return None
    changed: Object = found
    for name in ("apiVersion", "kind"):
        changed[name] = item.get(name)
    _keep(changed, item.get("metadata") or {}, ("name", "namespace"))
    return changed


def _keep(changed: Object, metadata: Object, names: Sequence[str]) -> None:
    """Put what an object is known by back into its metadata."""
    found = dict(changed.get("metadata") or {})
    for name in names:
        found.pop(name, None)
        if name in metadata:
            found[name] = metadata[name]
    changed["metadata"] = found


def _map(old: Object, patch: Object, shape: str, path: str) -> Any:
    """A mapping changed by one; GONE where it is deleted."""
    directive = _directive(patch, path)
    if directive == "delete":
        return GONE
    found = {} if directive == "replace" else dict(old)
    if _RETAIN in patch:
        kept = patch[_RETAIN]
        found = {key: value for key, value in found.items() if key in kept}
    for key, gone in patch.items():
        name = key[len(_DELETE) :]
        if key.startswith(_DELETE) and isinstance(found.get(name), list):
            found[name] = [value for value in found[name] if value not in gone]
    for key, value in patch.items():
        if _is_directive(key):
            continue
        where = f"{path}.{key}" if path else key
        made = _value(found.get(key, _MISSING), value, patch_schema.field(shape, key), where)
        if made is GONE:
            found.pop(key, None)
        else:
            found[key] = made
    for key, order in patch.items():
        name = key[len(_ORDER) :]
        if key.startswith(_ORDER) and isinstance(found.get(name), list):
            found[name] = _ordered(found[name], order, old.get(name) or [], patch_schema.field(shape, name))
    return found


def _is_directive(key: str) -> bool:
    return key in (_PATCH, _RETAIN) or key.startswith((_ORDER, _DELETE))


def _directive(patch: Object, path: str) -> str:
    """What a mapping's $patch says."""
    found = patch.get(_PATCH, "merge")
    if found not in ("merge", "replace", "delete"):
        raise HelmError(f"{path or 'the patch'} has $patch: {found}, which is none of merge, replace, delete")
    return str(found)


def _value(old: Any, new: Any, field: Field, path: str) -> Any:
    """A field's value changed by what a patch has for it."""
    if new is None:
        return GONE
    if old is _MISSING or old is None:
        old = type(new)() if isinstance(new, (dict, list)) else new
    kinds = [_kind(value) for value in (old, new)]
    if kinds[0] != kinds[1]:
        raise HelmError(f"{path} is {kinds[0]} in the object, and {kinds[1]} in the patch")
    if isinstance(new, dict):
        return _map(old, new, field.shape, path)
    if not isinstance(new, list):
        return new
    new, directive = _list_directive(new, path)
    if directive == "delete":
        return GONE
    if field.strategy != "merge":
        return copied(new)
    before = [] if directive == "replace" else old
    return _elements(before, new, field, path) if field.key else _scalars(before, new)


def _kind(value: Any) -> str:
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a scalar"


def _list_directive(patch: list[Any], path: str) -> tuple[list[Any], str]:
    """The list without the element that is nothing but a directive for the whole of it, and that directive."""
    own = [item for item in patch if isinstance(item, dict) and list(item) == [_PATCH]]
    if not own:
        return patch, ""
    return [item for item in patch if item not in own], _directive(own[0], path)


def _scalars(old: list[Any], patch: list[Any]) -> list[Any]:
    return patch + [value for value in old if value not in patch]


def _elements(old: list[Any], patch: list[Any], field: Field, path: str) -> list[Any]:
    """A list of mappings changed by one: what patch names, in its order, then the rest. What is told apart by several
    keys, as ports are, stays where it was."""
    stays = any(isinstance(item, dict) and name in item for item in old + patch for name, _default in field.others)
    found: list[Any] = []
    at: dict[int, list[Any]] = {}  # by the place of an old element, what it becomes
    for item in patch:
        key = _key_of(item, field)
        if key is None:
            raise HelmError(f"an element of {path} has no {field.key}, by which elements are told apart")
        if item.get(_PATCH) == "replace":
            raise HelmError(
                f"{path} has $patch: replace in an element, which tools do not agree on: write a list whose first "
                f"element is only that directive, or delete the element and add another"
            )
        places = [place for place, before in enumerate(old) if _key_of(before, field) == key]
        where = f"{path}[{field.key}={item[field.key]}]"
        for place in places or [-1]:
            made = _map(old[place] if place >= 0 else {}, item, field.shape, where)
            kept = [made] if made is not GONE and made else []
            if place >= 0:
                at[place] = kept
            if place < 0 or not stays:
                found += kept
    rest = [at.get(place, [before]) if stays or place not in at else [] for place, before in enumerate(old)]
    return found + [item for items in rest for item in items]


def _key_of(item: Any, field: Field) -> Optional[tuple[str, ...]]:
    """What tells an element from the others, None where it has no key."""
    if not field.key:
        return (str(item),)
    if not isinstance(item, dict) or item.get(field.key) in (None, ""):
        return None
    return (str(item[field.key]), *(str(item.get(name, default)) for name, default in field.others))


def _ordered(items: list[Any], order: list[Any], live: list[Any], field: Field) -> list[Any]:
    """The elements in an order that may not name all of them: what it does not name stays before what came after it."""
    wanted = [_key_of(item, field) for item in order]
    before = [_key_of(item, field) for item in live]
    named = sorted(
        (item for item in items if _key_of(item, field) in wanted), key=lambda item: wanted.index(_key_of(item, field))
    )
    rest = [item for item in items if _key_of(item, field) not in wanted]
    found: list[Any] = []
    while named and rest:
        left, right = (_key_of(side[0], field) for side in (named, rest))
        first = left not in before or (right in before and before.index(left) < before.index(right))
        found.append((named if first else rest).pop(0))
    return found + named + rest
