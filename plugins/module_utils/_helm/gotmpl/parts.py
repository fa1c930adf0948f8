# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a template that get code of their own, when they are first reached: the large bodies of if, with and range.

Half of what a chart's templates say is not reached with given values, and making code takes most of the time of a first
rendering. The code around a part calls it with the locals that it sees; the parser says what can stand apart so.
"""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

from . import names
from .nodes import Node


class Place(NamedTuple):
    """What the code of a part has to know of the code around it. A plain tuple of it can be marshalled.

    number: of the branch's node. otherwise: it is the branch's else. dot, dot_is_raw: code, as in writer.Value.
    variables: (name, code, raw, flag) of each writer.Local but "$". first: the number of its first own local.
    """

    number: int
    otherwise: bool
    dot: str
    dot_is_raw: str
    variables: Tuple[Tuple[str, str, str, str], ...]
    first: int

    def given(self) -> List[str]:
        """Return the locals of the code around it that it may use, beside those that each function has."""
        found = [self.dot, self.dot_is_raw]
        for _name, code, raw, _flag in self.variables:
            found += (code, raw)
        return [name for name in dict.fromkeys(found) if name not in (names.DATA, "False")]


class Part(NamedTuple):
    """A part that has no code yet."""

    place: Place
    nodes: List[Node]
