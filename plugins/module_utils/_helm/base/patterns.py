# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions that are compiled when first used: together they cost a task more than its templates do, and most
tasks need few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = (
    *("findall", "finditer", "flags", "fullmatch", "groupindex"),
    *("match", "pattern", "search", "split", "sub", "subn"),
)

made: list[_Pattern] = []
used: list[_Pattern] = []  # those that were compiled, since someone emptied it


class _Pattern:
    """Stands for a compiled pattern; the first access compiles, those after it cost nothing more. given: what of."""

    __slots__ = ("given", *_METHODS)

    def __init__(self, pattern: Any, flags: int) -> None:
        self.given = (pattern, flags)
        made.append(self)

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self.given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        used.append(self)
        return getattr(compiled, name)


def lazy(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what re.compile(text, flags) returns, but for its cost."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
