# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How go-yaml v2 writes one scalar or key: plain, quoted or literal, where it folds, and in which order keys come.

Caches: forms (string -> its one-line text, "" where it takes several lines), keys (key -> "text:", "" for "? text").
"""

from __future__ import annotations

import math
import re
from functools import cmp_to_key
from typing import Any, Mapping

from ...base import memory
from ...base.patterns import lazy
from . import scalars

WIDTH = 80
_SIMPLE_KEY_BYTES = 128
_JSON_KEY_CHARACTERS = 1024  # a longer key of a JSON object is none to go-yaml's scanner
_CACHE_LIMIT = 20_000
_CACHED_LENGTH = 200
_REFUSED = "yaml: control characters are not allowed"
_CONTROLS = frozenset(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)))
_BREAKS = frozenset("\n\r\x85\u2028\u2029")

# Patterns are for ASCII only where they can be: a class of Unicode's printable characters takes 100 ms to compile.
_UNPRINTABLE_ASCII = lazy("[^\n -~]")
_TO_ESCAPE_ASCII = lazy(r"[^ !#-\[\]-~]")
_BREAK_ASCII = lazy("[\n\r]")
_SPACE_BREAK = lazy(" [\n\u2028\u2029]")
_BREAK_SPACE = lazy("[\n\u2028\u2029] ")
_NOT_PLAIN = lazy(
    "[ #,\\[\\]{}&*!|>'\"%@`]|---|\\.\\.\\.|[?:-](?: |\\Z)|.*?(?::(?: |\\Z)| #| \\Z|[\u2028\u2029])", re.DOTALL
)
_NEL = "\x85"
_MARK = "\ufeff"
_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_LINE = lazy("(?m)^(?=[^\n])")
ODD_LINE = "(?:^|(?<=[\n\u2028\u2029]))(?=[^\n\u2028\u2029])"
ODD_BREAKS = "(?<=[\u2028\u2029])(?=[^\u2028\u2029](?!\\Z))"
_PLAIN_SPACE = lazy("(?<! ) (?! )")
_DOUBLE_SPACE = lazy("(?<! ) ")

forms: dict[str, str] = {}
keys: dict[str, str] = {}
_orders: dict[tuple[str, ...], list[str]] = {}
memory.at_the_end(forms.clear, keys.clear, _orders.clear)


class Unmarshallable(Exception):
    """The value has no YAML text; its message is the error of Go's Marshal."""


def plain(value: Any) -> Any:
    """Return value as None, bool, int, float, str, list or dict: what Go's JSON makes of the less plain types."""
    kind = value.__class__
    if value is None or kind in (bool, int, float, str, list, dict):
        return value
    from ..json.codec import Unsupported, to_plain

    try:
        return to_plain(value)
    except Unsupported as error:
        raise Unmarshallable(f"error marshaling into JSON: {error}") from error


def number(value: Any) -> str:
    """Return the text of None, a bool or a number."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value.__class__ is not float:
        return str(int(value))
    if value.is_integer():
        # JSON writes whole numbers below 1e21 without exponent, and go-yaml reads those of 64 bits as integers.
        whole = int(value) if abs(value) < 1 << 53 else _shortest_whole(value)
        if -(1 << 63) <= whole < 1 << 64:
            return str(whole)
    return float_text(value)


def _shortest_whole(value: float) -> int:
    """The whole number that Go's JSON writes for value: its shortest digits, padded with zeros."""
    from decimal import Decimal

    return int(Decimal(repr(value)))


def float_text(value: float) -> str:
    """Return strconv.FormatFloat(value, 'g', -1, 64): exponent form below 1e-4 and from 1e+06 on."""
    if math.isnan(value) or value in (float("inf"), float("-inf")):
        name = "NaN" if math.isnan(value) else ("+Inf" if value > 0 else "-Inf")
        raise Unmarshallable(f"error marshaling into JSON: json: unsupported value: {name}")
    text = repr(value)
    size = abs(value)
    if "e" not in text and 1e-4 <= size < 1e6:
        return text[:-2] if text.endswith(".0") else text
    sign = "-" if text[0] == "-" else ""
    mantissa, _mark, power = text.lstrip("-").partition("e")
    whole, _dot, fraction = mantissa.partition(".")
    digits = (whole + ("" if fraction == "0" else fraction)).lstrip("0")
    leading = len(whole) if whole != "0" else len(fraction.lstrip("0")) - len(fraction)
    exponent = int(power or 0) + leading - 1
    digits = digits.rstrip("0") or "0"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def form(text: str) -> str:
    """Return text as one YAML scalar on one line, "" where it takes several (multiline())."""
    made = _form(clean(text))
    if len(text) <= _CACHED_LENGTH:
        if len(forms) >= _CACHE_LIMIT:
            forms.clear()
        forms[text] = made
    return made


