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
    key = (types.key(), *sorted(params.items(), key=_by_name))
    known = _signatures.get(key)
    if known is None:
        known = _signatures[key] = Signature(len(_signatures), params, types)
    return known


def _by_name(item: Tuple[str, Any]) -> str:
    return item[0]


class Compiled:
    """One template of a unit. code and table are made when it first runs."""

    __slots__ = ("code", "empty", "name", "table", "tree", "unit")

    def __init__(self, unit: Unit, name: str, empty: bool, tree: Any = None) -> None:
        self.unit = unit
        self.name = name
        self.empty = empty
        self.tree = tree
        self.code: Optional[CodeType] = None
        self.table: Optional[Dict[int, Any]] = None

    def load(self) -> CodeType:
        """Return the code, made now if need be."""
        if self.code is None:
            from .compiler import compile_tree

            tree = self.tree or self.unit.trees()[self.name]
            signature = self.unit.signature
            addressed = [name for name in signature.types.addressed if name in self.unit.text]
            with no_collection(), deep_recursion():
                try:
                    self.code, self.table = compile_tree(tree, signature.params, signature.types, addressed=addressed)
                except (RecursionError, SyntaxError):  # Python takes no more than 100 indentations and 200 parentheses
                    raise self.unit.too_deep() from None
            self.tree = None
        return self.code


Stored = List[Tuple[str, bool, Optional[CodeType], Optional[Dict[int, Any]]]]


class Unit:
    """One parsed text: the templates it defines, the text's own last."""

    __slots__ = ("name", "nodes", "signature", "templates", "text")

    def __init__(self, name: str, text: str, signature: Signature) -> None:
        self.name = name
        self.text = text
        self.signature = signature
        self.nodes: Optional[List[Any]] = None
        self.templates: List[Compiled] = []

    def parse(self) -> None:
        """Parse the text; raises ParseError."""
        self.templates = [Compiled(self, tree.name, tree.empty(), tree) for tree in self.trees().values()]

    def trees(self) -> Dict[str, Any]:
        """Return the text's trees by name; raises ParseError."""
        from .parser import parse_text

        with no_collection(), deep_recursion():
            try:
                return parse_text(self.name, self.text, self.signature.has)
            except RecursionError:
                raise self.too_deep() from None

    def too_deep(self) -> LimitError:
        """Return the error for what Python cannot nest."""
        return LimitError(f"template: {self.name}: nested too deeply", template=self.name)

    def own(self) -> Compiled:
        """Return the template of the text itself."""
        return next(compiled for compiled in self.templates if compiled.name == self.name)

    def node(self, number: int) -> Any:
        """Return a node by its number; the text is parsed again for it, as only errors ask."""
        if self.nodes is None:
            from .parser import Parser

            parser = Parser(self.name, self.text, self.signature.has)
            parser.parse()
            self.nodes = parser.nodes
        return self.nodes[number]

    def stored(self) -> Stored:
        """Return what a cache keeps of the unit; all of it can be marshalled."""
        return [(one.name, one.empty, one.code, one.table) for one in self.templates]

    def restore(self, stored: Stored) -> None:
        """Take over what a cache kept, instead of parsing."""
        for name, empty, code, table in stored:
            compiled = Compiled(self, name, empty)
            compiled.code, compiled.table = code, table
            self.templates.append(compiled)


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
