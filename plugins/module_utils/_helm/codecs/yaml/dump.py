# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain data to YAML text, as sigs.k8s.io/yaml's Marshal writes it: Helm's toYaml.

Marshal goes through JSON and back before it emits, which shows: some control characters fail, numbers lose their type,
invalid UTF-8 becomes U+FFFD. Written for speed (toYaml is what charts call most): one pass, a line at a time, and
scalars and key orders seen before come from caches. Rules: go.yaml.in/yaml/v2 encode.go, emitterc.go, sorter.go.
"""

from __future__ import annotations

from typing import Any, Callable

from . import style
from .style import Unmarshallable

__all__ = ["Unmarshallable", "dump"]

_MOST_INDENT = 4000  # deeper than any values: what holds itself, which Go finds by its pointers
_CYCLE = "error marshaling into JSON: json: unsupported value: encountered a cycle via map[string]interface {}"

_Put = Callable[[str], Any]


def dump(value: Any) -> str:
    """Return value as YAML text, the trailing newline included.

    Unmarshallable, with Go's text, for functions, NaN and strings that go-yaml's reader refuses.
    """
    out: list[str] = []
    kind = value.__class__
    if kind is not dict and kind is not list:
        value = style.plain(value)
        kind = value.__class__
    if kind is dict and value:
        _mapping(value, 0, out.append, "")
    elif kind is list and value:
        _sequence(value, 0, out.append, "")
    else:
        return _inline(value, 2, 0)
    return "".join(out)


def _inline(value: Any, fold: int, column: int) -> str:
    """A scalar or an empty collection with its line end; fold: the indent of further lines, column: where it starts."""
    kind = value.__class__
    if kind is str:
        text = style.forms.get(value) or style.form(value)
        if text == "":
            return style.multiline(value, fold, column)
        if column + len(text) > style.WIDTH and " " in text:
            text = style.folded(text, fold, column)
        return text + "\n"
    if kind is dict:
        return "{}\n"
    if kind is list:
        return "[]\n"
    return style.number(value) + "\n"


def _mapping(mapping: dict[str, Any], indent: int, put: _Put, lead: str) -> None:
    """Write a non-empty mapping with its keys at indent; lead replaces the first key's indent ("    - ")."""
    if indent > _MOST_INDENT:
        raise Unmarshallable(_CYCLE)
    pad = lead or " " * indent
    keys, forms, inner = style.keys, style.forms, indent + 2
    for name in style.ordered(mapping):
        value = mapping[name]
        key = keys.get(name)
        if key is None:
            key = style.key(name)
        if key == "":
            put(f"{pad}? {_inline(name, inner, inner)}")
            _node(value, inner, put, " " * indent + ": ")
            if lead:
                pad, lead = " " * indent, ""
            continue
        kind = value.__class__
        if kind is str:
            text = forms.get(value)
            if text and indent + len(key) + len(text) < style.WIDTH:
                put(f"{pad}{key} {text}\n")
            else:
                put(f"{pad}{key} {_inline(value, inner, indent + len(key) + 1)}")
        else:
            if kind is not dict and kind is not list:
                value = style.plain(value)
                kind = value.__class__
            if not value or (kind is not dict and kind is not list):
                put(f"{pad}{key} {_inline(value, inner, indent + len(key) + 1)}")
            elif kind is dict:
                put(f"{pad}{key}\n")
                _mapping(value, inner, put, "")
            else:
                put(f"{pad}{key}\n")
                _sequence(value, indent, put, "")
        if lead:
            pad, lead = " " * indent, ""


def _sequence(items: list[Any], indent: int, put: _Put, lead: str) -> None:
    """Write a non-empty sequence with its dashes at indent; lead as for _mapping."""
    if indent > _MOST_INDENT:
        raise Unmarshallable(_CYCLE)
    pad = " " * indent
    first = (lead or pad) + "- "
    for item in items:
        _node(item, indent + 2, put, first)
        first = pad + "- "


def _node(value: Any, indent: int, put: _Put, lead: str) -> None:
    """Write what follows "- " or ": " on the same line; lead is that and what stands before it, indent its length."""
    kind = value.__class__
    if kind is not dict and kind is not list and kind is not str:
        value = style.plain(value)
        kind = value.__class__
    if kind is dict and value:
        _mapping(value, indent, put, lead)
    elif kind is list and value:
        _sequence(value, indent, put, lead)
    else:
        put(lead + _inline(value, indent, indent))
