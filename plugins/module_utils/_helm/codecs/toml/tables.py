# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a TOML document's keys go, and which of them may come twice, as BurntSushi/toml 1.6 has it (Go: parse.go)."""

from __future__ import annotations

from typing import Any

from ...base.errors import FunctionError
from ...golang.types import TypedList
from .writer import key_text

LIST_OF_TABLES = "[]map[string]interface {}"


class ClashError(Exception):
    """A key that cannot stand where it stands; the message is BurntSushi's, less the place."""


def dotted(names: list[str]) -> str:
    """A key as messages show it."""
    return ".".join(map(key_text, names))


def _inner(table: dict[str, Any], names: list[str], at: int, problem: str) -> dict[str, Any]:
    """Return the table in table under names[at], of a list of tables the last one. ClashError for another value."""
    found = table[names[at]]
    if isinstance(found, TypedList):
        found = found[-1]
    if not isinstance(found, dict):
        raise ClashError(f"Key '{dotted(names[: at + 1])}' {problem}.")
    return found


class Tables:
    """The document's tables while they are filled.

    root: the outermost table. context: the names of the table that keys go to now. key: the key whose value is read,
    "" when there is none.

    A key is implicit while it was only made on the way to another: it may then be defined once more, in full.
    """

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.context: list[str] = []
        self.key = ""
        self._implicit: set[str] = set()
        self._arrays: set[str] = set()

    def last_key(self) -> str:
        """The key that a message names, "" for none."""
        if not self.key:
            return dotted(self.context)
        return f"{dotted(self.context)}.{self.key}" if self.context else self.key

    def make(self, names: list[str], *, in_array: bool = False) -> None:
        """Make the table of those names, which may be defined in full after it, and go there."""
        self._implicit.add(dotted(names))
        self.enter(names, in_array=in_array)

    def enter(self, names: list[str], *, in_array: bool) -> None:
        """Go to the table of those names, which is made here; in_array adds it to a list of tables."""
        table = self.root
        for at, name in enumerate(names[:-1]):
            if name not in table:
                self._implicit.add(dotted(names[: at + 1]))
                table[name] = {}
            table = _inner(table, names, at, "was already created as a hash")
        self.context = names[:-1]
        if in_array:
            tables = table.setdefault(names[-1], TypedList(LIST_OF_TABLES))
            if not isinstance(tables, TypedList):
                raise ClashError(f"Key '{dotted(names)}' was already created and cannot be used as an array.")
            tables.append({})
        else:
            self.put(names[-1], {})
        self.context = list(names)

    def put(self, key: str, value: Any) -> None:
        """Give a key of the present table its value. A table that was made on the way stays as it is."""
        table = self.root
        for at, name in enumerate(self.context):
            if name not in table:
                place = dotted(self.context[: at + 1])
                raise FunctionError(f"BUG: Context for key '{place}' has not been established.\n\n")
            table = _inner(table, self.context, at, "has already been defined")
        whole = dotted([*self.context, key])
        if key in table:
            if whole not in self._implicit:
                raise ClashError(f"Key '{whole}' has already been defined.")
            self._implicit.discard(whole)
            if whole not in self._arrays:
                return
        table[key] = value

    def is_array(self, yes: bool) -> None:
        """Say of the present key whether its value is an array in brackets."""
        whole = dotted([*self.context, self.key] if self.key else self.context or [""])
        (self._arrays.add if yes else self._arrays.discard)(whole)
