# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
""".helmignore: which files of a chart's folder do not belong to the chart.

Its patterns are Go's filepath.Match, not git's: no **, and a ! turns a rule round (what does not match is ignored)
instead of taking a file back in.
"""

from __future__ import annotations

import re
from typing import Optional

from ..base import patterns
from ..base.errors import ChartError
from ..golang.space import SPACE

NAME = ".helmignore"
_MAX_LINE = 64 * 1024  # Go's bufio.Scanner gives up there
_HELMS_OWN = patterns.lazy(r"templates/\.[^/]+", re.DOTALL)  # templates/.?*, after all others
_SPECIAL = frozenset("?[\\")
_TEXT = re.compile("")


class _Rule:
    __slots__ = ("base_only", "dir_only", "negated", "pattern")

    def __init__(self, text: str) -> None:
        self.negated = text.startswith("!")
        text = text[1:] if self.negated else text
        self.dir_only = text.endswith("/")
        text = text[:-1] if self.dir_only else text
        self.base_only = "/" not in text
        self.pattern = Pattern(text[1:] if text.startswith("/") else text)

    def matches(self, path: str) -> bool:
        name = path.rpartition("/")[2] if self.base_only else path
        return self.pattern.match(name) is True


class Rules:
    """The rules of one .helmignore, the first match decides."""

    __slots__ = ("_rules",)

    def __init__(self, rules: Optional[list[_Rule]] = None) -> None:
        self._rules = rules or []

    @classmethod
    def parse(cls, text: str) -> Rules:
        """Return the rules of a .helmignore's text, and after them Helm's own (dot files in templates/).

        Raises ChartError for ** and for patterns that are none.
        """
        rules = []
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line.encode("utf-8", "surrogateescape")) >= _MAX_LINE:
                raise _broken("bufio.Scanner: token too long", number)
            rule = (line.removeprefix("\ufeff") if number == 1 else line).strip(SPACE)
            if not rule or rule.startswith("#"):
                continue
            if "**" in rule:
                raise _broken("double-star (**) syntax is not supported", number)
            if Pattern(rule).match("abc") is None:  # as helm asks: what is not reached is not seen to be broken
                raise _broken("syntax error in pattern", number)
            rules.append(_Rule(rule))
        return cls(rules)

    def ignores(self, path: str, is_dir: bool) -> bool:
        """Return whether the file or folder at path, inside the chart and with slashes, is left out."""
        if path in ("", ".", "./"):
            return False
        for rule in self._rules:
            if rule.negated:
                if (rule.dir_only and not is_dir) or not rule.matches(path):
                    return True
            elif not (rule.dir_only and not is_dir) and rule.matches(path):
                return True
        return _HELMS_OWN.fullmatch(path) is not None


def _broken(problem: str, line: int) -> ChartError:
    return ChartError(
        problem, doing="reading .helmignore", subject=f"{NAME}:{line}", hint="patterns are those of Go's filepath.Match"
    )


class Pattern:
    """A pattern of Go's filepath.Match: pieces without a star, each matched as far left as it can be.

    That is linear in the name's length, where one regular expression for the whole would not be.
    """

    __slots__ = ("_pieces",)

    def __init__(self, text: str) -> None:
        self._pieces = [(starred, piece, _expression(piece)) for starred, piece in _pieces(text)]

    def match(self, name: str) -> Optional[bool]:
        """Return whether the whole name matches; None where a malformed piece was reached."""
        at = 0
        for number, (starred, text, expression) in enumerate(self._pieces, start=1):
            if expression is None:
                return None
            last = number == len(self._pieces)
            if starred and last and text == "":
                return "/" not in name[at:]
            if expression is _TEXT:
                end = _find_text(text, name, at, starred=starred, to_end=last)
            else:
                end = _find(expression, name, at, starred=starred, to_end=last)
            if end < 0:
                return False
            at = end
        return at == len(name)


def _find_text(text: str, name: str, at: int, *, starred: bool, to_end: bool) -> int:
    """Return what _find does, for a piece that is a text."""
    if not starred:
        found = at if name.startswith(text, at) else -1
    elif to_end:
        found = len(name) - len(text) if name.endswith(text) else -1
    else:
        found = name.find(text, at)
    end = found + len(text)
    if found < at or (to_end and end < len(name)) or "/" in name[at:found]:
        return -1
    return end


def _find(piece: re.Pattern[str], name: str, at: int, *, starred: bool, to_end: bool) -> int:
    """Return where piece ends, matched at a position or, starred, at a later one with no slash between; else -1."""
    match = piece.match(name, at)
    while not match or (to_end and match.end() < len(name)):
        if not starred or at == len(name) or name[at] == "/":
            return -1
        at += 1
        match = piece.match(name, at)
    return match.end()


def _pieces(text: str) -> list[tuple[bool, str]]:
    """Return the pieces of a pattern between its stars, and whether a star stands before each."""
    found: list[tuple[bool, str]] = []
    while text:
        rest = text.lstrip("*")
        starred = rest != text
        at, in_class = 0, False
        while at < len(rest) and (in_class or rest[at] != "*"):
            in_class = rest[at] == "[" or (in_class and rest[at] != "]")
            at += 2 if rest[at] == "\\" else 1
        found.append((starred, rest[:at]))
        text = rest[at:]
    return found


def _expression(text: str) -> Optional[re.Pattern[str]]:
    """Return the regular expression for a piece, _TEXT for one that is a text, None where it is malformed."""
    if not _SPECIAL.intersection(text):  # nearly all: to compile them in each task took longer than to read the files
        return _TEXT
    from . import wildcards

    return wildcards.compiled(text)
