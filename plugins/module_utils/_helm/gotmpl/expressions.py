# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines to Python expressions. Go: text/template exec.go (evalPipeline, evalCommand, evalArg …), ahead of time."""

from __future__ import annotations

from itertools import zip_longest
from typing import List, Mapping, Optional, Sequence, Tuple, cast

from . import names
from .constants import literal_argument, literal_value
from .nodes import Bool, Chain, Command, Dot, Field, Identifier, Nil, Node, Number, Pipe, String, Tree, Variable
from .signatures import BUILTIN_PARAMS, CLASSES, RESULTS, any_type, count_problem, param_type
from .type_table import TypeTable
from .writer import Last, Lines, Local, Notes, Value, Writer

Params = Mapping[str, Optional[Sequence[str]]]
_LITERALS = (Bool, Number, String)
_LONG = 1000


class Expressions:
    """Writes what evaluates pipelines; the statements around them are in compiler."""

    def __init__(self, tree: Tree, params: Params, types: TypeTable, *, addressed: Sequence[str]) -> None:
        self.tree = tree
        self.params = params
        self.types = types
        self.addressed = addressed
        self.start = 0  # what a node's number begins with in the statement that is being written
        self.writer = Writer()

    # Pipelines and variables

    def pipeline(self, pipe: Pipe, dot: Value, *, track: bool = False) -> Value:
        """Write a pipeline; return its value. track: the value's last must be exact."""
        value = self.commands(pipe, dot, track=track)
        if pipe.variables:
            value = self.writer.store(value)
            self.declare(pipe, value)
        return value

    def commands(self, pipe: Pipe, dot: Value, *, track: bool) -> Value:
        """Write a pipeline's commands; return the last one's value."""
        value: Optional[Value] = None
        last: Last = self.start + pipe.number
        for command, after in zip_longest(pipe.commands, pipe.commands[1:]):
            exact = track or (after is not None and isinstance(after.args[0], Pipe))  # which fails where this ends
            value = self.command(command, dot, value, last, track=exact)
            value.raw, value.path = "False", ""  # a pipeline takes what is in an interface out of it
            last = value.last
        if value is None:
            raise AssertionError("the parser refuses an empty pipeline")
        return value

    def declare(self, pipe: Pipe, value: Value) -> List[Local]:
        """Write the assignment of a pipeline's value to its variables; return these."""
        writer = self.writer
        found = []
        for node in pipe.variables:
            name = node.names[0]
            if pipe.assign:
                known = writer.find(name)
                if known is None:
                    self.stop(f"undefined variable: {name}", value.last)
                    continue
                variable = known
            else:
                code = writer.local(names.VARIABLE)
                flag = writer.local(names.IS_RAW) if name in self.tree.assigned else ""
                variable = Local(name, code, flag=flag)
                writer.variables.append(variable)
            writer.emit(f"{variable.code} = {value.code}")
            if variable.flag:
                writer.emit(f"{variable.flag} = False")
            found.append(variable)
        return found

    def command(  # the node, where it stands, and what comes before it: six facts of one place
        self, command: Command, dot: Value, final: Optional[Value], last: Last, *, track: bool
    ) -> Value:
        """Write one command of a pipeline. final: the value of the command before it."""
        first = command.args[0]
        args = command.args[1:]
        if isinstance(first, Identifier):
            return self.function(first, command, args, dot, final, track=track)
        given = bool(args) or final is not None
        if final is not None:
            final = self.writer.store(final)
        if isinstance(first, (Field, Chain, Variable)):
            base, chain, at = self.base(first, dot)
            if chain and given:
                return self.method(first, base, chain, (at, self.start + first.number), args, dot, final, track=track)
            if chain:
                return self.fields(base, chain, at, self.start + first.number)
            if given:
                return self.stop(f"can't give argument to non-function {first}", self.start + first.number)
            return Value(base.code, self.start + first.number)
        if isinstance(first, Pipe):
            if given:
                return self.stop(f"can't give argument to non-function {first}", last)
            return self.pipeline(first, dot, track=track)
        if given:
            return self.stop(f"can't give argument to non-function {first}", self.start + first.number)
        if isinstance(first, Nil):
            return self.stop("nil is not a command", self.start + first.number)
        if isinstance(first, Dot):
            return Value(dot.code, self.start + first.number)
        return self.literal(first)

    def stop(self, message: str, last: Last) -> Value:
        """Write the failure that a node always is; nothing after it runs."""
        self.writer.emit(f"{names.STOP}({message!r})", {names.ANY_FAILURE: (last, last)})
        return Value(names.DATA, last)

    def literal(self, node: Node) -> Value:
        """Return a constant where any type will do."""
        code, known, problem = literal_value(node)
        number = self.start + node.number
        return self.stop(problem, number) if problem else Value(code, number, known=known)

    # Fields

    def base(self, node: Node, dot: Value) -> Tuple[Value, List[str], Last]:
        """Return what a chain of names starts from, the names, and where Go is before the first of them."""
        if isinstance(node, Field):
            return dot, list(node.names), self.start + node.number
        if isinstance(node, Variable):
            variable = self.writer.find(node.names[0])
            if variable is None:
                value = self.stop(f"undefined variable: {node.names[0]}", self.start + node.number)
            else:
                value = Value(variable.code, self.start + node.number, raw=variable.raw)
            return value, list(node.names[1:]), self.start + node.number
        if not isinstance(node, Chain):
            raise AssertionError(f"{node} has no fields")
        if isinstance(node.node, Nil):
            number = self.start + node.number
            return self.stop(f"indirection through explicit nil in {node}", number), list(node.names), number
        inner = node.node
        if isinstance(inner, Pipe):
            value = self.pipeline(inner, dot, track=True)
        else:
            value = self.bare_function(cast(Identifier, inner), dot)
        return self.writer.store(value), list(node.names), value.last

    def fields(self, base: Value, chain: List[str], at: Last, own: int) -> Value:
        """Return .a.b.c of a base that is a name."""
        path = ".".join(chain)
        args = base.code if base.raw == "False" else f"{base.code}, {base.raw}"
        raw = f"{names.FIELD_IS_RAW}({args}, path={path!r})"
        value = Value(f"{names.FIELD}[{path!r}]({args})", at, notes={path: (at, own)}, raw=raw)
        value.path, value.args = path, args
        return value

    def method(
        self,
        node: Node,
        base: Value,
        chain: List[str],
        at: Tuple[Last, int],
        args: List[Node],
        dot: Value,
        final: Optional[Value],
        *,
        track: bool,
    ) -> Value:
        """Write the call of a method with arguments. Go: evalFieldChain with arguments, evalCall."""
        writer = self.writer
        target, result = writer.temp(), writer.temp()
        dynamic = writer.local(names.NODE) if track else ""
        path, count = ".".join(chain), f"{len(args)}, {final is not None}"
        writer.emit(f"{target} = {names.METHOD}({base.code}, {base.raw}, {path!r}, {count})", {names.ANY_FAILURE: at})
        writer.emit(f"{result} = None")
        if dynamic:
            writer.emit(f"{dynamic} = {at[1]}")
        writer.open(f"if {target} is not None:")
        codes, last = self.method_arguments(target, args, dot, at[0], final)
        call = {names.CALL_FAILURE: (self.start + node.number, chain[-1])}
        writer.emit(f"{result} = {target}({', '.join(codes)})", call)
        if dynamic:
            writer.emit(f"{dynamic} = {last}")
        writer.close()
        return Value(result, dynamic or last)

    def method_arguments(
        self, target: str, args: List[Node], dot: Value, last: Last, final: Optional[Value]
    ) -> Tuple[List[str], Last]:
        """Write the arguments of the method that is in target; return their names, and where Go is after them."""
        writer = self.writer
        codes = []
        for index, arg in enumerate(args):
            code = writer.temp()
            if isinstance(arg, (*_LITERALS, Nil)):
                last = self.start + arg.number
                literal = "None" if isinstance(arg, Nil) else self.literal(arg).code
                call = f"{names.METHOD_CONSTANT}({target}, {index}, {literal}, {str(arg)!r})"
            else:
                value = writer.store(self.plain_argument(arg, dot, track=True))
                last = value.last
                call = f"{names.METHOD_ARGUMENT}({target}, {index}, {value.code}, {value.raw})"
            writer.emit(f"{code} = {call}", {names.ANY_FAILURE: (last, last)})
            codes.append(code)
        if final is not None:
            code = writer.temp()
            call = f"{names.METHOD_ARGUMENT}({target}, {len(args)}, {final.code}, False)"
            writer.emit(f"{code} = {call}", {names.ANY_FAILURE: (last, last)})
            codes.append(code)
        return codes, last

    # Arguments

    def plain_argument(self, node: Node, dot: Value, *, track: bool) -> Value:
        """Write an argument that is no literal."""
        if isinstance(node, Dot):
            return Value(dot.code, self.start + node.number, raw=dot.raw)
        if isinstance(node, Pipe):
            return self.pipeline(node, dot, track=track)
        if isinstance(node, Identifier):
            return self.bare_function(node, dot)
        base, chain, at = self.base(node, dot)
        if chain:
            return self.fields(base, chain, at, self.start + node.number)
        return Value(base.code, self.start + node.number, raw=base.raw)

    def argument(self, node: Node, go_type: str, dot: Value, *, track: bool) -> Value:
        """Write an argument for a parameter of that type. Go: evalArg."""
        if isinstance(node, _LITERALS):
            code, known, problem = literal_argument(node, go_type)
            number = self.start + node.number
            return self.stop(problem, number) if problem else Value(code, number, known=known)
        if isinstance(node, Nil):
            if self.types.nilable(go_type):
                code = "None" if any_type(go_type) else f"{names.CHECKED}(None, {go_type!r})"
                return Value(code, self.start + node.number)
            return self.stop(f"cannot assign nil to {go_type}", self.start + node.number)
        return self.checked(self.plain_argument(node, dot, track=track), go_type)

    def checked(self, value: Value, go_type: str, last: Optional[Last] = None) -> Value:
        """Return a value with the check of a parameter's type around it. Go: validateType."""
        known = CLASSES.get(go_type, "")
        if any_type(go_type) or (known and value.known == known):
            return self.copied(value) if self.addressed and go_type != "reflect.Value" else value
        last = value.last if last is None else last
        if value.path and last == value.last:  # fields are looked up and checked in one go
            path = f"{value.path}:{go_type}"
            notes = {path: (value.notes or {})[value.path]}
            return Value(f"{names.FIELD}[{path!r}]({value.args})", last, notes=notes, known=known)
        codes, notes = self.writer.join([value], {names.ANY_FAILURE: (last, last)})
        raw = "" if value.raw == "False" else f", {value.raw}"
        return Value(f"{names.CHECKED}({codes[0]}, {go_type!r}{raw})", value.last, notes=notes, known=known)

    def copied(self, value: Value) -> Value:
        """Return a value as a parameter of type interface {} gets it: of a struct a copy, which has no address."""
        if not value.code.isidentifier() and not any(f"{name}']" in value.code for name in self.addressed):
            return value
        return Value(f"{names.COPIED}({value.code})", value.last, notes=value.notes, raw=value.raw)

    def arguments(self, nodes: List[Node], params: Sequence[str], dot: Value, *, track: bool) -> List[Value]:
        """Write a function's arguments: what one of them has to write comes after those before it."""
        writer = self.writer
        values: List[Value] = []
        stored = 0
        for index, node in enumerate(nodes):
            if not index or node.__class__ is Field or node.__class__ is Dot:  # nothing before it, nothing to write
                values.append(self.argument(node, param_type(params, index), dot, track=track))
                continue
            kept = writer.capture()
            value = self.argument(node, param_type(params, index), dot, track=track)
            lines = writer.captured(kept)
            if lines:
                writer.flush()
                values[stored:] = [writer.store(earlier) for earlier in values[stored:]]
                stored = len(values)
                writer.extend(lines)
            values.append(value)
        return values

    # Functions

    def bare_function(self, node: Identifier, dot: Value) -> Value:
        """Write the call of a function that stands where a value does, without arguments.

        A nil from it is one in an interface: a function with another result has no nil to give.
        """
        value = self.writer.store(self.function(node, node, [], dot, None, track=True))
        value.raw = f"{value.code} is None"
        return value

    def function(
        self,
        node: Identifier,
        command: Node,
        args: List[Node],
        dot: Value,
        final: Optional[Value],
        *,
        track: bool,
    ) -> Value:
        """Write the call of a function. Go: evalFunction, evalCall."""
        name = node.name
        own = name in self.params
        params = self.params[name] if own else BUILTIN_PARAMS[name]
        if params is None:
            params = ("...interface {}",)
        problem = count_problem(name, params, len(args), final is not None)
        if final is not None and (
            problem or not all(_is_quiet(arg, param_type(params, at)) for at, arg in enumerate(args))
        ):
            final = self.writer.store(final)  # it is evaluated before the arguments
        if problem:
            return self.stop(problem, self.start + node.number)
        if not own and name in ("and", "or"):
            return self.and_or(node, args, dot, final, track=track)
        values = self.arguments(args, params, dot, track=track or not all(any_type(param) for param in params))
        last: Last = values[-1].last if values else self.start + node.number
        if final is not None:
            values.append(self.checked(final, param_type(params, len(args)), last))
        call: Notes = {names.CALL_FAILURE: (self.start + command.number, name)}
        if own:
            codes, notes = self.writer.join(values, call)
            return Value(f"{names.function(name)}({', '.join(codes)})", last, notes=notes)
        return self.builtin(name, values, args, call, last)

    def builtin(self, name: str, values: List[Value], args: List[Node], call: Notes, last: Last) -> Value:
        """Return the call of a function that every template has: any but and, or."""
        known = RESULTS.get(name, "")
        if name == "slice":
            values = [self.writer.store(value) for value in values]
            values[1:] = [wrapped(value) for value in values[1:]]
        codes, notes = self.writer.join(values, call)
        if name == "not":
            return Value(f"(not {codes[0]})", last, notes=notes, known=known)
        if name == "len":
            value = self.writer.store(values[0])
            return Value(f"{names.builtin(name)}({value.code}, {value.raw})", last, notes=call, known=known)
        if name in ("eq", "ne") and len(codes) == 2:
            name += "2"
        elif name == "call":
            codes.insert(0, repr(str(args[0])) if args else f"{names.CALLEE_NAME}({codes[0]})")
        return Value(f"{names.builtin(name)}({', '.join(codes)})", last, notes=notes, known=known)

    def and_or(self, node: Identifier, args: List[Node], dot: Value, final: Optional[Value], *, track: bool) -> Value:
        """Write and, or: later arguments are evaluated only where they count."""
        writer = self.writer
        finals = [] if final is None else [writer.store(final)]
        if not args:
            return Value(finals[0].code, self.start + node.number)
        value = self.argument(args[0], "reflect.Value", dot, track=track)
        dynamic = writer.local(names.NODE) if track and len(args) > 1 else ""
        last = value.last
        for arg in args[1:]:
            kept = writer.capture()
            writer.function.indent += 1
            other = self.argument(arg, "reflect.Value", dot, track=track)
            writer.function.indent -= 1
            value = self.either(node.name, value, other, writer.captured(kept), dynamic)
            last = other.last
        for other in finals:
            value = self.either(node.name, value, other, [], "")
        return Value(value.code, dynamic or last, notes=value.notes)

    def either(self, word: str, value: Value, other: Value, lines: Lines, dynamic: str) -> Value:
        """Return value and other, value or other; lines must run before other does."""
        writer = self.writer
        notes = value.notes or {}
        short = len(value.code) + len(other.code) < _LONG  # Python takes 200 nested parentheses
        if short and not lines and not dynamic and notes.keys().isdisjoint(other.notes or ()):
            return Value(f"({value.code} {word} {other.code})", other.last, notes={**notes, **(other.notes or {})})
        result = writer.temp()
        writer.emit(f"{result} = {value.code}", value.notes)
        if dynamic and value.last != dynamic:
            writer.emit(f"{dynamic} = {value.last}")
        writer.open(f"if {result}:" if word == "and" else f"if not {result}:")
        writer.extend(lines)
        writer.emit(f"{result} = {other.code}", other.notes)
        if dynamic:
            writer.emit(f"{dynamic} = {other.last}")
        writer.close()
        return Value(result, dynamic or other.last)


def wrapped(value: Value) -> Value:
    """Return an index for slice: Go's does not look into interfaces."""
    return value if value.raw == "False" else Value(f"{names.STILL_WRAPPED}({value.code}, {value.raw})", value.last)


def _is_quiet(node: Node, go_type: str) -> bool:
    """Whether an argument is a literal that fits: what is evaluated before it can be written behind it."""
    return isinstance(node, _LITERALS) and not literal_argument(node, go_type)[2]
