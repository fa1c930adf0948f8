# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps. Sprig: dict.go. A nil map, None or a NilDict, can be read, not written."""

from __future__ import annotations

from typing import Any, Optional

from ..base.errors import FunctionError
from ..golang.strings import byte_order
from ..golang.types import NilDict, SharedDict, TypedDict, TypedList, go_function, type_name
from .cast import to_string
from .equality import MAX_DEPTH, too_deep

Map = Optional[dict[str, Any]]
_MAP = "map[string]interface {}"
_STRUCTURED = (dict, list)


@go_function("...interface {}")
def make_dict(*items: Any) -> dict[str, Any]:
    """Return the map of keys and values that alternate in items; a last key without value gets ""."""
    made: dict[str, Any] = {}
    for index in range(0, len(items), 2):
        key = items[index]
        made[key if key.__class__ is str else to_string(key)] = items[index + 1] if index + 1 < len(items) else ""
    return made


@go_function(_MAP, "string")
def get(mapping: Map, key: str) -> Any:
    """Return the key's value, "" when it is not there."""
    return mapping.get(key, "") if mapping else ""


@go_function(_MAP, "string", "interface {}")
def set_key(mapping: Map, key: str, value: Any) -> dict[str, Any]:
    """Return the same map, changed."""
    if mapping is None:
        raise FunctionError("assignment to entry in nil map")
    for same in _shared(mapping):
        same[key] = value
    return _plain(mapping)


def _shared(mapping: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the map, and what has the same entries under another type."""
    return [mapping, mapping.twin] if isinstance(mapping, SharedDict) and mapping.twin is not None else [mapping]


def _plain(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the map as Go passes it on: a function that has taken it is left with a map[string]interface {}."""
    return mapping.as_plain() if isinstance(mapping, SharedDict) else mapping


@go_function(_MAP, "string")
def unset(mapping: Map, key: str) -> dict[str, Any]:
    """Return the same map without the key."""
    if mapping is None:
        return NilDict()
    for same in _shared(mapping):
        same.pop(key, None)
    return _plain(mapping)


@go_function(_MAP, "string")
def has_key(mapping: Map, key: str) -> bool:
    """Return whether the key is there."""
    return bool(mapping) and key in mapping  # type: ignore[operator]


@go_function("string", "..." + _MAP)
def pluck(key: str, *mappings: Map) -> list[Any]:
    """Return the values that the maps have for key."""
    return [mapping[key] for mapping in mappings if mapping and key in mapping]


@go_function("..." + _MAP)
def keys(*mappings: Map) -> TypedList:
    """Return the keys of all maps; sorted in each, where Go's order is random."""
    return TypedList("[]string", [key for mapping in mappings if mapping for key in _sorted(mapping)])


@go_function(_MAP)
def values(mapping: Map) -> list[Any]:
    """Return the values, in the order of their keys, where Go's order is random."""
    return [mapping[key] for key in _sorted(mapping)] if mapping else []


def _sorted(mapping: dict[str, Any]) -> list[str]:
    return sorted(mapping, key=byte_order)


@go_function(_MAP, "...string")
def pick(mapping: Map, *wanted: str) -> dict[str, Any]:
    """Return a new map with only the wanted keys."""
    return {key: mapping[key] for key in wanted if key in mapping} if mapping else {}


@go_function(_MAP, "...string")
def omit(mapping: Map, *unwanted: str) -> dict[str, Any]:
    """Return a new map without the unwanted keys."""
    return {key: value for key, value in mapping.items() if key not in unwanted} if mapping else {}


@go_function("...interface {}")
def dig(*path: Any) -> Any:
    """Return the value under the keys of path, whose last two are the default and the map."""
    if len(path) < 3:
        raise FunctionError("dig needs at least three arguments")
    value, default = path[-1], path[-2]
    _assert_map(value)
    for key in path[:-2]:
        if key.__class__ is not str:
            raise _not_a(type_name_or_nil(key), "string")
    for key in path[:-2]:
        _assert_map(value)
        if key not in value:
            return default
        value = value[key]
    return value


def _assert_map(value: Any) -> None:
    """Fail as Go's type assertion does, which common.Values does not meet either."""
    if value.__class__ is not dict and type_name(value) != _MAP:
        raise _not_a(type_name_or_nil(value), _MAP)


def type_name_or_nil(value: Any) -> str:
    """Return the type's name as Go's run-time errors give it."""
    return "nil" if value is None else type_name(value)


def _not_a(found: str, wanted: str) -> FunctionError:
    return FunctionError(f"interface conversion: interface {{}} is {found}, not {wanted}")


@go_function(_MAP, "..." + _MAP)
def merge(target: Map, *sources: Map) -> Any:
    """Return target, with what it lacks or has empty taken from the sources, the first one first."""
    return _merge_all(target, sources, overwrite=False)


@go_function(_MAP, "..." + _MAP)
def merge_overwrite(target: Map, *sources: Map) -> Any:
    """Return target with the sources' values over its own, the last one last."""
    return _merge_all(target, sources, overwrite=True)


def _merge_all(target: Map, sources: tuple[Map, ...], *, overwrite: bool) -> dict[str, Any]:
    merged = None if target is None else _plain(target)
    for source in sources:
        if source is None or isinstance(source, NilDict):
            continue
        if merged is None or isinstance(merged, NilDict):
            merged = {}
        _merge_into(merged, source, overwrite)
        for same in _shared(merged):
            same.update(merged)
    return NilDict() if merged is None else merged


def _merge_into(target: dict[str, Any], source: dict[str, Any], overwrite: bool, depth: int = MAX_DEPTH) -> None:
    """Change target as mergo's deepMerge does: nested maps are merged in place, everything else is taken by reference.

    Without overwrite a source's value counts only where target's is missing or empty (0, "", false, an empty list).
    With it every source value counts, empty and nil ones too, but a nested map never replaces a nested map.
    """
    if depth == 0:
        raise too_deep()
    for key, value in list(source.items()):
        if value is None:
            if overwrite:
                _put(target, key, None)
            continue
        present = target.get(key)
        if isinstance(value, dict) and isinstance(present, dict):
            _merge_into(present, value, overwrite, depth - 1)
            if present:
                continue
        if overwrite or not present:
            _put(target, key, value)


def _put(target: dict[str, Any], key: str, value: Any) -> None:
    """Set a key as reflect does: a map of strings takes no other values."""
    if isinstance(target, TypedDict) and target.go_type == "map[string]string" and value.__class__ is not str:
        raise FunctionError("reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string")
    target[key] = value


TABLE = {
    "dict": make_dict, "dig": dig, "get": get, "hasKey": has_key, "keys": keys, "merge": merge,
    "mergeOverwrite": merge_overwrite, "mustMerge": merge, "mustMergeOverwrite": merge_overwrite, "omit": omit,
    "pick": pick, "pluck": pluck, "set": set_key, "unset": unset, "values": values,
}  # fmt: skip
