# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsed and compiled texts, and the memory of them: the same text is compiled once a task."""

from __future__ import annotations

import gc
from types import CodeType
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Tuple

from ..base import memory
from ..base.errors import LimitError
from .limits import deep_recursion
from .signatures import BUILTIN_PARAMS, params_of
from .type_table import TypeTable

if TYPE_CHECKING:
    from typing import Protocol

    class Kept(Protocol):
        """Units that an earlier run compiled: bundle.Bundle."""

        signature: Signature

        def find(self, name: str, text: str) -> Optional[Stored]:
            """Return what was kept of a text."""

        def note(self, unit: Unit) -> None:
            """Remember that this run uses unit."""


Place = Tuple[Any, ...]  # parts.Place
_MEMORY_ENTRIES = 1024
_memory: Dict[Tuple[int, str, str], Unit] = {}
memory.at_the_end(_memory.clear)  # texts given to tpl are values
_signatures: Dict[Tuple[Any, ...], Signature] = {}


class no_collection:  # noqa: N801 (a with statement's word)
    """No garbage collection inside: a parse makes no garbage, and looking for some took a quarter of its time."""

    __slots__ = ("enabled",)

    def __enter__(self) -> None:
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_error: object) -> None:
        if self.enabled:
            gc.enable()


class Signature:
    """What compiling needs to know of a set: its functions' names and parameter types, and its types."""

    __slots__ = ("number", "params", "types")

    def __init__(self, number: int, params: Dict[str, Optional[Tuple[str, ...]]], types: TypeTable) -> None:
        self.number = number
        self.params = params
        self.types = types

    def has(self, name: str) -> bool:
        """Whether templates may call a function of that name."""
        return name in self.params or name in BUILTIN_PARAMS


def signature_of(functions: Mapping[str, Callable[..., Any]], types: TypeTable) -> Signature:
    """Return the signature of a set's functions and types; equal ones are the same object."""
    params = {name: params_of(function) for name, function in functions.items()}
    key = (types.key(), *sorted(params.items(), key=lambda item: item[0]))
    known = _signatures.get(key)
    if known is None:
        known = _signatures[key] = Signature(len(_signatures), params, types)
    return known


class Compiled:
    """One template of a unit, or a part of one (see parts): then place says which.

    code, table and the parts in it are made when it first runs.
    """

    __slots__ = ("code", "empty", "name", "parts", "place", "source", "table", "unit")

    def __init__(
        self, unit: Unit, name: str, *, empty: bool = False, place: Optional[Place] = None, source: Any = None
    ) -> None:
        self.unit = unit
        self.name = name
        self.empty = empty
        self.place = place
        self.source = source  # what it is compiled from: a tree and, of a part, that
        self.code: Optional[CodeType] = None
        self.table: Optional[Dict[int, Any]] = None
        self.parts: List[Compiled] = []

    def load(self) -> CodeType:
        """Return the code, made now if need be."""
        return self.code or self._compile()

    def _compile(self) -> CodeType:
        from .compiler import compile_tree

        unit, signature = self.unit, self.unit.signature
        tree, part = self.source or unit.again().source(self.name, self.place)
        addressed = [name for name in signature.types.addressed if name in unit.text]
        with no_collection(), deep_recursion():
            try:
                made = compile_tree(tree, signature.params, signature.types, addressed=addressed, part=part)
            except (RecursionError, SyntaxError):  # Python takes no more than 100 indentations and 200 parentheses
                raise unit.too_deep() from None
        self.code, self.table, parts = made
        self.parts = [Compiled(unit, self.name, place=tuple(one.place), source=(tree, one)) for one in parts]
        self.source = None
        unit.codes += 1
        return made[0]

    def stored(self) -> Entry:
        """Return what a cache keeps of it."""
        return self.name, self.empty, self.place, self.code, self.table, [part.stored() for part in self.parts]


# name, empty, place, code, table, and the same of its parts; before them how many of a unit's have code
Entry = Tuple[str, bool, Optional[Place], Optional[CodeType], Optional[Dict[int, Any]], List[Any]]
Stored = Tuple[int, List[Entry]]


class Unit:
    """One parsed text: the templates it defines, the text's own last. codes: how many of them have code, with parts."""

    __slots__ = ("_parser", "codes", "name", "signature", "templates", "text")

    def __init__(self, name: str, text: str, signature: Signature) -> None:
        self.name = name
        self.text = text
        self.signature = signature
        self.codes = 0
        self.templates: List[Compiled] = []
        self._parser: Any = None

    def parse(self) -> None:
        """Parse the text; raises ParseError."""
        from . import quick

        with no_collection(), deep_recursion():
            trees = quick.trees_of(self.name, self.text, self.signature) or self._parsed().trees
        self.templates = [
            Compiled(self, tree.name, empty=tree.empty(), source=(tree, None)) for tree in trees.values()
        ]

    def _parsed(self) -> Any:
        from .parser import parse_text

        with no_collection(), deep_recursion():
            try:
                return parse_text(self.name, self.text, self.signature.has)
            except RecursionError:
                raise self.too_deep() from None

    def again(self) -> Any:
        """Return the text's parse once more, which gives the same: for errors, and for what a cache has no code of."""
        if self._parser is None:
            self._parser = self._parsed()
        return self._parser

    def node(self, number: int) -> Any:
        """Return a node by its number."""
        return self.again().nodes[number]

    def too_deep(self) -> LimitError:
        """Return the error for what Python cannot nest."""
        return LimitError(f"template: {self.name}: nested too deeply", template=self.name)

    def own(self) -> Compiled:
        """Return the template of the text itself."""
        return next(compiled for compiled in self.templates if compiled.name == self.name)

    def stored(self) -> Stored:
        """Return what a cache keeps of the unit; all of it can be marshalled."""
        return self.codes, [one.stored() for one in self.templates]

    def restore(self, stored: Stored) -> None:
        """Take over what a cache kept, instead of parsing."""
        self.codes, entries = stored
        self.templates = [self._restored(entry) for entry in entries]

    def _restored(self, entry: Entry) -> Compiled:
        name, empty, place, code, table, parts = entry
        compiled = Compiled(self, name, empty=empty, place=place)
        compiled.code, compiled.table = code, table
        compiled.parts = [self._restored(part) for part in parts]
        return compiled


def unit_of(name: str, text: str, signature: Signature, bundle: Optional[Kept] = None) -> Unit:
    """Return the unit of a text, from memory or from a bundle if it is there; raises ParseError."""
    if bundle is not None and bundle.signature is not signature:
        bundle = None
    key = (signature.number, name, text)
    unit = _memory.get(key)
    if unit is None:
        unit = Unit(name, text, signature)
        stored = bundle.find(name, text) if bundle is not None else None
        if stored is not None:
            unit.restore(stored)
        else:
            unit.parse()
        if len(_memory) >= _MEMORY_ENTRIES:  # the oldest half goes: cheap, and near enough to least recently used
            for old in list(_memory)[: _MEMORY_ENTRIES // 2]:
                _memory.pop(old, None)
        _memory[key] = unit
    if bundle is not None:
        bundle.note(unit)
    return unit
