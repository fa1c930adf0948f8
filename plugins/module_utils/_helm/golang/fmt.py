# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from values as Go's fmt package makes it. Go: fmt print.go, format.go.

The values are those of types.py. show() is %v of one value and what a template prints; the verbs with flags, widths and
precisions are in formats.py and verbs.py, imported when a format needs them.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, List, Sequence

from ..base.bounds import joined
from ..base.patterns import lazy
from .floats import format_float, shortest
from .types import POINTER, GoStruct, sorted_keys, stringer

_BYTES = [str(byte) for byte in range(256)]
_PIECE = 1 << 16
_SIMPLE = lazy(r"%([svd%])|%")


def sprint(args: Sequence[Any]) -> str:
    """Return the arguments as %v, a space between two of them when neither is a string. Go: fmt.Sprint."""
    if len(args) == 1:
        return show(args[0])
    pieces: List[str] = []
    was_string = True
    for arg in args:
        is_string = isinstance(arg, str)
        if not is_string and not was_string:
            pieces.append(" ")
        pieces.append(show(arg))
        was_string = is_string
    return joined(pieces, "print")


def sprintln(args: Sequence[Any]) -> str:
    """Return the arguments as %v, spaces between all of them, and a line break. Go: fmt.Sprintln."""
    return joined([show(arg) for arg in args], "println", " ") + "\n"


def sprintf(template: str, args: Sequence[Any]) -> str:
    """Return the arguments formatted by template; what does not fit is said in the text. Go: fmt.Sprintf."""
    pieces: List[str] = []
    position = index = 0
    count = len(args)
    for match in _SIMPLE.finditer(template):
        verb = match.group(1)
        if verb is None:
            break
        pieces.append(template[position : match.start()])
        position = match.end()
        if verb == "%":
            pieces.append("%")
            continue
        if index == count:
            break
        value = args[index]
        index += 1
        kind = type(value)
        if kind is str and verb != "d":
            pieces.append(value)
        elif verb == "v" or (kind is int and verb == "d"):
            pieces.append(show(value))
        else:
            break
    else:
        if index == count:
            pieces.append(template[position:])
            return joined(pieces, "printf")
    from .formats import full_sprintf

    return full_sprintf(template, args)


def show(value: Any) -> str:
    """Return value as %v."""
    shower = _SHOWERS.get(type(value))
    if shower is not None:
        return shower(value)
    return _show_other(value)


def _show_inner(value: Any) -> str:
    """Return %v of a value inside another one: there a pointer is its address, in Go another one in every run."""
    if isinstance(value, GoStruct) and value.go_type.startswith("*") and stringer(value) is None:
        return POINTER
    return show(value)


def _show_bool(value: bool) -> str:
    return "true" if value else "false"


def _show_float(value: float) -> str:
    return shortest(value) if value - value == 0 else format_float(value, "g", -1)


def _show_list(values: Iterable[Any]) -> str:
    return f"[{' '.join([_show_inner(value) for value in values])}]"


def _show_bytes(data: bytes) -> str:
    """A chart's files may be in it, all of them: in pieces, by a table, as numbers one by one would take seconds."""
    starts = range(0, len(data), _PIECE)
    return f"[{' '.join([' '.join(map(_BYTES.__getitem__, data[start : start + _PIECE])) for start in starts])}]"


def _show_map(values: Dict[Any, Any]) -> str:
    return f"map[{' '.join([f'{show(key)}:{_show_inner(values[key])}' for key in sorted_keys(values)])}]"


def _show_nil(_value: None) -> str:
    return "<nil>"


_SHOWERS: Dict[type, Callable[[Any], str]] = {
    str: str,
    bool: _show_bool,
    int: str,
    float: _show_float,
    type(None): _show_nil,
    list: _show_list,
    dict: _show_map,
    bytes: _show_bytes,
}


def _show_other(value: Any) -> str:
    """Return %v of what is not one of the plain types."""
    method = stringer(value)
    if method is not None:
        return str(method())
    if isinstance(value, GoStruct):
        return show_struct(value)
    if isinstance(value, dict):
        return _show_map(value)
    if isinstance(value, list):
        return _show_list(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _show_float(value)
    if isinstance(value, complex):
        return show_complex(value)
    if callable(value):
        return "0x0"  # Go prints the function's address
    raise TypeError(f"no Go form for {type(value).__name__}")


def show_struct(value: GoStruct) -> str:
    """Return %v of a struct; & in front of a pointer's."""
    mark = "&" if value.go_type.startswith("*") else ""
    return f"{mark}{{{' '.join([_show_inner(field) for field in value.fields.values()])}}}"


def show_complex(value: complex) -> str:
    """Return %v of a complex number."""
    imaginary = _show_float(value.imag)
    sign = "" if imaginary[0] in "+-" else "+"
    return f"({_show_float(value.real)}{sign}{imaginary}i)"
