# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens to trees. Go: text/template/parse parse.go.

A parse has one Tree for the text itself, last, and one for each define and block in it.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, cast

from ..golang.quoting import quote
from . import lexer as lex
from .lexer import Token
from .nodes import Action, Branch, Call, Jump, Node, Terminator, Text, Tree
from .parts import Part, Place
from .pipelines import PipelineParser, Scope

# From so many nodes on it is worth while to make code of its own: some four actions.
LARGE = 20


def parse_text(name: str, text: str, has_function: Callable[[str], Any]) -> Parser:
    """Return the parse of a text: its trees by name, its nodes by number; raises ParseError with Go's message."""
    parser = Parser(name, text, has_function)
    parser.parse()
    return parser


class Arm(NamedTuple):
    """What a branch may run, while it is parsed: how many variables and nodes there were where it began, and what the
    scope had there. is_loop: it is the body of a range."""

    variables: int
    nodes: int
    jumps: int
    lowest: int
    is_sure: bool
    is_loop: bool


def begin_arm(scope: Scope, nodes: int, *, is_loop: bool = False) -> Arm:
    """Begin what a branch may run. nodes: how many there are by now."""
    arm = Arm(len(scope.variables), nodes, scope.jumps, scope.lowest, scope.is_sure, is_loop)
    scope.lowest = arm.variables
    scope.ranges += is_loop
    return arm


def end_arm(scope: Scope, arm: Arm, nodes: int) -> bool:
    """End what a branch may run; return whether it gets code of its own. nodes: how many there are by now.

    It does where it is large, sees only variables that surely have a value, sets none from outside, and does not leave
    a loop around it.
    """
    sets_none = scope.lowest >= arm.variables
    is_apart = arm.is_sure and sets_none and scope.jumps == arm.jumps and nodes - arm.nodes >= LARGE
    scope.lowest = min(arm.lowest, scope.lowest)
    if arm.is_loop:
        scope.jumps = arm.jumps
        scope.ranges -= 1
    return is_apart


def add_tree(trees: Dict[str, Tree], tree: Tree) -> bool:
    """Put a finished tree to the others, for an empty one of its name; return whether there may be one more of it."""
    old = trees.get(tree.name)
    if old is not None and not old.empty():
        return tree.empty()
    trees.pop(tree.name, None)
    trees[tree.name] = tree
    return True


