# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions that every template has. Go: text/template funcs.go. and, or and not are code of the compiler's own."""

from __future__ import annotations

from typing import Any, Callable, List, Optional

from ..base.errors import FunctionError
from ..golang.fmt import show, sprint, sprintf, sprintln
from ..golang.types import GoInt, GoStruct, Uint8, is_nil, kind_name, type_name
from .runtime import pointed, pointed_type, printed
from .signatures import param_type, params_of
from .type_table import Raw, TypeTable

_PLAIN = frozenset((str, int, bool, float))
_BAD_TYPE = "invalid type for comparison"
_INTEGERS = ("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr")


def go_print(*args: Any) -> str:
    """Return the arguments as Go's Sprint."""
    return sprint(args)


def go_println(*args: Any) -> str:
    """Return the arguments as Go's Sprintln."""
    return sprintln(args)


def go_printf(template: str, *args: Any) -> str:
    """Return the arguments as Go's Sprintf."""
    return sprintf(template, args)


class InInterface:
    """An index of Go's slice whose static type is interface {}: slice does not look what is in it."""

    __slots__ = ()
    go_type = "interface {}"


def copied(value: Any) -> Any:
    """Return value; where it is a struct whose methods want its address, a copy of it, which has no methods."""
    if isinstance(value, GoStruct) and value.by_pointer:
        return GoStruct(value.go_type, value.fields, {})
    return value


def _index_number(index: Any, size: int) -> int:
    """Return an index that is at most size. Go: indexArg."""
    if index is None:
        raise FunctionError("cannot index slice/array with nil")
    if not isinstance(index, int) or isinstance(index, bool):
        raise FunctionError(f"cannot index slice/array with type {type_name(index)}")
    number = int(index)
    if number < 0 or number > size:
        raise FunctionError(f"index out of range: {number}")
    return number


def slice_(item: Any, *indexes: Any) -> Any:
    """Return item[i:j]. Go: slice."""
    if item is None:
        raise FunctionError("slice of untyped nil")
    if len(indexes) > 3:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    data = item
    if isinstance(item, str):
        if len(indexes) == 3:
            raise FunctionError("cannot 3-index slice a string")
        data = item.encode("utf-8", "surrogateescape")
    elif not isinstance(item, (list, bytes)):
        raise FunctionError(f"can't slice item of type {pointed_type(item)}")
    bounds = [0, len(data)]
    numbers = [_index_number(number, len(data)) for number in indexes]
    bounds[: len(numbers)] = numbers
    if bounds[0] > bounds[1]:
        raise FunctionError(f"invalid slice index: {bounds[0]} > {bounds[1]}")
    if len(bounds) == 3 and bounds[1] > bounds[2]:
        raise FunctionError(f"invalid slice index: {bounds[1]} > {bounds[2]}")
    part = data[bounds[0] : bounds[1]]
    if isinstance(item, str):
        return part.decode("utf-8", "surrogateescape")
    if hasattr(item, "go_type"):
        return type(item)(item.go_type, part)
    return part


def callee_name(value: Any) -> str:
    """Return the name under which call reports a function that comes through the pipe. Go: reflect.Value.String."""
    if isinstance(value, str):
        return value
    return "<invalid Value>" if value is None else f"<{type_name(value)} Value>"


def _basic(value: Any) -> Optional[str]:
    """Return the kind of what can be compared: bool, int, uint, float, complex, string. Go: basicKind."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, GoInt):
        return "int" if value.signed else "uint"
    for base, kind in ((str, "string"), (int, "int"), (float, "float"), (complex, "complex")):
        if isinstance(value, base):
            return kind
    return None


def eq(*args: Any) -> bool:
    """Return whether the first is equal to one of the others. Go: eq."""
    if len(args) < 2:
        raise FunctionError("missing argument for comparison")
    one = args[0]
    kind = _basic(one)
    for two in args[1:]:
        other = _basic(two)
        if kind != other:
            if {kind, other} == {"int", "uint"}:
                if int(one) == int(two):
                    return True
            elif one is not None and two is not None:
                raise FunctionError(f"incompatible types for comparison: {type_name(one)} and {type_name(two)}")
        elif kind is not None:
            if one == two:
                return True
        elif _same(one, two):
            return True
    return False


def eq2(one: Any, two: Any) -> bool:
    """Return whether the two are equal; the commonest case of eq."""
    if one.__class__ is two.__class__ and one.__class__ in _PLAIN:
        return bool(one == two)
    return eq(one, two)


def ne2(one: Any, two: Any) -> bool:
    """Return whether the two differ; the commonest case of ne."""
    return not eq2(one, two)


def _same(one: Any, two: Any) -> bool:
    """Compare what has no basic kind: lists and maps only with nil, which one of them may be itself."""
    if one is not None and two is not None and kind_name(one) != kind_name(two):
        raise FunctionError(f"non-comparable types {_reflected(one)}: {type_name(one)}, {type_name(two)}: {show(two)}")
    if is_nil(one) or is_nil(two):
        return is_nil(one) == is_nil(two)
    if kind_name(two) in ("map", "slice", "func"):
        raise FunctionError(f"non-comparable type {_reflected(two)}: {type_name(two)}")
    return one is two or (type_name(one) == type_name(two) and show(one) == show(two))


def _reflected(value: Any) -> str:
    """Return %s of value, as Go puts it into these messages, misfits included."""
    return sprintf("%s", [value])


def ne(one: Any, two: Any) -> bool:
    """Return whether the two differ. Go: ne."""
    return not eq(one, two)


def lt(one: Any, two: Any) -> bool:
    """Return one < two. Go: lt."""
    kind, other = _basic(one), _basic(two)
    if kind is None or other is None:
        raise FunctionError(_BAD_TYPE)
    if kind != other:
        if {kind, other} == {"int", "uint"}:
            return int(one) < int(two)
        raise FunctionError(f"incompatible types for comparison: {type_name(one)} and {type_name(two)}")
    if kind in ("bool", "complex"):
        raise FunctionError(_BAD_TYPE)
    less: bool = one < two
    return less


def le(one: Any, two: Any) -> bool:
    """Return one <= two. Go: le."""
    return lt(one, two) or eq(one, two)


def gt(one: Any, two: Any) -> bool:
    """Return one > two. Go: gt."""
    return not le(one, two)


def ge(one: Any, two: Any) -> bool:
    """Return one >= two. Go: ge."""
    return not lt(one, two)


def _joined(args: Any) -> str:
    """Return the arguments as html, js and urlquery take them. Go: evalArgs."""
    if len(args) == 1 and isinstance(args[0], str):
        return args[0]
    return sprint([printed(arg) if arg is None or pointed(arg) else arg for arg in args])


def html(*args: Any) -> str:
    """Return the arguments escaped for HTML."""
    from .escaping import escape_html

    return escape_html(_joined(args))


def js(*args: Any) -> str:
    """Return the arguments escaped for JavaScript."""
    from .escaping import escape_js

    return escape_js(_joined(args))


def urlquery(*args: Any) -> str:
    """Return the arguments escaped for a URL's query."""
    from .escaping import escape_query

    return escape_query(_joined(args))


