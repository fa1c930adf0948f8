# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's types as Python values: what templates, Sprig and Helm's functions pass around.

    Go                              Python
    nil                             None
    bool, string, float64           bool, str, float
    int                             int
    int64, int32, uint8, …          Int64, Int32, Uint8, … (subclasses of int that know their Go name)
    []byte                          bytes
    []interface {}                  list
    []string and other slices       TypedList with go_type
    a slice that is nil             NilList
    map[string]interface {}         dict, NilDict where it is nil
    other maps, those with names    TypedDict with go_type
    structs, pointers to them       GoStruct
    functions                       callables; go_function declares their parameters

Go strings are bytes: a str holds invalid UTF-8 as surrogates (the surrogateescape error handler).
Numbers that come from YAML or JSON are float, as in Go; those of --set are Int64; those in a template's text are int.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
POINTER = "0xc000000000"  # what is shown of an address, which Go draws anew in each run


class GoInt(int):
    """An integer of a Go type other than int. go_type: its name, go_kind: its kind; bits and signed: its range."""

    go_type = "int"
    go_kind = "int"
    bits = 64
    signed = True

    @classmethod
    def wrap(cls, number: int) -> GoInt:
        """Return number as this type, wrapping around as Go's conversion does."""
        number &= (1 << cls.bits) - 1
        if cls.signed and number >> (cls.bits - 1):
            number -= 1 << cls.bits
        return cls(number)


class Int64(GoInt):
    """int64: what --set and most Sprig arithmetic give."""

    go_type = go_kind = "int64"


class Int32(GoInt):
    """int32, also Go's rune."""

    go_type = go_kind = "int32"
    bits = 32


class Uint8(GoInt):
    """uint8: what indexing a string gives."""

    go_type = go_kind = "uint8"
    bits = 8
    signed = False


class Uint32(GoInt):
    """uint32."""

    go_type = go_kind = "uint32"
    bits = 32
    signed = False


class Uint64(GoInt):
    """uint64: semver's numbers."""

    go_type = go_kind = "uint64"
    signed = False


class TypedList(list):  # type: ignore[type-arg]
    """A slice other than []interface {}: TypedList("[]string", items)."""

    __slots__ = ("go_type",)

    def __init__(self, go_type: str, items: Any = ()) -> None:
        super().__init__(items)
        self.go_type = go_type


class NilList(TypedList):
    """A nil slice: an empty list that JSON and YAML write as null, and that no empty list deeply equals."""

    __slots__ = ()

    def __init__(self, go_type: str = "[]interface {}") -> None:
        super().__init__(go_type)


class NilDict(dict):  # type: ignore[type-arg]
    """A nil map: an empty one that JSON and YAML write as null, and nothing can be put into."""

    __slots__ = ("go_type",)

    def __init__(self, go_type: str = "map[string]interface {}") -> None:
        super().__init__()
        self.go_type = go_type

    def __setitem__(self, key: Any, value: Any) -> None:
        from ..base.errors import FunctionError

        raise FunctionError("assignment to entry in nil map")


def is_nil(value: Any) -> bool:
    """Return whether Go's value is nil: no value, or a list or map that was never made."""
    return value is None or isinstance(value, (NilDict, NilList))


class TypedDict(dict):  # type: ignore[type-arg]
    """A map other than map[string]interface {}: TypedDict("map[string]string", items)."""

    __slots__ = ("go_type",)

    def __init__(self, go_type: str, items: Any = ()) -> None:
        super().__init__(items)
        self.go_type = go_type


class SharedDict(TypedDict):
    """A map that Go's calls convert. twin: the map of the other type with the same entries, once there is one."""

    __slots__ = ("twin",)

    def __init__(self, go_type: str, items: Any = (), twin: Optional[SharedDict] = None) -> None:
        super().__init__(go_type, items)
        self.twin = twin

    def as_plain(self) -> SharedDict:
        """Return the map[string]interface {} of these entries: what a function with such a parameter is given."""
        if self.go_type == "map[string]interface {}":
            return self
        if self.twin is None:
            self.twin = SharedDict("map[string]interface {}", self, twin=self)
        return self.twin


class GoStruct:
    """A Go struct. fields keeps Go's names in their declared order; methods maps a Go method name to its callable.

    go_type as Go's %T prints it ("*semver.Version" for a pointer).
    by_pointer: only a pointer has the methods: an action prints with them, as it takes the struct's address; a function
    is given a copy, which has none.
    """

    __slots__ = ("fields", "go_type", "methods")
    by_pointer = False

    def __init__(self, go_type: str, fields: Mapping[str, Any], methods: Mapping[str, Callable[..., Any]]) -> None:
        self.go_type = go_type
        self.fields = fields
        self.methods = methods


def exported(value: GoStruct) -> dict[str, Any]:
    """Return the fields that other packages see, as encoders are."""
    return {name: field for name, field in value.fields.items() if name[:1].isupper()}


_NAMES = {
    bool: "bool",
    int: "int",
    float: "float64",
    str: "string",
    bytes: "[]uint8",
    list: "[]interface {}",
    complex: "complex128",
}


def type_name(value: Any) -> str:
    """Return what Go's %T prints for value."""
    known = _NAMES.get(type(value))
    if known is not None:
        return known
    if value is None:
        return "<nil>"
    declared = getattr(value, "go_type", None)
    if declared is not None:
        return str(declared)
    if isinstance(value, dict):
        return "map[string]interface {}"
    for base, name in _NAMES.items():  # a tagged or otherwise derived plain type
        if isinstance(value, base):
            return name
    if callable(value):
        return "func"
    raise TypeError(f"no Go type for {type(value).__name__}")


def kind_name(value: Any) -> str:
    """Return what Go's reflect.Kind prints for value ("invalid" for nil)."""
    if value is None:
        return "invalid"
    if isinstance(value, GoInt):
        return value.go_kind
    if isinstance(value, (list, bytes)):
        return "slice"
    if isinstance(value, dict):
        return "map"
    if isinstance(value, GoStruct):
        return "ptr" if value.go_type.startswith("*") else "struct"
    return type_name(value)


def go_function(*params: str) -> Callable[[F], F]:
    """Declare a function's Go parameter types, as %T names them, the last with "..." before it when it is variadic.

    The template runtime checks count and types against them and gives Go's own error texts. A function that fails as
    Go's error result does raises FunctionError.
    """

    def declare(function: F) -> F:
        function.go_params = params  # type: ignore[attr-defined]
        return function

    return declare


def stringer(value: Any, *, addressed: bool = False) -> Optional[Callable[[], str]]:
    """Return the method that Go prints value with, Error or String, or None. addressed: those of its pointer count."""
    methods = getattr(value, "methods", None)
    if methods is None or (not addressed and getattr(value, "by_pointer", False) and value.go_type[0] != "*"):
        return None
    method: Optional[Callable[[], str]] = methods.get("Error") or methods.get("String")
    return method


def sorted_keys(values: dict[Any, Any]) -> list[Any]:
    """Return a map's keys in the order in which Go prints and ranges over them."""
    try:
        keys = sorted(values)
    except TypeError:
        return sorted(values, key=_mixed_order)
    if keys and isinstance(keys[-1], str) and keys[-1] >= "\ud800":
        # Go compares bytes: a surrogate stands for one, and sorts below what UTF-8 encodes with a higher one
        keys.sort(key=lambda key: key.encode("utf-8", "surrogateescape"))
    return keys


def _mixed_order(key: Any) -> tuple[str, Any]:
    """Order keys of several types by type first; Go has no order for them either."""
    name = type_name(key)
    return name, (0 if key is None else key)
