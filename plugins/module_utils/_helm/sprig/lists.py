# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists. Sprig: list.go.

A function and its must twin are one here: Sprig's plain ones panic with the text that the twins return as an error, and
the template's user reads the same either way.
"""

from __future__ import annotations

import math
from typing import Any

from ..base.bounds import MAX_ITEMS
from ..base.errors import FunctionError, LimitError
from ..golang.strings import byte_order
from ..golang.types import NilList, TypedList, Uint8, go_function, kind_name
from .cast import to_int64, to_string
from .equality import deep_equal
from .strings import strings_of

NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"


def elements(value: Any, complaint: str) -> list[Any]:
    """Return the elements of a list; anything else fails with complaint and the kind of value."""
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    if value is None:
        raise FunctionError(NIL_POINTER)
    raise FunctionError(f"{complaint} {kind_name(value)}")


@go_function("...interface {}")
def make_list(*values: Any) -> list[Any]:
    """Return the values as a list."""
    return list(values)


@go_function("interface {}", "interface {}")
def append(values: Any, value: Any) -> list[Any]:
    """Return a new list with value at its end."""
    return [*elements(values, "Cannot push on type"), value]


@go_function("interface {}", "interface {}")
def prepend(values: Any, value: Any) -> list[Any]:
    """Return a new list with value at its start."""
    return [value, *elements(values, "Cannot prepend on type")]


@go_function("interface {}")
def first(values: Any) -> Any:
    """Return the first element, nil of an empty list."""
    found = elements(values, "Cannot find first on type")
    return found[0] if found else None


@go_function("interface {}")
def last(values: Any) -> Any:
    """Return the last element, nil of an empty list."""
    found = elements(values, "Cannot find last on type")
    return found[-1] if found else None


@go_function("interface {}")
def rest(values: Any) -> list[Any]:
    """Return all but the first element."""
    found = elements(values, "Cannot find rest on type")
    return list(found[1:]) if found else NilList()


@go_function("interface {}")
def initial(values: Any) -> list[Any]:
    """Return all but the last element."""
    found = elements(values, "Cannot find initial on type")
    return list(found[:-1]) if found else NilList()


@go_function("interface {}")
def reverse(values: Any) -> list[Any]:
    """Return the elements backwards."""
    return list(elements(values, "Cannot find reverse on type")[::-1])


@go_function("interface {}")
def compact(values: Any) -> list[Any]:
    """Return the elements that are not empty."""
    return [item for item in elements(values, "Cannot compact on type") if item]


@go_function("interface {}")
def uniq(values: Any) -> list[Any]:
    """Return the elements without repetitions."""
    found = elements(values, "Cannot find uniq on type")
    if all(item.__class__ is str for item in found):
        return list(dict.fromkeys(found))
    kept: list[Any] = []
    for item in found:
        if not _holds(kept, item):
            kept.append(item)
    return kept


@go_function("interface {}", "...interface {}")
def without(values: Any, *omitted: Any) -> list[Any]:
    """Return the elements that are none of omitted."""
    return [item for item in elements(values, "Cannot find without on type") if not _holds(omitted, item)]


@go_function("interface {}", "interface {}")
def has(wanted: Any, values: Any) -> bool:
    """Return whether wanted is in the list; nothing is in nil."""
    if values is None:
        return False
    return _holds(elements(values, "Cannot find has on type"), wanted)


def _holds(values: Any, wanted: Any) -> bool:
    return any(deep_equal(wanted, item) for item in values)


@go_function("interface {}", "...interface {}")
def cut(values: Any, *bounds: Any) -> Any:
    """Return the elements from the first bound (0) up to the second (the end); nil of an empty list."""
    found = elements(values, "list should be type of slice or array but")
    if not found:
        return None
    start = to_int64(bounds[0]) if bounds else 0
    end = to_int64(bounds[1]) if len(bounds) > 1 else len(found)
    if not 0 <= start <= end <= len(found):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    if isinstance(values, TypedList):
        return TypedList(values.go_type, values[start:end])
    return values[start:end]


@go_function("...interface {}")
def concat(*lists: Any) -> list[Any]:
    """Return the elements of all lists in one."""
    joined: list[Any] = []
    for values in lists:
        if not isinstance(values, (list, bytes)) and values is not None:
            raise FunctionError(f"Cannot concat type {kind_name(values)} as list")
        joined.extend(elements(values, ""))
        if len(joined) > MAX_ITEMS:
            raise LimitError(f"concat: more than {MAX_ITEMS} elements")
    return joined or NilList()


@go_function("int", "interface {}")
def chunk(size: int, values: Any) -> TypedList:
    """Return lists of size elements each, the last with what is left."""
    found = elements(values, "Cannot chunk type")
    count = len(found)
    if size < 1:
        # Sprig counts the chunks in floats before it looks at the size: what does not crash is empty
        chunks = math.floor((count - 1) / size) + 1 if size else -1
        if chunks != 0:
            raise FunctionError("runtime error: makeslice: len out of range")
    starts = range(0, count, size) if size > 0 else ()
    return TypedList("[][]interface {}", [list(found[start : start + size]) for start in starts])


@go_function("interface {}")
def sort_alpha(values: Any) -> TypedList:
    """Return the elements as strings, sorted by their bytes."""
    if not isinstance(values, (list, bytes)):
        return TypedList("[]string", [to_string(values)])
    return TypedList("[]string", sorted(strings_of(values), key=byte_order))


TABLE = {
    "append": append, "chunk": chunk, "compact": compact, "concat": concat, "first": first, "has": has,
    "initial": initial, "last": last, "list": make_list, "mustAppend": append, "mustChunk": chunk,
    "mustCompact": compact, "mustFirst": first, "mustHas": has, "mustInitial": initial, "mustLast": last,
    "mustPrepend": prepend, "mustPush": append, "mustRest": rest, "mustReverse": reverse, "mustSlice": cut,
    "mustUniq": uniq, "mustWithout": without, "prepend": prepend, "push": append, "rest": rest, "reverse": reverse,
    "slice": cut, "sortAlpha": sort_alpha, "tuple": make_list, "uniq": uniq, "without": without,
}  # fmt: skip
