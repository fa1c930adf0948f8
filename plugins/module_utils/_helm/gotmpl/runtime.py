# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What compiled templates call when a value is not of the simplest kind. Go: text/template exec.go.

A value's raw flag says that its static Go type is interface {}: a nil is then a nil pointer to Go, and not "no value",
and errors name the interface, not what is in it.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Tuple

from ..base.errors import LimitError, TemplateError
from ..golang.fmt import show, show_struct
from ..golang.types import GoStruct, NilDict, TypedDict, TypedList, stringer, type_name
from .signatures import CLASSES, NAMED_TYPES, any_type, element_type, nilable, normal


class Stop(Exception):
    """An execution error before it has its position. own and path: which of a line's nodes it is about, see writer."""

    def __init__(self, message: str, *, own: bool = False, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.own = own
        self.path = path


def stop(message: str) -> None:
    """Fail: what is always wrong was found when the template was compiled."""
    raise Stop(message)


# Fields


def raw_elements(container: Any) -> bool:
    """Return whether a container's elements are interfaces."""
    kind = type(container)
    if kind is list or kind is dict:
        return True
    if isinstance(container, (TypedList, TypedDict, NilDict)):
        return element_type(container.go_type) == "interface {}"
    return isinstance(container, (list, dict))


def bound_method(value: Any, name: str) -> Optional[Callable[..., Any]]:
    """Return a value's Go method of that name."""
    methods = getattr(value, "methods", None)
    method: Optional[Callable[..., Any]] = None if methods is None else methods.get(name)
    return method


def zero_of(go_type: str) -> Any:
    """Return a type's zero value: what a map gives for a missing key under missingkey=zero."""
    if go_type == "string":
        return ""
    if go_type == "bool":
        return False
    if go_type == "int":
        return 0
    if go_type == "float64":
        return 0.0
    underlying = NAMED_TYPES.get(go_type, go_type)
    if go_type == "[]uint8":
        return b""
    if go_type == "[]interface {}":
        return []
    if underlying.startswith("[]"):
        return TypedList(go_type)
    if go_type == "map[string]interface {}":
        return NilDict()
    if underlying.startswith("map["):
        return TypedDict(go_type)
    return None


Raw = Any  # True, False, or the container that an element comes from: whether it is one tells raw_elements()


def is_set(raw: Raw) -> bool:
    """Return the flag."""
    return raw if raw.__class__ is bool else raw_elements(raw)


class Fields:
    """The look-up of fields under one missingkey option: default, zero or error."""

    def __init__(self, missing_key: str) -> None:
        self.missing_key = missing_key
        self.getters = Getters(self)

    def walk(self, receiver: Any, raw: Raw = False, *, path: str) -> Any:
        """Return receiver.a.b.c for the path a.b.c; a.b.c:string also checks the type, as for an argument."""
        names, _unused, go_type = path.partition(":")
        raw = is_set(raw)
        try:
            for name in names.split("."):
                receiver, raw = self.step(receiver, raw, name)
            return check_argument(receiver, go_type, raw) if go_type else receiver
        except Stop as stopped:
            stopped.path = path
            raise

    def is_raw(self, receiver: Any, raw: Raw = False, *, path: str) -> bool:
        """Return whether what walk() found has the static type interface {}."""
        raw = is_set(raw)
        for name in path.split("."):
            receiver, raw = self.step(receiver, raw, name)
        return bool(raw)

    def step(self, receiver: Any, raw: bool, name: str) -> Tuple[Any, bool]:
        """Return the field of that name and its raw flag. Go: evalField without arguments."""
        if receiver is None:
            if raw:
                raise Stop(f"nil pointer evaluating interface {{}}.{name}")
            if self.missing_key == "error":
                raise Stop(f'nil data; no entry for key "{name}"')
            return None, False
        method = bound_method(receiver, name)
        if method is not None:
            return call_method(method, name), False
        if isinstance(receiver, dict) and string_keys(receiver):
            if name in receiver:
                return receiver[name], raw_elements(receiver)
            return self.missing(receiver, name)
        if isinstance(receiver, GoStruct) and name in receiver.fields:
            if not name[:1].isupper():
                raise Stop(f"{name} is an unexported field of struct type {_static(receiver, raw)}")
            return receiver.fields[name], False
        raise Stop(f"can't evaluate field {name} in type {_static(receiver, raw)}")

    def missing(self, receiver: Dict[Any, Any], name: str) -> Tuple[Any, bool]:
        """Return what stands for a key that a map has not."""
        if self.missing_key == "error":
            from ..golang.quoting import quote

            raise Stop(f"map has no entry for key {quote(name)}")
        if self.missing_key == "default":
            return None, False
        if raw_elements(receiver):
            return None, True
        return zero_of(element_type(type_name(receiver))), False

    def method(self, receiver: Any, raw: Raw, path: str, count: int, final: bool) -> Optional[Callable[..., Any]]:
        """Return the method at the end of a chain that is called with arguments; None where there is no receiver: then
        Go does not look at the arguments."""
        raw = is_set(raw)
        *names, name = path.split(".")
        for inner in names:
            receiver, raw = self.step(receiver, raw, inner)
        method = None if receiver is None else bound_method(receiver, name)
        if method is not None:
            check_count(method, name, count, final)
            return method
        if receiver is not None:
            if isinstance(receiver, GoStruct) and name in receiver.fields and name[:1].isupper():
                raise Stop(f"{name} has arguments but cannot be invoked as function")
            if isinstance(receiver, dict) and string_keys(receiver):
                raise Stop(f"{name} is not a method but has arguments")
        self.step(receiver, raw, name)
        return None


# Go methods that a map type has: a key of that name is not what Go finds first.
_METHOD_NAMES = frozenset(
    (
        *("AsMap", "Encode", "PathValue", "Table", "YAML"),  # of values
        *("AsConfig", "AsSecrets", "Get", "GetBytes", "Glob", "Lines"),  # of files
        *("Has", "String", "Error"),
    )
)
_CLASSES = {"str": str, "int": int, "bool": bool, "float": float, "dict": dict, "list": list}
_MOST_GETTERS = 50_000


class Getters(Dict[str, Callable[..., Any]]):
    """Functions that look up fields, by path: the quick way through dictionaries, walk() for whatever is not that."""

    __slots__ = ("fields",)

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        self.fields = fields

    def __missing__(self, path: str) -> Callable[..., Any]:
        if len(self) > _MOST_GETTERS:
            self.clear()
        walk = self.fields.walk

        def slow(receiver: Any, raw: Raw = False) -> Any:
            return walk(receiver, raw, path=path)

        text, _unused, go_type = path.partition(":")
        names = text.split(".")
        known = _CLASSES.get(CLASSES.get(go_type, ""))
        if not _METHOD_NAMES.isdisjoint(names) or (go_type and known is None):
            getter: Callable[..., Any] = slow
        elif known is not None:
            getter = _checked_getter(names, known, slow)
        else:
            getter = _getter(names, slow)
        self[path] = getter
        return getter


def _getter(names: List[str], slow: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function for a path without a type; the commonest lengths have their own."""
    first = names[0]
    if len(names) == 1:

        def get_one(receiver: Any, raw: Raw = False) -> Any:
            try:
                return receiver[first]
            except (KeyError, TypeError):
                return slow(receiver, raw)

        return get_one
    second = names[1]
    if len(names) == 2:

        def get_two(receiver: Any, raw: Raw = False) -> Any:
            try:
                return receiver[first][second]
            except (KeyError, TypeError):
                return slow(receiver, raw)

        return get_two
    third, rest = names[2], names[3:]

    def get_more(receiver: Any, raw: Raw = False) -> Any:
        try:
            value = receiver[first][second][third]
            for name in rest:
                value = value[name]
            return value
        except (KeyError, TypeError):
            return slow(receiver, raw)

    return get_more


def _checked_getter(names: List[str], known: type, slow: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function for a path with a type that a plain Python class stands for."""

    def get(receiver: Any, raw: Raw = False) -> Any:
        value = receiver
        try:
            for name in names:
                value = value[name]
        except (KeyError, TypeError):
            return slow(receiver, raw)
        return value if value.__class__ is known else slow(receiver, raw)

    return get


def _static(value: Any, raw: bool) -> str:
    return "interface {}" if raw else type_name(value)


def string_keys(values: Dict[Any, Any]) -> bool:
    """Return whether a map's keys are strings."""
    declared = getattr(values, "go_type", "")
    return not declared.startswith("map[") or declared.startswith(("map[string]", "map[interface {}]"))


# Calls


def params_of(function: Callable[..., Any]) -> Optional[Tuple[str, ...]]:
    """Return a function's declared parameter types."""
    params = getattr(function, "go_params", None)
    return None if params is None else normal(params)


def check_count(function: Callable[..., Any], name: str, count: int, final: bool) -> None:
    """Raise unless a method can be called with that many arguments."""
    params = params_of(function)
    if params is None:
        return
    total = count + final
    if params and params[-1].startswith("..."):
        if total < len(params) - 1:
            raise Stop(f"wrong number of args for {name}: want at least {len(params) - 1} got {count}")
    elif total != len(params):
        raise Stop(f"wrong number of args for {name}: want {len(params)} got {total}")
    if hasattr(function, "go_fault"):  # a method that Go has but does not let templates call
        raise Stop(function.go_fault)


def call_method(method: Callable[..., Any], name: str) -> Any:
    """Return what a method gives that is called without arguments in the middle of a chain."""
    check_count(method, name, 0, False)
    try:
        return method()
    except LimitError:
        raise
    except TemplateError as error:
        raise Stop(f"error calling {name}: {error.problem}", own=True) from None


def param_type(function: Callable[..., Any], index: int) -> str:
    """Return the type of the parameter that takes argument index."""
    params = params_of(function)
    if params is None:
        return "interface {}"
    param = params[min(index, len(params) - 1)]
    return param[3:] if param.startswith("...") else param


def check_argument(value: Any, go_type: str, raw: Raw = False) -> Any:
    """Return value as the parameter's type takes it. Go: validateType."""
    if (value.__class__ is str and go_type == "string") or any_type(go_type):
        return value
    raw = is_set(raw)
    if value is None:
        if raw:
            raise Stop(f"wrong type for value; expected {go_type}; got interface {{}}")
        if nilable(go_type):
            return zero_of(go_type)
        raise Stop(f"invalid value; expected {go_type}")
    name = type_name(value)
    if name == go_type or name == "*" + go_type or assignable(name, go_type, value):
        return value
    raise Stop(f"wrong type for value; expected {go_type}; got {name}")


def assignable(name: str, go_type: str, value: Any) -> bool:
    """Return whether a value of the type name can be given for go_type: one is the name of the other's form."""
    if go_type in ("error", "fmt.Stringer"):
        return stringer(value) is not None
    if (name in NAMED_TYPES) != (go_type in NAMED_TYPES):
        return NAMED_TYPES.get(name, name) == NAMED_TYPES.get(go_type, go_type)
    return False


def method_argument(function: Callable[..., Any], index: int, value: Any, raw: bool) -> Any:
    """Return a method's argument as its parameter takes it."""
    return check_argument(value, param_type(function, index), raw)


def method_constant(function: Callable[..., Any], index: int, value: Any, text: str) -> Any:
    """Return a constant as a method's parameter takes it. Go: evalArg."""
    go_type = param_type(function, index)
    if any_type(go_type):
        return value
    if value is None:
        if nilable(go_type):
            return zero_of(go_type)
        raise Stop(f"cannot assign nil to {go_type}")
    if (go_type.startswith(("int", "uint")) and "{" not in go_type) or go_type == "time.Duration":
        whole = isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)
        unsigned = go_type[0] == "u"
        if whole and not (unsigned and value < 0):
            return int(value)
        raise Stop(f"expected {'unsigned ' if unsigned else ''}integer; found {text}")
    if go_type == "float64":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise Stop(f"expected float; found {text}")
    if go_type not in ("string", "bool"):
        raise Stop(f"can't handle {text} for arg of type {go_type}")
    if not isinstance(value, str if go_type == "string" else bool):
        raise Stop(f"expected {go_type}; found {text}")
    return value


# Output


def pointed(value: Any) -> bool:
    """Return whether value is a pointer to a struct that has no way of its own to print itself."""
    return isinstance(value, GoStruct) and value.go_type.startswith("*") and stringer(value) is None


def show_reflected(value: Any) -> str:
    """Return %v of value, of what it points to where it is a pointer."""
    if pointed(value) or (isinstance(value, GoStruct) and value.by_pointer):
        return show_struct(value).lstrip("&")
    return show(value)


def pointed_type(value: Any) -> str:
    """Return the name of value's type, of what it points to where it is a pointer."""
    return type_name(value).lstrip("*")


def printed(value: Any) -> str:
    """Return what an action prints for a value. Go: printValue."""
    if value.__class__ is str:
        return value
    if value is None:
        return "<no value>"
    if callable(value) and not isinstance(value, (GoStruct, dict, list)):
        raise Stop("can't print", path="P")
    if isinstance(value, GoStruct) and value.by_pointer and (method := stringer(value, addressed=True)):
        return str(method())
    return show_reflected(value)
