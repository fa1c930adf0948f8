# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Go types of functions' parameters: the builtins' own, and what a type's name tells."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, Sequence, Tuple

_VALUE = "reflect.Value"
BUILTIN_PARAMS: Dict[str, Tuple[str, ...]] = {
    "and": (_VALUE, "..." + _VALUE),
    "or": (_VALUE, "..." + _VALUE),
    "not": (_VALUE,),
    "len": (_VALUE,),
    "index": (_VALUE, "..." + _VALUE),
    "slice": (_VALUE, "..." + _VALUE),
    "call": (_VALUE, "..." + _VALUE),
    "eq": (_VALUE, "..." + _VALUE),
    "ne": (_VALUE, _VALUE),
    "lt": (_VALUE, _VALUE),
    "le": (_VALUE, _VALUE),
    "gt": (_VALUE, _VALUE),
    "ge": (_VALUE, _VALUE),
    "html": ("...interface {}",),
    "js": ("...interface {}",),
    "urlquery": ("...interface {}",),
    "print": ("...interface {}",),
    "printf": ("string", "...interface {}"),
    "println": ("...interface {}",),
}
# What a builtin always gives, as a Python class.
RESULTS = {
    **dict.fromkeys(("html", "js", "urlquery", "print", "printf", "println"), "str"),
    **dict.fromkeys(("not", "eq", "ne", "lt", "le", "gt", "ge"), "bool"),
    "len": "int",
}
# Plain Python classes of Go types: a value of exactly that class needs no further check.
CLASSES = {
    "string": "str",
    "int": "int",
    "bool": "bool",
    "float64": "float",
    "map[string]interface {}": "dict",
    "[]interface {}": "list",
}
_ANY = frozenset(("interface {}", "any", _VALUE))


def any_type(go_type: str) -> bool:
    """Return whether a parameter of that type takes every value."""
    return go_type in _ANY or (go_type.startswith("...") and go_type[3:] in _ANY)


def params_of(function: Callable[..., Any]) -> Optional[Tuple[str, ...]]:
    """Return a function's declared parameter types, None where it declares none (golang.types.go_function)."""
    params: Optional[Tuple[str, ...]] = getattr(function, "go_params", None)
    return params


def param_type(params: Sequence[str], index: int) -> str:
    """Return the type of the parameter that takes argument index."""
    param = params[min(index, len(params) - 1)]
    return param[3:] if param.startswith("...") else param


def count_problem(name: str, params: Sequence[str], count: int, with_final: bool) -> str:
    """Return Go's message for a wrong number of arguments, or ""."""
    total = count + with_final
    if params and params[-1].startswith("..."):
        fixed = len(params) - 1
        return f"wrong number of args for {name}: want at least {fixed} got {count}" if total < fixed else ""
    return f"wrong number of args for {name}: want {len(params)} got {total}" if total != len(params) else ""
