# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not meet a schema, as a tree, and its text."""

from __future__ import annotations

from typing import Any, Iterable, Iterator, Optional

from ..codecs.json import pointer
from . import messages

GROUP = "group"  # several failures of one schema
REFERENCE = "reference"  # the same behind a reference


class Failure:
    """kind: the keyword that is not met, mostly. where: the part of the values. facts: what its message needs."""

    __slots__ = ("causes", "facts", "kind", "where")

    def __init__(self, kind: str, where: tuple[str, ...], facts: Any = None, causes: Iterable[Failure] = ()) -> None:
        self.kind = kind
        self.where = where
        self.facts = facts
        self.causes = list(causes)


def text(failure: Optional[Failure]) -> str:
    """Return the lines of a failure of the whole, each with what is below it; "" for none."""
    if failure is None:
        return ""
    listed = failure.causes if failure.kind == GROUP else [failure]
    return "".join(line for entry in listed for line in _lines(entry, 0))


def _lines(failure: Failure, depth: int) -> Iterator[str]:
    place = "".join("/" + pointer.escaped(step) for step in failure.where)
    message = messages.message(failure.kind, failure.facts)
    yield f"{'  ' * depth}- at {messages.quoted(place)}: {message}\n"
    for below in failure.causes:
        yield from _lines(below, depth + 1)
