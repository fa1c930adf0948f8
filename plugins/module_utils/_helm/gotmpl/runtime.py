# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What compiled templates call when a value is not of the simplest kind. Go: text/template exec.go.

A value's raw flag says that its static Go type is interface {}: a nil is then a nil pointer to Go, and not "no value",
and errors name the interface, not what is in it.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

from ..base.errors import LimitError, TemplateError
from ..base.gofmt import show, sorted_keys, stringer
from ..base.gotypes import GoInt, GoStruct, TypedDict, TypedList, type_name
from .signatures import NAMED_TYPES, any_type, element_type, nilable, normal


class Stop(Exception):
    """An execution error before it has its position. own: at the failing node itself, see writer."""

    def __init__(self, message: str, own: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.own = own


def stop(message: str) -> None:
    """Fail: what is always wrong was found when the template was compiled."""
    raise Stop(message)


class NilMap(dict):  # type: ignore[type-arg]
    """A nil map: empty, and nothing can be put into it."""

    def __setitem__(self, key: Any, value: Any) -> None:
        from ..base.errors import FunctionError

        raise FunctionError("assignment to entry in nil map")


# Fields


def raw_elements(container: Any) -> bool:
    """Return whether a container's elements are interfaces."""
    kind = type(container)
    if kind is list or kind is dict:
        return True
    if isinstance(container, (TypedList, TypedDict)):
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
        return NilMap()
    if underlying.startswith("map["):
        return TypedDict(go_type)
    return None


class Fields:
    """The look-up of fields under one missingkey option: default, zero or error."""

    def __init__(self, missing_key: str) -> None:
        self.missing_key = missing_key

    def walk(self, receiver: Any, raw: bool, names: Tuple[str, ...]) -> Any:
        """Return receiver.a.b.c."""
        for name in names:
            receiver, raw = self.step(receiver, raw, name)
        return receiver

    def is_raw(self, receiver: Any, raw: bool, names: Tuple[str, ...]) -> bool:
        """Return whether what walk() found has the static type interface {}."""
        for name in names:
            receiver, raw = self.step(receiver, raw, name)
        return raw

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
            from ..base.goquote import quote

            raise Stop(f"map has no entry for key {quote(name)}")
        if self.missing_key == "default":
            return None, False
        if raw_elements(receiver):
            return None, True
        return zero_of(element_type(type_name(receiver))), False

    def method(  # the receiver and its flag, the names, and how many arguments wait
        self, receiver: Any, raw: bool, names: Tuple[str, ...], count: int, final: bool
    ) -> Callable[..., Any]:
        """Return the method at the end of a chain that is called with arguments."""
        for name in names[:-1]:
            receiver, raw = self.step(receiver, raw, name)
        name = names[-1]
        method = None if receiver is None else bound_method(receiver, name)
        if method is not None:
            check_count(method, name, count, final)
            return method
        if receiver is not None:
            if isinstance(receiver, GoStruct) and name in receiver.fields and name[:1].isupper():
                raise Stop(f"{name} has arguments but cannot be invoked as function")
            if isinstance(receiver, dict) and string_keys(receiver):
                raise Stop(f"{name} is not a method but has arguments")
        value, _ = self.step(receiver, raw, name)
        return lambda *_: value  # only an absent receiver comes here, and absorbs its arguments as Go does


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


def call_method(method: Callable[..., Any], name: str) -> Any:
    """Return what a method gives that is called without arguments in the middle of a chain."""
    check_count(method, name, 0, False)
    try:
        return method()
    except LimitError:
        raise
    except TemplateError as error:
        raise Stop(f"error calling {name}: {error.problem}", True) from None


def param_type(function: Callable[..., Any], index: int) -> str:
    """Return the type of the parameter that takes argument index."""
    params = params_of(function)
    if params is None:
        return "interface {}"
    param = params[min(index, len(params) - 1)]
    return param[3:] if param.startswith("...") else param


def check_argument(value: Any, go_type: str, raw: bool) -> Any:
    """Return value as the parameter's type takes it. Go: validateType."""
    if any_type(go_type):
        return value
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
    if go_type.startswith(("int", "uint")) and "{" not in go_type:
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


# Ranges


_LONG = 10_000


class Ranges:
    """The iterators of range; every round is counted."""

    def __init__(self, spend: Callable[[int], None]) -> None:
        self.spend = spend

    def elements(self, values: Any) -> Iterable[Any]:
        """Return what a range with at most one variable goes over; false when there is nothing."""
        if isinstance(values, list):
            self.spend(len(values))
            return values
        if isinstance(values, dict):
            self.spend(len(values))
            return [values[key] for key in sorted_keys(values)]
        if values is None:
            return ()
        if isinstance(values, bytes):
            self.spend(len(values))
            return bytes_elements(values)
        if isinstance(values, int) and not isinstance(values, bool):
            if values > _LONG:
                return self.counted(values)
            self.spend(max(int(values), 0))
            if isinstance(values, GoInt):
                kind = type(values)
                return [kind(number) for number in range(int(values))]
            return range(values)
        raise Stop(f"range can't iterate over {show_reflected(values)}")

    def counted(self, number: int) -> Iterator[int]:
        """Go up to a number too large to be made room or counted for at once: the loop may well end before."""
        kind = type(number)
        for value in range(int(number)):
            if value % _LONG == 0:
                self.spend(_LONG)
            yield kind(value)

    def pairs(self, values: Any) -> Iterable[Tuple[Any, Any]]:
        """Return what a range with two variables goes over."""
        if isinstance(values, dict):
            self.spend(len(values))
            return [(key, values[key]) for key in sorted_keys(values)]
        if isinstance(values, int) and not isinstance(values, bool):
            raise Stop(f"can't use {show(values)} to iterate over more than one variable")
        elements = self.elements(values)
        return list(enumerate(elements))


def bytes_elements(values: bytes) -> List[Any]:
    """Return a byte slice's elements."""
    from ..base.gotypes import Uint8

    return [Uint8(byte) for byte in values]


def pointed(value: Any) -> bool:
    """Return whether value is a pointer to a struct that has no way of its own to print itself."""
    return isinstance(value, GoStruct) and value.go_type.startswith("*") and stringer(value) is None


def show_reflected(value: Any) -> str:
    """Return %v of value, of what it points to where it is a pointer."""
    return show(value)[1:] if pointed(value) else show(value)


def pointed_type(value: Any) -> str:
    """Return the name of value's type, of what it points to where it is a pointer."""
    return type_name(value).lstrip("*")


# Output


def printed(value: Any) -> str:
    """Return what an action prints for a value. Go: printValue."""
    if value is None:
        return "<no value>"
    if callable(value) and not isinstance(value, (GoStruct, dict, list)):
        raise Stop("can't print")
    return show_reflected(value)


def no_length(raw: bool) -> int:
    """Fail as len of nil does."""
    from ..base.errors import FunctionError

    if raw:
        raise FunctionError("len of nil pointer")
    raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
