# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens to trees. Go: text/template/parse parse.go.

parse_text() gives one Tree for the text itself, last, and one for each define and block in it.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Set

from ..base.goquote import quote
from . import lexer as lex
from .lexer import Token
from .literals import set_number, unquote
from .nodes import (
    Action,
    Bool,
    Branch,
    Call,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Jump,
    Nil,
    Node,
    Number,
    Pipe,
    String,
    Terminator,
    Text,
    Variable,
)
from .tokens import TokenStream

_MAX_PARENS = 10000
_CONTROLS = {lex.IF: "if", lex.RANGE: "range", lex.WITH: "with"}
_OPERANDS = frozenset(
    (
        lex.BOOL,
        lex.CHAR_CONSTANT,
        lex.COMPLEX,
        lex.DOT,
        lex.FIELD,
        lex.IDENTIFIER,
        lex.NUMBER,
        lex.NIL,
        lex.RAW_STRING,
        lex.STRING,
        lex.VARIABLE,
        lex.LEFT_PAREN,
    )
)
_LITERALS = (Bool, Dot, Nil, Number, String)


class Tree:
    """A parsed template: its name, its nodes, the variables that it assigns to with "="."""

    __slots__ = ("assigned", "name", "nodes")

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: List[Node] = []
        self.assigned: Set[str] = set()

    def empty(self) -> bool:
        """Whether there is nothing but space in it."""
        return all(isinstance(node, Text) and not node.text.strip(" \t\r\n\v\f\x85\xa0") for node in self.nodes)


class _Scope:
    """What belongs to one template while it is parsed: defines and blocks inside start afresh."""

    __slots__ = ("parens", "ranges", "tree", "variables")

    def __init__(self, name: str) -> None:
        self.tree = Tree(name)
        self.variables = ["$"]
        self.ranges = 0
        self.parens = 0


def parse_text(name: str, text: str, has_function: Callable[[str], Any]) -> Dict[str, Tree]:
    """Return the trees that text defines, by name; raises ParseError with Go's message."""
    return Parser(name, text, has_function).parse()


