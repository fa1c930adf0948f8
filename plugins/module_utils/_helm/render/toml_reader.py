# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From TOML text to plain data, typed as BurntSushi/toml types it: Helm's fromToml.

Python's own tomllib is no help: it came with 3.11, and integers must be int64, dates Go's time.Time. The messages name
the line as BurntSushi's do; their wording is ours. Only charts that call fromToml load this file.
"""

from __future__ import annotations

import re
from typing import Any, Optional

from ..base.errors import HelmError
from ..base.goquote import quote, quote_char
from ..base.gotypes import Int64, TypedList

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t]|\r?\n|#[^\n]*)*")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_INTEGER = re.compile(
    r"[-+]?(?:0|[1-9](?:_?[0-9])*)|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*"
)
_FLOAT = re.compile(
    r"[-+]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?|[eE][-+]?[0-9](?:_?[0-9])*)"
    r"|[-+]?(?:inf|nan)"
)
_WORD = re.compile(r"[^\s,\]}#=]+(?: [0-9]{2}:[^\s,\]}#=]+)?")
_DATE = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:(?P<mark>[Tt ])?(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?))?"
    r"(?P<zone>[Zz]|[-+][0-9]{2}:[0-9]{2})?"
)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_CODES = {"x": 2, "u": 4, "U": 8}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_DEPTH = 200


class TomlError(Exception):
    """The text is no TOML; the message names the line."""


def load(text: str) -> dict[str, Any]:
    """Return the document's table: int64, float64, bool, string, time.Time, lists and tables. TomlError."""
    return _Reader(text).document()


class _Reader:
    """One document being read."""

    def __init__(self, text: str) -> None:
        self.text = text[1:] if text.startswith("\ufeff") else text
        self.at = 0
        self.root: dict[str, Any] = {}
        self.context: list[str] = []  # the last header's names
        self.key_read: list[str] = []  # the key whose value is read
        self.defined: set[int] = set()  # tables with a header of their own
        self.closed: set[int] = set()  # inline tables and arrays: nothing may be added

    def fail(self, problem: str) -> TomlError:
        """The error at the present place."""
        line = self.text.count("\n", 0, self.at) + 1
        last = ".".join(self.context + self.key_read)
        return TomlError(f"toml: line {line}{f' (last key {quote(last)})' if last else ''}: {problem}")

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Step over what the pattern, which may be empty, matches."""
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, mark: str) -> bool:
        """Step over mark when it is there."""
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def document(self) -> dict[str, Any]:
        """Read everything."""
        table = self.root
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return self.root
            if self.take("[["):
                table = self.header("]]")
            elif self.take("["):
                table = self.header("]")
            else:
                self.pair(table, 0)
                self.key_read = []
            match = _LINE_END.match(self.text, self.at)
            if match is None:
                raise self.fail("expected the end of the line")
            self.at = match.end()

    def header(self, end: str) -> dict[str, Any]:
        """Read "[a.b]" or "[[a.b]]" behind its bracket; return the table that follows."""
        self.context = []
        names = self.key()
        if not self.take(end):
            raise self.fail(f"expected {end!r} after the table's name")
        table = self.root
        for name in names[:-1]:
            table = self.step(table, name)
        name = names[-1]
        if end == "]]":
            tables = table.setdefault(name, TypedList("[]map[string]interface {}"))
            if not isinstance(tables, TypedList) or id(tables) in self.closed:
                raise self.fail(f"Key '{'.'.join(names)}' has already been defined.")
            tables.append({})
            self.context = names
            return dict_of(tables[-1])
        found = table.setdefault(name, {})
        if not isinstance(found, dict) or id(found) in self.defined or id(found) in self.closed:
            raise self.fail(f"Key '{'.'.join(names)}' has already been defined.")
        self.defined.add(id(found))
        self.context = names
        return found

    def step(self, table: dict[str, Any], name: str) -> dict[str, Any]:
        """The table under name, made when it is not there; of a list of tables the last."""
        found = table.setdefault(name, {})
        if isinstance(found, TypedList) and found and id(found) not in self.closed:
            found = found[-1]
        if not isinstance(found, dict):
            raise self.fail(f"Key '{name}' has already been defined.")
        return found

    def pair(self, table: dict[str, Any], depth: int) -> None:
        """Read "a.b = value" into table."""
        names = self.key()
        if not self.take("="):
            raise self.fail("expected '=' after a key")
        self.skip(_SPACE)
        outer, self.key_read = self.key_read, self.key_read + names
        for name in names[:-1]:
            table = self.step(table, name)
        if names[-1] in table:
            raise self.fail(f"Key '{'.'.join(names)}' has already been defined.")
        table[names[-1]] = self.value(depth)
        self.key_read = outer

    def key(self) -> list[str]:
        """Read a dotted key and the space around it."""
        names = []
        while True:
            self.skip(_SPACE)
            match = _BARE_KEY.match(self.text, self.at)
            if match:
                names.append(match[0])
                self.at = match.end()
            elif self.text[self.at : self.at + 1] in ('"', "'"):
                names.append(self.string(self.text[self.at]))
            else:
                raise self.fail("expected a key")
            self.skip(_SPACE)
            if not self.take("."):
                return names

    def value(self, depth: int) -> Any:
        """Read a value."""
        if depth > _MAX_DEPTH:
            raise self.fail(f"values are nested deeper than {_MAX_DEPTH}")
        for quotes in ('"""', "'''", '"', "'"):
            if self.text.startswith(quotes, self.at):
                return self.string(quotes)
        if self.take("["):
            return self.array(depth)
        if self.take("{"):
            return self.inline_table(depth)
        match = _WORD.match(self.text, self.at)
        if match is None:
            if self.at >= len(self.text):
                raise self.fail("unexpected EOF; expected value")
            raise self.fail(f"expected value but found {quote_char(self.text[self.at])} instead")
        value = _plain(match[0])
        if value is None:
            raise self.fail(f"expected value but found {quote(match[0])} instead")
        self.at = match.end()
        return value

    def array(self, depth: int) -> list[Any]:
        """Read an array behind its bracket."""
        items: list[Any] = []
        while True:
            self.skip(_BLANK)
            if self.take("]"):
                break
            items.append(self.value(depth + 1))
            self.skip(_BLANK)
            if not self.take(","):
                self.skip(_BLANK)
                if not self.take("]"):
                    raise self.fail("expected ',' or ']' in an array")
                break
        if items and all(isinstance(item, dict) for item in items):
            items = TypedList("[]map[string]interface {}", items)
        self.closed.add(id(items))
        return items

    def inline_table(self, depth: int) -> dict[str, Any]:
        """Read an inline table behind its brace."""
        table: dict[str, Any] = {}
        while True:
            self.skip(_BLANK)
            if self.take("}"):
                break
            self.pair(table, depth + 1)
            self.skip(_BLANK)
            if not self.take(","):
                self.skip(_BLANK)
                if not self.take("}"):
                    raise self.fail("expected ',' or '}' in an inline table")
                break
        self.closed.add(id(table))
        return table

    def string(self, quotes: str) -> str:
        """Read a string that begins with quotes."""
        start = self.at + len(quotes)
        literal, long = quotes[0] == "'", len(quotes) == 3
        if long:
            start += 2 if self.text.startswith("\r\n", start) else 1 if self.text.startswith("\n", start) else 0
        at = start
        while True:
            if at >= len(self.text) or (not long and self.text[at] == "\n"):
                raise self.fail("a string has no end")
            if self.text.startswith(quotes, at):
                break
            at += 2 if self.text[at] == "\\" and not literal else 1
        while long and self.text.startswith(quotes[0], at + 3):  # quotes may stand right before the end
            at += 1
        body = self.text[start:at]
        if _CONTROL.search(body):
            raise self.fail("control characters are not allowed in strings")
        self.at = at + len(quotes)
        return body if literal else self.unescape(body, long)

    def unescape(self, body: str, long: bool) -> str:
        """A basic string's text."""
        if long:
            body = re.sub(r"(?<!\\)((?:\\\\)*)\\[ \t]*\r?\n\s*", r"\1", body)
        out, at = [], 0
        while True:
            slash = body.find("\\", at)
            if slash < 0:
                out.append(body[at:])
                return "".join(out)
            out.append(body[at:slash])
            letter = body[slash + 1 : slash + 2]
            width = _CODES.get(letter, 0)
            digits = body[slash + 2 : slash + 2 + width]
            if letter in _ESCAPES and letter:
                out.append(_ESCAPES[letter])
            elif width and re.fullmatch(f"[0-9A-Fa-f]{{{width}}}", digits) and _is_scalar(int(digits, 16)):
                out.append(chr(int(digits, 16)))
            else:
                raise self.fail(f"invalid escape in a string: \\{letter}{digits}")
            at = slash + 2 + width


