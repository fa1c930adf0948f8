# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stepping through a TOML text, and its strings, as far at a time as BurntSushi/toml 1.6 does (Go: lex.go)."""

from __future__ import annotations

import re

from ...golang.quoting import quote
from .faults import TomlError
from .scalars import CODES, HEX, unescaped
from .tables import Tables

END = "\0"  # stands for the end of the text; in the text it is an error
SPACE = " \t"
LINE_END = "\r\n"
_COUNTS = {2: "two", 4: "four", 8: "eight"}
_HARMLESS = re.compile("[^\"'\\\\\x00-\x1f\x7f\udc80-\udcff]*")  # in any string, and in a comment
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")


class Scanner:
    """A text and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ended = False  # the last step was over the end
        self.tables = Tables()

    def failure(self, problem: str, at: int = -1, *, lines_up: int = 0) -> TomlError:
        """The error at a place, or at the present one."""
        at = self.at if at < 0 else at
        line = self.text.count("\n", 0, at) + 1 - lines_up
        last = self.tables.last_key()
        return TomlError(f"toml: line {line}{f' (last key {quote(last)})' if last else ''}: {problem}")

    def fail(self, problem: str) -> TomlError:
        """The error at the present place; behind the last line it is that line's."""
        return self.failure(problem, lines_up=1 if self.ended and self.text.endswith("\n") else 0)

    def fail_above(self, problem: str) -> TomlError:
        """The error in the line before."""
        return self.failure(problem, lines_up=1)

    def next(self) -> str:
        """Step over a character and return it, END behind the last."""
        if self.at >= len(self.text):
            self.ended = True
            return END
        char = self.text[self.at]
        if "\udc80" <= char <= "\udcff":
            raise self.fail(f"invalid UTF-8 byte: 0x{ord(char) - 0xDC00:02x}")
        if _CONTROL.match(self.text, self.at):
            raise self.fail(f"TOML files cannot contain control characters: '0x{ord(char):02x}'")
        self.at += 1
        return char

    def back(self) -> None:
        """Take the last step back."""
        if self.ended:
            self.ended = False
        else:
            self.at -= 1

    def peek(self) -> str:
        """The next character."""
        char = self.next()
        self.back()
        return char

    def accept(self, char: str) -> bool:
        """Step over a character when it is this one."""
        if self.next() == char:
            return True
        self.back()
        return False

    def over(self, chars: str) -> str:
        """Step over all of these characters and the one behind them; return that."""
        while True:
            char = self.next()
            if char not in chars:
                return char

    def skip(self, chars: str) -> str:
        """Step over all of these characters; return the one behind them."""
        char = self.over(chars)
        self.back()
        return char

    def comment(self) -> None:
        """Step over a comment behind its sign, up to the line's end."""
        char = ""
        while char not in ("\r", "\n", END):
            self.harmless()
            char = self.next()
        self.back()

    def harmless(self) -> None:
        """Step over what ends neither a string nor a line."""
        match = _HARMLESS.match(self.text, self.at)
        self.at = match.end() if match else self.at


class Strings(Scanner):
    """Strings of the four kinds; each method begins behind the opening quotes."""

    def string(self, quotes: str) -> str:
        """Read the string that ends with these quotes."""
        start = self.at
        escapes = self._long(quotes) if len(quotes) == 3 else self._short(quotes)
        text = self.text[start : self.at]
        if len(quotes) == 3:
            text = re.sub(r"\A\r?\n", "", text)
        if escapes:
            text = unescaped(text, long=len(quotes) == 3)
        self.at += len(quotes)
        return text

    def _short(self, quotes: str) -> bool:
        """Step to the end of a string in one line; whether there are escapes in it."""
        start, escapes = self.at, False
        while True:
            self.harmless()
            char = self.next()
            if char == END:
                raise self.fail("unexpected EOF; expected " + ("'\"'" if quotes == '"' else '"\'"'))
            if char in LINE_END:
                raise self.fail_above("strings cannot contain newlines")
            if char == quotes:
                self.back()
                return escapes
            if char == "\\" and quotes == '"':
                escapes = True
                self._escape(start)

    def _long(self, quotes: str) -> bool:
        """Step to the end of a string in lines; whether there are escapes in it."""
        start, escapes, one = self.at, False, quotes[0]
        while True:
            self.harmless()
            char = self.next()
            if char == END:
                raise self.fail(
                    f"unexpected EOF; expected '{quotes}'" if one == '"' else f'unexpected EOF; expected "{quotes}"'
                )
            if char == "\\" and one == '"':
                escapes = True
                if self.next() not in LINE_END:
                    self.back()
                    self._escape(start)
            elif char == one and self.accept(one):
                if not self.accept(one):
                    self.back()
                elif self.peek() == one:  # more than three: all but the last three are text, which may be two
                    read = self.text[start : self.at]
                    if read.endswith(one * 5) and not read.endswith('\\"""""'):
                        raise self.fail(f"unexpected '{one * 6}'" if one == '"' else f'unexpected "{one * 6}"')
                    self.at -= 2
                else:
                    self.at -= 3
                    return escapes

    def _escape(self, start: int) -> None:
        """Step over an escape behind its backslash."""
        char = self.next()
        if char in 'ebtnfr" \t\\':
            return
        if char not in CODES:
            raise self.failure(f"invalid escape in string '\\{char}'", lines_up=1 if self.ended else 0)
        for _unused in range(CODES[char]):
            if self.next() not in HEX:
                read = quote(self.text[start : self.at])
                count = _COUNTS[CODES[char]]
                raise self.fail(f"expected {count} hexadecimal digits after '\\{char}', but got {read} instead")
