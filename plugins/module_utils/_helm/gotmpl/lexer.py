# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Template text to tokens. Go: text/template/parse lex.go.

A token is a tuple (kind, position, text). Positions are indexes into the str; lines and byte columns are worked out
only when an error needs them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Callable, Collection, List, Set, Tuple

Token = Tuple[int, int, str]

(
    ERROR,
    BOOL,
    CHAR,
    CHAR_CONSTANT,
    COMPLEX,
    ASSIGN,
    DECLARE,
    EOF,
    FIELD,
    IDENTIFIER,
    LEFT_DELIM,
    LEFT_PAREN,
    NUMBER,
    PIPE,
    RAW_STRING,
    RIGHT_DELIM,
    RIGHT_PAREN,
    SPACE,
    STRING,
    TEXT,
    VARIABLE,
    KEYWORD,  # only a border: what comes after it is a keyword
    BLOCK,
    BREAK,
    CONTINUE,
    DOT,
    DEFINE,
    ELSE,
    END,
    IF,
    NIL,
    RANGE,
    TEMPLATE,
    WITH,
) = range(34)

KEYWORDS = {
    "block": BLOCK,
    "break": BREAK,
    "continue": CONTINUE,
    "define": DEFINE,
    "else": ELSE,
    "end": END,
    "if": IF,
    "range": RANGE,
    "nil": NIL,
    "template": TEMPLATE,
    "with": WITH,
    "true": BOOL,
    "false": BOOL,
}

SPACES = " \t\r\n"
_SPACE_RUN = re.compile(r"[ \t\r\n]+")
_WORD = re.compile(r"(?:[A-Za-z0-9_]|[^\x00-\x7f])*")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
_CHAR_CONSTANT = re.compile(r"'(?:[^'\\\n]|\\[^\n])*'")
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
    r"|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)
# The common tokens, each as a group; _KINDS tells their kinds.
_END = r"(?=[ \t\r\n.,|:()]|\}\})"
_TOKEN = re.compile(
    rf"(\.[A-Za-z_][A-Za-z0-9_]*){_END}"
    r"|([ \t\r\n]+)(?!-\}\})"
    rf"|([A-Za-z_][A-Za-z0-9_]*){_END}"
    r'|("(?:[^"\\\n]|\\[^\n])*")'
    r"|(\}\}|[ \t\r\n]-\}\})"
    rf"|(\$[A-Za-z0-9_]*){_END}"
    r"|(\|)|(\()|(\))|(:=)|(=)"
    rf"|(\.){_END}"
    r"|(-?[0-9]+)(?=[ \t\r\n|)]|\}\})"
    r"|(`[^`]*`)"
    r"|([^ ])"
)
_KINDS = (
    *(ERROR, FIELD, SPACE, IDENTIFIER, STRING, RIGHT_DELIM, VARIABLE),
    *(PIPE, LEFT_PAREN, RIGHT_PAREN, DECLARE, ASSIGN, DOT, NUMBER, RAW_STRING, ERROR),
)
_TERMINATORS = frozenset(SPACES + ".,|:()")
_SINGLE = {"|": PIPE, "=": ASSIGN}
_QUOTES = {
    '"': (_QUOTED, STRING, "unterminated quoted string"),
    "'": (_CHAR_CONSTANT, CHAR_CONSTANT, "unterminated character constant"),
}


class LexError(Exception):
    """Where the scan ends: position of the item and the message."""


def tokenize(text: str, plain_words: Collection[str]) -> List[Token]:
    """Return the tokens of text; the last is EOF or an ERROR whose text is Go's message."""
    tokens: List[Token] = []
    position = 0
    size = len(text)
    try:
        while True:
            start = text.find("{{", position)
            if start < 0:
                if position < size:
                    tokens.append((TEXT, position, text[position:]))
                tokens.append((EOF, size, "EOF"))
                return tokens
            inner = start + 2
            trimmed = text[inner : inner + 1] == "-" and text[inner + 1 : inner + 2] in SPACES and inner + 1 < size
            if start > position:
                literal = text[position:start]
                if trimmed:
                    literal = literal.rstrip(SPACES)
                if literal:
                    tokens.append((TEXT, position, literal))
            if trimmed:
                inner += 2
            if text.startswith("/*", inner):
                position = skip_comment(text, inner)
                continue
            tokens.append((LEFT_DELIM, start, "{{"))
            position = lex_action(text, inner, tokens, plain_words)
    except LexError as error:
        tokens.append((ERROR, error.args[0], error.args[1]))
        return tokens


def plain_words_of(has_function: Callable[[str], Any]) -> Set[str]:
    """Return the words that are keywords only where no function has that name, and are none here."""
    return {word for word in ("break", "continue") if has_function(word)}


def skip_comment(text: str, start: int) -> int:
    """Return where the text goes on after the comment that begins at start."""
    end = text.find("*/", start + 2)
    if end < 0:
        raise LexError(start, "unclosed comment")
    end += 2
    if text.startswith("}}", end):
        return end + 2
    if _at_trimmed_end(text, end):
        return after_spaces(text, end + 4)
    raise LexError(start, "comment ends before closing delimiter")


def _at_trimmed_end(text: str, position: int) -> bool:
    """Whether " -}}" is at position."""
    return text.startswith("-}}", position + 1) and text[position] in SPACES


def after_spaces(text: str, position: int) -> int:
    """Return where the text goes on after the spaces at position."""
    run = _SPACE_RUN.match(text, position)
    return run.end() if run else position


