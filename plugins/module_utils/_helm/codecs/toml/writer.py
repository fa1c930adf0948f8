# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain data to TOML text as BurntSushi/toml 1.6 writes it: Helm's toToml (Go: encode.go)."""

from __future__ import annotations

import math
import re
from typing import Any, Iterable, Mapping

from ...golang.duration import Duration
from ...golang.floats import shortest
from ...golang.time import RFC3339_NANO, Time
from ...golang.types import GoStruct, exported, is_nil, kind_name
from ...golang.zone import FixedZone
from .faults import TomlError
from .scalars import LOCAL_LAYOUTS

NIL = "reflect: call of reflect.Value.Type on zero Value"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F)}
_ESCAPES.update({8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"})


def dump(value: Any) -> str:
    """Return value as TOML. TomlError for what TOML cannot say: nil inside an array, a list of tables at the top."""
    if value is None:
        raise TomlError(NIL)
    writer = _Writer()
    writer.encode((), value)
    return "".join(writer.out)


def quoted(text: str) -> str:
    """Return text as a basic string."""
    return '"' + text.translate(_ESCAPES) + '"'


def key_text(name: str) -> str:
    """Return a key, bare where it may be."""
    return name if _BARE.fullmatch(name) else quoted(name)


def _is_table(value: Any) -> bool:
    return isinstance(value, (dict, GoStruct)) and not _marshals(value)


def _marshals(value: Any) -> bool:
    """Whether Go's value has a text form of its own."""
    return isinstance(value, GoStruct) and "MarshalText" in value.methods


def _is_table_list(value: Any) -> bool:
    """Whether value is a list of tables and nothing else; nil inside a list is refused here."""
    if not isinstance(value, list) or not value:
        return False
    if any(map(is_nil, value)):
        raise TomlError("toml: cannot encode array with nil element")
    # Every element is looked at, as in Go: a nil deep inside is found even where the answer is known.
    kinds = [_is_table(item) or (_is_table_list(item) and False) for item in value]
    return all(kinds)


class _Writer:
    """One document under construction."""

    def __init__(self) -> None:
        self.out: list[str] = []

    def newline(self) -> None:
        """End the line, unless nothing is written yet."""
        if self.out:
            self.out.append("\n")

    def encode(self, key: tuple[str, ...], value: Any) -> None:
        """Write a value that has a key of its own, or the whole document."""
        if value is None or (key and is_nil(value)):
            return
        if _is_table(value):
            if len(key) == 1:
                self.newline()
            if key:
                self.out.append(f"{self._pad(key)}[{'.'.join(map(key_text, key))}]")
                self.newline()
            self._table(key, value)
        elif _is_table_list(value):
            if not key:
                raise TomlError("toml: top-level values must be Go maps or structs")
            for item in value:
                self.newline()
                self.out.append(f"{self._pad(key)}[[{'.'.join(map(key_text, key))}]]")
                self.newline()
                self._table(key, item)
        elif not isinstance(value, (bool, int, float, str, list, bytes)) and not _marshals(value):
            where = "" if key else " for key ''"
            raise TomlError(f"unsupported type{where}: {kind_name(value)}")
        elif not key:
            self.element(value)
        else:
            self.out.append(f"{self._pad(key)}{key_text(key[-1])} = ")
            self.element(value)
            self.newline()

    @staticmethod
    def _pad(key: tuple[str, ...]) -> str:
        return "  " * (len(key) - 1)

    def _table(self, key: tuple[str, ...], table: Any) -> None:
        """Write a table's entries: values first, then tables."""
        for name, value in _entries(table):
            self.encode((*key, name), value)

    def element(self, value: Any) -> None:
        """Write a value on the line: behind "key =", in an array, in an inline table."""
        if _is_table(value):
            self._inline_table(value)
        elif isinstance(value, list):
            self.out.append("[")
            for at, item in enumerate(value):
                if at:
                    self.out.append(", ")
                self.element(item)
            self.out.append("]")
        elif isinstance(value, bytes):
            self.element(list(value))
        else:
            self.out.append(_scalar(value))

    def _inline_table(self, table: Any) -> None:
        direct, inner = _split(table)
        self.out.append("{")
        for pairs, more in ((direct, bool(inner)), (inner, False)):
            for at, (name, value) in enumerate(pairs):
                if is_nil(value):
                    continue
                self.out.append(f"{key_text(name)} = ")
                self.element(value)
                if more or at != len(pairs) - 1:
                    self.out.append(", ")
        self.out.append("}")


def _split(table: Any) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """A table's entries that stand in its own lines, and those that are tables themselves, both by name."""
    fields: Mapping[str, Any] = exported(table) if isinstance(table, GoStruct) else table
    names: Iterable[str] = fields if isinstance(table, GoStruct) else sorted(fields)
    direct: list[tuple[str, Any]] = []
    inner: list[tuple[str, Any]] = []
    for name in names:
        value = fields[name]
        (inner if _is_table(value) or _is_table_list(value) else direct).append((name, value))
    return direct, inner


def _entries(table: Any) -> list[tuple[str, Any]]:
    direct, inner = _split(table)
    return direct + inner


def _scalar(value: Any) -> str:
    if isinstance(value, Duration):
        from ...golang.fmt import sprint

        return quoted(sprint([value]))
    if _marshals(value):
        if isinstance(value, Time):
            layout = LOCAL_LAYOUTS.get(value.zone.name) if isinstance(value.zone, FixedZone) else None
            return Time(value.ns).format(layout) if layout else value.format(RFC3339_NANO)
        return quoted(value.methods["MarshalText"]().decode("ascii"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _float(value)
    raise TomlError(f"unsupported type: {kind_name(value)}")


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    text = shortest(value)
    return text if "." in text or "e" in text else text + ".0"