class Parser(TokenStream):
    """One text's parse. nodes holds every node that was made, by number."""

    def __init__(self, name: str, text: str, has_function: Callable[[str], Any]) -> None:
        super().__init__(name, text, has_function)
        self.has_function = has_function
        self.trees: Dict[str, Tree] = {}
        self.nodes: List[Node] = []
        self.scope = _Scope(name)

    def keep(self, node: Any) -> Any:
        """Note a node under its number."""
        self.nodes.append(node)
        return node

    # Templates

    def parse(self) -> Dict[str, Tree]:
        """Return the trees of the whole text."""
        nodes = self.scope.tree.nodes
        while self.peek()[0] != lex.EOF:
            start = self.index
            if self.peek()[0] == lex.LEFT_DELIM:
                self.next()
                if self.next_non_space()[0] == lex.DEFINE:
                    self.definition()
                    continue
                self.index = start
            node = self.text_or_action()
            if isinstance(node, Terminator):
                raise self.fail(f"unexpected {node}")
            nodes.append(node)
        self.add()
        return self.trees

    def add(self) -> None:
        """Put the finished tree to the others."""
        tree = self.scope.tree
        old = self.trees.get(tree.name)
        if old is None or old.empty():
            self.trees.pop(tree.name, None)
            self.trees[tree.name] = tree
        elif not tree.empty():
            raise self.fail(f"template: multiple definition of template {quote(tree.name)}")

    def definition(self) -> None:
        """Parse {{define "name"}} … {{end}}, after the word define."""
        outer = self.scope
        self.scope = _Scope("definition")
        self.action_pos = -1
        token = self.next_non_space()
        if token[0] not in (lex.STRING, lex.RAW_STRING):
            raise self.unexpected(token, "define clause")
        self.scope.tree.name = self.string_value(token)
        self.expect(lex.RIGHT_DELIM, "define clause")
        self.inner_template("define clause")
        self.scope = outer

    def inner_template(self, context: str) -> None:
        """Parse a define's or block's body into the current scope's tree and add it."""
        end = self.item_list(self.scope.tree.nodes)
        if end.word != "end":
            raise self.fail(f"unexpected {end} in {context}")
        self.add()

    def string_value(self, token: Token) -> str:
        """Return the value of a string token."""
        try:
            return unquote(token[2])
        except ValueError as error:
            raise self.fail(str(error)) from None

    def item_list(self, nodes: List[Node]) -> Terminator:
        """Parse up to {{end}} or {{else}} into nodes; return that."""
        while self.peek_non_space()[0] != lex.EOF:
            node = self.text_or_action()
            if isinstance(node, Terminator):
                return node
            nodes.append(node)
        raise self.fail("unexpected EOF")

    def text_or_action(self) -> Node:
        """Parse one piece of text or one action, a control structure with all its inside."""
        token = self.next_non_space()
        if token[0] == lex.TEXT:
            node: Node = self.keep(Text(token[1], len(self.nodes), token[2]))
            return node
        if token[0] == lex.LEFT_DELIM:
            self.action_pos = token[1]
            node = self.action()
            self.action_pos = -1
            return node
        raise self.unexpected(token, "input")

    def action(self) -> Node:
        """Parse what is inside the delimiters."""
        token = self.peek_non_space()
        kind = token[0]
        node: Node
        if kind in _CONTROLS:
            self.next()
            return self.control(_CONTROLS[kind])
        if kind == lex.END:
            self.next()
            pos = self.expect(lex.RIGHT_DELIM, "end")[1]
            node = Terminator(pos, 0, "end")
        elif kind == lex.ELSE:
            self.next()
            node = self.else_control()
        elif kind == lex.TEMPLATE:
            self.next()
            node = self.template_control()
        elif kind == lex.BLOCK:
            self.next()
            node = self.block_control()
        elif kind in (lex.BREAK, lex.CONTINUE):
            self.next()
            node = self.jump(token)
        else:
            pipe = self.pipeline("command", lex.RIGHT_DELIM)
            node = self.keep(Action(token[1], len(self.nodes), pipe))
        return node

    def jump(self, token: Token) -> Jump:
        """Parse the rest of {{break}} or {{continue}}."""
        word = token[2]
        after = self.next_non_space()
        if after[0] != lex.RIGHT_DELIM:
            raise self.unexpected(after, f"{{{{{word}}}}}")
        if not self.scope.ranges:
            raise self.fail(f"{{{{{word}}}}} outside {{{{range}}}}")
        return Jump(token[1], 0, word)

    def else_control(self) -> Terminator:
        """Parse the rest of {{else}}; an if or with after it stays for control()."""
        token = self.peek_non_space()
        if token[0] not in (lex.IF, lex.WITH):
            token = self.expect(lex.RIGHT_DELIM, "else")
        return Terminator(token[1], 0, "else")

    def control(self, word: str) -> Branch:
        """Parse the rest of if, range or with."""
        scope = self.scope
        depth = len(scope.variables)
        pipe = self.pipeline(word, lex.RIGHT_DELIM)
        node: Branch = self.keep(Branch(pipe.pos, len(self.nodes), word, pipe))
        scope.ranges += word == "range"
        end = self.item_list(node.body)
        scope.ranges -= word == "range"
        if end.word == "else":
            node.otherwise = []
            if word != "range" and _CONTROLS.get(self.peek()[0]) == word:
                self.next()
                node.otherwise.append(self.control(word))
            else:
                end = self.item_list(node.otherwise)
                if end.word != "end":
                    raise self.fail(f"expected end; found {end}")
        del scope.variables[depth:]
        return node

    def template_name(self, token: Token, context: str) -> str:
        """Return the name that a template or block action gives."""
        if token[0] not in (lex.STRING, lex.RAW_STRING):
            raise self.unexpected(token, context)
        return self.string_value(token)

    def template_control(self) -> Call:
        """Parse the rest of {{template}}."""
        token = self.next_non_space()
        name = self.template_name(token, "template clause")
        pipe = None
        if self.next_non_space()[0] != lex.RIGHT_DELIM:
            self.index -= 1
            pipe = self.pipeline("template clause", lex.RIGHT_DELIM)
        node: Call = self.keep(Call(token[1], len(self.nodes), name, pipe))
        return node

    def block_control(self) -> Call:
        """Parse the rest of {{block}}: a define, and a call of it."""
        token = self.next_non_space()
        name = self.template_name(token, "block clause")
        pipe = self.pipeline("block clause", lex.RIGHT_DELIM)
        outer = self.scope
        self.scope = _Scope(name)
        self.action_pos = -1
        self.inner_template("block clause")
        self.scope = outer
        node: Call = self.keep(Call(token[1], len(self.nodes), name, pipe))
        return node

    # Pipelines

    def pipeline(self, context: str, end: int) -> Pipe:
        """Parse declarations and commands up to the token end, which is taken too."""
        pipe: Pipe = self.keep(Pipe(self.peek_non_space()[1], len(self.nodes)))
        while self.peek_non_space()[0] == lex.VARIABLE and self.declaration(pipe, context):
            pass
        while True:
            token = self.next_non_space()
            kind = token[0]
            if kind == end:
                break
            if kind not in _OPERANDS:
                raise self.unexpected(token, context)
            self.index -= 1
            pipe.commands.append(self.command())
        if not pipe.commands:
            raise self.fail(f"missing value for {context}")
        for stage, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.args[0], _LITERALS):
                raise self.fail(f"non executable command in pipeline stage {stage}")
        return pipe

    def declaration(self, pipe: Pipe, context: str) -> bool:
        """Parse a variable that is declared or assigned; True when another one must follow."""
        start = self.index
        token = self.next()
        self.peek()
        follower = self.peek_non_space()
        if follower[0] in (lex.ASSIGN, lex.DECLARE):
            pipe.assign = follower[0] == lex.ASSIGN
            self.next()
            self.declare(pipe, token)
            if pipe.assign:
                self.scope.tree.assigned.update(variable.names[0] for variable in pipe.variables)
            return False
        if follower[0] == lex.CHAR and follower[2] == ",":
            self.next()
            self.declare(pipe, token)
            if context == "range" and len(pipe.variables) < 2:
                if self.peek_non_space()[0] in (lex.VARIABLE, lex.RIGHT_DELIM, lex.RIGHT_PAREN):
                    return True
                raise self.fail("range can only initialize variables")
            raise self.fail(f"too many declarations in {context}")
        self.index = start
        return False

    def declare(self, pipe: Pipe, token: Token) -> None:
        """Add a variable to a pipeline's."""
        names = token[2].split(".")
        pipe.variables.append(self.keep(Variable(token[1], len(self.nodes), names)))
        self.scope.variables.append(token[2])

    def command(self) -> Command:
        """Parse operands up to a pipe sign, which is taken, or the pipeline's end, which is not."""
        node: Command = self.keep(Command(self.peek_non_space()[1], len(self.nodes)))
        while True:
            self.peek_non_space()
            operand = self.operand()
            if operand is not None:
                node.args.append(operand)
            token = self.next()
            kind = token[0]
            if kind == lex.SPACE:
                continue
            if kind in (lex.RIGHT_DELIM, lex.RIGHT_PAREN):
                self.index -= 1
            elif kind != lex.PIPE:
                raise self.unexpected(token, "operand")
            break
        if not node.args:
            raise self.fail("empty command")
        return node

    def operand(self) -> Optional[Node]:
        """Parse a term and the fields taken from it; None where no term begins."""
        node = self.term()
        if node is None or self.peek()[0] != lex.FIELD:
            return node
        pos = self.peek()[1]
        names = []
        while self.peek()[0] == lex.FIELD:
            names.append(self.next()[2][1:])
        if isinstance(node, Field):
            return self.keep(Field(pos, len(self.nodes), [*node.names, *names]))  # type: ignore[no-any-return]
        if isinstance(node, Variable):
            return self.keep(Variable(pos, len(self.nodes), [*node.names, *names]))  # type: ignore[no-any-return]
        if isinstance(node, _LITERALS):
            raise self.fail(f"unexpected . after term {quote(str(node))}")
        return self.keep(Chain(pos, len(self.nodes), node, names))  # type: ignore[no-any-return]

    def term(self) -> Optional[Node]:
        """Parse a simple expression."""
        kind, pos, text = self.next_non_space()
        number = len(self.nodes)
        node: Node
        if kind == lex.FIELD:
            node = Field(pos, number, [text[1:]])
        elif kind == lex.IDENTIFIER:
            if not self.has_function(text):
                raise self.fail(f"function {quote(text)} not defined")
            node = Identifier(pos, number, text)
        elif kind in (lex.STRING, lex.RAW_STRING):
            node = String(pos, number, text, self.string_value((kind, pos, text)))
        elif kind == lex.LEFT_PAREN:
            scope = self.scope
            if scope.parens >= _MAX_PARENS:
                raise self.fail("max expression depth exceeded")
            scope.parens += 1
            node = self.pipeline("parenthesized pipeline", lex.RIGHT_PAREN)
            scope.parens -= 1
            return node
        elif kind == lex.DOT:
            node = Dot(pos, number)
        elif kind == lex.VARIABLE:
            if text not in self.scope.variables:
                raise self.fail(f"undefined variable {quote(text)}")
            node = Variable(pos, number, [text])
        elif kind in (lex.NUMBER, lex.CHAR_CONSTANT, lex.COMPLEX):
            node = self.number(kind, pos, text)
        elif kind == lex.BOOL:
            node = Bool(pos, number, text == "true")
        elif kind == lex.NIL:
            node = Nil(pos, number)
        else:
            self.index -= 1
            return None
        self.nodes.append(node)
        return node

    def number(self, kind: int, pos: int, text: str) -> Number:
        """Return a number's node."""
        node = Number(pos, len(self.nodes), text)
        try:
            set_number(node, is_char=kind == lex.CHAR_CONSTANT, is_complex=kind == lex.COMPLEX)
        except ValueError as error:
            raise self.fail(str(error)) from None
        return node
