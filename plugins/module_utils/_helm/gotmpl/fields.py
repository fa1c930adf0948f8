# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look-up of fields: .a.b.c. Go: text/template exec.go, evalField."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Tuple

from ..golang.types import GoStruct, type_name
from .runtime import Arguments, Stop, call_method, check_count
from .signatures import CLASSES
from .type_table import Raw


class Fields:
    """The look-up of fields under one missingkey option: default, zero or error."""

    def __init__(self, missing_key: str, arguments: Arguments) -> None:
        self.missing_key = missing_key
        self.arguments = arguments
        self.types = arguments.types
        self.getters = Getters(self)

    def walk(self, receiver: Any, raw: Raw = False, *, path: str) -> Any:
        """Return receiver.a.b.c for the path a.b.c; a.b.c:string also checks the type, as for an argument."""
        names, _unused, go_type = path.partition(":")
        raw = self.types.is_raw(raw)
        try:
            for name in names.split("."):
                receiver, raw = self.step(receiver, raw, name)
            return self.arguments.checked(receiver, go_type, raw) if go_type else receiver
        except Stop as stopped:
            stopped.failure = path
            raise

    def is_raw(self, receiver: Any, raw: Raw = False, *, path: str) -> bool:
        """Return whether what walk() found has the static type interface {}."""
        raw = self.types.is_raw(raw)
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
                return receiver[name], self.types.is_raw(receiver)
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
        if self.types.is_raw(receiver):
            return None, True
        return self.types.zero_of(self.types.element_type(type_name(receiver))), False

    def method(self, receiver: Any, raw: Raw, path: str, count: int, final: bool) -> Optional[Callable[..., Any]]:
        """Return the method at the end of a chain that is called with arguments; None where there is no receiver: then
        Go does not look at the arguments."""
        raw = self.types.is_raw(raw)
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
        if not self.fields.types.map_methods.isdisjoint(names) or (go_type and known is None):
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


def bound_method(value: Any, name: str) -> Optional[Callable[..., Any]]:
    """Return a value's Go method of that name."""
    methods = getattr(value, "methods", None)
    method: Optional[Callable[..., Any]] = None if methods is None else methods.get(name)
    return method


def string_keys(values: Dict[Any, Any]) -> bool:
    """Return whether a map's keys are strings."""
    declared = getattr(values, "go_type", "")
    return not declared.startswith("map[") or declared.startswith(("map[string]", "map[interface {}]"))