class TypedBuiltins:
    """Those that have to know what stands behind a type's name."""

    __slots__ = ("types",)

    def __init__(self, types: TypeTable) -> None:
        self.types = types

    def table(self) -> dict[str, Callable[..., Any]]:
        """Return all builtins by name; eq2 and ne2 are the compiler's, for two arguments."""
        return {**_TABLE, "len": self.length, "index": self.index, "call": self.call}

    def length(self, value: Any, raw: Raw = False) -> int:
        """Return the length of a string (bytes), list or map; raw as in runtime. Go: length."""
        if value is None:
            if self.types.is_raw(raw):
                raise FunctionError("len of nil pointer")
            raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
        if isinstance(value, str):
            return len(value) if value.isascii() else len(value.encode("utf-8", "surrogateescape"))
        if isinstance(value, (list, dict, bytes)):
            return len(value)
        raise FunctionError(f"len of type {pointed_type(value)}")

    def still_wrapped(self, value: Any, raw: Raw) -> Any:
        """Return value as the index that slice gets: an InInterface where it is raw, see runtime."""
        return InInterface() if self.types.is_raw(raw) else value

    def index(self, item: Any, *indexes: Any) -> Any:
        """Return item[i][j]…. Go: index."""
        if item is None:
            raise FunctionError("index of untyped nil")
        for key in indexes:
            if item is None:
                raise FunctionError("index of nil pointer")
            if isinstance(item, dict):
                item = self._map_value(item, key)
            elif isinstance(item, (list, str, bytes)):
                data = item.encode("utf-8", "surrogateescape") if isinstance(item, str) else item
                number = _index_number(key, len(data))
                if number == len(data):
                    where = "string" if isinstance(item, str) else "slice"
                    raise FunctionError(f"reflect: {where} index out of range")
                item = data[number] if isinstance(item, list) else Uint8(data[number])
            else:
                raise FunctionError(f"can't index item of type {pointed_type(item)}")
        return item

    def _map_value(self, values: Any, key: Any) -> Any:
        """Return a map's value, or its zero value for a missing key."""
        declared = getattr(values, "go_type", "")
        wanted = declared[4 : declared.find("]")] if declared.startswith("map[") else "string"
        key = self._prepared(key, wanted)
        if key in values:
            return values[key]
        return self.types.zero_of(self.types.element_type(type_name(values)))

    def _prepared(self, value: Any, go_type: str) -> Any:
        """Return value as an argument of that type. Go: prepareArg."""
        if value is None:
            if not self.types.nilable(go_type):
                raise FunctionError(f"value is nil; should be of type {go_type}")
            return self.types.zero_of(go_type)
        name = type_name(value)
        if name == go_type or (self.types.nilable(go_type) and go_type in ("interface {}", "reflect.Value")):
            return value
        if self.types.assignable(name, go_type, value) or (kind_name(value) in _INTEGERS and go_type in _INTEGERS):
            return value
        raise FunctionError(f"value has type {name}; should be {go_type}")

    def call(self, name: str, function: Any, *args: Any) -> Any:
        """Return what a function that is a value gives. Go: call."""
        if function is None:
            raise FunctionError("call of nil")
        if not callable(function) or isinstance(function, GoStruct):
            raise FunctionError(f"non-function {name} of type {type_name(function)}")
        params = params_of(function)
        if params is None:
            return function(*args)
        count = len(args)
        if params and params[-1].startswith("..."):
            if count < len(params) - 1:
                raise FunctionError(f"wrong number of args for {name}: got {count} want at least {len(params) - 1}")
        elif count != len(params):
            raise FunctionError(f"wrong number of args for {name}: got {count} want {len(params)}")
        values: List[Any] = []
        for position, arg in enumerate(args):
            param = param_type(params, position)
            try:
                values.append(self._prepared(arg, param))
            except FunctionError as error:
                raise FunctionError(f"arg {position}: {error.problem}") from None
        return function(*values)


_TABLE: dict[str, Callable[..., Any]] = {
    "print": go_print,
    "println": go_println,
    "printf": go_printf,
    "slice": slice_,
    "eq": eq,
    "ne": ne,
    "eq2": eq2,
    "ne2": ne2,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
    "html": html,
    "js": js,
    "urlquery": urlquery,
}
