# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines to Python expressions. Go: text/template exec.go (evalPipeline, evalCommand, evalArg …), ahead of time."""

from __future__ import annotations

from typing import List, Mapping, Optional, Sequence, Tuple

from .constants import literal_argument, literal_value
from .nodes import Bool, Chain, Command, Dot, Field, Identifier, Nil, Node, Number, Pipe, String, Variable
from .parser import Tree
from .signatures import BUILTIN_PARAMS, RESULTS, any_type, nilable
from .writer import Entry, Last, Local, Value, Writer, tuple_code

# Plain Python classes of Go types: a value of exactly that class needs no further check.
_CLASSES = {
    "string": "str",
    "int": "int",
    "bool": "bool",
    "float64": "float",
    "map[string]interface {}": "dict",
    "[]interface {}": "list",
}
# Go methods that a map type has: a key of that name is not what Go finds first.
_METHOD_NAMES = frozenset(
    (
        *("AsMap", "Encode", "PathValue", "Table", "YAML"),  # of values
        *("AsConfig", "AsSecrets", "Get", "GetBytes", "Glob", "Lines"),  # of files
        *("Has", "String", "Error"),
    )
)


class Expressions:
    """Writes what evaluates pipelines; the statements around them are in compiler."""

    def __init__(self, tree: Tree, params: Mapping[str, Optional[Sequence[str]]]) -> None:
        self.tree = tree
        self.params = params
        self.writer = Writer()

    # Pipelines and variables

    def pipeline(self, pipe: Pipe, dot: Value, *, track: bool = False) -> Value:
        """Write a pipeline; return its value. track: the value's last must be exact."""
        value = self.commands(pipe, dot, track=track)
        self.declare(pipe, value)
        return value

    def commands(self, pipe: Pipe, dot: Value, *, track: bool) -> Value:
        """Write a pipeline's commands; return the last one's value."""
        value: Optional[Value] = None
        last: Last = pipe.number
        for command in pipe.commands:
            value = self.command(command, dot, value, last, track=track)
            value.raw = "False"  # a pipeline takes what is in an interface out of it
            last = value.last
        assert value is not None  # the parser refuses an empty pipeline
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
                code = writer.local("v")
                flag = writer.local("r") if name in self.tree.assigned else ""
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
        given = bool(args) or final is not None
        if isinstance(first, Identifier):
            return self.function(first, command, args, dot, final, track=track)
        if isinstance(first, (Field, Chain, Variable)):
            base, names, at = self.base(first, dot)
            if names and given:
                return self.method(first, base, names, (at, first.number), args, dot, final)
            if names:
                return self.fields(base, names, (at, first.number))
            if given:
                return self.stop(f"can't give argument to non-function {first}", first.number)
            return Value(base.code, first.number)
        if isinstance(first, Pipe):
            if given:
                return self.stop(f"can't give argument to non-function {first}", last)
            return self.pipeline(first, dot, track=track)
        if given:
            return self.stop(f"can't give argument to non-function {first}", first.number)
        if isinstance(first, Nil):
            return self.stop("nil is not a command", first.number)
        if isinstance(first, Dot):
            return Value(dot.code, first.number)
        return self.literal(first)

    def stop(self, message: str, last: Last) -> Value:
        """Write the failure that a node always is; nothing after it runs."""
        self.writer.emit(f"S({message!r})", last)
        return Value("d", last)

    def literal(self, node: Node) -> Value:
        """Return a constant where any type will do."""
        code, known, problem = literal_value(node)
        return self.stop(problem, node.number) if problem else Value(code, node.number, known=known)

    # Fields

    def base(self, node: Node, dot: Value) -> Tuple[Value, List[str], Last]:
        """Return what a chain of names starts from, the names, and where Go is before the first of them."""
        if isinstance(node, Field):
            return dot, list(node.names), node.number
        if isinstance(node, Variable):
            variable = self.writer.find(node.names[0])
            if variable is None:
                value = self.stop(f"undefined variable: {node.names[0]}", node.number)
            else:
                value = Value(variable.code, node.number, raw=variable.raw)
            return value, list(node.names[1:]), node.number
        assert isinstance(node, Chain)
        if isinstance(node.node, Nil):
            return self.stop(f"indirection through explicit nil in {node}", node.number), list(node.names), node.number
        inner = node.node
        if isinstance(inner, Pipe):
            value = self.pipeline(inner, dot, track=True)
        else:
            assert isinstance(inner, Identifier)
            value = self.bare_function(inner, dot)
        return value, list(node.names), value.last

    def fields(self, base: Value, names: List[str], entry: Entry) -> Value:
        """Write .a.b.c: dictionary look-ups, and the slow way for whatever is not that simple."""
        writer = self.writer
        result = writer.temp()
        slow = f"{result} = F({base.code}, {base.raw}, {tuple_code(names)})"
        if not base.known and _METHOD_NAMES.isdisjoint(names):
            path = "".join([f"[{name!r}]" for name in names])
            writer.emit(f"try: {result} = {base.code}{path}")
            writer.emit(f"except E: {slow}", entry)
        else:
            writer.emit(slow, entry)
        assert isinstance(entry, tuple)
        return Value(result, entry[0], raw=f"W({base.code}, {base.raw}, {tuple_code(names)})")

    def method(
        self,
        node: Node,
        base: Value,
        names: List[str],
        entry: Entry,
        args: List[Node],
        dot: Value,
        final: Optional[Value],
    ) -> Value:
        """Write the call of a method with arguments."""
        writer = self.writer
        target = writer.temp()
        count = f"{len(args)}, {final is not None}"
        writer.emit(f"{target} = M({base.code}, {base.raw}, {tuple_code(names)}, {count})", entry)
        codes = []
        assert isinstance(entry, tuple)
        last: Last = entry[0]
        for index, arg in enumerate(args):
            code = writer.temp()
            if isinstance(arg, (Bool, Number, String)):
                last = arg.number
                literal = self.literal(arg)
                writer.emit(f"{code} = C({target}, {index}, {literal.code}, {str(arg)!r})", last)
            elif isinstance(arg, Nil):
                last = arg.number
                writer.emit(f"{code} = C({target}, {index}, None, 'nil')", last)
            else:
                value = self.plain_argument(arg, dot, track=True)
                last = value.last
                writer.emit(f"{code} = B({target}, {index}, {value.code}, {value.raw})", last)
            codes.append(code)
        if final is not None:
            code = writer.temp()
            writer.emit(f"{code} = B({target}, {len(args)}, {final.code}, False)", last)
            codes.append(code)
        result = writer.temp()
        writer.emit(f"{result} = {target}({', '.join(codes)})", (node.number, names[-1]))
        return Value(result, last)

    # Arguments

    def plain_argument(self, node: Node, dot: Value, *, track: bool) -> Value:
        """Write an argument that is no literal."""
        if isinstance(node, Dot):
            return Value(dot.code, node.number, raw=dot.raw)
        if isinstance(node, Pipe):
            return self.pipeline(node, dot, track=track)
        if isinstance(node, Identifier):
            return self.bare_function(node, dot)
        base, names, at = self.base(node, dot)
        if names:
            return self.fields(base, names, (at, node.number))
        return Value(base.code, node.number, raw=base.raw)

    def argument(self, node: Node, go_type: str, dot: Value, *, track: bool) -> Value:
        """Write an argument for a parameter of that type. Go: evalArg."""
        if isinstance(node, (Bool, Number, String)):
            code, known, problem = literal_argument(node, go_type)
            return self.stop(problem, node.number) if problem else Value(code, node.number, known=known)
        if isinstance(node, Nil):
            if nilable(go_type):
                code = "None" if any_type(go_type) else f"A(None, {go_type!r}, False)"
                return Value(code, node.number)
            return self.stop(f"cannot assign nil to {go_type}", node.number)
        value = self.plain_argument(node, dot, track=track)
        return self.checked(value, go_type, value.last)

    def checked(self, value: Value, go_type: str, last: Last) -> Value:
        """Write the check of a value against a parameter's type. Go: validateType."""
        if any_type(go_type):
            return value
        known = _CLASSES.get(go_type, "")
        if known and value.known == known:
            return value
        result = self.writer.temp()
        check = f"A({value.code}, {go_type!r}, {value.raw})"
        if known:
            check = f"{value.code} if {value.code}.__class__ is {known} else {check}"
        self.writer.emit(f"{result} = {check}", last)
        return Value(result, value.last, known=known)

    # Functions

    def bare_function(self, node: Identifier, dot: Value) -> Value:
        """Write the call of a function that stands where a value does, without arguments.

        A nil from it is one in an interface: a function with another result has no nil to give.
        """
        value = self.function(node, node, [], dot, None, track=True)
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
        problem = _count_problem(name, params, len(args), final is not None)
        if problem:
            return self.stop(problem, node.number)
        if not own and name in ("and", "or"):
            return self.and_or(node, args, dot, final, track=track)
        exact = track or not all(any_type(param) for param in params)
        last: Last = node.number
        values: List[Value] = []
        for index, arg in enumerate(args):
            value = self.argument(arg, _param(params, index), dot, track=exact)
            last = value.last
            values.append(value)
        if final is not None:
            values.append(self.checked(final, _param(params, len(args)), last))
        result, known = self.writer.temp(), ""
        if own:
            code = f"{function_name(name)}({', '.join([value.code for value in values])})"
        else:
            known = RESULTS.get(name, "")
            code = self.builtin(name, values, args)
        self.writer.emit(f"{result} = {code}", (command.number, name))
        return Value(result, last, known=known)

    def builtin(self, name: str, values: List[Value], args: List[Node]) -> str:
        """Return the code of a builtin's call, the commonest ones inline."""
        codes = [value.code for value in values]
        if name == "not":
            return f"not {codes[0]}"
        if name in ("eq", "ne") and len(codes) == 2:
            one, two = values
            sign = "==" if name == "eq" else "!="
            call = f"b_{name}({one.code}, {two.code})"
            if two.known in ("str", "int"):
                return f"{one.code} {sign} {two.code} if {one.code}.__class__ is {two.known} else {call}"
            return f"{one.code} {sign} {two.code} if {one.code}.__class__ is {two.code}.__class__ is str else {call}"
        if name == "len" and not values[0].known:
            return f"N({values[0].raw}) if {codes[0]} is None else b_len({codes[0]})"
        if name == "slice":
            codes[1:] = [one.code if one.raw == "False" else f"Q({one.code}, {one.raw})" for one in values[1:]]
        if name == "call":
            callee = repr(str(args[0])) if args else f"G({codes[0]})"
            return f"b_call({', '.join([callee, *codes])})"
        return f"b_{name}({', '.join(codes)})"

    def and_or(
        self, node: Identifier, args: List[Node], dot: Value, final: Optional[Value], *, track: bool
    ) -> Value:
        """Write and, or: later arguments are evaluated only where they count."""
        writer = self.writer
        test = "if" if node.name == "and" else "if not"
        result = writer.temp()
        last: Last = node.number
        dynamic = writer.local("n") if track and len(args) > 1 else ""
        for index, arg in enumerate(args):
            if index:
                writer.open(f"{test} {result}:")
            value = self.argument(arg, "reflect.Value", dot, track=track)
            writer.emit(f"{result} = {value.code}")
            last = value.last
            if dynamic:
                writer.emit(f"{dynamic} = {last}")
            if index:
                writer.close()
        if final is not None:
            writer.emit(f"{test} {result}: {result} = {final.code}" if args else f"{result} = {final.code}")
        return Value(result, dynamic or last)


def function_name(name: str) -> str:
    """Return the Python name under which a template function is found."""
    return f"f_{name}"


def _param(params: Sequence[str], index: int) -> str:
    """Return the type of the parameter that takes argument index."""
    param = params[min(index, len(params) - 1)]
    return param[3:] if param.startswith("...") else param


def _count_problem(name: str, params: Sequence[str], count: int, with_final: bool) -> str:
    """Return Go's message for a wrong number of arguments, or ""."""
    total = count + with_final
    if params and params[-1].startswith("..."):
        fixed = len(params) - 1
        return f"wrong number of args for {name}: want at least {fixed} got {count}" if total < fixed else ""
    return f"wrong number of args for {name}: want {len(params)} got {total}" if total != len(params) else ""


