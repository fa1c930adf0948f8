# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML tokens, by the rules that Go's scanner has and libyaml of today has not: what is wrong with a text, and where.

Only texts that libyaml refuses, or reads differently, come here (yaml_load.py): exact before quick.
"""

from __future__ import annotations

from typing import List, Optional

from .words import END, REST, WORD, Mistake, Token, Words

__all__ = ["Mistake", "Scanner", "Token"]


class _Key:
    """Where a key without "?" may have begun. number: of its token, counted from the text's beginning."""

    __slots__ = ("column", "line", "number", "position", "possible", "required")

    def __init__(self, number: int = 0, position: int = 0, line: int = 0, column: int = 0) -> None:
        self.possible = self.required = False
        self.number = number
        self.position = position
        self.line = line
        self.column = column


class Scanner(Words):
    """Gives tokens one after the other: peek() looks at the next, take() goes on. Both raise Mistake."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._tokens: List[Token] = []
        self._taken = 0
        self._indents: List[int] = []
        self._keys = [_Key()]
        self._level_of: dict[int, int] = {}

    @property
    def position(self) -> int:
        """How many characters are scanned."""
        return self._at

    def peek(self) -> Token:
        """The next token; the last one is "end"."""
        while not self._tokens or self._may_be_key(self._taken):
            self._fetch()
        return self._tokens[0]

    def take(self) -> Token:
        """The next token, done with."""
        token = self.peek()
        del self._tokens[0]
        self._taken += 1
        return token

    # Keys without "?": whether the first token begins one is known when ":" is found, on the same line

    def _may_be_key(self, number: int) -> bool:
        level = self._level_of.get(number)
        return level is not None and self._valid(self._keys[level])

    def _valid(self, key: _Key) -> bool:
        if not key.possible:
            return False
        if key.line < self._line or key.position + 1024 < self._at:
            if key.required:
                raise self._mistake("could not find expected ':'", key.line)
            key.possible = False
        return key.possible

    def _save_key(self) -> None:
        if self._key_allowed:
            key = _Key(self._taken + len(self._tokens), self._at, self._line, self._column)
            key.possible, key.required = True, not self._flow and self._indent == self._column
            self._drop_key()
            self._keys[-1] = key
            self._level_of[key.number] = len(self._keys) - 1

    def _drop_key(self) -> None:
        key = self._keys[-1]
        if key.possible:
            if key.required:
                raise self._mistake("could not find expected ':'", key.line)
            key.possible = False
            self._level_of.pop(key.number, None)

    def _next_place(self) -> None:
        """Go to the next token."""
        text = self._text
        while True:
            if self._at == 0 and text[0] == "\ufeff":
                self._skip()
            while text[self._at] == " " or (text[self._at] == "\t" and (self._flow or not self._key_allowed)):
                self._skip()
            if text[self._at] == "#":
                self._match(REST)
            if not self._break():
                return
            if not self._flow:
                self._key_allowed = True

    # Indentation

    def _roll(self, column: int, kind: str, line: int, *, number: Optional[int] = None) -> None:
        """Open a block collection at column, its token before the one of that number."""
        if not self._flow and self._indent < column:
            self._indents.append(self._indent)
            self._indent = column
            place = len(self._tokens) if number is None else number - self._taken
            self._tokens.insert(place, Token(kind, line))

    def _unroll(self, column: int) -> None:
        if not self._flow:
            while self._indent > column:
                self._tokens.append(Token("block end", self._line))
                self._indent = self._indents.pop()

    # Tokens

    def _fetch(self) -> None:
        """Read on by one token, or by those that end blocks before it."""
        self._next_place()
        self._unroll(self._column)
        char = self._text[self._at]
        if char == END:
            self._end()
        elif self._column == 0 and char == "%":
            self._outermost()
            self._tokens.append(self._directive())
        elif self._document_mark():
            self._outermost()
            self._sign("document " + ("start" if char == "-" else "end"), 3)
        elif char in "[{":
            self._save_key()
            self._keys.append(_Key(self._taken + len(self._tokens), self._at, self._line, self._column))
            self._flow += 1
            self._key_allowed = True
            self._sign(char)
        elif char in "]}":
            self._drop_key()
            if self._flow:
                self._flow -= 1
                self._level_of.pop(self._keys.pop().number, None)
            self._key_allowed = False
            self._sign(char)
        elif char == ",":
            self._drop_key()
            self._key_allowed = True
            self._sign(",")
        elif char == "-" and self._blankz(1):
            self._entry()
        elif char == "?" and (self._flow or self._blankz(1)):
            self._explicit_key()
        elif char == ":" and (self._flow or self._blankz(1)):
            self._value()
        elif char in "*&":
            self._named("alias" if char == "*" else "anchor")
        else:
            self._content(char)

    def _content(self, char: str) -> None:
        """Fetch a tag or a scalar."""
        if char in "|>" and not self._flow:
            self._drop_key()
            self._key_allowed = True
            self._tokens.append(self._block_scalar(char))
            return
        if char in "!'\"":
            scan = {"!": self._tag, "'": self._quoted, '"': self._quoted}[char]
        elif (
            char not in "-?:,[]{}#&*!|>'\"%@` \t"
            or (char == "-" and self._text[self._at + 1] not in " \t")
            or (not self._flow and char in "?:" and not self._blankz(1))
        ):
            scan = self._plain
        else:
            raise self._mistake("found character that cannot start any token", self._line)
        self._save_key()
        self._key_allowed = False
        self._tokens.append(scan())

    def _sign(self, kind: str, length: int = 1) -> None:
        self._tokens.append(Token(kind, self._line))
        self._skip(length)

    def _end(self) -> None:
        if self._column:
            self._column = 0
            self._line += 1
        self._unroll(-1)
        self._drop_key()
        self._key_allowed = False
        self._tokens.append(Token("end", self._line))

    def _outermost(self) -> None:
        """What begins or ends a document ends all blocks."""
        self._unroll(-1)
        self._drop_key()
        self._key_allowed = False

    def _entry(self) -> None:
        if not self._flow:
            if not self._key_allowed:
                raise self._mistake("block sequence entries are not allowed in this context", self._line)
            self._roll(self._column, "block sequence", self._line)
        self._drop_key()
        self._key_allowed = True
        self._sign("-")

    def _explicit_key(self) -> None:
        if not self._flow:
            if not self._key_allowed:
                raise self._mistake("mapping keys are not allowed in this context", self._line)
            self._roll(self._column, "block mapping", self._line)
        self._drop_key()
        self._key_allowed = not self._flow
        self._sign("?")

    def _value(self) -> None:
        key = self._keys[-1]
        if self._valid(key):
            self._tokens.insert(key.number - self._taken, Token("?", key.line))
            self._roll(key.column, "block mapping", key.line, number=key.number)
            key.possible = False
            self._level_of.pop(key.number, None)
            self._key_allowed = False
        else:
            if not self._flow:
                if not self._key_allowed:
                    raise self._mistake("mapping values are not allowed in this context", self._line)
                self._roll(self._column, "block mapping", self._line)
            self._key_allowed = not self._flow
        self._sign(":")

    def _named(self, kind: str) -> None:
        """Fetch an anchor or an alias."""
        self._save_key()
        self._key_allowed = False
        line = self._line
        self._skip()
        name = self._match(WORD)
        if not name or not (self._blankz(0) or self._text[self._at] in "?:,]}%@`"):
            raise self._mistake("did not find expected alphabetic or numeric character", line)
        self._tokens.append(Token(kind, line, name))
