# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions that are compiled when first used: together they cost a task more than its templates do, and most
tasks need few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Container, cast

_METHODS = (
    *("findall", "finditer", "flags", "fullmatch", "groupindex"),
    *("match", "pattern", "search", "split", "sub", "subn"),
)
_made: list[_Pattern] = []
_compiled: list[_Pattern] = []  # since someone asked for them


class _Pattern:
    """Stands for a compiled pattern; the first access compiles, those after it cost nothing more."""

    __slots__ = ("_given", *_METHODS)

    def __init__(self, pattern: Any, flags: int) -> None:
        self._given = (pattern, flags)
        _made.append(self)

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        _compiled.append(self)
        return getattr(compiled, name)

    def name(self) -> str:
        """Return what stands for the pattern between processes."""
        from zlib import crc32

        return f"{crc32(repr(self._given).encode()):08x}"


def lazy(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what re.compile(text, flags) returns, but for its cost."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


def compiled() -> list[str]:
    """Return the names of the patterns that were compiled since this was asked."""
    names = [pattern.name() for pattern in _compiled]
    _compiled.clear()
    return names


def compile_again(names: Container[str]) -> None:
    """Compile the patterns that have these names in another process, as far as they are here."""
    for pattern in _made:
        if pattern.name() in names:
            pattern.match  # noqa: B018  the first access compiles
    _compiled.clear()
