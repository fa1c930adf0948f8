# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reflect.DeepEqual over Go values, and deep copies of them."""

from __future__ import annotations

from typing import Any

from ..base.errors import FunctionError, LimitError
from ..golang.types import GoStruct, NilDict, NilList, TypedDict, TypedList, go_function, type_name

_SCALARS = (str, int, float, bool, bytes, type(None))


# deeper than any chart: a map that holds itself is found here, where Go's stack would run over
MAX_DEPTH = 1000


@go_function("interface {}", "interface {}")
def deep_equal(left: Any, right: Any) -> bool:
    """Return whether both have the same Go type and content. Go: reflect.DeepEqual."""
    return _equal(left, right, MAX_DEPTH)


def _equal(left: Any, right: Any, depth: int) -> bool:
    kind = type(left)
    if kind is type(right) and kind in _SCALARS:
        return bool(left == right)
    if type_name(left) != type_name(right):
        return False
    if depth == 0:
        raise too_deep()
    if isinstance(left, GoStruct):
        return _equal_structs(left, right, depth - 1)
    if isinstance(left, list):
        return left is right or _equal_lists(left, right, depth - 1)
    if isinstance(left, dict):
        return left is right or _equal_maps(left, right, depth - 1)
    if callable(left):
        return False  # functions never are, not even to themselves
    return bool(left == right)


def too_deep() -> LimitError:
    """Return the error for values nested too deeply."""
    return LimitError(f"values are nested more than {MAX_DEPTH} levels deep, or hold themselves")


# loops rather than all() and comprehensions: those would use up the C stack, level by level


def _equal_lists(left: list[Any], right: list[Any], depth: int) -> bool:
    if len(left) != len(right) or isinstance(left, NilList) != isinstance(right, NilList):
        return False
    for item, other in zip(left, right):  # noqa: SIM110
        if not _equal(item, other, depth):
            return False
    return True


def _equal_maps(left: dict[Any, Any], right: dict[Any, Any], depth: int) -> bool:
    if left.keys() != right.keys() or isinstance(left, NilDict) != isinstance(right, NilDict):
        return False
    for key, item in left.items():  # noqa: SIM110
        if not _equal(item, right[key], depth):
            return False
    return True


def _equal_structs(left: GoStruct, right: GoStruct, depth: int) -> bool:
    """Return whether all fields are equal; a pointer is equal to itself."""
    if left is right and left.go_type.startswith("*"):
        return True
    return _equal_maps(dict(left.fields), dict(right.fields), depth)


# structs that hold texts which are not exported, or such a struct
_WITH_HIDDEN = ("common.KubeVersion", "*common.Capabilities")


@go_function("interface {}")
def deep_copy(value: Any) -> Any:
    """Return value with every list and map in it new; nil fails as in Sprig."""
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return copy(value)


def copy(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return value with every list and map in it new, their Go types kept.

    Structs never change and are shared; a version loses what it says, since nothing of it is exported, and Kubernetes'
    version what is not.
    """
    if isinstance(value, (NilDict, NilList)) or (hasattr(value, "methods") and isinstance(value, list)):
        return value  # nobody changes a list of a type with methods
    if isinstance(value, (dict, list)):
        if depth == 0:
            raise too_deep()
        return _copy_map(value, depth - 1) if isinstance(value, dict) else _copy_list(value, depth - 1)
    if isinstance(value, GoStruct) and value.go_type.endswith("semver.Version"):
        from ..semver.version import Version

        return Version.blank(value.go_type)
    if isinstance(value, GoStruct) and value.go_type in _WITH_HIDDEN:
        fields = {name: copy(field, depth) if name[0].isupper() else "" for name, field in value.fields.items()}
        methods = dict(value.methods)
        if "GitVersion" in methods:  # what is not exported says how a version prints
            methods["String"] = methods["GitVersion"]
        return type(value)(value.go_type, fields, methods)
    return value


def _copy_map(value: dict[str, Any], depth: int) -> dict[str, Any]:
    made: dict[str, Any] = TypedDict(value.go_type) if isinstance(value, TypedDict) else {}
    for key, item in value.items():
        made[key] = copy(item, depth)
    return made


def _copy_list(value: list[Any], depth: int) -> list[Any]:
    made: list[Any] = TypedList(value.go_type) if isinstance(value, TypedList) else []
    for item in value:
        made.append(copy(item, depth))  # noqa: PERF401
    return made


TABLE = {"deepCopy": deep_copy, "deepEqual": deep_equal, "mustDeepCopy": deep_copy}
