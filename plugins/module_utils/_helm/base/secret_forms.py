# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which a secret may come, and plain data without them; loaded where there is a secret."""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Iterable, Iterator, Mapping

from .mask import MASK, SHORTEST

_MANY = 1000  # forms: to look for each by itself costs 0.2 ms a MB of a result
_FOLDED = 40  # characters of a secret that may be folded: YAML does it near 80 columns, a key among them
_LONG_LINE = 8  # characters that a line of a longer secret has at least to be a secret by itself
_NUMBER = re.compile(r"[+-]?\d{1,300}(?:\.\d+)?", re.ASCII)
_COMMON = re.compile(r"(?i)[\d.+-]*|true|false|yes|no|on|off|null|nil|none|~")


def leaves(value: Any) -> Iterator[str]:
    """Yield every text and number below value as text."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, str):
        yield value
    elif value is not None and not isinstance(value, bool):
        yield str(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
            yield str(int(value))  # as the YAML of a manifest has it


def masked(value: Any, forms: list[str], short: Iterable[str], documents: frozenset[str]) -> Any:
    """Return plain data without forms, the longest first, and without short ones below the keys in documents."""
    joined = "\0".join(_strings(value))
    present = _present(forms, joined)
    words = {word for word in short if word in joined}
    runs = _encoded_runs(without(joined, present), forms)
    return _Masking(present, runs, words, documents).of(value) if present or runs or words else value


def _present(forms: list[str], text: str) -> list[str]:
    """Return those of forms that are in text, or may be there in folded lines."""
    plain = {form for form in (_likely(forms, text) if len(forms) > _MANY else forms) if form in text}
    return [form for form in forms if form in plain or (_may_be_folded(form) and form.split(None, 1)[0] in text)]


def _likely(forms: list[str], text: str) -> list[str]:
    """Return those of many forms of which every piece is in text: to look for hundreds in a large result, each by
    itself, takes seconds."""
    pieces = {text[begin : begin + SHORTEST] for begin in range(len(text) - SHORTEST + 1)}
    return [form for form in forms if all(form[n : n + SHORTEST] in pieces for n in range(len(form) - SHORTEST + 1))]


def _encoded_runs(text: str, forms: list[str]) -> list[str]:
    """Return what is in text that is something encoded with a secret in it, the longest first."""
    from . import decoded

    return decoded.encoded(text, lambda content: without(content, _present(forms, content)) != content)


def without_encoded(text: str, forms: list[str]) -> str:
    """Return text without what is something encoded that has forms in it."""
    for run in _encoded_runs(text, forms):
        text = text.replace(run, MASK)
    return text


class _Masking:
    """One walk through a result. forms: those that are in it, longest first. runs: what is in it that is something
    encoded with a secret in it. short: the words that are in it."""

    def __init__(self, forms: list[str], runs: list[str], short: set[str], documents: frozenset[str]) -> None:
        self._forms = forms
        self._runs = runs
        self._short = short
        self._documents = documents

    def of(self, value: Any, *, inside: bool = False) -> Any:
        if isinstance(value, str):
            return self._text(value, inside)
        if isinstance(value, Mapping):
            return {
                self._key(key, inside): self.of(item, inside=inside or key in self._documents)
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.of(item, inside=inside) for item in value]
        if value is None or isinstance(value, bool):
            return value
        return MASK if str(value) in self._forms else value

    def _text(self, text: str, inside: bool) -> str:
        text = without(text, self._forms)
        for run in self._runs:
            text = text.replace(run, MASK)
        if inside and text in self._short:
            return MASK
        return without_words(text, self._short) if "\n" in text else text

    def _key(self, key: Any, inside: bool) -> Any:
        if inside and isinstance(key, str):
            for form in (*self._forms, *self._runs):
                if len(form) >= _LONG_LINE and form in key:
                    key = key.replace(form, MASK)
        return key


def without(text: str, forms: list[str]) -> str:
    """Return text without forms of secrets, the longest first. A long one may be folded: YAML and the function wrap put
    the end of a line in the place of a space."""
    has_lines = "\n" in text or "\\n" in text
    for form in forms:
        if form in text:
            text = text.replace(form, MASK)
        if has_lines and _may_be_folded(form):
            text = _without_folded(text, form.split())
    return text


def _may_be_folded(form: str) -> bool:
    return len(form) >= _FOLDED and " " in form


def _without_folded(text: str, words: list[str]) -> str:
    begin = text.find(words[0])
    while begin >= 0:
        end = begin + len(words[0])
        for word in words[1:]:
            start = _after_space(text, end)
            if not text.startswith(word, start):
                end = begin + 1  # where to look on
                break
            end = start + len(word)
        else:
            text, end = f"{text[:begin]}{MASK}{text[end:]}", begin + len(MASK)
        begin = text.find(words[0], end)
    return text


def _after_space(text: str, begin: int) -> int:
    """Where white space ends that begins there, the ends of lines in it as they are or escaped."""
    while text[begin : begin + 1].isspace() or text.startswith("\\n", begin):
        begin += 1 if text[begin].isspace() else 2
    return begin


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def without_words(text: str, words: Iterable[str]) -> str:
    """Return text without short secrets, where they are a whole value in YAML."""
    for word in words:
        if word in text:
            text = _alone(word).sub(rf"\1\2{MASK}\2", text)
    return text


def _alone(word: str) -> re.Pattern[str]:
    """The pattern of a word that is a whole value in YAML; what may be anything's number or switch only in quotes."""
    quotes = "[\"']" if _COMMON.fullmatch(word) else "[\"']?"
    return re.compile(rf"(?m)((?:^|[:\-=])[ \t]+)({quotes}){re.escape(word)}\2(?=[ \t]*$)")


