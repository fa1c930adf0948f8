# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letter case and words. Go: strings, unicode; goutils, huandu/xstrings.

Go maps each character on its own: no ß to SS, no final sigma.
"""

from __future__ import annotations

import unicodedata

from ..base.patterns import lazy
from ..golang.space import SPACE
from ..golang.strings import runes, to_bytes, to_text


def upper(text: str) -> str:
    """Return text in upper case."""
    return text.upper() if text.isascii() else "".join(map(_upper, runes(text)))


def lower(text: str) -> str:
    """Return text in lower case."""
    return text.lower() if text.isascii() else "".join(map(_lower, runes(text)))


def _upper(rune: str) -> str:
    """Return the one upper-case character of rune, where Python may give several."""
    mapped = rune.upper()
    if len(mapped) > 1:
        mapped = rune.title()
    return mapped if len(mapped) == 1 else rune


def _lower(rune: str) -> str:
    return rune.lower()[0]  # only U+0130 has two: i and a dot above


def _title(rune: str) -> str:
    mapped = rune.title()
    return mapped if len(mapped) == 1 else rune


def title(text: str) -> str:
    """Return text with a title-case letter at the start of each word. Go: strings.Title."""
    made = []
    previous = " "
    for rune in runes(text):
        made.append(_title(rune) if _separates(previous) else rune)
        previous = rune
    return "".join(made)


def _separates(rune: str) -> bool:
    """Return whether a word starts after rune."""
    if rune < "\x80":
        return not (rune.isalnum() or rune == "_")
    return rune in SPACE


def untitle(text: str) -> str:
    """Return text with a lower-case letter at the start of each word."""
    made = []
    previous = " "
    for rune in runes(text):
        made.append(_lower(rune) if previous in SPACE else rune)
        previous = rune
    return "".join(made)


def swap_case(text: str) -> str:
    """Return text with upper and lower case exchanged; the start of a word gets title case. Go: goutils, SwapCase."""
    made = []
    start = True
    for rune in runes(text):
        category = unicodedata.category(rune)
        if category in ("Lu", "Lt"):
            made.append(_lower(rune))
            start = False
        elif category == "Ll":
            made.append(_title(rune) if start else _upper(rune))
            start = False
        else:
            made.append(rune)
            start = rune in SPACE
    return "".join(made)


def _connects(rune: str) -> bool:
    return rune in "-_" or rune in SPACE


def _is_upper(rune: str) -> bool:
    return "A" <= rune <= "Z" if rune < "\x80" else unicodedata.category(rune) == "Lu"


def camel_case(text: str) -> str:
    """Return the words between spaces, underscores and hyphens joined, each with a capital. Go: xstrings.ToPascalCase.

    Separators at the start stay, and so does all but the last of several. A word that starts with a capital goes on in
    lower case until its first letter that is not a capital.
    """
    whole = runes(text)
    body = whole.lstrip("-_" + SPACE)
    if not body:
        return whole + whole[-1:]  # the last of nothing but separators comes out twice
    made = list(whole[: len(whole) - len(body)])
    lowering = _is_upper(body[0])
    pending = _upper(body[0])
    for rune in body[1:]:
        if _connects(pending):
            if _connects(rune):
                made.append(pending)
            else:
                lowering = _is_upper(rune)
                rune = _upper(rune)
        else:
            made.append(pending)
            if lowering and _is_upper(rune):
                rune = _lower(rune)
            else:
                lowering = False
        pending = rune
    return "".join([*made, pending])


def snake_case(text: str) -> str:
    """Return the words of text in lower case, joined by underscores. Go: xstrings.ToSnakeCase."""
    return _joined_words(text, "_")


def kebab_case(text: str) -> str:
    """Return the words of text in lower case, joined by hyphens. Go: xstrings.ToKebabCase."""
    return _joined_words(text, "-")


# kinds of characters: space, dash or underscore, other punctuation, upper case, other letters, number, anything else;
# dashes right behind punctuation are punctuation
_WORD = lazy("[sd]+|p[pd]*|u+(?=ua)|ua+|u+|a+|n+|o+")
_BROKEN_RUNES = "\ufffd" + "".join(map(chr, range(0xDC80, 0xDD00)))
_UNIT = lazy("[\ufffd\udc80-\udcff]*[^\ufffd\udc80-\udcff]")
_UNSPACED = lazy("[\u4e00-\u9fcc\u3400-\u4d85\U00020000-\U0002b81d]")  # Chinese characters make no words


def _kind(unit: str) -> str:
    """Return the kind of a character, broken ones before it left out."""
    rune = unit.lstrip(_BROKEN_RUNES)[:1]
    if _connects(rune):
        return "d" if rune in "-_" else "s"
    category = unicodedata.category(rune)
    if category == "Lu":
        return "u"
    if category[0] == "L" and not _UNSPACED.match(rune):
        return "a"
    return {"P": "p", "N": "n"}.get(category[0], "o")


def _units(text: str) -> list[str]:
    """Return the characters of text; a broken one belongs to the next, at the end to the last."""
    units = _UNIT.findall(text)
    rest = text[sum(map(len, units)) :]
    return [*units[:-1], units[-1] + rest] if units else []


def _joined_words(text: str, connector: str) -> str:
    """Return the words in lower case with connector between them.

    A number sticks to the word before it, or, when lower-case letters follow, to them. Separators become connectors.
    """
    units = _units(to_text(to_bytes(text)))
    if not units:
        return text
    kinds = "".join(map(_kind, units))
    words = [found.span() for found in _WORD.finditer(kinds)]
    made: list[str] = []
    previous, glued = "s", False
    for start, end in words:
        kind, word = kinds[start], "".join(units[start:end])
        if kind == "n":
            after = kinds[end : end + 1]
            if not glued and previous not in "sdp":
                glued = after == "a"
                made.append(connector if glued else "")
            else:
                glued = True
        elif kind != "a" or not glued:
            glued = False
            if kind not in "sdp" and previous not in "sdp":
                made.append(connector)
        made.append(_lowered(word, connector) if kind in "sdu" else word)
        previous = kind
    return "".join(made)


def _lowered(word: str, connector: str) -> str:
    """Return a word in lower case, its separators replaced."""
    return "".join(connector if _connects(rune) else _lower(rune) if _is_upper(rune) else rune for rune in runes(word))