def clean(text: str) -> str:
    """Return text after its way through JSON and go-yaml's scanner. Unmarshallable where the reader refuses it."""
    if "\x7f" in text:
        raise Unmarshallable(_REFUSED)
    if text.isascii():
        return text
    if not _CONTROLS.isdisjoint(text):
        raise Unmarshallable(_REFUSED)
    if _NEL in text:
        if re.search("\x85(?:---|\\.\\.\\.)[ \x85]", text):
            raise Unmarshallable("yaml: found unexpected document indicator")
        # A NEL is a line break, and line breaks in quoted scalars fold.
        text = re.sub(" *\x85[ \x85]*", lambda run: "\n" * (run[0].count(_NEL) - 1) or " ", text)
    return valid_text(text)


def valid_text(text: str) -> str:
    """Return text with U+FFFD for each byte that is no UTF-8, as Go's JSON has it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(["\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text])
    return text


def unprintable(text: str) -> bool:
    """Return whether the emitter takes a character of text for unprintable: also every one beyond the basic plane."""
    if text.isascii():
        return _UNPRINTABLE_ASCII.search(text) is not None
    return not all(map(_is_printable, text))


def _is_printable(character: str) -> bool:
    if character <= "~":
        return character >= " " or character == "\n"
    return "\xa0" <= character <= "\ufffd" and character != _MARK and not "\ud800" <= character <= "\udfff"


def has_break(text: str) -> bool:
    """Return whether text holds what go-yaml takes for a line break."""
    if text.isascii():
        return _BREAK_ASCII.search(text) is not None
    return not _BREAKS.isdisjoint(text)


def _has_separator(text: str) -> bool:
    return not text.isascii() and ("\u2028" in text or "\u2029" in text)


def _form(text: str) -> str:
    """form() for a text that is clean."""
    if "\n" not in text:
        return plain_form(text)
    if unprintable(text) or text[-1] == " " or _SPACE_BREAK.search(text):
        return double_quoted(text)
    return ""


def plain_form(text: str) -> str:
    """Return a text without newline as one YAML scalar, plain where it may be; "" where that takes several lines."""
    if unprintable(text):
        return double_quoted(text)
    if scalars.resolve(text)[0] != scalars.STR or scalars.is_base60(text):
        return double_quoted(text)
    if _NOT_PLAIN.match(text) is None:
        return text
    if has_break(text) and (_SPACE_BREAK.search(text) or _BREAK_SPACE.search(text)):
        return double_quoted(text)
    return "" if _has_separator(text) else single_quoted(text)


def single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def double_quoted(text: str) -> str:
    """Return text in double quotes."""
    if text.isascii():
        return '"' + _TO_ESCAPE_ASCII.sub(lambda match: _escape_character(match[0]), text) + '"'
    # go-yaml looks for a byte order mark at the start of the text, whatever the position: then it escapes everything.
    every = text[0] == _MARK
    return '"' + "".join([_escape_character(c) if every or _is_escaped(c) else c for c in text]) + '"'


def _is_escaped(character: str) -> bool:
    return not _is_printable(character) or (character in _ESCAPES and character != "\xa0")


def _escape_character(character: str) -> str:
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def key(text: str) -> str:
    """Return text as a mapping's key with its colon, "" where it takes the "? key" form."""
    if len(text) > _JSON_KEY_CHARACTERS // 6 and len(_json_key(text)) > _JSON_KEY_CHARACTERS:
        raise Unmarshallable("yaml: did not find expected ',' or '}'")
    cleaned = clean(text)
    if _NEL in text:
        raise Unmarshallable("yaml: did not find expected ',' or '}'")
    if has_break(cleaned) or len(cleaned) > _SIMPLE_KEY_BYTES or len(cleaned.encode()) > _SIMPLE_KEY_BYTES:
        made = ""
    else:
        made = _form(cleaned) + ":"
    if len(keys) >= _CACHE_LIMIT:
        keys.clear()
    keys[text] = made
    return made