def dict_of(table: Any) -> dict[str, Any]:
    """Return table, which is one."""
    if not isinstance(table, dict):
        raise AssertionError("the caller has not looked what this is")
    return table


def _is_scalar(code: int) -> bool:
    return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def _plain(word: str) -> Optional[Any]:
    """A bool, number or date; None for what is none."""
    if word in ("true", "false"):
        return word == "true"
    if _INTEGER.fullmatch(word):
        number = int(word.replace("_", ""), 0)
        return Int64(number) if -(1 << 63) <= number < 1 << 63 else None
    if _FLOAT.fullmatch(word):
        return float(word.replace("_", ""))
    match = _DATE.fullmatch(word)
    return _time(match) if match and (match["date"] or match["time"]) else None


def _time(match: re.Match[str]) -> Optional[Any]:
    """A date, a time or both as time.Time. Without a zone it is in one of BurntSushi's own, as far from UTC as the
    machine is today."""
    import time as clock

    from ..base import gozone
    from ..base.gotime import parse_time

    date, time, zone = match["date"], match["time"], match["zone"]
    if (zone and not (date and time)) or (date and time and not match["mark"]):
        return None
    if time and time.count(":") == 1:
        time += ":00"
    text = f"{date or '0000-01-01'}T{time or '00:00:00'}"
    try:
        if zone:
            return parse_time("2006-01-02T15:04:05Z07:00", text + zone.upper())
        name = "datetime-local" if date and time else "date-local" if date else "time-local"
        local = gozone.FixedZone(name, gozone.LOCAL.lookup(int(clock.time()))[1])
        return parse_time("2006-01-02T15:04:05", text, local)
    except HelmError:
        return None
