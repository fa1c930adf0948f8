# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Template trees to Python code: actions and control structures. Go: text/template exec.go (walk…), ahead of time.

The function made is t(d, w, u): data, the output's append, the unit that error messages are made from.
"""

from __future__ import annotations

from types import CodeType
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from .expressions import Expressions
from .nodes import Action, Branch, Call, Jump, Node, Text, Tree
from .writer import Local, Notes, Value

Params = Mapping[str, Optional[Sequence[str]]]


def compile_tree(tree: Tree, params: Params) -> Tuple[CodeType, Dict[int, Notes]]:
    """Return a template's code object and its table of positions; both can be marshalled.

    params: the parameter types of each function that templates may call, None where they are not declared.
    """
    source, table = Compiler(tree, params).whole()
    module = compile(source, f"<template {tree.name}>", "exec", dont_inherit=True, optimize=0)
    code = next(const for const in module.co_consts if isinstance(const, CodeType))
    return code, table


class Compiler(Expressions):
    """Statements; what they evaluate is in Expressions."""

    def whole(self) -> Tuple[str, Dict[int, Notes]]:
        """Return the template's source and table."""
        self.body(self.tree.nodes, Value("d", 0))
        return self.writer.finish()

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
        value = self.pipeline(node.pipe, dot)
        if not node.pipe.variables:
            self.writer.piece(value, node.number)

    def inner(self, nodes: List[Node], dot: Value) -> None:
        """Write the body of a control structure, in a function of its own where Python would not nest deeper."""
        writer = self.writer
        if not writer.too_deep():
            self.body(nodes, dot)
            return
        outer, name = writer.begin_outlined()
        self.body(nodes, dot)
        writer.end_outlined(outer)
        writer.emit(f"o = {name}()")
        if outer.loops:
            writer.emit("if o == 1: break")
            writer.emit("if o == 2: continue")
        elif outer is not writer.main:
            writer.emit("if o: return o")

    def jump(self, node: Jump) -> None:
        """Write break or continue."""
        if self.writer.function.loops:
            self.writer.emit(node.word)
        else:
            self.writer.emit(f"return {1 if node.word == 'break' else 2}")

    def branch(self, node: Branch, dot: Value) -> None:
        """Write if, with or range."""
        writer = self.writer
        depth = len(writer.variables)
        if node.word == "range":
            self.range(node, dot)
        else:
            value = self.pipeline(node.pipe, dot)
            inner = dot
            if node.word == "with":
                inner = Value(writer.local("d"), 0)
                writer.emit(f"{inner.code} = {value.code}", value.notes)
                value = inner
            writer.open(f"if {value.code}:", value.notes)
            self.inner(node.body, inner)
            writer.close()
            self.otherwise(node, dot)
        del writer.variables[depth:]

    def otherwise(self, node: Branch, dot: Value) -> None:
        """Write the else of a branch."""
        if node.otherwise:
            self.writer.open("else:")
            self.inner(node.otherwise, dot)
            self.writer.close()

    def range(self, node: Branch, dot: Value) -> None:
        """Write a loop. Go: walkRange."""
        writer = self.writer
        value = self.commands(node.pipe, dot, track=True)
        container = writer.local("c")
        writer.emit(f"{container} = {value.code}", value.notes)
        # Go sets the variables to the whole value first: seen in the else branch, and after "=" when nothing runs
        variables = self.declare(node.pipe, Value(container, value.last))
        element = writer.local("d")
        target, iterator = element, "I"
        copies: List[Tuple[Local, str, str]] = []
        raw = container
        if len(variables) > 1:
            key = writer.local("k")
            target, iterator = f"{key}, {element}", "J"
            copies = [(variables[0], key, "False"), (variables[1], element, raw)]
        elif variables:
            copies = [(variables[0], element, raw)]
        if node.otherwise:
            writer.emit(f"i = {iterator}({container})", {"": (value.last, value.last)})
            writer.open("if i:")
            writer.open(f"for {target} in i:", loop=True)
        else:
            notes = {"": (value.last, value.last)}
            writer.open(f"for {target} in {iterator}({container}):", notes, loop=True)
        for variable, source, is_raw in copies:
            writer.emit(f"{variable.code} = {source}")
            if variable.flag:
                writer.emit(f"{variable.flag} = {is_raw}")
            elif not node.pipe.assign:
                variable.raw = is_raw
        self.inner(node.body, Value(element, 0, raw=raw))
        writer.close(loop=True)
        for variable, _unused, _unused in copies:
            if not variable.flag:
                variable.raw = "False"
        if node.otherwise:
            writer.close()
            self.otherwise(node, dot)

    def call_template(self, node: Call, dot: Value) -> None:
        """Write {{template}}: the template is looked up before its argument is evaluated. Go: walkTemplate."""
        writer = self.writer
        own = {"": (node.number, node.number), "T": node.number}
        if node.pipe is None:
            writer.emit(f"T[{node.name!r}](None, w)", own)
            return
        kept = writer.capture()
        value = self.pipeline(node.pipe, dot)
        lines = writer.captured(kept)
        if not lines and "" not in (value.notes or ()):
            writer.emit(f"T[{node.name!r}]({value.code}, w)", {**(value.notes or {}), **own})
            return
        function = writer.temp()
        writer.emit(f"{function} = T[{node.name!r}]", own)
        writer.extend(lines)
        value = writer.store(value)
        writer.emit(f"{function}({value.code}, w)", own)
