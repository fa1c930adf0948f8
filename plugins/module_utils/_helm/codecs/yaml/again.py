# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A YAML text that libyaml refused, or may have read differently, once more: by Go's own rules, slowly."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional

from ...base.errors import YamlError
from .builder import Builder, built, pyyaml_parser
from .exact import ExactParser, TooDeep
from .faults import CONVERTING, GO_DEPTH, MAX_DEPTH, UNKNOWN_ESCAPE, NotAsGo, syntax_error
from .tokens import Mistake, Scanner

_OPENING = ("[", "{", "block sequence", "block mapping")
_CLOSING = ("]", "}", "block end")
_LARGE = 500_000  # bytes
_GO_PIECE = 512  # bytes
_LONGER = (b"\xc0", b"\xe0", b"\xf0")  # begins a character of more than one byte, more than two, more than three
_AHEAD = 4  # characters that Go's scanner looks at before it goes on: the longest sign and what must be behind it


def read(yaml: Any, data: bytes, number: Callable[[Any], Any], found: Optional[Exception]) -> Any:
    """Return the first document's value. found: what libyaml found. YamlError with Go's text.

    A megabyte takes seconds: of a large text what libyaml found is told in its own words, which mostly are Go's, too.
    """
    if found is not None and len(data) > _LARGE:
        raise found if isinstance(found, YamlError) else YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, found)}")
    unfit: list[YamlError] = []

    def kept(value: Any) -> Any:
        try:
            return number(value)
        except YamlError as error:  # Go writes JSON in the end, when another value may stand there
            unfit.append(error)
            return error

    no_text = isinstance(found, yaml.reader.ReaderError)
    value = _in_pieces(yaml, data, kept, found) if no_text else _exactly(yaml, data, kept, found)
    for error in _unfit(value) if unfit else ():
        raise error
    return value


def _in_pieces(yaml: Any, data: bytes, number: Callable[[Any], Any], found: Any) -> Any:
    """Read what is no text somewhere, and find that only where Go comes to it. found: that."""
    read = _Pieces(data).before(found.position)
    builder = Builder(yaml, pyyaml_parser(yaml, _Pieces(data)), number, watch=b"?" in data or b"!" in data)
    try:
        if UNKNOWN_ESCAPE not in data:
            return built(builder, lambda: pyyaml_parser(yaml, _Pieces(data)))
    except yaml.reader.ReaderError as error:
        raise YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, error)}") from error
    except YamlError:
        return _exactly(yaml, data, number, found, read)
    except NotAsGo:
        pass
    return _exactly(yaml, data, number, found, read - _AHEAD)


class _Pieces:
    """A text that comes as Go's reader takes it: a control character is found with the piece that it stands in, and a
    mistake before that piece goes first, as does the document's end. libyaml's pieces are larger."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._most = 0

    def read(self, size: int) -> bytes:
        """The next piece. size: what libyaml has room for; it keeps the bytes of a character that is not whole."""
        self._most = self._most or size
        start = self._at
        self._at += _GO_PIECE - (self._most - size)
        return self._data[start : self._at]

    def before(self, position: int) -> int:
        """How many characters stand before the piece with this byte."""
        start = 0
        while True:
            end = start + _GO_PIECE
            end -= next((size for size in (1, 2, 3) if self._data[end - size : end] >= _LONGER[size - 1]), 0)
            if position < end:
                return len(self._data[:start].decode("utf-8", "replace"))
            start = end


def _exactly(
    yaml: Any, data: bytes, number: Callable[[Any], Any], found: Optional[Exception], most: Optional[int] = None
) -> Any:
    """Read by Go's rules. most: characters that can be read; found is raised where Go reads on."""
    try:
        text = _decoded(data)
        parser = ExactParser(yaml, text)
        if found is not None and most is not None and parser.position > most:
            raise YamlError(f"{CONVERTING}yaml: {syntax_error(yaml, found)}")
        return built(Builder(yaml, parser, number), lambda: ExactParser(yaml, text))
    except Mistake as mistake:
        raise YamlError(f"{CONVERTING}yaml: {mistake}") from mistake
    except (TooDeep, RecursionError) as error:
        deep = _too_deep(text)
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
    """The text that Go's reader makes of data; what is no text in it lies further down than is read."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")
