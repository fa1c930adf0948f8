# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults, conditions and types. Sprig: defaults.go, reflect.go."""

from __future__ import annotations

from typing import Any, NoReturn

from ..base.errors import FunctionError
from ..golang.types import go_function, kind_name, type_name

# Sprig's "empty" is nil, 0, false and whatever has no length; a struct never is. Python's truth says the same of every
# value that golang/types.py knows.


@go_function("interface {}", "...interface {}")
def default(fallback: Any, *given: Any) -> Any:
    """Return the first of given, or fallback when that is empty or not there."""
    return given[0] if given and given[0] else fallback


@go_function("interface {}")
def empty(value: Any) -> bool:
    """Return whether value is nil, 0, false or without content."""
    return not value


@go_function("...interface {}")
def coalesce(*values: Any) -> Any:
    """Return the first value that is not empty, else nil."""
    for value in values:
        if value:
            return value
    return None


@go_function("...interface {}")
def all_set(*values: Any) -> bool:
    """Return whether no value is empty."""
    return all(values)


@go_function("...interface {}")
def any_set(*values: Any) -> bool:
    """Return whether a value is not empty."""
    return any(values)


@go_function("interface {}", "interface {}", "bool")
def ternary(yes: Any, no: Any, condition: bool) -> Any:
    """Return yes when the condition holds, else no."""
    return yes if condition else no


@go_function("string")
def fail(message: str) -> NoReturn:
    """Stop the render with message."""
    raise FunctionError(message)


@go_function("interface {}")
def type_of(value: Any) -> str:
    """Return the Go type of value."""
    return type_name(value)


@go_function("string", "interface {}")
def type_is(name: str, value: Any) -> bool:
    """Return whether value has the Go type of that name."""
    return name == type_name(value)


@go_function("string", "interface {}")
def type_is_like(name: str, value: Any) -> bool:
    """Return whether value has the Go type of that name or is a pointer to it."""
    return type_name(value) in (name, "*" + name)


@go_function("interface {}")
def kind_of(value: Any) -> str:
    """Return the Go kind of value."""
    return kind_name(value)


@go_function("string", "interface {}")
def kind_is(name: str, value: Any) -> bool:
    """Return whether value has the Go kind of that name."""
    return name == kind_name(value)


TABLE = {
    "all": all_set, "any": any_set, "coalesce": coalesce, "default": default, "empty": empty, "fail": fail,
    "kindIs": kind_is, "kindOf": kind_of, "ternary": ternary, "typeIs": type_is, "typeIsLike": type_is_like,
    "typeOf": type_of,
}  # fmt: skip