class Parser(PipelineParser):
    """One text's parse."""

    def __init__(self, name: str, text: str, has_function: Callable[[str], Any]) -> None:
        super().__init__(name, text, has_function)
        self.trees: Dict[str, Tree] = {}

    def keep(self, node: Any) -> Any:
        """Note a node under its number."""
        self.nodes.append(node)
        return node

    def source(self, name: str, place: Optional[Tuple[Any, ...]]) -> Tuple[Tree, Optional[Part]]:
        """Return the tree of that name, and its part at that place."""
        if place is None:
            return self.trees[name], None
        where = Place(*place)
        branch = cast(Branch, self.nodes[where.number])
        return self.trees[name], Part(where, (branch.otherwise or []) if where.otherwise else branch.body)

    # Templates

    def parse(self) -> None:
        """Parse the whole text into trees."""
        tokens, nodes = self.tokens, self.scope.tree.nodes
        while True:
            kind = tokens[self.index][0]
            if kind == lex.EOF:
                self.index += 1
                break
            if kind == lex.LEFT_DELIM:
                after = self.index + 1
                after += tokens[after][0] == lex.SPACE
                if tokens[after][0] == lex.DEFINE:
                    self.index = after + 1
                    self.definition()
                    continue
            node = self.text_or_action()
            if node.__class__ is Terminator:
                raise self.fail(f"unexpected {node}")
            nodes.append(node)
        self.add()

    def add(self) -> None:
        """Put the finished tree to the others."""
        tree = self.scope.tree
        if not add_tree(self.trees, tree):
            raise self.fail(f"template: multiple definition of template {quote(tree.name)}")

    def definition(self) -> None:
        """Parse {{define "name"}} … {{end}}, after the word define."""
        outer = self.scope
        self.scope = Scope("definition")
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

    def item_list(self, nodes: List[Node]) -> Terminator:
        """Parse up to {{end}} or {{else}} into nodes; return that."""
        tokens = self.tokens
        while tokens[self.index][0] != lex.EOF:
            node = self.text_or_action()
            if isinstance(node, Terminator):
                return node
            nodes.append(node)
        self.index += 1
        raise self.fail("unexpected EOF")

    def text_or_action(self) -> Node:
        """Parse one piece of text or one action, a control structure with all its inside."""
        index = self.index
        token = self.tokens[index]
        self.index = index + 1
        kind = token[0]
        node: Node
        if kind == lex.TEXT:
            node = Text(token[1], len(self.nodes), token[2])
            self.nodes.append(node)
            return node
        if kind == lex.LEFT_DELIM:
            self.action_pos = token[1]
            node = self.action()
            self.action_pos = -1
            return node
        raise self.unexpected(token, "input")

    def action(self) -> Node:
        """Parse what is inside the delimiters."""
        token = self.peek_non_space()
        control = _CONTROLS.get(token[0])
        if control is not None:
            self.index += 1
            return control(self, token)
        pipe = self.pipeline("command", lex.RIGHT_DELIM)
        node = Action(token[1], len(self.nodes), pipe)
        self.nodes.append(node)
        return node

    def end(self, _token: Token) -> Terminator:
        """Parse the rest of {{end}}."""
        return Terminator(self.expect(lex.RIGHT_DELIM, "end")[1], 0, "end")

    def jump(self, token: Token) -> Jump:
        """Parse the rest of {{break}} or {{continue}}."""
        word = token[2]
        after = self.next_non_space()
        if after[0] != lex.RIGHT_DELIM:
            raise self.unexpected(after, f"{{{{{word}}}}}")
        if not self.scope.ranges:
            raise self.fail(f"{{{{{word}}}}} outside {{{{range}}}}")
        self.scope.jumps += 1
        return Jump(token[1], 0, word)

    def else_(self, token: Token) -> Terminator:
        """Parse the rest of {{else}}; an if or with after it stays for branch()."""
        token = self.peek_non_space()
        if token[0] not in (lex.IF, lex.WITH):
            token = self.expect(lex.RIGHT_DELIM, "else")
        return Terminator(token[1], 0, "else")

    def branch(self, token: Token) -> Branch:
        """Parse the rest of if, range or with."""
        scope, word = self.scope, token[2]
        depth = len(scope.variables)
        pipe = self.pipeline(word, lex.RIGHT_DELIM)
        node: Branch = self.keep(Branch(pipe.pos, len(self.nodes), word, pipe))
        end, node.body_apart = self.arm(node.body, is_loop=word == "range")
        if end.word == "else":
            node.otherwise = []
            if word != "range" and self.peek()[0] == token[0]:
                node.otherwise.append(self.branch(self.next()))
            else:
                end, node.otherwise_apart = self.arm(node.otherwise)
                if end.word != "end":
                    raise self.fail(f"expected end; found {end}")
        del scope.variables[depth:]
        return node

    def arm(self, nodes: List[Node], *, is_loop: bool = False) -> Tuple[Terminator, bool]:
        """Parse what a branch may run, into nodes; return what ends it, and whether it gets code of its own."""
        arm = begin_arm(self.scope, len(self.nodes), is_loop=is_loop)
        end = self.item_list(nodes)
        return end, end_arm(self.scope, arm, len(self.nodes))

    def template_name(self, token: Token, context: str) -> str:
        """Return the name that a template or block action gives."""
        if token[0] not in (lex.STRING, lex.RAW_STRING):
            raise self.unexpected(token, context)
        return self.string_value(token)

    def template(self, token: Token) -> Call:
        """Parse the rest of {{template}}."""
        token = self.next_non_space()
        name = self.template_name(token, "template clause")
        pipe = None
        if self.next_non_space()[0] != lex.RIGHT_DELIM:
            self.back(self.index - 1)
            pipe = self.pipeline("template clause", lex.RIGHT_DELIM)
        node: Call = self.keep(Call(token[1], len(self.nodes), name, pipe))
        return node

    def block(self, token: Token) -> Call:
        """Parse the rest of {{block}}: a define, and a call of it."""
        token = self.next_non_space()
        name = self.template_name(token, "block clause")
        pipe = self.pipeline("block clause", lex.RIGHT_DELIM)
        outer = self.scope
        self.scope = Scope(name)
        self.action_pos = -1
        self.inner_template("block clause")
        self.scope = outer
        node: Call = self.keep(Call(token[1], len(self.nodes), name, pipe))
        return node


_CONTROLS: Dict[int, Callable[[Parser, Token], Node]] = {
    lex.IF: Parser.branch,
    lex.RANGE: Parser.branch,
    lex.WITH: Parser.branch,
    lex.END: Parser.end,
    lex.ELSE: Parser.else_,
    lex.TEMPLATE: Parser.template,
    lex.BLOCK: Parser.block,
    lex.BREAK: Parser.jump,
    lex.CONTINUE: Parser.jump,
}