def _json_key(text: str) -> str:
    from ..json.codec import dumps

    return dumps(text)


def multiline(text: str, indent: int, column: int) -> str:
    """Return a text without one-line form, the line end included, its further lines at indent.

    A literal block ("|-"), or quotes around Unicode's line and paragraph separators.
    """
    text = clean(text)
    if "\n" not in text:
        pad = " " * indent
        pieces = re.split(ODD_BREAKS, single_quoted(text))
        return pad.join(_fold(piece, pad, indent if at else column, "'") for at, piece in enumerate(pieces)) + "\n"
    hints = "2" if text[0] in " \n\u2028\u2029" else ""
    if text[-1] not in "\n\u2028\u2029":
        hints += "-"
    elif len(text) == 1 or text[-2] in "\n\u2028\u2029":
        hints += "+"
    pad = " " * indent
    body = re.sub(ODD_LINE, pad, text) if _has_separator(text) else _LINE.sub(pad, text)
    return f"|{hints}\n{body}" if text[-1] in "\n\u2028\u2029" else f"|{hints}\n{body}\n"


def folded(text: str, indent: int, column: int) -> str:
    """Return a one-line form folded where go-yaml does: at single spaces beyond column 80. column: where it starts."""
    quote = text[0] if text[0] in "'\"" else ""
    return _fold(text, " " * indent, column, quote)


def _fold(text: str, pad: str, column: int, quote: str) -> str:
    """folded() for one line."""
    pattern = _DOUBLE_SPACE if quote == '"' else _PLAIN_SPACE
    first, last = (2, len(text) - 2) if quote else (0, len(text))
    lines = []
    start = 0
    while True:
        space = pattern.search(text, max(first, start + WIDTH + 1 - column))
        if space is None or space.start() >= last:
            lines.append(text[start:])
            return "".join(lines)
        at = space.start()
        escape = "\\" if quote == '"' and text[at + 1] == " " else ""
        lines.append(f"{text[start:at]}\n{pad}{escape}")
        start = at + 1
        column = len(pad) + len(escape)


def ordered(mapping: Mapping[str, Any]) -> list[str]:
    """Return the mapping's keys in go-yaml's order: letters after all else, numbers by value."""
    if len(mapping) < 2:
        return list(mapping)
    names = tuple(mapping)
    known = _orders.get(names)
    if known is None:
        joined = "".join(names)
        letters_only = joined.isascii() and joined.isalpha()
        known = sorted(names) if letters_only else sorted(names, key=cmp_to_key(compare))
        if len(_orders) >= _CACHE_LIMIT:
            _orders.clear()
        _orders[names] = known
    return known


def compare(left: str, right: str, *, third: bool = False) -> int:
    """Return -1, 0 or 1 as left sorts before, with or after right (Go: sorter.go, Less); third: by yaml.v3's rule.

    The rule is no order in the strict sense: keys like 9, 10 and 1e3 go round in circles, and Go's result changes.
    """
    for at, (a, b) in enumerate(zip(left, right)):
        if a == b:
            continue
        if a.isalpha() and b.isalpha():
            return -1 if a < b else 1
        if a.isalpha() or b.isalpha():
            letter_first = third and at > 0 and left[at - 1].isdecimal()
            return -1 if (a if letter_first else b).isalpha() else 1
        return -1 if _precedes(left, right, at) else 1
    return (len(left) > len(right)) - (len(left) < len(right))


def _precedes(left: str, right: str, at: int) -> bool:
    """Whether left comes first when both differ at a place that is no letter: runs of digits compare by value."""
    carried = 0
    if left[at] == "0" or right[at] == "0":
        before = at - 1
        while before >= 0 and left[before].isdecimal():
            if left[before] != "0":
                carried = 1
                break
            before -= 1
    left_value, left_end = _digits(left, at, carried)
    right_value, right_end = _digits(right, at, carried)
    if left_value != right_value:
        return left_value < right_value
    if left_end != right_end:
        return left_end < right_end
    return left[at] < right[at]


def _digits(text: str, at: int, value: int) -> tuple[int, int]:
    """The number that starts at, continued from value and wrapped to int64 as Go's, and its end."""
    end = at
    while end < len(text) and text[end].isdecimal():
        value = value * 10 + ord(text[end]) - ord("0")
        end += 1
    value &= (1 << 64) - 1
    return (value - (1 << 64) if value >> 63 else value), end
