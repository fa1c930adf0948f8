# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines from tokens. Go: text/template/parse parse.go (pipeline, command, operand, term).

Most of the time of a parse goes here: the commonest tokens are taken without calls.
"""

from __future__ import annotations

from typing import Any, Callable, List, Sequence

from ..golang.quoting import quote
from . import lexer as lex
from .lexer import Token
from .literals import set_number, unquote
from .nodes import Bool, Chain, Command, Dot, Field, Identifier, Nil, Node, Number, Pipe, String, Tree, Variable
from .tokens import TokenStream

_MAX_PARENS = 10000
_OPERANDS = frozenset(
    (
        *(lex.BOOL, lex.CHAR_CONSTANT, lex.COMPLEX, lex.DOT, lex.FIELD, lex.IDENTIFIER, lex.NUMBER),
        *(lex.NIL, lex.RAW_STRING, lex.STRING, lex.VARIABLE, lex.LEFT_PAREN),
    )
)
_LITERALS = (Bool, Dot, Nil, Number, String)
_FIELD, _IDENTIFIER, _SPACE, _VARIABLE = lex.FIELD, lex.IDENTIFIER, lex.SPACE, lex.VARIABLE


class Scope:
    """What belongs to one template while it is parsed: defines and blocks inside start afresh.

    is_sure: no variable was declared in parentheses, which may be passed over. For the part that is being parsed, see
    parser.Arm: jumps counts the breaks and continues in it, lowest is the index of the outermost variable that it sets.
    """

    __slots__ = ("is_sure", "jumps", "lowest", "parens", "ranges", "tree", "variables")

    def __init__(self, name: str) -> None:
        self.tree = Tree(name)
        self.variables = ["$"]
        self.ranges = 0
        self.parens = 0
        self.jumps = 0
        self.lowest = 0
        self.is_sure = True

    def assign(self, names: Sequence[str]) -> None:
        """Note that a pipeline sets variables; of several with one name the outermost counts."""
        self.tree.assigned.update(names)
        self.lowest = min(self.lowest, *map(self.variables.index, names))


class PipelineParser(TokenStream):
    """The part of a parser that is inside the actions. nodes holds every node that was made, by number."""

    def __init__(self, name: str, text: str, has_function: Callable[[str], Any]) -> None:
        super().__init__(name, text, has_function)
        self.has_function = has_function
        self.nodes: List[Node] = []
        self.scope = Scope(name)

    def string_value(self, token: Token) -> str:
        """Return the value of a string token."""
        try:
            return unquote(token[2])
        except ValueError as error:
            raise self.fail(str(error)) from None

    def pipeline(self, context: str, end: int) -> Pipe:
        """Parse declarations and commands up to the token end, which is taken too."""
        token = self.peek_non_space()
        pipe = Pipe(token[1], len(self.nodes))
        self.nodes.append(pipe)
        if token[0] == _VARIABLE:
            while self.peek_non_space()[0] == _VARIABLE and self.declaration(pipe, context):
                pass
        while True:
            token = self.peek_non_space()
            kind = token[0]
            if kind in _OPERANDS:
                pipe.commands.append(self.command())
                continue
            self.index += 1
            if kind != end:
                raise self.unexpected(token, context)
            break
        if not pipe.commands:
            raise self.fail(f"missing value for {context}")
        if len(pipe.commands) > 1:
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
            if self.scope.parens:
                self.scope.is_sure = False
            self.next()
            self.declare(pipe, token)
            if pipe.assign:
                self.scope.assign([variable.names[0] for variable in pipe.variables])
            return False
        if follower[0] == lex.CHAR and follower[2] == ",":
            self.next()
            self.declare(pipe, token)
            if context == "range" and len(pipe.variables) < 2:
                if self.peek_non_space()[0] in (_VARIABLE, lex.RIGHT_DELIM, lex.RIGHT_PAREN):
                    return True
                raise self.fail("range can only initialize variables")
            raise self.fail(f"too many declarations in {context}")
        self.back(start)
        return False

    def declare(self, pipe: Pipe, token: Token) -> None:
        """Add a variable to a pipeline's."""
        variable = Variable(token[1], len(self.nodes), token[2].split("."))
        self.nodes.append(variable)
        pipe.variables.append(variable)
        self.scope.variables.append(token[2])

    def command(self) -> Command:
        """Parse operands up to a pipe sign, which is taken, or the pipeline's end, which is not.

        The next token is known to begin an operand.
        """
        tokens, nodes, index = self.tokens, self.nodes, self.index
        node = Command(tokens[index][1], len(nodes))
        nodes.append(node)
        while True:
            token = tokens[index]
            kind = token[0]
            if kind == _SPACE:
                index += 1
                token = tokens[index]
                kind = token[0]
            if kind in _OPERANDS:
                self.index = index
                node.args.append(self.operand(token))
                index = self.index
                token = tokens[index]
                kind = token[0]
            if kind == _SPACE:
                index += 1
                continue
            self.index = index if kind in (lex.RIGHT_DELIM, lex.RIGHT_PAREN) else index + 1
            if index > self.furthest:
                self.furthest = index
            if self.index > index and kind != lex.PIPE:
                raise self.unexpected(token, "operand")
            return node

    def operand(self, token: Token) -> Node:
        """Parse a term, which begins with token, the next one, and the fields taken from it."""
        kind, pos, text = token
        tokens, nodes, index = self.tokens, self.nodes, self.index
        node: Node
        if kind == _FIELD:
            node = Field(pos, len(nodes), [text[1:]])
        elif kind == _IDENTIFIER and self.has_function(text):
            node = Identifier(pos, len(nodes), text)
        elif kind == _VARIABLE and text in self.scope.variables:
            node = Variable(pos, len(nodes), [text])
        else:
            self.index += 1
            node = self.term(token)
            index = self.index - 1
        if node.number == len(nodes):
            nodes.append(node)
        index += 1
        self.index = index
        return node if tokens[index][0] != _FIELD else self.chain(node)

    def chain(self, node: Node) -> Node:
        """Parse the fields that are taken from a term."""
        pos = self.peek()[1]
        names = []
        while self.peek()[0] == _FIELD:
            names.append(self.next()[2][1:])
        made: Node
        if isinstance(node, Field):
            made = Field(pos, len(self.nodes), [*node.names, *names])
        elif isinstance(node, Variable):
            made = Variable(pos, len(self.nodes), [*node.names, *names])
        elif isinstance(node, _LITERALS):
            raise self.fail(f"unexpected . after term {quote(str(node))}")
        else:
            made = Chain(pos, len(self.nodes), node, names)
        self.nodes.append(made)
        return made

    def term(self, token: Token) -> Node:
        """Parse a simple expression that is no field; its first token is taken. It is not among the nodes yet."""
        kind, pos, text = token
        number = len(self.nodes)
        if kind in (lex.STRING, lex.RAW_STRING):
            return String(pos, number, text, self.string_value(token))
        if kind == lex.LEFT_PAREN:
            scope = self.scope
            if scope.parens >= _MAX_PARENS:
                raise self.fail("max expression depth exceeded")
            scope.parens += 1
            pipe = self.pipeline("parenthesized pipeline", lex.RIGHT_PAREN)
            scope.parens -= 1
            return pipe
        if kind == lex.DOT:
            return Dot(pos, number)
        if kind == lex.BOOL:
            return Bool(pos, number, text == "true")
        if kind == lex.NIL:
            return Nil(pos, number)
        if kind == _IDENTIFIER:
            raise self.fail(f"function {quote(text)} not defined")
        if kind == _VARIABLE:
            raise self.fail(f"undefined variable {quote(text)}")
        node = Number(pos, number, text)
        try:
            set_number(node, is_char=kind == lex.CHAR_CONSTANT, is_complex=kind == lex.COMPLEX)
        except ValueError as error:
            raise self.fail(str(error)) from None
        return node
