# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML's scalars, tags and directives are made of, as Go's scanner reads them (tokens.py)."""

from __future__ import annotations

import re
from typing import Any, List, NamedTuple

BREAKS = "\r\n\x85\u2028\u2029"
END = "\0"  # what stands behind the text
_BLANKZ = f"[ \t{BREAKS}{END}]"
_PLAIN = re.compile(rf"(?:[^: \t{BREAKS}{END}]|:(?!{_BLANKZ}))+")
_PLAIN_IN_FLOW = re.compile(rf"(?:[^:,?\[\]{{}} \t{BREAKS}{END}]|:(?!{_BLANKZ}))+")
_SINGLE = re.compile(rf"[^' \t{BREAKS}{END}]+")
_DOUBLE = re.compile(rf'[^"\\ \t{BREAKS}{END}]+')
_DOCUMENT_MARK = re.compile(rf"(?:---|\.\.\.)(?={_BLANKZ})")
REST = re.compile(f"[^{BREAKS}{END}]*")
_COMMENT = re.compile(rf"[ \t]*(?:#[^{BREAKS}{END}]*)?")
WORD = re.compile("[0-9A-Za-z_-]*")
_URI = re.compile(r"[0-9A-Za-z_\-;/?:@&=+$,.!~*'()\[\]]*")
_BLANKS = re.compile("[ \t]*")
_DIGITS = re.compile("[0-9]{0,3}")
_BLOCK_HEADER = re.compile("[+-][0-9]?|[0-9][+-]?|")
_HEX = re.compile("[0-9A-Fa-f]+")
_CONTROLS = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_CODES = {"x": 2, "u": 4, "U": 8}


class Token(NamedTuple):
    """kind: a word or the sign itself; text: of scalars, anchors, handles; more: a scalar's style, a tag's suffix."""

    kind: str
    line: int
    text: str = ""
    more: Any = None