def forms(text: str) -> Iterator[str]:
    """Yield a secret as it is, quoted, escaped and encoded, and its longer lines by themselves."""
    whole = {text, text.strip(), text.rstrip("\n"), _as_printed(text.strip())}
    for part in whole:
        yield from _quoted(part)
        yield from _encoded(part)
    for line in text.splitlines() if "\n" in text.strip() else ():
        line = line.strip()
        if len(line) >= _LONG_LINE and not line.startswith("-----"):
            yield from _quoted(line)
            yield from _encoded(line)


def _as_printed(text: str) -> str:
    """A number as templates print it, all of whose numbers are floats: 1234567 as 1.234567e+06 (Go: fmt, %v); else the
    text itself."""
    if not _NUMBER.fullmatch(text):
        return text
    digits, _e, power = repr(abs(float(text))).partition("e")
    whole, _point, fraction = digits.partition(".")
    significant = (whole + fraction).lstrip("0")
    exponent = int(power or 0) + len(significant) - len(fraction) - 1
    significant = significant.rstrip("0")
    if not significant or -5 < exponent < 6:
        return text
    more = f".{significant[1:]}" if len(significant) > 1 else ""
    return f"{'-' if text[0] == '-' else ''}{significant[0]}{more}e{exponent:+03d}"


def _quoted(text: str) -> Iterator[str]:
    """A text as it is, and as JSON, YAML, Go, Python and URLs show it inside their quotes."""
    yield text
    if text.isalnum() and text.isascii():
        return
    plain = json.dumps(text, ensure_ascii=False)[1:-1]
    shown = {plain, json.dumps(text)[1:-1], _of_go(text, ascii_only=False), _of_go(text, ascii_only=True)}
    shown.add("".join(char if char < "\U00010000" else f"\\U{ord(char):08X}" for char in plain))
    shown |= {text.translate(_HTML), text.translate(_SCRIPT)}
    for _again in range(3):
        shown |= {form.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") for form in shown}
        yield from shown
        shown = {json.dumps(form, ensure_ascii=False)[1:-1] for form in shown}
    yield repr(text)[1:-1]
    yield text.replace("'", "''")
    yield from {_percent(text, safe) for safe in (b"", b"/")}
    queried = _percent(text, b" ").replace(" ", "+")
    yield queried
    yield _percent(queried, b"")


# What Go's templates make of characters by their functions html and js (text/template, HTMLEscape and JSEscape).
_HTML = str.maketrans({"&": "&amp;", "'": "&#39;", "<": "&lt;", ">": "&gt;", '"': "&#34;"})
_SCRIPT = str.maketrans({"\\": "\\\\", "'": "\\'", '"': '\\"', **{c: f"\\u{ord(c):04X}" for c in "<>&=\t\r\n"}})
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")


def _of_go(text: str, *, ascii_only: bool) -> str:
    """A text as %q shows it inside its quotes, with ascii_only as %+q does. Go: strconv.Quote, QuoteToASCII."""
    return "".join(_GO.get(char) or (char if _shows(char, ascii_only) else _number(ord(char))) for char in text)


_GO = dict(zip('\a\b\f\n\r\t\v\\"', ("\\a", "\\b", "\\f", "\\n", "\\r", "\\t", "\\v", "\\\\", '\\"')))


def _shows(char: str, ascii_only: bool) -> bool:
    return " " <= char <= "~" or (not ascii_only and char.isprintable())


def _number(code: int) -> str:
    if code < 0x80 or 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8 is a surrogate
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _percent(text: str, safe: bytes) -> str:
    """A text as it stands in a URL; urllib.parse takes 8 ms to load."""
    data = text.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _PLAIN or byte in safe else f"%{byte:02X}" for byte in data)


def _encoded(text: str) -> Iterator[str]:
    """What base64 makes of a text, wherever in the encoded text it begins."""
    data = text.encode("utf-8", "surrogateescape")
    yield base64.b64encode(data).decode("ascii")
    for shift, begin in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(b"\0" * shift + data).decode("ascii")
        core = encoded[begin : (shift + len(data)) * 8 // 6]
        if len(core) >= SHORTEST:
            yield core
            if "+" in core or "/" in core:
                yield core.replace("+", "-").replace("/", "_")