def lex_action(text: str, position: int, tokens: List[Token], plain_words: Collection[str]) -> int:
    """Append the tokens of an action, its right delimiter included; return where the text goes on."""
    depth = 0
    append = tokens.append
    while True:
        for match in _TOKEN.finditer(text, position):
            kind = _KINDS[match.lastindex or 0]
            word = match.group()
            if kind <= LEFT_PAREN:
                if kind == IDENTIFIER:
                    if word in KEYWORDS and word not in plain_words:
                        kind = KEYWORDS[word]
                elif kind == LEFT_PAREN:
                    depth += 1
                elif kind == ERROR:
                    break
            elif kind == RIGHT_DELIM:
                if depth:
                    raise LexError(position, "unclosed left paren")
                if len(word) > 2:
                    append((RIGHT_DELIM, position + 2, "}}"))
                    return after_spaces(text, position + 4)
                append((RIGHT_DELIM, position, word))
                return position + 2
            elif kind == RIGHT_PAREN:
                depth -= 1
                if depth < 0:
                    raise LexError(position, "unexpected right paren")
            append((kind, position, word))
            position += len(word)
        position = _lex_rare(text, position, tokens, plain_words)  # not one of the common tokens


def _lex_rare(text: str, position: int, tokens: List[Token], plain_words: Collection[str]) -> int:
    """Append one token that _TOKEN does not know, or raise; return the position after it."""
    char = text[position : position + 1]
    if char == "":
        raise LexError(position, "unclosed action")
    if char == "." and not "0" <= text[position + 1 : position + 2] <= "9" and position + 1 < len(text):
        return _lex_name(text, position, FIELD, tokens)
    if char == "$":
        return _lex_name(text, position, VARIABLE, tokens)
    if char in "+-.0123456789":
        return _lex_number(text, position, tokens)
    if char == "_" or (char.isalnum() and is_alphanumeric(char)):
        end = _word_end(text, position)
        _check_terminated(text, position, end)
        word = text[position:end]  # at the end of the text, or with letters that are not ASCII
        kind = IDENTIFIER if word in plain_words else KEYWORDS.get(word, IDENTIFIER)
        tokens.append((kind, position, word))
        return end
    if char in "\"'":
        pattern, kind, message = _QUOTES[char]
        match = pattern.match(text, position)
        if match is None:
            raise LexError(position, message)
        tokens.append((kind, position, match.group()))
        return match.end()
    if char == "`":
        raise LexError(position, "unterminated raw quoted string")
    return _lex_sign(text, position, tokens)


def _lex_sign(text: str, position: int, tokens: List[Token]) -> int:
    """Append the token of a sign that stands for itself; return the position after it."""
    char = text[position]
    if char == ":":
        if text[position + 1 : position + 2] != "=":
            raise LexError(position, "expected :=")
        tokens.append((DECLARE, position, ":="))
        return position + 2
    if char in _SINGLE:
        tokens.append((_SINGLE[char], position, char))
    elif " " <= char <= "~":
        tokens.append((CHAR, position, char))
    else:
        raise LexError(position, f"unrecognized character in action: {describe_char(char)}")
    return position + 1


def is_alphanumeric(char: str) -> bool:
    """Return whether char may be in an identifier: Go's unicode.IsLetter, IsDigit, or the underscore."""
    if char < "\x80":
        return char == "_" or char.isalnum()
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd"


def describe_char(char: str) -> str:
    """Return char as Go's %#U: U+0040 '@'."""
    if "\udc80" <= char <= "\udcff":  # a byte that is no UTF-8
        char = "\ufffd"
    shown = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{shown}"


def _word_end(text: str, position: int) -> int:
    """Return the end of the run of identifier characters that starts at position."""
    match = _WORD.match(text, position)
    end = match.end() if match else position
    word = text[position:end]
    if not word.isascii():
        for index, char in enumerate(word):
            if not is_alphanumeric(char):
                return position + index
    return end


def _check_terminated(text: str, start: int, end: int) -> None:
    """Raise unless a name that ends at end is followed by something that may follow a name."""
    if end < len(text) and text[end] not in _TERMINATORS and not text.startswith("}}", end):
        raise LexError(start, f"bad character {describe_char(text[end])}")


def _lex_name(text: str, start: int, kind: int, tokens: List[Token]) -> int:
    """Append a field, a variable or the dot; return the position after it."""
    end = _word_end(text, start + 1)
    _check_terminated(text, start, end)
    if end == start + 1 and kind == FIELD:
        kind = DOT
    tokens.append((kind, start, text[start:end]))
    return end


def _scan_number(text: str, start: int) -> Tuple[int, bool]:
    """Return where the number that begins at start ends, and whether it is one."""
    match = _NUMBER.match(text, start)
    end = match.end() if match else start
    if end < len(text) and is_alphanumeric(text[end]):
        return end + 1, False
    return end, True


def _lex_number(text: str, start: int, tokens: List[Token]) -> int:
    """Append a number; return the position after it. Whether its value makes sense is the parser's question."""
    end, good = _scan_number(text, start)
    kind = NUMBER
    if good and text[end : end + 1] in ("+", "-"):
        end, good = _scan_number(text, end)
        good = good and text[end - 1] == "i"
        kind = COMPLEX
    if not good:
        from ..golang.quoting import quote

        raise LexError(start, f"bad number syntax: {quote(text[start:end])}")
    tokens.append((kind, start, text[start:end]))
    return end
