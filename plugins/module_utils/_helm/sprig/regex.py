# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions by RE2, whose language Go's regexp shares. Sprig: regex.go.

Patterns, texts and positions are bytes here, as in Go.
"""

from __future__ import annotations

import re
from typing import Any, Iterator

from ..base.errors import FunctionError
from ..base.patterns import lazy
from ..golang.quoting import can_backquote, quote
from ..golang.regexp import PatternError, compile_pattern
from ..golang.strings import to_bytes, to_text
from ..golang.types import NilList, TypedList

# what counts groups: an escape or a class is none of them
_GROUP = lazy(
    rb"\\(?:Q.*?(?:\\E|\Z)|.)|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]])*\]|\((?:\?P?<(?P<name>\w+)>|(?P<plain>(?!\?))|)",
    re.DOTALL,
)
_REFERENCE = lazy(r"\$(?:\$|\{(\w+)\}|(\w+))")
_SPECIAL = lazy(r"[\\.+*?()|\[\]{}^$]")


def _must(pattern: str) -> Any:
    """Return the compiled pattern; fails as Go's regexp.Compile."""
    try:
        return compile_pattern(pattern)
    except PatternError as problem:
        raise FunctionError(str(problem)) from problem


def _trusted(pattern: str) -> Any:
    """Return the compiled pattern; fails as Go's regexp.MustCompile."""
    try:
        return compile_pattern(pattern)
    except PatternError as problem:
        shown = f"`{pattern}`" if can_backquote(pattern) else quote(pattern)
        raise FunctionError(f"regexp: Compile({shown}): {problem}") from problem


def _next_rune(data: bytes, at: int) -> int:
    """Return where the character after the one at that position starts; a broken one is one byte long."""
    first = data[at : at + 1]
    if first < b"\xc2":
        return at + 1
    size = 2 if first < b"\xe0" else 3 if first < b"\xf0" else 4
    try:
        data[at : at + size].decode("utf-8")
    except UnicodeDecodeError:
        return at + 1
    return at + size


def _find(compiled: Any, data: bytes, at: int) -> Any:
    """Return the first match from there on, None for none. RE2 sees bytes: what is empty and inside a character, as \\B
    may be, is none to Go."""
    found = compiled.search(data, at)
    while found is not None and found.end() == found.start() and _is_inside(data, found.start()):
        found = compiled.search(data, found.start() + 1)
    return found


def _is_inside(data: bytes, at: int) -> bool:
    return any(_next_rune(data, start) > at for start in range(max(0, at - 3), at))


def _matches(compiled: Any, data: bytes, limit: int) -> Iterator[Any]:
    """Yield at most limit matches (all when negative), no empty one right behind another. Go: regexp, allMatches."""
    at, previous_end, count = 0, -1, 0
    while at <= len(data) and count != limit:
        found = _find(compiled, data, at)
        if found is None:
            return
        start, end = found.span()
        after_previous = end == at and start == previous_end
        at = _next_rune(data, at) if end == at else end
        previous_end = end
        if not after_previous:
            count += 1
            yield found


def _search(compiled: Any, text: str) -> str:
    found = _find(compiled, to_bytes(text), 0)
    return "" if found is None else to_text(found.group())


def _all(compiled: Any, text: str, limit: int) -> TypedList:
    found = [to_text(match.group()) for match in _matches(compiled, to_bytes(text), limit)]
    return TypedList("[]string", found) if found else NilList("[]string")


def _split(compiled: Any, pattern: str, text: str, limit: int) -> TypedList:
    """Return the text between matches, at most limit parts. Go: regexp, Split."""
    data = to_bytes(text)
    if limit == 0:
        return NilList("[]string")
    if pattern and not data:
        return TypedList("[]string", [""])
    parts: list[str] = []
    start = end = 0
    for match in _matches(compiled, data, limit):
        if len(parts) == limit - 1:
            break
        end = match.start()
        if match.end() != 0:
            parts.append(to_text(data[start:end]))
        start = match.end()
    if end != len(data):
        parts.append(to_text(data[start:]))
    return TypedList("[]string", parts)


def _replace(compiled: Any, text: str, replacement: Any) -> str:
    """Return text with replacement(match) for every match but an empty one right behind another.

    Go: regexp, replaceAll.
    """
    data = to_bytes(text)
    parts: list[bytes] = []
    at = copied = 0
    while at <= len(data):
        found = _find(compiled, data, at)
        if found is None:
            break
        start, end = found.span()
        parts.append(data[copied:start])
        if end > copied or start == 0:
            parts.append(replacement(found))
        copied = end
        at = max(_next_rune(data, at), end)
    parts.append(data[copied:])
    return to_text(b"".join(parts))


