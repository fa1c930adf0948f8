# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of --set and its sisters: name=value, a.b=c, list[0].x=1, list={a,b}, escapes.

The odd corners are Helm's and charts' users rely on them: a line that ends in the middle of a name or an index is no
error, floats stay strings, a number with a leading zero too.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Optional

from ...base.errors import HelmError, ValuesError
from ...golang.space import SPACE
from ...golang.types import Int64, type_name

MAX_INDEX = 65536
MAX_NESTED_NAMES = 30
_MAX_NESTED_INDEXES = 100  # ours: a[0][0][0]… costs a frame each, Helm lets it grow until memory ends
_MAX_CELLS = 4_000_000  # ours: the list items that one line may make

_DIGITS = re.compile(r"[+-]?[0-9]+")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_WORDS = {"true": True, "false": False, "null": None}
_HINT = r"a comma separates two assignments: write \, for one in a value; names are as in image.tag or ports[0].name"
_HINTS = {
    "literal": "write name=value; a dot or a bracket in the name leads into a table or a list",
    "json": 'write NAME=JSON, as in ports=[80, 443], or one object, as in {"ports": [80]}',
    "file": "write NAME=PATH; the path is one of the host that the task runs on",
}
_FLAGS = {kind: f"--set-{kind}" for kind in ("string", "json", "file", "literal")}

ReadFile = Callable[[str], str]


class _End(Exception):
    """The text ended: an error only where the caller says so."""


def merge(base: dict[str, Any], text: str, *, kind: str, read_file: Optional[ReadFile] = None) -> dict[str, Any]:
    """Return base with one --set argument over it, as helm's command line does it.

    Over apply_set it knows the JSON object form of --set-json ({"a": 1}, merged) and helm's error texts:
    "failed parsing --set data: …".
    """
    if kind == "json":
        trimmed = text.strip(SPACE)
        if trimmed.startswith("{"):
            return _merge_object(base, trimmed)
    try:
        _Parser(text, kind, read_file or _read_local, discreet=True).all(base)
    except ValuesError as error:
        flag = _FLAGS.get(kind, "--set")
        # The JSON text itself stays out of the message: it may hold a secret.
        problem = f"failed parsing {flag} data" if kind == "json" else f"failed parsing {flag} data: {error.problem}"
        hint = error.hint or _HINTS.get(kind, _HINT)
        made = ValuesError(problem, doing="reading set_values", subject=_name_part(text), hint=hint)
        made.told = f"{problem}: {error.problem}" if kind == "json" else ""
        raise made from error
    return base


def _merge_object(base: dict[str, Any], trimmed: str) -> dict[str, Any]:
    from ...codecs.json import codec as json_codec
    from ..tables import merge_maps

    try:
        found = json_codec.loads(trimmed)
    except HelmError as error:
        made = ValuesError("failed parsing --set-json data JSON", doing="reading set_values", hint=_HINTS["json"])
        made.told = f"{made.problem}: {error.problem}"
        raise made from error
    return merge_maps(base, found)


def _name_part(text: str) -> str:
    """Return what stands before the value: messages show no value."""
    return text.partition("=")[0] if "=" in text and not text.lstrip(SPACE).startswith("{") else ""


def apply_set(base: dict[str, Any], text: str, *, kind: str, read_file: Optional[ReadFile] = None) -> None:
    """Change base as text says. kind: set, string, json, file or literal; read_file: a path's content, for file.

    Raises ValuesError with Go's text (Go: helm.sh/helm/v4/pkg/strvals).
    """
    _Parser(text, kind, read_file or _read_local).all(base)


def _read_local(path: str) -> str:
    try:
        with open(path, "rb") as handle:
            return handle.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"  # a folder opens, as in Go
        raise ValuesError(f"{verb} {path}: {(error.strerror or str(error)).lower()}") from error


