# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reflect.DeepEqual over Go values, and deep copies of them."""

from __future__ import annotations

from typing import Any

from ..base.errors import FunctionError
from ..base.gotypes import GoStruct, NilDict, NilList, TypedDict, TypedList, go_function, type_name

_SCALARS = (str, int, float, bool, bytes, type(None))


@go_function("interface {}", "interface {}")
def deep_equal(left: Any, right: Any) -> bool:
    """Return whether both have the same Go type and content. Go: reflect.DeepEqual."""
    kind = type(left)
    if kind is type(right) and kind in _SCALARS:
        return bool(left == right)
    if type_name(left) != type_name(right):
        return False
    if isinstance(left, GoStruct):
        return _equal_structs(left, right)
    if isinstance(left, list):
        if left is right:
            return True
        if len(left) != len(right) or isinstance(left, NilList) != isinstance(right, NilList):
            return False
        return all(map(deep_equal, left, right))
    if isinstance(left, dict):
        return left is right or (
            isinstance(left, NilDict) == isinstance(right, NilDict)
            and left.keys() == right.keys()
            and all(deep_equal(item, right[key]) for key, item in left.items())
        )
    if callable(left):
        return False  # functions never are, not even to themselves
    return bool(left == right)


def _equal_structs(left: GoStruct, right: GoStruct) -> bool:
    """Return whether all fields are equal; a pointer is equal to itself."""
    if left is right and left.go_type.startswith("*"):
        return True
    return all(deep_equal(item, right.fields[name]) for name, item in left.fields.items())


@go_function("interface {}")
def deep_copy(value: Any) -> Any:
    """Return value with every list and map in it new; nil fails as in Sprig."""
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return copy(value)


def copy(value: Any) -> Any:
    """Return value with every list and map in it new, their Go types kept.

    Structs never change and are shared; a version loses what it says, since nothing of it is exported.
    """
    if isinstance(value, TypedDict):
        return TypedDict(value.go_type, {key: copy(item) for key, item in value.items()})
    if isinstance(value, NilDict):
        return NilDict()
    if isinstance(value, dict):
        return {key: copy(item) for key, item in value.items()}
    if isinstance(value, NilList):
        return NilList(value.go_type)
    if isinstance(value, TypedList):
        return TypedList(value.go_type, [copy(item) for item in value])
    if isinstance(value, list):
        return [copy(item) for item in value]
    if isinstance(value, GoStruct) and value.go_type.endswith("semver.Version"):
        from ..base.semver import Version

        return Version.blank(value.go_type)
    return value


TABLE = {"deepCopy": deep_copy, "deepEqual": deep_equal, "mustDeepCopy": deep_copy}
