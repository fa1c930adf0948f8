# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsed and compiled texts, and the memory of them: the same text is compiled once a process."""

from __future__ import annotations

import gc
from types import CodeType
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from .signatures import BUILTIN_PARAMS, normal

_MEMORY_ENTRIES = 4096
_memory: Dict[Tuple[int, str, str], Unit] = {}
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
    """What compiling needs to know of a set's functions: their names and parameter types."""

    __slots__ = ("number", "params")

    def __init__(self, number: int, params: Dict[str, Optional[Tuple[str, ...]]]) -> None:
        self.number = number
        self.params = params

    def has(self, name: str) -> bool:
        """Whether templates may call a function of that name."""
        return name in self.params or name in BUILTIN_PARAMS


def signature_of(functions: Mapping[str, Callable[..., Any]]) -> Signature:
    """Return the signature of a set's functions; equal ones are the same object."""
    params = {name: declared(function) for name, function in functions.items()}
    key = tuple(sorted(params.items(), key=_by_name))
    known = _signatures.get(key)
    if known is None:
        known = _signatures[key] = Signature(len(_signatures), params)
    return known


def _by_name(item: Tuple[str, Any]) -> str:
    return item[0]


def declared(function: Callable[..., Any]) -> Optional[Tuple[str, ...]]:
    """Return a function's declared parameter types in Go's spelling."""
    params = getattr(function, "go_params", None)
    return None if params is None else normal(params)


class Compiled:
    """One template of a unit. code and table are made when it first runs."""

    __slots__ = ("code", "empty", "name", "table", "tree", "unit")

    def __init__(self, unit: Unit, name: str, empty: bool, tree: Any) -> None:
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

            with no_collection():
                self.code, self.table = compile_tree(self.tree, self.unit.signature.params)
            self.tree = None
        return self.code


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
        from .parser import parse_text

        with no_collection():
            trees = parse_text(self.name, self.text, self.signature.has)
        self.templates = [Compiled(self, tree.name, tree.empty(), tree) for tree in trees.values()]

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


def unit_of(name: str, text: str, signature: Signature) -> Unit:
    """Return the unit of a text; raises ParseError."""
    key = (signature.number, name, text)
    unit = _memory.get(key)
    if unit is None:
        unit = Unit(name, text, signature)
        unit.parse()
        if len(_memory) >= _MEMORY_ENTRIES:  # the oldest half goes: cheap, and near enough to least recently used
            for old in list(_memory)[: _MEMORY_ENTRIES // 2]:
                del _memory[old]
        _memory[key] = unit
    return unit
