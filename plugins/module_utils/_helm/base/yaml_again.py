# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A YAML text that libyaml refused, or may have read differently, once more: by Go's own rules, slowly."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional

from .yaml_exact import ExactParser, TooDeep
from .yaml_load import CONVERTING, GO_DEPTH, MAX_DEPTH, Builder, YamlError, built, syntax_error
from .yaml_tokens import Mistake, Scanner

_OPENING = ("[", "{", "block sequence", "block mapping")
_CLOSING = ("]", "}", "block end")


def read(yaml: Any, data: bytes, number: Callable[[Any], Any], found: Optional[Exception]) -> Any:
    """Return the first document's value. found: what libyaml found. YamlError with Go's text."""
    unfit: list[YamlError] = []

    def kept(value: Any) -> Any:
        try:
            return number(value)
        except YamlError as error:  # Go writes JSON in the end, when another value may stand there
            unfit.append(error)
            return error

    try:
        text = _decoded(data)
        value = built(Builder(yaml, ExactParser(yaml, text), kept), lambda: ExactParser(yaml, text))
        for error in _unfit(value) if unfit else ():
            raise error
        return value
    except Mistake as mistake:
        raise YamlError(f"{CONVERTING}yaml: {mistake}") from mistake
    except (TooDeep, RecursionError, UnicodeError) as error:
        deep = "" if isinstance(error, UnicodeError) else _too_deep(text)
        if deep:
            raise YamlError(f"{CONVERTING}yaml: {deep}") from error
        if isinstance(found, YamlError):
            raise found from error
        problem = syntax_error(yaml, found or error)
        raise YamlError(f"{CONVERTING}yaml: {problem}") from error


def _too_deep(text: str) -> str:
    """What is said of a first document that is nested deeper than is read here, "" of one that is not.

    Go's words where it is too deep for Go too, or where Go finds a mistake. libyaml's limits differ by its version.
    """
    scanner = Scanner(text)
    depth = deepest = 0
    try:
        while deepest <= GO_DEPTH:
            kind = scanner.take().kind
            depth += (kind in _OPENING) - (kind in _CLOSING)
            deepest = max(deepest, depth)
            if kind == "end" or (kind in _CLOSING and not depth):
                break
    except Mistake as mistake:
        return str(mistake) if deepest > MAX_DEPTH else ""
    return next((f"exceeded max depth of {most}" for most in (GO_DEPTH, MAX_DEPTH) if deepest > most), "")


def _unfit(value: Any) -> Iterator[YamlError]:
    """Yield the errors that stand for values, in the order in which JSON is written."""
    if isinstance(value, YamlError):
        yield value
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _unfit(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _unfit(item)


def _decoded(data: bytes) -> str:
    """The text that Go's reader makes of data."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    return data.decode("utf-8")