def _expand(template: str, pattern: str, groups: int) -> Any:
    """Return the function match -> template with $1, ${1}, $name and ${name} replaced. Go: regexp, Expand."""
    names = _names(to_bytes(pattern))
    parts: list[Any] = []
    at = 0
    for reference in _REFERENCE.finditer(template):
        parts.append(to_bytes(template[at : reference.start()]))
        name = reference.group(1) or reference.group(2)
        parts.append(b"$" if name is None else _group(name, names, groups))
        at = reference.end()
    parts.append(to_bytes(template[at:]))

    def expand(match: Any) -> bytes:
        return b"".join([part if isinstance(part, bytes) else _first(match, part) for part in parts])

    return expand


def _first(match: Any, groups: list[int]) -> bytes:
    """Return what the first of the groups that has matched did: several may have the same name."""
    for group in groups:
        found = match.group(group)
        if found is not None:
            return bytes(found)
    return b""


def _names(pattern: bytes) -> dict[bytes, list[int]]:
    """Return the numbers of the groups that have a name, by name."""
    names: dict[bytes, list[int]] = {}
    number = 0
    for found in _GROUP.finditer(pattern):
        if found["name"] is not None:
            number += 1
            names.setdefault(found["name"], []).append(number)
        elif found["plain"] is not None:
            number += 1
    return names


def _group(name: str, names: dict[bytes, list[int]], groups: int) -> Any:
    """Return the groups that name refers to, b"" when there is none."""
    if len(name) < 9 and name.isascii() and name.isdigit() and (name == "0" or name[0] != "0"):
        return [int(name)] if int(name) <= groups else b""
    return names.get(to_bytes(name), b"")


def _expanded(compiled: Any, pattern: str, text: str, template: str) -> str:
    if "$" not in template:
        return _literal(compiled, text, template)
    return _replace(compiled, text, _expand(template, pattern, compiled.groups))


def _literal(compiled: Any, text: str, new: str) -> str:
    data = to_bytes(new)
    return _replace(compiled, text, lambda _unused: data)


def match(pattern: str, text: str) -> bool:
    """Return whether text has a match; a bad pattern matches nothing."""
    try:
        return compile_pattern(pattern).search(to_bytes(text)) is not None
    except PatternError:
        return False


def must_match(pattern: str, text: str) -> bool:
    """Return whether text has a match."""
    return _must(pattern).search(to_bytes(text)) is not None


def find(pattern: str, text: str) -> str:
    """Return the first match, "" when there is none."""
    return _search(_trusted(pattern), text)


def must_find(pattern: str, text: str) -> str:
    """Return the first match, "" when there is none."""
    return _search(_must(pattern), text)


def find_all(pattern: str, text: str, limit: int) -> TypedList:
    """Return at most limit matches, all when it is negative."""
    return _all(_trusted(pattern), text, limit)


def must_find_all(pattern: str, text: str, limit: int) -> TypedList:
    """Return at most limit matches, all when it is negative."""
    return _all(_must(pattern), text, limit)


def replace_all(pattern: str, text: str, template: str) -> str:
    """Return text with every match replaced by template, in which $1, ${1} and ${name} are what the groups matched."""
    return _expanded(_trusted(pattern), pattern, text, template)


def must_replace_all(pattern: str, text: str, template: str) -> str:
    """Return text with every match replaced by template, in which $1, ${1} and ${name} are what the groups matched."""
    return _expanded(_must(pattern), pattern, text, template)


def replace_all_literal(pattern: str, text: str, new: str) -> str:
    """Return text with every match replaced by new."""
    return _literal(_trusted(pattern), text, new)


def must_replace_all_literal(pattern: str, text: str, new: str) -> str:
    """Return text with every match replaced by new."""
    return _literal(_must(pattern), text, new)


def split(pattern: str, text: str, limit: int) -> TypedList:
    """Return the text between matches, at most limit parts, all when it is negative."""
    return _split(_trusted(pattern), pattern, text, limit)


def must_split(pattern: str, text: str, limit: int) -> TypedList:
    """Return the text between matches, at most limit parts, all when it is negative."""
    return _split(_must(pattern), pattern, text, limit)


def quote_meta(text: str) -> str:
    """Return the pattern that matches text itself."""
    return _SPECIAL.sub(r"\\\g<0>", text)
