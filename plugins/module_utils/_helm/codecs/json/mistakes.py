# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a text is no JSON, in the words of encoding/json of Go 1.27, which helm 4.3.1 is built with.

Only loaded once something failed. (Go: encoding/json/v2_scanner.go, internal/jsonwire/decode.go)
"""

from __future__ import annotations

import json
import re
from typing import Any, Iterator

from ...base.errors import JsonError, NumberError
from ...golang.quoting import printable, quote, quote_char
from . import pointer

_MAX_DEPTH = 10_000
_END = "unexpected end of JSON input"
_SPACE = " \t\r\n"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_HEX = re.compile("[0-9a-fA-F]{0,4}")


class _Invalid(Exception):
    """Found what is wrong."""


def kind(value: Any) -> str:
    """Return what encoding/json calls the kind of value in its errors."""
    kinds = {bool: "bool", str: "string", list: "array", dict: "object"}
    return next((name for known, name in kinds.items() if isinstance(value, known)), "number")


def explain(text: str) -> str:
    """Return Go's message for the first thing wrong in text."""
    try:
        _document(text)
    except _Invalid as found:
        return str(found)
    return "exceeded max depth"


class _Over(float):
    """0, for a number that is no float64. digits: how it is written."""

    digits = ""


class _Pairs(list):  # type: ignore[type-arg]
    """An object's names and values, names that come twice too."""


