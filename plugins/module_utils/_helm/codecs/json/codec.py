# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as Go's encoding/json writes and reads it."""

from __future__ import annotations

import base64
import json
import math
from json.encoder import encode_basestring
from typing import Any, Callable, Union

from ...base.errors import JsonError, NumberError
from ...golang.types import GoStruct, NilDict, NilList, exported, type_name

_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_SEPARATORS = {0x2028: "\\u2028", 0x2029: "\\u2029"}
_WITH_HTML = {**_HTML, **_SEPARATORS}
_MAX_DEPTH = 10_000


class Unsupported(Exception):
    """The value has no JSON text; its message is Go's ("json: unsupported value: NaN")."""


def dumps(value: Any, escape_html: bool = True) -> str:
    """Return value as Go's json.Marshal writes it: sorted keys, no spaces, <, > and & escaped unless told otherwise.

    Unsupported, with Go's text, for functions, NaN, infinities and what holds itself.
    """
    out: list[str] = []
    try:
        _write(value, out.append, escape_html)
    except RecursionError:  # Go looks for pointers that it has seen
        raise Unsupported("json: unsupported value: encountered a cycle via map[string]interface {}") from None
    return "".join(out)


def dumps_indent(value: Any, indent: str = "  ", escape_html: bool = True) -> str:
    """Return value as Go's json.MarshalIndent writes it, with an empty prefix."""
    out: list[str] = []
    _write_indented(value, out.append, escape_html, ("\n", indent))
    return "".join(out)


def _write(value: Any, put: Callable[[str], Any], html: bool) -> None:
    kind = value.__class__
    if kind is str:
        put(quote(value, html))
    elif kind is dict:
        lead = "{"
        for name in sorted(value):
            put(f"{lead}{quote(name, html)}:")
            _write(value[name], put, html)
            lead = ","
        put("}" if value else "{}")
    elif kind is list:
        lead = "["
        for item in value:
            put(lead)
            _write(item, put, html)
            lead = ","
        put("]" if value else "[]")
    elif isinstance(value, GoStruct) and "MarshalJSON" not in value.methods:
        lead = "{"
        for name, item in struct_fields(value):
            put(f"{lead}{quote(name, html)}:")
            _write(item, put, html)
            lead = ","
        put("}" if lead == "," else "{}")
    else:
        _write_other(value, put, html)


def _write_other(value: Any, put: Callable[[str], Any], html: bool) -> None:
    """Write what is neither a string nor a collection."""
    if value is None or value is True or value is False or value.__class__ in (int, float):
        put(_atom(value))
    else:
        _write(to_plain(value), put, html)


def _write_indented(value: Any, put: Callable[[str], Any], html: bool, layout: tuple[str, str]) -> None:
    """Write value over several lines; layout: the line break with the present indent, and one level of indent."""
    if isinstance(value, (NilDict, NilList)) or not isinstance(value, (str, dict, list, GoStruct)):
        _write(value, put, html)
        return
    if isinstance(value, GoStruct):
        if "MarshalJSON" in value.methods:
            _write_indented(to_plain(value), put, html, layout)
            return
        pairs, brackets = struct_fields(value), "{}"
    elif isinstance(value, dict):
        pairs, brackets = [(name, value[name]) for name in sorted(value)], "{}"
    elif isinstance(value, list):
        pairs, brackets = [("", item) for item in value], "[]"
    else:
        put(quote(str(value), html))
        return
    if not pairs:
        put(brackets)
        return
    inner = layout[0] + layout[1]
    lead = brackets[0]
    for name, item in pairs:
        put(f"{lead}{inner}{quote(name, html)}: " if brackets == "{}" else lead + inner)
        _write_indented(item, put, html, (inner, layout[1]))
        lead = ","
    put(layout[0] + brackets[1])


def quote(text: str, html: bool = True) -> str:
    """Return text as a JSON string literal of Go's."""
    made = encode_basestring(text)
    if made.isascii():
        return made.translate(_HTML) if html and ("<" in made or ">" in made or "&" in made) else made
    if not _is_valid(made):
        made = "".join(["\ufffd" if "\ud800" <= character <= "\udfff" else character for character in made])
    return made.translate(_WITH_HTML if html else _SEPARATORS)


def _atom(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value.__class__ is int:
        return str(value)
    return float_text(value)


def float_text(value: float) -> str:
    """Return a float as Go's JSON has it: as short as possible, an exponent below 1e-6 and from 1e21 on."""
    if math.isnan(value) or value in (float("inf"), float("-inf")):
        name = "NaN" if math.isnan(value) else ("+Inf" if value > 0 else "-Inf")
        raise Unsupported(f"json: unsupported value: {name}")
    size = abs(value)
    if value.is_integer() and size < 1e21:
        if size < 1 << 53:
            return str(int(value)) if value or str(value)[0] != "-" else "-0"
        return _positional(repr(value))
    text = repr(value)
    if size and (size < 1e-6 or size >= 1e21):
        return text.replace("e-0", "e-")
    return _positional(text) if "e" in text else text


def _positional(text: str) -> str:
    """A float's repr without exponent."""
    from decimal import Decimal

    made = format(Decimal(text), "f")
    return made[:-2] if made.endswith(".0") else made


def struct_fields(value: GoStruct) -> list[tuple[str, Any]]:
    """Return (name, value) pairs as Go's JSON has a struct's fields: under the names of its tags, json_names."""
    names = getattr(value, "json_names", {})
    return [(names.get(name, name), item) for name, item in exported(value).items()]


def to_plain(value: Any) -> Any:
    """Return what value is in JSON as None, bool, int, float, str, list or dict, its parts as they are.

    []byte is base64 text, a struct a dict, a type with MarshalJSON what that gives. Unsupported for functions.
    """
    if isinstance(value, (NilDict, NilList)):
        return None
    if isinstance(value, GoStruct):
        marshal = value.methods.get("MarshalJSON")
        return json.loads(marshal()) if marshal else dict(struct_fields(value))
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return int(value)
    if callable(value):
        raise Unsupported("json: unsupported type: func()")
    raise Unsupported(f"json: unsupported type: {type_name(value)}")


def loads(text: Union[str, bytes]) -> Any:
    """Return text's value, every number a float, as Go's json.Unmarshal into interface{}. JsonError with Go's text."""
    return _loads(text, _float)


def loads_objects(text: Union[str, bytes]) -> Any:
    """Return text's value with integers of 64 bits kept: Kubernetes objects and release records."""
    return _loads(text, _integer)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise NumberError("a number is no float64")
    return number


def _integer(digits: str) -> Union[int, float]:
    number = int(digits)
    return number if -(1 << 63) <= number < 1 << 63 else _float(digits)


def _loads(text: Union[str, bytes], integer: Callable[[str], Any]) -> Any:
    source = text.decode("utf-8", "surrogateescape") if isinstance(text, (bytes, bytearray)) else text
    try:
        value = json.loads(source, parse_int=integer, parse_float=_float, parse_constant=_no_constant)
    except NumberError as error:
        from .mistakes import out_of_range

        raise out_of_range(source) from error
    except (ValueError, RecursionError) as error:
        from .mistakes import explain

        raise JsonError(explain(source)) from error
    odd = "\\ud" in source or "\\uD" in source or not _is_valid(source)
    return _without_surrogates(value) if odd else value


def _is_valid(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which is how bytes that are no UTF-8 are kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _without_surrogates(value: Any) -> Any:
    """Go reads half a surrogate pair, and a byte that is no UTF-8, as U+FFFD."""
    if isinstance(value, str):
        return value if _is_valid(value) else "".join(["\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value])
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return value
