# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions and values of tests/oracle/src/fixtures.go, in Python."""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FunctionError, TemplateError
from ansible_collections.native.helm.plugins.module_utils._helm.golang.duration import Duration
from ansible_collections.native.helm.plugins.module_utils._helm.golang.floats import format_float
from ansible_collections.native.helm.plugins.module_utils._helm.golang.fmt import show, sprint, sprintf, sprintln
from ansible_collections.native.helm.plugins.module_utils._helm.golang.quoting import quote
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import (
    GoStruct,
    Int32,
    Int64,
    NilDict,
    TypedDict,
    TypedList,
    Uint8,
    Uint32,
    Uint64,
    go_function,
    type_name,
)
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.limits import Limits
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.template import TemplateSet
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.type_table import TypeTable
from ansible_collections.native.helm.plugins.module_utils._helm.sprig.cast import wrap64


def _fail(message: str) -> Any:
    raise FunctionError(message)


def _put(values: dict[str, Any], key: str) -> str:
    values[key] = 1
    return "put"


def _dict(*pairs: Any) -> dict[str, Any]:
    return {show(key): value for key, value in zip(pairs[::2], pairs[1::2])}


_TABLE: list[tuple[str, tuple[str, ...], Callable[..., Any]]] = [
    ("str", ("string",), lambda s: s),
    ("num", ("int",), lambda i: i),
    ("i64", ("int64",), lambda i: Int64(i)),
    ("u8", ("uint8",), lambda i: Uint8(i)),
    ("flt", ("float64",), lambda f: f),
    ("boo", ("bool",), lambda b: b),
    ("mp", ("map[string]interface {}",), lambda m: len(m)),
    ("put", ("map[string]interface {}", "string"), _put),
    ("lst", ("[]interface {}",), lambda items: len(items)),
    ("strs", ("[]string",), lambda items: "+".join(items)),
    ("join", ("...string",), lambda *items: "+".join(items)),
    ("add", ("...int",), lambda *items: wrap64(sum(items))),
    ("two", ("string", "int"), lambda s, i: f"{s}/{i}"),
    ("id", ("interface {}",), lambda v: v),
    ("ids", ("...interface {}",), lambda *v: sprint(v)),
    ("typ", ("interface {}",), lambda v: type_name(v)),
    ("fail", ("string",), _fail),
    ("none", (), lambda: None),
    ("word", (), lambda: "word"),
    ("tomap", (), lambda: {"k": "v", "n": None}),
    ("nilmap", (), NilDict),
    ("dict", ("...interface {}",), _dict),
    ("list", ("...interface {}",), lambda *items: list(items)),
    ("strings", ("...string",), lambda *items: TypedList("[]string", items)),
    ("point", ("main.Point",), lambda point: point.fields["X"]),
    ("int64", ("int",), lambda i: Int64(i)),
    ("float", ("int",), lambda i: float(i)),
]
FUNCTIONS = {name: go_function(*params)(function) for name, params, function in _TABLE}


def _person() -> GoStruct:
    @go_function("string")
    def hello(greeting: str) -> str:
        return f"{greeting} Ann"

    @go_function()
    def fail() -> str:
        raise FunctionError("person failed")

    @go_function("...int")
    def total(*numbers: int) -> int:
        return wrap64(30 + sum(numbers))

    @go_function("string", "float64", "interface {}")
    def mixed(text: str, number: float, rest: Any) -> str:
        return sprintf("%s %v %v", [text, number, rest])

    fields = {
        "Name": "Ann",
        "Age": 30,
        "Tags": TypedDict("map[string]string", {"a": "b"}),
        "Nested": {"x": 1.5, "n": None},
        "Any": "any",
        "Friend": None,
        "hidden": "h",
    }
    return GoStruct("*main.Person", fields, {"Hello": hello, "Fail": fail, "Sum": total, "Mixed": mixed})


TYPES = TypeTable(named={"main.Values": "map[string]interface {}"}, map_methods=("Table", "AsMap"))


class _Values(TypedDict):
    """main.Values: a named map with methods."""

    @property
    def methods(self) -> dict[str, Callable[..., Any]]:
        @go_function("string")
        def table(name: str) -> Any:
            found = self.get(name)
            if type(found) is not dict:
                raise FunctionError(f"{quote(name)} is not a table")
            return _Values("main.Values", found)

        return {"Table": table, "AsMap": go_function()(lambda: dict(self))}


class _Error(GoStruct):
    """What errors.New gives: its method is a pointer's."""

    __slots__ = ()
    by_pointer = True


FIXTURES: dict[str, Callable[[], Any]] = {
    "person": _person,
    "point": lambda: GoStruct("main.Point", {"X": 1, "Y": 2}, {}),
    "version": lambda: GoStruct("main.Version", {"Major": Uint64(3)}, {"String": go_function()(lambda: "v3")}),
    "values": lambda: _Values("main.Values", {"t": {"a": "b"}, "n": None, "s": "text"}),
    "strmap": lambda: TypedDict("map[string]string", {"b": "2", "a": "1"}),
    "intmap": lambda: TypedDict("map[int]string", {2: "two", -1: "minus", 10: "ten"}),
    "listmap": lambda: TypedDict("map[string][]string", {"l": TypedList("[]string", ["p", "q"])}),
    "func": lambda: go_function("string")(lambda s: f"<{s}>"),
    "error": lambda: _Error("*errors.errorString", {"s": "an error"}, {"Error": go_function()(lambda: "an error")}),
    "bytes": lambda: b"hi\xff",
    "badtext": lambda: "a\udcffb\udcc3",
    "ints": lambda: TypedList("[]int", [3, 1, 2]),
    "strs": lambda: TypedList("[]string", ["x", "y"]),
    "hour": lambda: Duration(90 * 60 * 10**9),
}
_NUMBERS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "int64": Int64,
    "int32": Int32,
    "uint8": Uint8,
    "uint32": Uint32,
    "uint64": Uint64,
    "float64": float,
}


def value(data: Any) -> Any:
    """Return the value that a row's JSON stands for: numbers are floats, {"$": type, "v": text} is what JSON lacks."""
    if isinstance(data, dict):
        name = data.get("$")
        if name == "fixture":
            return FIXTURES[data["v"]]()
        if name is not None:
            return _NUMBERS[name](data["v"])
        return {key: value(item) for key, item in data.items()}
    if isinstance(data, list):
        return [value(item) for item in data]
    if isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return data


def execute(row: dict[str, Any]) -> tuple[str, str]:
    """Return a row's output and error as we make them."""
    templates = TemplateSet(FUNCTIONS, types=TYPES, missing_key=row.get("missingkey") or "default", limits=Limits())
    name = row.get("name") or "t"
    try:
        for part, text in row.get("parts", []):
            templates.parse(part, text)
        templates.parse(name, row["template"])
        return templates.execute(name, value(row.get("data"))), ""
    except TemplateError as error:
        return "", error.problem


def format_row(row: dict[str, Any]) -> str:
    """Return what a formatting row gives."""
    args = [value(arg) for arg in row["args"]]
    if row.get("how") == "sprint":
        return sprint(args)
    if row.get("how") == "sprintln":
        return sprintln(args)
    if row.get("how") == "float":
        return format_float(args[0], row["format"], row["precision"])
    if row.get("how") == "quote":
        return quote(args[0])
    return sprintf(row["format"], args)