class Mistake(Exception):
    """What is wrong, and the line (from 0) of it and of what it is part of. scanner: found in the text itself."""

    def __init__(self, problem: str, line: int, context: int = 0, *, scanner: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.context = context
        self.scanner = scanner

    def __str__(self) -> str:
        """Go's text (decode.go, fail)."""
        line = self.line + 1 if self.line and self.scanner else self.line or self.context
        return f"line {line}: {self.problem}" if line else self.problem


class Words:
    """Reads a text's words. _indent: the column of the block around; _flow: how deep inside brackets."""

    def __init__(self, text: str) -> None:
        self._text = text + END * 4
        self._at = self._line = self._column = 0
        self._indent = -1
        self._flow = 0
        self._key_allowed = True

    # Places

    def _mistake(self, problem: str, context: int) -> Mistake:
        return Mistake(problem, self._line, context, scanner=True)

    def _skip(self, count: int = 1) -> None:
        self._at += count
        self._column += count

    def _match(self, pattern: Any) -> str:
        """Take what the pattern finds here; it holds no line break."""
        found = pattern.match(self._text, self._at)
        text: str = found.group() if found else ""
        self._skip(len(text))
        return text

    def _break(self) -> str:
        """Take one line break, if there is one; return it as YAML counts it."""
        char = self._text[self._at]
        if char not in BREAKS:
            return ""
        self._at += 2 if char == "\r" and self._text[self._at + 1] == "\n" else 1
        self._line += 1
        self._column = 0
        return "\n" if char in "\r\n\x85" else char

    def _blankz(self, offset: int) -> bool:
        char = self._text[self._at + offset]
        return char in " \t" or char in BREAKS or char == END

    def _document_mark(self) -> bool:
        return self._column == 0 and _DOCUMENT_MARK.match(self._text, self._at) is not None

    # Directives and tags

    def _directive(self) -> Token:
        line = self._line
        self._skip()
        name = self._match(WORD)
        if not name:
            raise self._mistake("could not find expected directive name", line)
        if not self._blankz(0):
            raise self._mistake("found unexpected non-alphabetical character", line)
        if name == "YAML":
            token = Token("%YAML", line, "", self._version(line))
        elif name == "TAG":
            token = self._tag_directive(line)
        else:
            raise self._mistake("found unknown directive name", line)
        self._match(_COMMENT)
        if self._text[self._at] not in BREAKS + END:
            raise self._mistake("did not find expected comment or line break", line)
        self._break()
        return token

    def _version(self, line: int) -> tuple[int, int]:
        self._match(_BLANKS)
        major = self._number(line)
        if self._text[self._at] != ".":
            raise self._mistake("did not find expected digit or '.' character", line)
        self._skip()
        return major, self._number(line)

    def _number(self, line: int) -> int:
        digits = self._match(_DIGITS)
        if len(digits) > 2:
            raise self._mistake("found extremely long version number", line)
        if not digits:
            raise self._mistake("did not find expected version number", line)
        return int(digits)

    def _tag_directive(self, line: int) -> Token:
        self._match(_BLANKS)
        handle = self._handle(line, directive=True)
        if not self._match(_BLANKS):
            raise self._mistake("did not find expected whitespace", line)
        prefix = self._uri("", line)
        if not self._blankz(0):
            raise self._mistake("did not find expected whitespace or line break", line)
        return Token("%TAG", line, handle, prefix)

    def _tag(self) -> Token:
        line = self._line
        if self._text[self._at + 1] == "<":
            self._skip(2)
            handle, suffix = "", self._uri("", line)
            if self._text[self._at] != ">":
                raise self._mistake("did not find the expected '>'", line)
            self._skip()
        else:
            handle = self._handle(line, directive=False)
            if len(handle) > 1 and handle[-1] == "!":
                suffix = self._uri("", line)
            else:
                suffix = self._uri(handle, line)
                handle = "!"
                if not suffix:
                    handle, suffix = "", "!"
        if not self._blankz(0):
            raise self._mistake("did not find expected whitespace or line break", line)
        return Token("tag", line, handle, suffix)

    def _handle(self, line: int, *, directive: bool) -> str:
        if self._text[self._at] != "!":
            raise self._mistake("did not find expected '!'", line)
        self._skip()
        handle = "!" + self._match(WORD)
        if self._text[self._at] == "!":
            self._skip()
            return handle + "!"
        if directive and handle != "!":
            raise self._mistake("did not find expected '!'", line)
        return handle

    def _uri(self, head: str, line: int) -> str:
        """Read a tag's text; head: what of it was read as a handle already."""
        parts = [head[1:]]
        found = bool(head)
        while True:
            plain = self._match(_URI)
            parts.append(plain)
            found = found or bool(plain)
            if self._text[self._at] != "%":
                break
            parts.append(self._octets(line))
            found = True
        if not found:
            raise self._mistake("did not find expected tag URI", line)
        return "".join(parts)

    def _octets(self, line: int) -> str:
        """Read %XX as often as one character of UTF-8 takes."""
        data = bytearray()
        wanted = 1
        while len(data) < wanted:
            digits = self._text[self._at + 1 : self._at + 3]
            if self._text[self._at] != "%" or not re.fullmatch("[0-9A-Fa-f]{2}", digits):
                raise self._mistake("did not find URI escaped octet", line)
            octet = int(digits, 16)
            if not data:
                lengths = ((0x80, 0, 1), (0xE0, 0xC0, 2), (0xF0, 0xE0, 3), (0xF8, 0xF0, 4))
                wanted = next((size for mask, lead, size in lengths if octet & mask == lead), 0)
                if not wanted:
                    raise self._mistake("found an incorrect leading UTF-8 octet", line)
            elif octet & 0xC0 != 0x80:
                raise self._mistake("found an incorrect trailing UTF-8 octet", line)
            data.append(octet)
            self._skip(3)
        return data.decode("utf-8", "replace")

    # Scalars

    def _plain(self) -> Token:
        text, line = self._text, self._line
        pattern = _PLAIN_IN_FLOW if self._flow else _PLAIN
        fold = _Fold()
        while not self._document_mark() and text[self._at] != "#":
            found = self._match(pattern)
            if found:
                fold.add(found)
            if text[self._at] not in " \t" + BREAKS:
                break
            while text[self._at] in " \t" + BREAKS:
                if fold.broken and text[self._at] == "\t" and self._column < self._indent + 1:
                    raise self._mistake("found a tab character that violates indentation", line)
                self._space(fold)
            if not self._flow and self._column < self._indent + 1:
                break
        if fold.broken:
            self._key_allowed = True
        return Token("scalar", line, "".join(fold.parts), None)

    def _space(self, fold: _Fold) -> None:
        """Take a blank or a line break between the words of a scalar."""
        if self._text[self._at] in " \t":
            if not fold.broken:
                fold.gap += self._text[self._at]
            self._skip()
        elif fold.broken:
            fold.more += self._break()
        else:
            fold.first, fold.gap, fold.broken = self._break(), "", True

    def _quoted(self) -> Token:
        text, line = self._text, self._line
        quote = text[self._at]
        pattern = _SINGLE if quote == "'" else _DOUBLE
        self._skip()
        fold = _Fold()
        while True:
            if self._document_mark():
                raise self._mistake("found unexpected document indicator", line)
            if text[self._at] == END:
                raise self._mistake("found unexpected end of stream", line)
            while not self._blankz(0):
                part = self._match(pattern)
                if not part and text[self._at] == quote:
                    if quote == '"' or text[self._at + 1] != "'":
                        break
                    part = "'"
                    self._skip(2)
                elif not part:
                    if text[self._at + 1] in BREAKS:
                        self._skip()
                        self._break()
                        fold.broken = True
                        break
                    part = self._escape(line)
                fold.parts.append(part)
            if text[self._at] == quote:
                break
            while text[self._at] in " \t" + BREAKS:
                self._space(fold)
            fold.flush()
        self._skip()
        return Token("scalar", line, "".join(fold.parts), quote)

    def _escape(self, line: int) -> str:
        """Read what a backslash begins."""
        char = self._text[self._at + 1]
        if char in _CONTROLS:
            self._skip(2)
            return _CONTROLS[char]
        length = _CODES.get(char)
        if length is None:
            raise self._mistake("found unknown escape character", line)
        self._skip(2)
        digits = self._text[self._at : self._at + length]
        if len(digits) < length or not _HEX.fullmatch(digits):
            raise self._mistake("did not find expected hexdecimal number", line)
        code = int(digits, 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise self._mistake("found invalid Unicode character escape code", line)
        self._skip(length)
        return chr(code)

    def _block_scalar(self, style: str) -> Token:
        text, line = self._text, self._line
        self._skip()
        keep, step = self._header(line)
        self._match(_COMMENT)
        if text[self._at] not in BREAKS + END:
            raise self._mistake("did not find expected comment or line break", line)
        self._break()
        indent = max(self._indent, 0) + step if step else 0
        parts: List[str] = []
        last, indented = "", False
        indent, empty = self._empty_lines(indent, line)
        while self._column == indent and text[self._at] != END:
            starts_blank = text[self._at] in " \t"
            if style == ">" and last == "\n" and not indented and not starts_blank:
                parts.append("" if empty else " ")
            else:
                parts.append(last)
            parts.append(empty)
            indented = starts_blank
            parts.append(self._match(REST))
            last = self._break()
            indent, empty = self._empty_lines(indent, line)
        if keep != "-":
            parts.append(last)
        if keep == "+":
            parts.append(empty)
        return Token("scalar", line, "".join(parts), style)

    def _header(self, line: int) -> tuple[str, int]:
        """Read a block scalar's signs: what becomes of its last line breaks, how far it is indented."""
        found = self._match(_BLOCK_HEADER)
        digits = found.strip("+-")
        if digits == "0":
            raise self._mistake("found an indentation indicator equal to 0", line)
        return found.strip("0123456789"), int(digits or 0)

    def _empty_lines(self, indent: int, line: int) -> tuple[int, str]:
        """Take the empty lines before a line of a block scalar; an indent of 0 is found out."""
        breaks = ""
        deepest = 0
        while True:
            while (not indent or self._column < indent) and self._text[self._at] == " ":
                self._skip()
            deepest = max(deepest, self._column)
            if (not indent or self._column < indent) and self._text[self._at] == "\t":
                raise self._mistake("found a tab character where an indentation space is expected", line)
            found = self._break()
            if not found:
                return indent or max(deepest, self._indent + 1, 1), breaks
            breaks += found


class _Fold:
    """The words of a scalar, and what stands between them. broken: a line break was read since the last word."""

    __slots__ = ("broken", "first", "gap", "more", "parts")

    def __init__(self) -> None:
        self.parts: List[str] = []
        self.gap = self.first = self.more = ""
        self.broken = False

    def add(self, word: str) -> None:
        """Add a word behind what separates it from the one before."""
        self.flush()
        self.parts.append(word)

    def flush(self) -> None:
        """Add what was read between words: a single line break is a space."""
        if not self.broken:
            self.parts.append(self.gap)
        elif self.first == "\n":
            self.parts.append(self.more or " ")
        else:
            self.parts.append(self.first + self.more)
        self.gap = self.first = self.more = ""
        self.broken = False
