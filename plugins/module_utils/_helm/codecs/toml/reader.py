# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From TOML text to plain data, typed as BurntSushi/toml 1.6 types it, with its messages: Helm's fromToml.

Python's own tomllib is no help: it came with 3.11, and integers must be int64, dates Go's time.Time. What is taken and
what a message says of which line hangs on how far BurntSushi has read at the moment; this reads as far (Go: lex.go,
parse.go). Only charts that call fromToml load this file.
"""

from __future__ import annotations

import re
from typing import Any

from ...golang.quoting import quote, quote_char
from .faults import TomlError
from .scalars import HEX, ScalarError, datetime_value, float_value, integer_value
from .scanner import END, LINE_END, SPACE, Strings
from .tables import ClashError, dotted

_DIGITS = "0123456789"
_BASES = {"b": ("01", "a binary"), "o": ("01234567", "an octal"), "x": (HEX, "a hexadecimal")}
_BARE = re.compile("[A-Za-z0-9_-]*")
_MAX_DEPTH = 200
_UTF16 = "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"


def load(text: str) -> dict[str, Any]:
    """Return the document's table: int64, float64, bool, string, time.Time, lists and tables. TomlError."""
    for mark in ("\udcff\udcfe", "\udcfe\udcff", "\ufeff"):
        if text.startswith(mark):
            text = text[len(mark) :]
            break
    if b"\0" in text[:6].encode("utf-8", "surrogateescape")[:6]:
        raise TomlError(f"toml: line 1: {_UTF16}")
    reader = _Reader(text)
    try:
        reader.document()
    except ClashError as error:
        raise reader.failure(str(error), reader.key_at) from error
    except ScalarError as error:
        raise reader.failure(str(error)) from error
    return reader.tables.root


