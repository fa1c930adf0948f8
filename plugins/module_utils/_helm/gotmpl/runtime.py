# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What compiled templates call when a value is not of the simplest kind. Go: text/template exec.go.

A value is raw when its static Go type is interface {}. Go then takes a nil for a nil pointer, not for "no value", and
its errors name the interface instead of what is in it.
"""

from __future__ import annotations

from typing import Any, Callable

from ..base.errors import LimitError, TemplateError
from ..golang.fmt import show, show_struct
from ..golang.types import GoStruct, stringer, type_name
from . import signatures
from .names import ANY_FAILURE, PRINT_FAILURE
from .signatures import any_type, params_of
from .type_table import Raw, TypeTable


class Stop(Exception):
    """An execution error before it has its position. own, failure: which of a line's nodes it is about, see writer."""

    def __init__(self, message: str, *, own: bool = False, failure: str = ANY_FAILURE) -> None:
        super().__init__(message)
        self.message = message
        self.own = own
        self.failure = failure


def stop(message: str) -> None:
    """Fail: what is always wrong was found when the template was compiled."""
    raise Stop(message)


# Calls


def check_count(function: Callable[..., Any], name: str, count: int, final: bool) -> None:
    """Raise unless a method can be called with that many arguments."""
    params = params_of(function)
    if params is None:
        return
    problem = signatures.count_problem(name, params, count, final)
    if problem:
        raise Stop(problem)
    if hasattr(function, "go_fault"):  # a method that Go has but does not let templates call
        raise Stop(function.go_fault)


def call_method(method: Callable[..., Any], name: str) -> Any:
    """Call a method without arguments, in the middle of a chain, and return what it gives."""
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
    return "interface {}" if params is None else signatures.param_type(params, index)


class Arguments:
    """The check of values against the types of parameters, by what the set's types are."""

    __slots__ = ("types",)

    def __init__(self, types: TypeTable) -> None:
        self.types = types

    def checked(self, value: Any, go_type: str, raw: Raw = False) -> Any:
        """Return value as the parameter's type takes it. Go: validateType."""
        if (value.__class__ is str and go_type == "string") or any_type(go_type):
            return value
        raw = self.types.is_raw(raw)
        if value is None:
            if raw:
                raise Stop(f"wrong type for value; expected {go_type}; got interface {{}}")
            if self.types.nilable(go_type):
                return self.types.zero_of(go_type)
            raise Stop(f"invalid value; expected {go_type}")
        name = type_name(value)
        if name == go_type or name == "*" + go_type or self.types.assignable(name, go_type, value):
            return value
        raise Stop(f"wrong type for value; expected {go_type}; got {name}")

    def of_method(self, function: Callable[..., Any], index: int, value: Any, raw: bool) -> Any:
        """Return a method's argument as its parameter takes it."""
        return self.checked(value, param_type(function, index), raw)

    def constant(self, function: Callable[..., Any], index: int, value: Any, text: str) -> Any:
        """Return a constant as a method's parameter takes it. Go: evalArg."""
        go_type = param_type(function, index)
        if any_type(go_type):
            return value
        if value is not None:
            return _constant(value, go_type, text)
        if self.types.nilable(go_type):
            return self.types.zero_of(go_type)
        raise Stop(f"cannot assign nil to {go_type}")


def _constant(value: Any, go_type: str, text: str) -> Any:
    """Return a constant other than nil as a parameter of that type takes it; text: how it is written."""
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
        raise Stop("can't print", failure=PRINT_FAILURE)
    if isinstance(value, GoStruct) and value.by_pointer and (method := stringer(value, addressed=True)):
        return str(method())
    return show_reflected(value)
