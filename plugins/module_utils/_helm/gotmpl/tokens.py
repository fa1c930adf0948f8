# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parser's view of the tokens: look ahead, take, complain. Go: text/template/parse parse.go (next … unexpected)."""

from __future__ import annotations

from typing import Any, Callable, List

from ..base.errors import ParseError
from ..golang.quoting import quote
from . import lexer as lex
from .lexer import Token


class TokenStream:
    """A text's tokens and where the parser is.

    furthest is the last token looked at and not taken; Go's lexer reads no further, and errors name that line.
    action_pos is where the innermost open action began, -1 outside.
    """

    def __init__(self, name: str, text: str, has_function: Callable[[str], Any]) -> None:
        self.name = name
        self.text = text
        self.plain_words = lex.plain_words_of(has_function)
        self.tokens: List[Token] = lex.tokenize(text, self.plain_words)
        self.index = 0
        self.furthest = -1
        self.action_pos = -1

    def next(self) -> Token:
        """Take the next token."""
        index = self.index
        self.index = index + 1
        return self.tokens[index]

    def next_non_space(self) -> Token:
        """Take the next token that is no space."""
        index = self.index
        token = self.tokens[index]
        if token[0] == lex.SPACE:
            index += 1
            token = self.tokens[index]
        self.index = index + 1
        return token

    def back(self, index: int) -> None:
        """Put tokens back, to go on at index."""
        self.furthest = max(self.furthest, self.index - 1)
        self.index = index

    def peek(self) -> Token:
        """Look at the next token."""
        index = self.index
        if index > self.furthest:
            self.furthest = index
        return self.tokens[index]

    def peek_non_space(self) -> Token:
        """Look at the next token that is no space; spaces before it are gone."""
        index = self.index
        if self.tokens[index][0] == lex.SPACE:
            index += 1
            self.index = index
        if index > self.furthest:
            self.furthest = index
        return self.tokens[index]

    def line(self, pos: int) -> int:
        """Return the line of a position in the text."""
        return 1 + self.text.count("\n", 0, pos)

    def fail(self, message: str) -> ParseError:
        """Return the error to raise here."""
        line = self.line(self.tokens[max(self.furthest, self.index - 1)][1])
        return ParseError(f"template: {self.name}:{line}: {message}", template=self.name, line=line)

    def unexpected(self, token: Token, context: str) -> ParseError:
        """Return the error for a token that has no place here."""
        if token[0] == lex.ERROR:
            extra = ""
            start = self.action_pos
            if start >= 0 and self.line(start) != self.line(token[1]):
                extra = f" in action started at {self.name}:{self.line(start)}"
                if token[2].endswith(" action"):
                    extra = extra[len(" in action") :]
            return self.fail(token[2] + extra)
        return self.fail(f"unexpected {_describe(token)} in {context}")

    def expect(self, kind: int, context: str) -> Token:
        """Take a token of that kind."""
        token = self.next_non_space()
        if token[0] != kind:
            raise self.unexpected(token, context)
        return token


def _describe(token: Token) -> str:
    """Return a token as Go's errors show it."""
    kind, _unused, text = token
    if kind == lex.EOF:
        return "EOF"
    if kind > lex.KEYWORD:
        return f"<{text}>"
    if len(text.encode("utf-8", "surrogateescape")) > 10:
        return quote(text[:10]) + "..."
    return quote(text)