class _Parser:
    """A position in the text, and what each part of the grammar does there."""

    __slots__ = ("at", "cells", "discreet", "first", "kind", "lists", "read_file", "text")

    def __init__(self, text: str, kind: str, read_file: ReadFile, *, discreet: bool = False) -> None:
        # Go reads runes: a byte that is no UTF-8 is U+FFFD.
        self.text = re.sub("[\udc80-\udcff]", "\ufffd", text)
        self.at = 0
        self.kind = kind
        self.read_file = read_file
        self.cells = 0  # list items made
        self.first = True  # assignment
        self.discreet = discreet

    def all(self, table: dict[str, Any]) -> None:
        """Read every assignment into table."""
        try:
            while True:
                self.lists = 0  # tables in lists that the present name goes through
                self.entry(table)
                self.first = False
        except _End:
            return

    def _shown(self, name: str) -> str:
        """Return name quoted; discreet, only the first: behind a value stands, often enough, the rest of a password."""
        return '"…"' if self.discreet and not self.first else _quote(name)

    # Reading

    def _until(self, stops: str) -> tuple[str, str]:
        """Return the text up to one of stops, with its escapes undone, and that stop; "" at the end of the text."""
        found: list[str] = []
        text, end, literal = self.text, len(self.text), self.kind == "literal"
        while self.at < end:
            char = text[self.at]
            self.at += 1
            if char in stops:
                return "".join(found), char
            if char == "\\" and not literal:
                if self.at == end:
                    break
                char = text[self.at]
                self.at += 1
            found.append(char)
        return "".join(found), ""

    def _blank(self) -> bool:
        """Skip spaces, and a comma after them; return whether no value comes here."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == ",":
                self.at += 1
                return True
            if char not in SPACE:
                return False
            self.at += 1
        return True

    # Names

    def entry(self, table: dict[str, Any], depth: int = 0) -> None:
        """Read one name=value into table. Raises _End when the text is used up."""
        name, stop = self._until("=[." if self.kind == "literal" else "=[,.")
        if stop == "":
            if name:
                raise ValuesError(f"key {self._shown(name)} has no value")
            raise _End
        if stop == "[":
            self._indexed(table, name, depth)
        elif stop == "=":
            self._assign(table, name)
        elif stop == ",":
            raise ValuesError(f"key {self._shown(name)} has no value (cannot end with ,)")
        else:
            self._nested(table, name, depth + 1)

    def _nested(self, table: dict[str, Any], name: str, depth: int) -> None:
        if depth > MAX_NESTED_NAMES:
            raise ValuesError(
                f"value name nested level is greater than maximum supported nested level of {MAX_NESTED_NAMES}"
            )
        inner = _existing(table, name, dict)
        try:
            self.entry(inner, depth)
        except _End:
            if inner:
                _put(table, name, inner)
            raise
        if not inner:
            raise ValuesError(f"key map {self._shown(name)} has no value")
        _put(table, name, inner)

    def _indexed(self, table: dict[str, Any], name: str, depth: int) -> None:
        index = self._index()
        items = _existing(table, name, list)
        try:
            self._item(items, index, depth, 1)
        finally:
            _put(table, name, items)

    def _index(self) -> int:
        digits, stop = self._until("]")
        if stop == "":
            raise _End
        start = _DIGITS.match(digits)
        number = _integer(start.group()) if start else 0
        # Go reads from the left and stops at the first thing that is wrong.
        if not start or (start.end() < len(digits) and abs(number) < 1 << 64):
            raise ValuesError(f"error parsing index: strconv.Atoi: parsing {self._shown(digits)}: invalid syntax")
        if not -(1 << 63) <= number < 1 << 63:
            raise ValuesError(f"error parsing index: strconv.Atoi: parsing {self._shown(digits)}: value out of range")
        return number

    # Values

    def _assign(self, table: dict[str, Any], name: str) -> None:
        """Read the value after name= and put it there."""
        if self.at == len(self.text) and self.kind not in ("json", "literal"):
            _put(table, name, "")
            raise _End
        _put(table, name, self._value())

    def _value(self) -> Any:
        if self.kind == "literal":
            value, self.at = self.text[self.at :], len(self.text)
            return value
        if self.kind == "json":
            return self._json()
        if self.at == len(self.text):
            return ""
        if self.text[self.at] == "{":
            self.at += 1
            return self._braces()
        return self._typed(self._until(",")[0])

    def _braces(self) -> list[Any]:
        """Read {a,b}, the brace already behind us."""
        items: list[Any] = []
        while True:
            raw, stop = self._until(",}")
            if stop == "":
                raise ValuesError("list must terminate with '}'")
            if stop == "}" and self.text[self.at : self.at + 1] == ",":
                self.at += 1
            items.append(self._typed(raw))
            if stop == "}":
                return items

    def _typed(self, raw: str) -> Any:
        if self.kind == "file":
            return self.read_file(raw)
        return raw if self.kind == "string" else _typed(raw)

    def _json(self) -> Any:
        """Read one JSON value, and the comma after it; nothing there is null (Go: json.Decoder on the rest)."""
        if self._blank():
            return None
        from ...codecs.json import codec as json_codec

        end = _json_end(self.text, self.at)
        try:
            value = json_codec.loads(self.text[self.at : end])
        except HelmError as error:
            # A decoder, which Helm has here, says this in other words than the function for a whole text.
            cut = error.problem == "unexpected end of JSON input"
            raise ValuesError("unexpected EOF" if cut else error.problem) from error
        self.at = end
        self._blank()
        return value

    # Lists

    def _item(self, items: list[Any], index: int, depth: int, level: int) -> None:
        """Read what follows name[index] and put it into items."""
        if index < 0:
            raise ValuesError(f"negative {index} index not allowed")
        if level > _MAX_NESTED_INDEXES:
            raise ValuesError(f"more than {_MAX_NESTED_INDEXES} indexes in a row")
        extra, stop = self._until("[.=")
        if extra:
            shown = "…" if self.discreet and not self.first else _rune_list(extra)
            raise ValuesError(f"unexpected data at end of array index: {shown}")
        if stop == "":
            raise _End
        known = items[index] if index < len(items) else None
        if stop == "=":
            self._put(items, index, self._value())
        elif stop == "[":
            next_index = self._index()
            inner_items = [] if known is None else _expect(known, list)
            self._item(inner_items, next_index, depth, level + 1)
            self._put(items, index, inner_items)
        else:
            self.lists += 1
            if self.lists > _MAX_NESTED_INDEXES:
                raise ValuesError(f"more than {_MAX_NESTED_INDEXES} tables in lists in one name")
            inner = known if isinstance(known, dict) else {}
            if index < len(items):
                items[index] = inner
            self.entry(inner, depth)
            self._put(items, index, inner)

    def _put(self, items: list[Any], index: int, value: Any) -> None:
        if index > MAX_INDEX:
            raise ValuesError(f"index of {index} is greater than maximum supported index of {MAX_INDEX}")
        missing = index + 1 - len(items)
        if missing > 0:
            self.cells += missing
            if self.cells > _MAX_CELLS:
                raise ValuesError(f"more than {_MAX_CELLS} list items in one line")
            items.extend([None] * missing)
        items[index] = value


def _integer(digits: str) -> int:
    """Return the number; one that is far too large for Go as 1 << 64, for Python reads no thousands of digits."""
    rest = digits.lstrip("+-0") or "0"
    number = int(rest) if len(rest) < 25 else 1 << 64
    return -number if digits.startswith("-") else number


def _put(table: dict[str, Any], name: str, value: Any) -> None:
    if name:  # Helm drops what has no name
        table[name] = value


def _existing(table: dict[str, Any], name: str, kind: type) -> Any:
    """Return the table or list that is at name, a new one where nothing is."""
    return _expect(table[name], kind) if name in table else kind()


def _expect(value: Any, kind: type) -> Any:
    """Return value, which must be of kind: Helm's text is that of Go's failed type assertion."""
    if isinstance(value, kind):
        return value
    wanted = "map[string]interface {}" if kind is dict else "[]interface {}"
    found = "nil" if value is None else type_name(value)
    raise ValuesError(f"unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}")


def _typed(raw: str) -> Any:
    """Return raw as --set types it."""
    folded = raw.replace("\u017f", "s").lower()  # Go folds the long s too
    if folded in _WORDS:
        return _WORDS[folded]
    if raw == "0":
        return Int64(0)
    if not raw.startswith("0") and _INTEGER.match(raw) and len(raw) < 4000:
        number = int(raw)
        if -(1 << 63) <= number < 1 << 63:
            return Int64(number)
    return raw


def _json_end(text: str, start: int) -> int:
    """Return where the JSON value that begins at start ends; the end of text where it is broken."""
    from json import JSONDecoder

    try:
        end = JSONDecoder(parse_int=str).raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return len(text)
    if text[end - 1].isdigit() and text[end : end + 1] in (".", "e", "E"):
        # Python leaves what cannot be the rest of a number, Go does not forgive it: 1. and 1e, but not 1.5.
        number = text[start:end].lower()
        if "e" not in number and not (text[end] == "." and "." in number):
            return len(text)
    return end


def _quote(text: str) -> str:
    from ...golang import quoting

    return quoting.quote(text)


def _rune_list(text: str) -> str:
    """Return text as %q prints a slice of runes."""
    from ...golang import quoting

    return "[" + " ".join(map(quoting.quote_char, text)) + "]"