def out_of_range(text: str) -> JsonError:
    """Return the error about the first number in text that is no float64, or about what is no JSON."""
    try:
        pairs = json.loads(text, parse_int=_number, parse_float=_number, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return JsonError(explain(text))
    names, in_object, digits = next(_overs(pairs, (), False))
    path = ".".join(map(pointer.escaped, names))
    where = "Go value" if not path else f"Go struct field .{path}" if in_object else f".{path}"
    error = NumberError(f"json: cannot unmarshal number {digits} into {where} of type float64")
    error.value = _without_pairs(pairs)
    return error


def _number(digits: str) -> float:
    number = float(digits)
    if abs(number) != float("inf"):
        return number
    over = _Over(0)
    over.digits = digits
    return over


def _overs(value: Any, names: tuple[str, ...], in_object: bool) -> Iterator[tuple[tuple[str, ...], bool, str]]:
    """Yield, in the order of the text, where a number is none."""
    if isinstance(value, _Over):
        yield names, in_object, value.digits
    elif isinstance(value, _Pairs):
        for name, item in value:
            yield from _overs(item, (*names, name), True)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _overs(item, (*names, str(index)), False)


def _without_pairs(value: Any) -> Any:
    if isinstance(value, _Over):
        return 0.0
    if isinstance(value, _Pairs):
        return {name: _without_pairs(item) for name, item in value}
    return [_without_pairs(item) for item in value] if isinstance(value, list) else value


def _fail(text: str, at: int, where: str) -> _Invalid:
    if at >= len(text):
        return _Invalid(_END)
    byte = text[at].encode("utf-8", "surrogateescape")
    shown = f"'\\x{byte[0]:x}'" if 0xD800 <= ord(text[at]) <= 0xDFFF else quote_char(text[at])
    return _Invalid(f"invalid character {shown} {where}")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _document(text: str) -> None:
    """Walk over one value and what follows it, without recursion."""
    stack: list[str] = []
    at = 0
    while True:
        at = _skip(text, at)
        at, opened = _value(text, at, stack)
        if opened:
            continue
        while True:  # after a value: close, or go on with the next
            at = _skip(text, at)
            if not stack:
                if at < len(text):
                    raise _fail(text, at, "after top-level value")
                return
            closing, where = ("}", "after object key:value pair") if stack[-1] == "{" else ("]", "after array element")
            if at < len(text) and text[at] == ",":
                at = _skip(text, at + 1)
                if stack[-1] == "{":
                    at = _name(text, at)
                break
            if at >= len(text) or text[at] != closing:
                raise _fail(text, at, where)
            stack.pop()
            at += 1


def _value(text: str, at: int, stack: list[str]) -> tuple[int, bool]:
    """Step over a value's first token: (where it ends, whether a value inside it comes next)."""
    if at >= len(text):
        raise _Invalid(_END)
    first = text[at]
    if first in "{[":
        stack.append(first)
        if len(stack) > _MAX_DEPTH:
            raise _Invalid("exceeded max depth")
        inner = _skip(text, at + 1)
        if inner < len(text) and text[inner] == ("}" if first == "{" else "]"):
            stack.pop()
            return inner + 1, False
        return (_name(text, inner) if first == "{" else inner), True
    if first == '"':
        return _string(text, at), False
    if first == "-" or (first.isdigit() and first.isascii()):
        return _digits(text, at), False
    for word in ("true", "false", "null"):
        if first == word[0]:
            for offset in range(1, len(word)):
                if text[at + offset : at + offset + 1] != word[offset]:
                    raise _fail(text, at + offset, f"in literal {word} (expecting '{word[offset]}')")
            return at + len(word), False
    raise _fail(text, at, "looking for beginning of value")


def _name(text: str, at: int) -> int:
    """Step over an object key and its colon."""
    if text[at : at + 1] != '"':
        raise _fail(text, at, "looking for beginning of object key string")
    at = _skip(text, _string(text, at))
    if text[at : at + 1] != ":":
        raise _fail(text, at, "after object key")
    return at + 1


def _string(text: str, at: int) -> int:
    """Step over a string literal."""
    at += 1
    while at < len(text):
        character = text[at]
        if character == '"':
            return at + 1
        if character < " ":
            raise _fail(text, at, "in string")
        at = _escape(text, at) if character == "\\" else at + 1
    raise _Invalid(_END)


def _escape(text: str, at: int) -> int:
    """Step over an escape sequence."""
    letter = text[at + 1 : at + 2]
    if letter == "":
        raise _Invalid(_END)
    if letter in 'bfnrt\\/"':
        return at + 2
    if letter != "u":
        raise _bad_escape(text, at, 2)
    digits = _HEX.match(text, at + 2)
    if digits is None:
        raise AssertionError("it may be empty")
    if digits.end() == at + 6:
        return at + 6
    if digits.end() == len(text):
        raise _Invalid(_END)
    raise _bad_escape(text, at, 6)


def _bad_escape(text: str, at: int, size: int) -> _Invalid:
    """The escape of so many bytes, in the middle of a character perhaps, is none."""
    sequence = text[at : at + size].encode("utf-8", "surrogateescape")[:size].decode("utf-8", "surrogateescape")
    plain = all(printable(character) and character != "`" and not character.isspace() for character in sequence)
    shown = f"`{sequence}`" if plain else quote(sequence)
    return _Invalid(f"invalid escape sequence {shown} in string")


def _digits(text: str, at: int) -> int:
    """Step over a number."""
    if text[at] == "-" and not (text[at + 1 : at + 2].isdigit() and text[at + 1 : at + 2].isascii()):
        raise _fail(text, at + 1, "in numeric literal")
    match = _NUMBER.match(text, at)
    if match is None:
        raise AssertionError("a digit follows")
    end = match.end()
    following = text[end : end + 1]
    if following == "." and match[1] is None and match[2] is None:
        raise _fail(text, end + 1, "in numeric literal")
    if following in ("e", "E") and match[2] is None:
        sign = 1 if text[end + 1 : end + 2] in ("+", "-") else 0
        raise _fail(text, end + 1 + sign, "in numeric literal")
    return end


def as_go_reads(text: str) -> str:
    """Return why a text is no JSON document, as Go's decoder of streams says it (Go: jsonschema, UnmarshalJSON)."""
    problem = explain(text)
    if problem == "unexpected end of JSON input":
        return "unexpected EOF" if text.strip() else "EOF"
    return "invalid character after top-level value" if problem.endswith("after top-level value") else problem
