# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strings: trimming, cutting, quoting, indenting, splitting. Sprig: strings.go."""

from __future__ import annotations

from typing import Any

from ..base.bounds import MAX_TEXT, check_text, joined
from ..base.errors import FunctionError
from ..golang import fmt, quoting
from ..golang.space import SPACE
from ..golang.strings import to_bytes, to_text
from ..golang.types import TypedDict, TypedList, go_function
from .cast import parse_int, to_string

_GO_MEMORY = 1 << 48  # bytes: the largest slice that Go tries to make


@go_function("string")
def trim(text: str) -> str:
    """Return text without the white space around it."""
    return text.strip(SPACE)


@go_function("string", "string")
def trim_all(cut: str, text: str) -> str:
    """Return text without the characters of cut around it."""
    return text.strip(cut) if cut else text


@go_function("string", "string")
def trim_prefix(prefix: str, text: str) -> str:
    """Return text without one prefix."""
    return text[len(prefix) :] if prefix and text.startswith(prefix) else text


@go_function("string", "string")
def trim_suffix(suffix: str, text: str) -> str:
    """Return text without one suffix."""
    return text[: -len(suffix)] if suffix and text.endswith(suffix) else text


@go_function("string", "string")
def contains(part: str, text: str) -> bool:
    """Return whether part is in text."""
    return part in text


@go_function("string", "string")
def has_prefix(prefix: str, text: str) -> bool:
    """Return whether text starts with prefix."""
    return text.startswith(prefix)


@go_function("string", "string")
def has_suffix(suffix: str, text: str) -> bool:
    """Return whether text ends with suffix."""
    return text.endswith(suffix)


@go_function("string", "string", "string")
def replace(old: str, new: str, text: str) -> str:
    """Return text with every old replaced by new; an empty old stands before and after every character, as in Go."""
    if len(new) > len(old) and len(text) * len(new) > MAX_TEXT:
        check_text(len(text) + text.count(old) * (len(new) - len(old)), "replace")
    return text.replace(old, new)


@go_function("int", "string")
def repeat(count: int, text: str) -> str:
    """Return text count times; a negative count fails as Go's panic."""
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    size = count * len(to_bytes(text)) if count > 1 else 0
    if size >= 1 << 63:
        raise FunctionError("strings: Repeat output length overflow")
    if size > _GO_MEMORY:
        raise FunctionError("runtime error: makeslice: len out of range")
    check_text(count * len(text), "repeat")
    return text * count


@go_function("int", "string")
def indent(spaces: int, text: str) -> str:
    """Return text with that many spaces before each line."""
    pad = repeat(spaces, " ")
    check_text((text.count("\n") + 1) * spaces + len(text), "indent")
    return pad + text.replace("\n", "\n" + pad)


@go_function("int", "string")
def nindent(spaces: int, text: str) -> str:
    """Return a line break and the indented text."""
    return "\n" + indent(spaces, text)


@go_function("...interface {}")
def quote(*values: Any) -> str:
    """Return the values that are not nil, each as a Go string literal, with spaces between."""
    return joined([quoting.quote(to_string(value)) for value in values if value is not None], "quote", " ")


@go_function("...interface {}")
def squote(*values: Any) -> str:
    """Return the values that are not nil, each in single quotes, with spaces between."""
    return joined(["'" + _plain(value) + "'" for value in values if value is not None], "squote", " ")


@go_function("...interface {}")
def cat(*values: Any) -> str:
    """Return the values that are not nil with spaces between."""
    return joined([_plain(value) for value in values if value is not None], "cat", " ")


def _plain(value: Any) -> str:
    """Return what %v prints."""
    return value if value.__class__ is str else fmt.sprint([value])


@go_function("int", "string")
def trunc(length: int, text: str) -> str:
    """Return the first length bytes of text, or the last -length."""
    if text.isascii():
        if length < 0:
            return text[length:]
        return text[:length]
    data = to_bytes(text)
    if length >= 0:
        return to_text(data[:length])
    return to_text(data[length:])


@go_function("int", "int", "string")
def substr(start: int, end: int, text: str) -> str:
    """Return the bytes from start to end; a negative start means 0, a negative end the text's end."""
    data = to_bytes(text)
    size = len(data)
    if start < 0:
        if not 0 <= end <= size:
            raise _out_of_range(f"[:{end}]" + (f" with length {size}" if end > size else ""))
        return to_text(data[:end])
    if end < 0 or end > size:
        end = size
    if start > end:
        raise _out_of_range(f"[{start}:{end}]")
    return to_text(data[start:end])


def _out_of_range(bounds: str) -> FunctionError:
    return FunctionError(f"runtime error: slice bounds out of range {bounds}")


@go_function("int", "string")
def abbrev(width: int, text: str) -> str:
    """Return at most width bytes of text, the last three of them dots where it was cut."""
    return text if width < 4 else _abbreviate(text, 0, width)


@go_function("int", "int", "string")
def abbrev_both(left: int, right: int, text: str) -> str:
    """Return at most right bytes of text from about byte left on, dots where it was cut."""
    if right < 4 or (left > 0 and right < 7):
        return text
    return _abbreviate(text, left, right)


def _abbreviate(text: str, offset: int, width: int) -> str:
    """Return text cut to width bytes, starting near offset. Go: goutils, AbbreviateFull."""
    data = to_bytes(text)
    size = len(data)
    if size <= width:
        return text
    start = max(min(offset, size), 0) if offset >= 0 else offset
    if size - start < width - 3:
        start = size - width + 3
    if start <= 4:
        return to_text(data[: width - 3]) + "..."
    if start + width - 3 < size:
        return "..." + (_abbreviate(to_text(data[start:]), 0, width - 3) if width >= 7 else "")
    return "..." + to_text(data[size - width + 3 :])


