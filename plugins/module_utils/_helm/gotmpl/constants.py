# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Constants of a template as Python code. Go: text/template exec.go (idealConstant, evalString, evalInteger …)."""

from __future__ import annotations

from typing import Tuple

from .nodes import Bool, Node, Number, String
from .signatures import any_type

_SIGNED = {"int": "int", "int64": "Int64", "int32": "Int32", "time.Duration": "Duration"}
_UNSIGNED = {"uint8": "Uint8", "uint32": "Uint32", "uint64": "Uint64"}
_BITS = {"int32": 32, "uint8": 8, "uint32": 32}  # of those that Go cuts a constant for


def cut(number: int, go_type: str) -> int:
    """Return what is left of a number in a type of fewer bits. Go: reflect.Value.SetInt, SetUint."""
    bits = _BITS.get(go_type)
    if bits is None:
        return number
    number &= (1 << bits) - 1
    return number - (1 << bits) if go_type[0] == "i" and number >> (bits - 1) else number


def literal_value(node: Node) -> Tuple[str, str, str]:
    """Return a constant's code, its Python class and, where it has no value, the problem instead."""
    if isinstance(node, String):
        return repr(node.text), "str", ""
    if isinstance(node, Bool):
        return repr(node.value), "bool", ""
    if not isinstance(node, Number):
        raise AssertionError(f"{node} is no constant")
    text = node.text
    if node.as_complex is not None:
        return f"complex({node.as_complex.real!r}, {node.as_complex.imag!r})", "complex", ""
    is_hex = len(text) > 2 and text[:2] in ("0x", "0X") and "p" not in text and "P" not in text
    looks_float = not is_hex and text[0] != "'" and any(char in text for char in ".eEpP")
    if node.as_float is not None and looks_float:
        return f"({node.as_float!r})", "float", ""
    if node.as_int is None:
        return "None", "", f"{text} overflows int"
    return f"({node.as_int})", "int", ""


def literal_argument(node: Node, go_type: str) -> Tuple[str, str, str]:
    """Return the same for a constant that is given for a parameter of that type, which it adapts to."""
    if any_type(go_type):
        return literal_value(node)
    number = node if isinstance(node, Number) else None
    if go_type == "string":
        if isinstance(node, String):
            return repr(node.text), "str", ""
        return "None", "", f"expected string; found {node}"
    if go_type == "bool":
        if isinstance(node, Bool):
            return repr(node.value), "bool", ""
        return "None", "", f"expected bool; found {node}"
    if go_type in _SIGNED:
        if number is None or number.as_int is None:
            return "None", "", f"expected integer; found {node}"
        code = f"({cut(number.as_int, go_type)})"
        return (code, "int", "") if go_type == "int" else (_SIGNED[go_type] + code, "", "")
    if go_type in _UNSIGNED:
        if number is None or number.as_uint is None:
            return "None", "", f"expected unsigned integer; found {node}"
        return f"{_UNSIGNED[go_type]}({cut(number.as_uint, go_type)})", "", ""
    if go_type == "float64":
        if number is None or number.as_float is None:
            return "None", "", f"expected float; found {node}"
        return f"({number.as_float!r})", "float", ""
    return "None", "", f"can't handle {node} for arg of type {go_type}"