class _Reader(Strings):
    """One document being read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.key_at = 0  # where the last key begins, the place of a clash

    def document(self) -> None:
        """Read everything."""
        while (char := self.over(SPACE + LINE_END)) != END:
            if char == "#":
                self.comment()
                continue
            if char == "[":
                self.header()
            else:
                self.back()
                self.key_start()
                self.pair()
                self.tables.key = ""
            if not self.line_end():
                return

    def line_end(self) -> bool:
        """Read what may follow in the line; whether there is another."""
        char = self.over(SPACE)
        if char == "#":
            self.comment()
        elif char != END and char not in LINE_END:
            raise self.fail(
                f"expected a top-level item to end with a newline, comment, or EOF, but got {quote_char(char)} instead"
            )
        return char != END

    def header(self) -> None:
        """Read "[a.b]" or "[[a.b]]" behind the first bracket; the keys that follow go there."""
        in_array = self.accept("[")
        self.key_at = self.at
        names: list[str] = []
        while True:
            char = self.skip(SPACE)
            if char in ("]", END):
                raise self.fail("unexpected end of table name (table names cannot be empty)")
            if char == ".":
                raise self.fail("unexpected table separator (table names cannot be empty)")
            names.append(self.name(char))
            char = self.over(SPACE)
            if char == "]":
                break
            if char != ".":
                raise self.fail(f"expected '.' or ']' to end table name, but got {quote_char(char)} instead")
        if in_array and (char := self.next()) != "]":
            raise self.fail(f"expected end of table array name delimiter ']', but got {quote_char(char)} instead")
        self.tables.enter(names, in_array=in_array)
        self.tables.is_array(False)

    def name(self, char: str) -> str:
        """Read a part of a key that begins with this character."""
        if char in ('"', "'"):
            self.next()
            return self.string(char)
        match = _BARE.match(self.text, self.at)
        found = match[0] if match else ""
        self.at += len(found)
        self.peek()
        return found

    def key_start(self) -> None:
        """Refuse what begins no key."""
        char = self.skip(SPACE)
        if char in ("=", END):
            raise self.fail("unexpected '=': key name appears blank")
        if char == ".":
            raise self.fail("unexpected '.': keys cannot start with a '.'")

    def names(self) -> list[str]:
        """Read a key and the sign behind it."""
        self.key_at = self.at
        names: list[str] = []
        while True:
            char = self.skip(SPACE)
            if char in ("=", END, "."):
                raise self.fail(f"unexpected '{'=' if char == END else char}'")
            names.append(self.name(char))
            char = self.over(SPACE)
            if char == "=":
                return names
            if char == END:
                raise self.fail("unexpected EOF; expected key separator '='")
            if char != ".":
                fail = self.fail_above if char == "\n" else self.fail
                raise fail(f"expected '.' or '=', but got {quote_char(char)} instead")

    def pair(self, depth: int = 0) -> tuple[list[str], Any]:
        """Read "a.b = value" into the present table; return it, too."""
        tables = self.tables
        outer = tables.context
        names = self.names()
        tables.key = names[-1]
        for name in names[:-1]:
            tables.make([*tables.context, name])
        value = self.value(depth)
        tables.put(names[-1], value)
        tables.is_array(isinstance(value, list))
        tables.context = outer
        return names, value

    def value(self, depth: int, *, in_array: bool = False) -> Any:
        """Read a value."""
        if depth > _MAX_DEPTH:
            raise self.fail(f"values are nested deeper than {_MAX_DEPTH}")
        char = self.over(SPACE)
        start = self.at - 1
        if char == "[":
            return self.array(depth)
        if char == "{":
            return self.inline_table(depth, in_array=in_array)
        if char in ('"', "'"):
            if self.accept(char):
                if self.accept(char):
                    return self.string(char * 3)
                self.back()
            return self.string(char)
        if char in _DIGITS:
            self.back()
            return self.number_or_date(start)
        if char in "+-":
            return self.signed(start)
        if char == ".":
            raise self.fail("floats must start with a digit, not '.'")
        if char in "in" and ((self.accept("n") and self.accept("f")) or (self.accept("a") and self.accept("n"))):
            return float_value(self.text[start : self.at])
        if char.isalpha():
            self.back()
            return self.word()
        if char == END:
            raise self.fail("unexpected EOF; expected value")
        fail = self.fail_above if char == "\n" else self.fail
        raise fail(f"expected value but found {quote_char(char)} instead")

    def word(self) -> bool:
        """Read true or false."""
        start = self.at
        while self.next().isalpha():
            pass
        self.back()
        word = self.text[start : self.at]
        if word not in ("true", "false"):
            raise self.fail(f"expected value but found {quote(word)} instead")
        return word == "true"

    def number_or_date(self, start: int) -> Any:
        """Read what begins with a digit."""
        if self.next() == "0":
            char = self.next()
            if char in _BASES:
                digits, what = _BASES[char]
                char = self.peek()
                if char not in digits:
                    raise self.fail(f"not {what} number: '{self.text[start : self.at]}{char}'")
                self.skip(digits + "_")
                return integer_value(self.text[start : self.at])
            if char not in _DIGITS:
                return self.number(start, char)
        char = self.over(_DIGITS)
        if char not in "-:":
            return self.number(start, char)
        self.skip(_DIGITS + "-:Tt .Zz+")
        return datetime_value(self.text[start : self.at].strip())

    def signed(self, start: int) -> Any:
        """Read the number behind a sign."""
        char = self.next()
        if char in "in":
            for letter in "nf" if char == "i" else "an":
                if not self.accept(letter):
                    raise self.fail(f"invalid float: '{self.text[start : self.at]}'")
            return float_value(self.text[start : self.at])
        if char == ".":
            raise self.fail("floats must start with a digit, not '.'")
        if char not in _DIGITS:
            raise self.fail(f"expected a digit but got {quote_char(char)}")
        if char == "0" and (base := self.peek()) in _BASES:
            raise self.fail(f"cannot use sign with non-decimal numbers: '{self.text[start : self.at]}{base}'")
        return self.number(start, self.next())

    def number(self, start: int, char: str) -> Any:
        """Read the rest of a decimal number, of which this character is the last that was read."""
        if char in _DIGITS or char == "_":
            char = self.over(_DIGITS + "_")
        if char in ".eE":
            self.skip(_DIGITS + "_.-+eE")
            return float_value(self.text[start : self.at])
        self.back()
        return integer_value(self.text[start : self.at])

    def between(self) -> str:
        """Step over space, lines and comments inside brackets and the character behind them; return that."""
        while (char := self.over(SPACE + LINE_END)) == "#":
            self.comment()
        return char

    def array(self, depth: int) -> list[Any]:
        """Read an array behind its bracket."""
        self.tables.is_array(True)
        items: list[Any] = []
        while (char := self.between()) != "]":
            if char == ",":
                raise self.fail("unexpected comma")
            self.back()
            items.append(self.value(depth + 1, in_array=True))
            char = self.between()
            if char == "]":
                break
            if char != ",":
                raise self.fail(f"expected a comma (',') or array terminator (']'), but got {_shown(char)}")
        return items

    def inline_table(self, depth: int, *, in_array: bool) -> dict[str, Any]:
        """Read an inline table behind its brace."""
        tables = self.tables
        outer, key = tables.context, tables.key
        tables.context, tables.key = [*outer, key], ""
        tables.make(tables.context, in_array=in_array)
        table: dict[str, Any] = {}
        while (char := self.between()) != "}":
            if char == ",":
                raise self.fail("unexpected comma")
            self.back()
            self.key_start()
            names, value = self.pair(depth + 1)
            inner = table
            for name in names[:-1]:
                found = inner.setdefault(name, {})
                if not isinstance(found, dict):
                    raise ClashError(f"{quote(dotted(tables.context))} is not a table")
                inner = found
            inner[names[-1]] = value
            char = self.between()
            if char == ",":
                if self.skip(SPACE) == "}":
                    self.next()
                    break
            elif char == "}":
                break
            else:
                raise self.fail(f"expected a comma or an inline table terminator '}}', but got {_shown(char)} instead")
        tables.context, tables.key = outer, key
        return table


def _shown(char: str) -> str:
    return "end of file" if char == END else f"'{char}'"
