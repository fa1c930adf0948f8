# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Template trees to Python code: actions and control structures. Go: text/template exec.go (walk…), ahead of time.

names.py shows what becomes of a template.
"""

from __future__ import annotations

from types import CodeType
from typing import Dict, List, Optional, Sequence, Tuple

from . import names
from .expressions import Expressions, Params
from .nodes import Action, Branch, Call, Jump, Node, Pipe, String, Text, Tree
from .parts import Part, Place
from .type_table import TypeTable
from .writer import Local, Notes, Value, Writer


def compile_tree(
    tree: Tree, params: Params, types: TypeTable, *, addressed: Sequence[str], part: Optional[Part] = None
) -> Tuple[CodeType, Dict[int, Notes], List[Part]]:
    """Return a template's code object, its table of positions, and the parts of it that get code of their own when they
    are reached; code and table can be marshalled.

    params: the parameter types of each function that templates may call, None where they are not declared.
    addressed: those of types' addressed fields that the template's text names. part: compile that part only.
    """
    compiler = Compiler(tree, params, types, addressed=addressed)
    source, table = compiler.whole() if part is None else compiler.part(part)
    module = compile(source, f"<template {tree.name}>", "exec", dont_inherit=True, optimize=0)
    code = next(const for const in module.co_consts if isinstance(const, CodeType))
    return code, table, compiler.parts


class Compiler(Expressions):
    """Statements; what they evaluate is in Expressions."""

    def __init__(self, tree: Tree, params: Params, types: TypeTable, *, addressed: Sequence[str]) -> None:
        super().__init__(tree, params, types, addressed=addressed)
        self.parts: List[Part] = []

    def whole(self) -> Tuple[str, Dict[int, Notes]]:
        """Return the template's source and table."""
        self.body(self.tree.nodes, Value(names.DATA, 0))
        return self.writer.finish()

    def part(self, part: Part) -> Tuple[str, Dict[int, Notes]]:
        """Return the source and table of a part of it."""
        place = part.place
        self.writer = Writer(place.first)
        self.writer.variables += [Local(*variable) for variable in place.variables]
        self.body(part.nodes, Value(place.dot, 0, raw=place.dot_is_raw))
        return self.writer.finish(place.given())

    def body(self, nodes: List[Node], dot: Value) -> None:
        """Write a list of nodes; the variables it declares end with it."""
        depth = len(self.writer.variables)
        for node in nodes:
            if isinstance(node, Text):
                self.writer.text(node.text)
            elif isinstance(node, Action):
                self.writer.temps = 0
                self.action(node, dot)
            elif isinstance(node, Branch):
                self.writer.temps = 0
                self.branch(node, dot)
            elif isinstance(node, Call):
                self.writer.temps = 0
                self.call_template(node, dot)
            elif isinstance(node, Jump):
                self.jump(node)
                break  # nothing after it runs
        del self.writer.variables[depth:]

    def action(self, node: Action, dot: Value) -> None:
        """Write a pipeline whose value is printed, unless variables take it."""
        constant = _constant(node.pipe)
        if constant is not None:
            self.writer.text(constant)
            return
        self.start = node.base
        value = self.value(node.pipe, dot)
        if not node.pipe.variables:
            self.writer.piece(value, node.number)

    def value(self, pipe: Pipe, dot: Value) -> Value:
        """Write a statement's pipeline; return its value. One that is in many statements, as that of toYaml . is, gives
        the same expression in all of them where it needs no lines before it."""
        if pipe.made is None or self.addressed:
            return self.pipeline(pipe, dot)
        made: Optional[Tuple[int, Value]] = pipe.made.get((dot.code, dot.raw))
        if made is not None:
            return made[1].moved(self.start - made[0])
        writer = self.writer
        before = len(writer.function.lines), writer.temps, len(writer.kept)
        value = self.pipeline(pipe, dot)
        if before == (len(writer.function.lines), writer.temps, len(writer.kept)):
            pipe.made[dot.code, dot.raw] = self.start, value
        return value

    def inner(self, node: Branch, dot: Value, *, otherwise: bool = False) -> None:
        """Write what a branch may run: the call of a part, or its lines, in a function where Python would not nest
        deeper."""
        writer = self.writer
        nodes = (node.otherwise or []) if otherwise else node.body
        if node.otherwise_apart if otherwise else node.body_apart:
            self.call_part(Part(self.place(node, dot, otherwise=otherwise), nodes))
            return
        if not writer.too_deep():
            self.body(nodes, dot)
            return
        outer, name = writer.begin_outlined()
        self.body(nodes, dot)
        writer.end_outlined(outer)
        writer.emit(f"{names.OUTCOME} = {name}()")
        if outer.loops:
            writer.emit(f"if {names.OUTCOME} == {names.BROKE}: break")
            writer.emit(f"if {names.OUTCOME} == {names.CONTINUED}: continue")
        elif outer is not writer.main:
            writer.emit(f"if {names.OUTCOME}: return {names.OUTCOME}")

    def place(self, node: Branch, dot: Value, *, otherwise: bool) -> Place:
        """Return what the code of a part has to know of the code around it."""
        writer = self.writer
        seen = tuple([(one.name, one.code, one.raw, one.flag) for one in writer.variables[1:]])
        first = writer.first + len(writer.kept)
        return Place(node.number, otherwise, dot=dot.code, dot_is_raw=dot.raw, variables=seen, first=first)

    def call_part(self, part: Part) -> None:
        """Write the call of a part, whose code is made when it is reached."""
        function = f"{names.TEMPLATES}[{names.COMPILED}, {len(self.parts)}]"
        self.parts.append(part)
        self.writer.emit(f"{function}({', '.join((names.DATA, names.WRITE, *part.place.given()))})")

    def jump(self, node: Jump) -> None:
        """Write break or continue."""
        if self.writer.function.loops:
            self.writer.emit(node.word)
        else:
            self.writer.emit(f"return {names.BROKE if node.word == 'break' else names.CONTINUED}")

    def branch(self, node: Branch, dot: Value) -> None:
        """Write if, with or range."""
        self.start = node.base
        writer = self.writer
        depth = len(writer.variables)
        if node.word == "range":
            self.range(node, dot)
        else:
            value = self.value(node.pipe, dot)
            inner = dot
            if node.word == "with":
                inner = Value(writer.local(names.ELEMENT), 0)
                writer.emit(f"{inner.code} = {value.code}", value.notes)
                value = inner
            writer.open(f"if {value.code}:", value.notes)
            self.inner(node, inner)
            writer.close()
            self.otherwise(node, dot)
        del writer.variables[depth:]

    def otherwise(self, node: Branch, dot: Value) -> None:
        """Write the else of a branch."""
        if node.otherwise:
            self.writer.open("else:")
            self.inner(node, dot, otherwise=True)
            self.writer.close()

    def range(self, node: Branch, dot: Value) -> None:
        """Write a loop. Go: walkRange."""
        writer = self.writer
        value = self.commands(node.pipe, dot, track=True)
        container = writer.local(names.CONTAINER)
        writer.emit(f"{container} = {value.code}", value.notes)
        # Go sets the variables to the whole value first: seen in the else branch, and after "=" when nothing runs
        variables = self.declare(node.pipe, Value(container, value.last))
        element = writer.local(names.ELEMENT)
        target, iterator = element, names.ELEMENTS
        copies: List[Tuple[Local, str, str]] = []
        raw = container
        if len(variables) > 1:
            key = writer.local(names.KEY)
            target, iterator = f"{key}, {element}", names.PAIRS
            copies = [(variables[0], key, "False"), (variables[1], element, raw)]
        elif variables:
            copies = [(variables[0], element, raw)]
        notes = {names.ANY_FAILURE: (value.last, value.last)}
        if node.otherwise:
            writer.emit(f"{names.ROUNDS} = {iterator}({container})", notes)
            writer.open(f"if {names.ROUNDS}:")
            writer.open(f"for {target} in {names.ROUNDS}:", loop=True)
        else:
            writer.open(f"for {target} in {iterator}({container}):", notes, loop=True)
        for variable, source, is_raw in copies:
            writer.emit(f"{variable.code} = {source}")
            if variable.flag:
                writer.emit(f"{variable.flag} = {is_raw}")
            elif not node.pipe.assign:
                variable.raw = is_raw
        self.inner(node, Value(element, 0, raw=raw))
        writer.close(loop=True)
        for variable, _unused, _unused in copies:
            if not variable.flag:
                variable.raw = "False"
        if node.otherwise:
            writer.close()
            self.otherwise(node, dot)

    def call_template(self, node: Call, dot: Value) -> None:
        """Write {{template}}: the template is looked up before its argument is evaluated. Go: walkTemplate."""
        self.start = node.base
        writer = self.writer
        own = {names.ANY_FAILURE: (node.number, node.number), names.TEMPLATE_FAILURE: node.number}
        template = f"{names.TEMPLATES}[{node.name!r}]"
        if node.pipe is None:
            writer.emit(f"{template}(None, {names.WRITE})", own)
            return
        kept = writer.capture()
        value = self.pipeline(node.pipe, dot)
        lines = writer.captured(kept)
        if not lines and names.ANY_FAILURE not in (value.notes or ()):
            writer.emit(f"{template}({value.code}, {names.WRITE})", {**(value.notes or {}), **own})
            return
        function = writer.temp()
        writer.emit(f"{function} = {template}", own)
        writer.extend(lines)
        value = writer.store(value)
        writer.emit(f"{function}({value.code}, {names.WRITE})", own)


def _constant(pipe: Pipe) -> Optional[str]:
    """Return what a pipeline always gives where it is one string, as charts write braces and dashboards."""
    if pipe.variables or len(pipe.commands) > 1 or len(pipe.commands[0].args) > 1:
        return None
    only = pipe.commands[0].args[0]
    return only.text if isinstance(only, String) else None