@go_function("string", "string", "int")
def plural(one: str, many: str, count: int) -> str:
    """Return one when count is 1, else many."""
    return one if count == 1 else many


@go_function("string")
def nospace(text: str) -> str:
    """Return text without white space; Go looks at bytes, so that text which is not ASCII is garbled as there."""
    data = to_bytes(text).decode("latin-1")
    kept = "".join(data.split()) if data.isascii() and not _has_separators(data) else _without_space(data)
    return text if len(kept) == len(data) else kept


def _has_separators(text: str) -> bool:
    """Return whether text has what Python takes for white space and Go does not."""
    return any(mark in text for mark in "\x1c\x1d\x1e\x1f")


def _without_space(text: str) -> str:
    return "".join([mark for mark in text if mark not in SPACE])


@go_function("string")
def initials(text: str) -> str:
    """Return the first byte of each word, as a character of its own."""
    found = []
    gap = True
    for mark in to_bytes(text).decode("latin-1"):
        if mark in SPACE:
            gap = True
        elif gap:
            found.append(mark)
            gap = False
    return "".join(found)


@go_function("int", "string")
def wrap(width: int, text: str) -> str:
    """Return text broken at spaces so that lines have at most width bytes; longer words stay whole."""
    return _wrap(text, width, "\n", cut_words=False)


@go_function("int", "string", "string")
def wrap_with(width: int, line_break: str, text: str) -> str:
    """Return text broken by line_break into lines of at most width bytes; longer words are cut."""
    return _wrap(text, width, line_break or "\n", cut_words=True)


def _wrap(text: str, width: int, line_break: str, *, cut_words: bool) -> str:
    """Return the wrapped text. Go: goutils, WrapCustom."""
    data = to_bytes(text)
    width = max(width, 1)
    lines: list[bytes] = []
    at = 0
    while len(data) - at > width:
        if data[at : at + 1] == b" ":
            at += 1
            continue
        space = data.rfind(b" ", at, at + width + 1)
        if space < 0 and not cut_words:
            space = data.find(b" ", at + width)
            if space < 0:
                break
        if space < 0:
            lines.append(data[at : at + width])
            at += width
        else:
            lines.append(data[at:space])
            at = space + 1
    lines.append(data[at:])
    return to_text(to_bytes(line_break).join(lines))


@go_function("string", "string")
def split_list(separator: str, text: str) -> TypedList:
    """Return the parts of text; an empty separator gives its characters."""
    return TypedList("[]string", _split(text, separator, -1))


@go_function("string", "string")
def split(separator: str, text: str) -> TypedDict:
    """Return the parts of text as _0, _1, …"""
    return _numbered(_split(text, separator, -1))


@go_function("string", "int", "string")
def splitn(separator: str, count: int, text: str) -> TypedDict:
    """Return at most count parts of text as _0, _1, … (all of them when count is negative)."""
    return _numbered(_split(text, separator, count))


def _numbered(parts: list[str]) -> TypedDict:
    return TypedDict("map[string]string", {f"_{index}": part for index, part in enumerate(parts)})


def _split(text: str, separator: str, count: int) -> list[str]:
    """Return Go's strings.SplitN."""
    if count == 0:
        return []
    if separator:
        return text.split(separator, count - 1 if count > 0 else -1)
    if count < 0 or count >= len(text):
        return list(text)
    return [*text[: count - 1], text[count - 1 :]]


@go_function("interface {}")
def to_strings(value: Any) -> TypedList:
    """Return the elements of a list as strings, nil ones left out; anything else as the only element."""
    return TypedList("[]string", strings_of(value))


def strings_of(value: Any) -> list[str]:
    """Return value as a list of strings. Go: sprig strings.go, strslice."""
    if isinstance(value, list):
        return [item if item.__class__ is str else to_string(item) for item in value if item is not None]
    if value is None:
        return []
    if isinstance(value, bytes):
        return [str(byte) for byte in value]
    return [to_string(value)]


@go_function("string", "interface {}")
def join(separator: str, value: Any) -> str:
    """Return the elements of a list as one text."""
    return joined(strings_of(value), "join", separator)


@go_function("interface {}")
def to_string_of(value: Any) -> str:
    """Return value as Go prints it."""
    return to_string(value)


@go_function("string")
def atoi(text: str) -> int:
    """Return the number, 0 when text is none, the nearest int when it is too large."""
    return parse_int(text, 10, clamp=True) or 0


@go_function()
def hello() -> str:
    """Return Sprig's greeting."""
    return "Hello!"


TABLE = {
    "abbrev": abbrev, "abbrevboth": abbrev_both, "atoi": atoi, "cat": cat, "contains": contains,
    "hasPrefix": has_prefix, "hasSuffix": has_suffix, "hello": hello, "indent": indent, "initials": initials,
    "join": join, "nindent": nindent, "nospace": nospace, "plural": plural, "quote": quote, "repeat": repeat,
    "replace": replace, "split": split, "splitList": split_list, "splitn": splitn, "squote": squote, "substr": substr,
    "toString": to_string_of, "toStrings": to_strings, "trim": trim, "trimAll": trim_all, "trimPrefix": trim_prefix,
    "trimSuffix": trim_suffix, "trimall": trim_all, "trunc": trunc, "wrap": wrap, "wrapWith": wrap_with,
}  # fmt: skip
