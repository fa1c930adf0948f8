# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain data to YAML text as go.yaml.in/yaml/v3 writes it with two spaces: Helm's toYamlPretty.

Unlike toYaml it does not go through JSON: floats keep their exponent, sequences are indented, nothing folds, and bytes
are sequences of numbers. Only charts that call it load this file.
"""

from __future__ import annotations

import base64
import math
import re
from functools import cmp_to_key
from typing import Any, Callable

from ...base.errors import FunctionError
from ...golang.duration import Duration
from ...golang.floats import shortest
from ...golang.time import RFC3339_NANO, Time
from ...golang.types import GoStruct, NilList, exported
from . import style

_SPACE_BREAK = re.compile(" [\n\u2028\u2029]")
_KEY_BYTES = 128

_Put = Callable[[str], Any]


def dump_pretty(value: Any) -> str:
    """Return value as YAML text, the trailing newline included. Unmarshallable for functions."""
    out: list[str] = []
    _node(value, 0, out.append, "", root=True)
    return "".join(out)


def _node(value: Any, indent: int, put: _Put, lead: str, *, root: bool = False) -> None:
    """Write a node whose content begins at indent, after lead on the same line."""
    value = _plain(value)
    if isinstance(value, dict) and value:
        _mapping(value, indent, put, lead)
    elif isinstance(value, list) and value:
        pad = " " * indent
        for item in value:
            _node(item, indent + 2, put, (lead or pad) + "- ")
            lead = ""
    else:
        put(lead + _line(value, indent + 2 if root else indent))


class _Plain(str):
    """A text that stands as it is."""


class _Fields(dict):  # type: ignore[type-arg]
    """A struct's fields by their names in YAML, in the order in which they are declared."""


def _compare(left: str, right: str) -> int:
    return style.compare(left, right, third=True)


_IN_ORDER = cmp_to_key(_compare)


def _mapping(mapping: dict[str, Any], indent: int, put: _Put, lead: str) -> None:
    pad = " " * indent
    for name in mapping if isinstance(mapping, _Fields) else sorted(mapping, key=_IN_ORDER):
        start, lead = lead or pad, ""
        value = _plain(mapping[name])
        if style.has_break(name) or len(name.encode("utf-8", "surrogateescape")) > _KEY_BYTES:
            put(f"{start}? {_line(name, indent + 2)}")
            _node(value, indent + 2, put, pad + ": ")
        elif isinstance(value, (dict, list)) and value:
            put(f"{start}{_inline(name, indent + 2)}:\n")
            _node(value, indent + 2, put, "")
        else:
            put(f"{start}{_inline(name, indent + 2)}: {_line(value, indent + 2)}")


def _line(value: Any, indent: int) -> str:
    """A scalar or an empty collection with its line end."""
    text = _inline(value, indent)
    return text if text[-1] in "\n\u2028\u2029" else text + "\n"


def _inline(value: Any, indent: int) -> str:
    """A scalar or an empty collection; with a line end only where its own last line has one."""
    if isinstance(value, str):
        return value if isinstance(value, _Plain) else _string(value, indent)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    if isinstance(value, float):
        if math.isnan(value):
            return ".nan"
        if value in (float("inf"), float("-inf")):
            return ".inf" if value > 0 else "-.inf"
        return shortest(value)
    return style.number(value)


def _string(text: str, indent: int) -> str:
    tag = ""
    if style.valid_text(text) != text:
        tag, text = "!!binary ", _base64(text)
    if "\n" not in text:
        form = style.plain_form(text)
        return tag + (form or _quoted_lines(text, indent))
    if style.unprintable(text.replace("\t", " ")) or text[-1] == " " or _SPACE_BREAK.search(text):
        return tag + style.double_quoted(text)
    hints = "2" if text[0] in " \n\u2028\u2029" else ""
    ends = text[-1] in "\n\u2028\u2029"
    if not ends:
        hints += "-"
    elif len(text) == 1 or text[-2] in "\n\u2028\u2029":
        hints += "+"
    body = re.sub(style.ODD_LINE, " " * indent, text)
    return f"{tag}|{hints}\n{body}"


def _quoted_lines(text: str, indent: int) -> str:
    """Quotes around Unicode's line and paragraph separators, each line after one indented."""
    return re.sub(style.ODD_BREAKS, " " * indent, style.single_quoted(text))


def _base64(text: str) -> str:
    """Bytes that are no UTF-8, in lines of 70."""
    encoded = base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")
    if len(encoded) < 70:
        return encoded
    return "".join(encoded[at : at + 70] + "\n" for at in range(0, len(encoded), 70))


def _plain(value: Any) -> Any:
    """value as None, bool, int, float, str, list or dict, as yaml.v3 sees Go's types."""
    if isinstance(value, Duration):
        from ...golang.fmt import sprint

        return sprint([value])
    if isinstance(value, NilList):
        return []
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, Time):
        return _Plain(value.format(RFC3339_NANO))
    if isinstance(value, GoStruct):
        text = value.methods.get("MarshalText")
        if text is not None:
            return text().decode("ascii")
        return _Fields((name.lower(), item) for name, item in exported(value).items())
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, complex):  # yaml.v3 panics
        raise FunctionError("cannot marshal type: complex128")
    return style.plain(value)
