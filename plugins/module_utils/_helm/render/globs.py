# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patterns of .Files.Glob: those of gobwas/glob with "/" as separator, turned into regular expressions.

"*" and "?" stop at a slash, "**" and classes do not; "{a,b*}" are alternatives, closed by the end if by nothing else.
"""

from __future__ import annotations

import re
from typing import Callable


class _Broken(Exception):
    """The pattern does not parse."""


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return the function that tells whether a path matches; a broken pattern matches everything, as in Helm."""
    try:
        expression = re.compile(_Translator(pattern).translate(), re.DOTALL)
    except _Broken:
        return _everything
    return lambda name: expression.fullmatch(name) is not None


def _everything(_name: str) -> bool:
    return True


class _Translator:
    """One pattern on its way to a regular expression."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def translate(self) -> str:
        """The regular expression."""
        out = []
        open_braces = 0
        while self.at < len(self.pattern):
            character = self.pattern[self.at]
            self.at += 1
            if character == "*":
                if self.pattern[self.at : self.at + 1] == "*":
                    self.at += 1
                    out.append(".*")
                else:
                    out.append("[^/]*")
            elif character == "?":
                out.append("[^/]")
            elif character == "[":
                out.append(self._class())
            elif character == "{":
                open_braces += 1
                out.append("(?:")
            elif character == "," and open_braces:
                out.append("|")
            elif character == "}" and open_braces:
                open_braces -= 1
                out.append(")")
            elif character == "\\":
                out.append(re.escape(self.pattern[self.at : self.at + 1]))
                self.at += 1
            else:
                out.append(re.escape(character))
        return "".join(out) + ")" * open_braces

    def _class(self) -> str:
        """What stands in brackets: a range of two characters, or a list."""
        negated = self.pattern[self.at : self.at + 1] == "!"
        self.at += negated
        low, between, high = (self.pattern[self.at + offset : self.at + offset + 1] for offset in range(3))
        lead = "[^" if negated else "["
        if between == "-":
            if high == "" or high < low or self.pattern[self.at + 3 : self.at + 4] != "]":
                raise _Broken
            self.at += 4
            return f"{lead}{re.escape(low)}-{re.escape(high)}]"
        characters = self._list()
        return lead + "".join(map(re.escape, characters)) + "]"

    def _list(self) -> str:
        characters = ""
        while self.at < len(self.pattern):
            character = self.pattern[self.at]
            self.at += 1
            if character == "]":
                if not characters:
                    break
                return characters
            if character == "\\":
                character = self.pattern[self.at : self.at + 1]
                self.at += 1
            characters += character
        raise _Broken
