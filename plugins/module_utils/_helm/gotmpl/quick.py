# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick parse of a text without mistakes: an action that was seen before, in any text, is not parsed again.

Three quarters of a chart's actions are repetitions. An action is parsed by itself, with nodes numbered from 0, and its
place in a tree has a base: what its nodes' numbers begin with there. What comes of it is what Parser makes, less the
positions of nodes. Whatever is odd is left to Parser: mistakes, a variable that is not there, rare signs, what Python
cannot nest.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Optional, Tuple

from ..base import memory
from ..base.errors import ParseError
from . import lexer as lex
from . import parser
from .nodes import Action, Branch, Call, Jump, Node, Pipe, Text, Tree
from .pipelines import Scope

_SPACE = frozenset(lex.SPACES)
# From behind the left delimiter to the right one, over quoted and raw strings; no character constant, no brace.
_INNER = re.compile(r'([^"`\'{}]*(?:(?:"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|`[^`]*`)[^"`\'{}]*)*)\}\}')
_MOST, _LONGEST = 20_000, 1_000  # actions that are remembered, and characters of one


class _Odd(Exception):
    """The text is left to Parser."""


class Known:
    """An action by itself. kind: its keyword's token, 0 for a pipeline. count: of its nodes. used: the variables that
    have to be there. declared: those of its pipeline. name: of a template. chained: the if or with of an else."""

    __slots__ = ("chained", "count", "declared", "kind", "name", "pipe", "used")

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.pipe: Optional[Pipe] = None
        self.count = 0
        self.used: Tuple[str, ...] = ()
        self.declared: Tuple[str, ...] = ()
        self.name = ""
        self.chained = ""


_known: Dict[Tuple[int, str], Known] = {}
memory.at_the_end(_known.clear)  # texts given to tpl are values


class _Variables(List[str]):
    """Variables among which each one is; used: those that were asked for."""

    used: List[str]

    def __contains__(self, name: object) -> bool:
        self.used.append(str(name))
        return True


class _ActionParser(parser.Parser):
    """The parse of one action after the other."""

    def known(self, text: str, start: int) -> Known:
        """Return the action that begins at start. Raises ParseError, LexError, and _Odd where it depends on what is
        around it."""
        self.tokens, self.index, self.furthest, self.nodes, self.scope = [], 0, -1, [], Scope("")
        lex.lex_action(text, start, self.tokens, self.plain_words)
        variables = self.scope.variables = _Variables(self.scope.variables)
        variables.used = []
        token = self.peek_non_space()
        word = _WORDS.get(token[0])
        made = Known(0 if word is None else token[0])
        if word is None:
            made.pipe = self.pipeline("command", lex.RIGHT_DELIM)
        else:
            self.index += 1
            word(self, made, token[2])
        if not self.scope.is_sure:
            raise _Odd
        if made.pipe is not None and len(variables) == 1 and not variables.used:
            made.pipe.made = {}
        made.count = len(self.nodes)
        if variables.used:
            made.used = tuple(dict.fromkeys(variables.used))
        made.declared = tuple(variables[1:])
        return made

    def piped(self, made: Known, word: str) -> None:
        """Take the rest of if, range or with."""
        made.pipe = self.pipeline(word, lex.RIGHT_DELIM)

    def bare(self, _made: Known, word: str) -> None:
        """Take the rest of end, break or continue."""
        self.expect(lex.RIGHT_DELIM, word)

    def otherwise(self, made: Known, word: str) -> None:
        """Take the rest of else."""
        if self.peek_non_space()[0] in (lex.IF, lex.WITH):
            made.chained = self.next()[2]
            self.piped(made, made.chained)
        else:
            self.bare(made, word)

    def named(self, made: Known, word: str) -> None:
        """Take the rest of define, template or block."""
        made.name = self.template_name(self.next_non_space(), word)
        if word == "block" or (word == "template" and self.peek_non_space()[0] != lex.RIGHT_DELIM):
            self.piped(made, word)
        else:
            self.bare(made, word)


_WORDS: Dict[int, Callable[[_ActionParser, Known, str], None]] = {
    **dict.fromkeys((lex.IF, lex.RANGE, lex.WITH), _ActionParser.piped),
    **dict.fromkeys((lex.END, lex.BREAK, lex.CONTINUE), _ActionParser.bare),
    **dict.fromkeys((lex.DEFINE, lex.TEMPLATE, lex.BLOCK), _ActionParser.named),
    lex.ELSE: _ActionParser.otherwise,
}


class _Frame:
    """What is open, and what goes on when it is closed: nodes and scope around it. branch, or known: a define or block,
    and its base."""

    __slots__ = ("arm", "base", "branch", "is_chained", "known", "nodes", "scope", "seen")

    def __init__(self, nodes: List[Node], scope: Scope) -> None:
        self.nodes = nodes
        self.scope = scope
        self.branch: Optional[Branch] = None
        self.arm: Optional[parser.Arm] = None  # the branch's that is being read
        self.seen = 0  # a branch's: how many variables are there when it is closed
        self.is_chained = False
        self.known: Optional[Known] = None
        self.base = 0


def trees_of(name: str, text: str, signature: Any) -> Optional[Dict[str, Tree]]:
    """Return the trees that text defines, as Parser does; None where it has to be asked. signature: units.Signature."""
    reader = _Reader(name, text, signature)
    try:
        reader.read()
    except (_Odd, ParseError, lex.LexError, RecursionError):
        return None
    return reader.trees


class _Reader:
    """One text's parse."""

    def __init__(self, name: str, text: str, signature: Any) -> None:
        self.text = text
        self.signature = signature
        self.parser: Optional[_ActionParser] = None
        self.trees: Dict[str, Tree] = {}
        self.count = 0  # of nodes
        self.frames: List[_Frame] = []
        self.begin(name)

    def begin(self, name: str) -> None:
        """Begin a template."""
        self.scope = Scope(name)
        self.nodes = self.scope.tree.nodes

    def read(self) -> None:
        """Parse the whole text."""
        text, number = self.text, self.signature.number
        position, find = 0, text.find
        while True:
            start = find("{{", position)
            inner = start + 2
            trimmed = start >= 0 and text.startswith("-", inner) and text[inner + 1 : inner + 2] in _SPACE
            literal = text[position:start] if start >= 0 else text[position:]
            if trimmed:
                literal, inner = literal.rstrip(lex.SPACES), inner + 2
            if literal:
                self.nodes.append(Text(0, self.count, literal))
                self.count += 1
            if start < 0:
                break
            if text.startswith("/*", inner):
                position = lex.skip_comment(text, inner)
                continue
            match = _INNER.match(text, inner)
            if match is None:
                raise _Odd
            action, position = match[1], match.end()
            if action[-1:] == "-" and action[-2:-1] in _SPACE:
                action, position = action[:-2], lex.after_spaces(text, position)
            action = action.strip(lex.SPACES)
            self.take(_known.get((number, action)) or self.learn(action, inner))
        if self.frames:
            raise _Odd
        self.add()

    def learn(self, action: str, start: int) -> Known:
        """Return an action that was not seen before."""
        if self.parser is None:
            self.parser = _ActionParser("", "", self.signature.has)
        found = self.parser.known(self.text, start)
        if len(action) <= _LONGEST:
            if len(_known) >= _MOST:
                _known.clear()
            _known[self.signature.number, action] = found
        return found

    def take(self, known: Known) -> None:
        """Put an action where it belongs."""
        kind = known.kind
        if kind == lex.ELSE:
            self.end_body()
        base = self.count
        if known.declared or known.used:
            self.look_up(known)
        self.count += known.count
        if kind:
            _TAKERS[kind](self, known, base)
        elif known.pipe is not None:
            self.nodes.append(Action(0, self.count, known.pipe, base))
            self.count += 1

    def look_up(self, known: Known) -> None:
        """Declare an action's variables; all that it uses have to be there."""
        variables = self.scope.variables
        variables += known.declared
        if known.pipe is not None and known.pipe.assign:
            self.scope.assign(known.declared)
        for name in known.used:
            if name not in variables:
                raise _Odd

    def add(self) -> None:
        """Put the finished template to the others."""
        if not parser.add_tree(self.trees, self.scope.tree):
            raise _Odd

    # Control structures

    def begin_branch(self, known: Known, base: int) -> None:
        """Begin if, range or with, also behind an else."""
        word = known.chained or _BRANCHES[known.kind]
        if known.pipe is None:
            raise _Odd
        frame = _Frame(self.nodes, self.scope)
        frame.branch = node = Branch(0, self.count, word, known.pipe, base)
        self.count += 1
        frame.seen = len(self.scope.variables) - len(known.declared)
        frame.is_chained = bool(known.chained)
        self.nodes.append(node)
        self.frames.append(frame)
        self.nodes = node.body
        frame.arm = parser.begin_arm(self.scope, self.count, is_loop=word == "range")

    def end_arm(self) -> None:
        """End what the innermost branch may run, and note whether it gets code of its own."""
        frame = self.frames[-1]
        if frame.branch is None or frame.arm is None:
            return
        apart = parser.end_arm(self.scope, frame.arm, self.count)
        frame.arm = None
        if frame.branch.otherwise is None:
            frame.branch.body_apart = apart
        else:
            frame.branch.otherwise_apart = apart

    def end_body(self) -> None:
        """End what a branch runs where it does not run its else."""
        branch = self.frames[-1].branch if self.frames else None
        if branch is None or branch.otherwise is not None:
            raise _Odd
        self.end_arm()

    def otherwise(self, known: Known, base: int) -> None:
        """Begin an else."""
        frame = self.frames[-1]
        branch = frame.branch
        if branch is None or (known.chained and (known.chained != branch.word)):
            raise _Odd
        self.nodes = branch.otherwise = []
        if known.chained:
            self.begin_branch(known, base)
        else:
            frame.arm = parser.begin_arm(self.scope, self.count)

    def end(self, _known: Known, _base: int) -> None:
        """End what is open: of else if, all of the chain."""
        is_chained = True
        while is_chained:
            if not self.frames:
                raise _Odd
            self.end_arm()
            frame = self.frames.pop()
            is_chained = frame.is_chained
            if frame.branch is None:
                self.add()
            else:
                del self.scope.variables[frame.seen :]
            self.nodes, self.scope = frame.nodes, frame.scope
        if frame.known is not None and frame.known.kind == lex.BLOCK:
            self.call(frame.known, frame.base)

    def begin_template(self, known: Known, base: int) -> None:
        """Begin a define, which stands in nothing else, or a block."""
        if known.kind == lex.DEFINE and self.frames:
            raise _Odd
        frame = _Frame(self.nodes, self.scope)
        frame.known, frame.base = known, base
        self.frames.append(frame)
        self.begin(known.name)

    def call(self, known: Known, base: int) -> None:
        """Take a template's call."""
        self.nodes.append(Call(0, self.count, known.name, known.pipe, base))
        self.count += 1

    def jump(self, known: Known, _base: int) -> None:
        """Take break or continue."""
        if not self.scope.ranges:
            raise _Odd
        self.scope.jumps += 1
        self.nodes.append(Jump(0, 0, "break" if known.kind == lex.BREAK else "continue"))


_BRANCHES = {lex.IF: "if", lex.RANGE: "range", lex.WITH: "with"}
_TAKERS: Dict[int, Callable[[_Reader, Known, int], None]] = {
    **dict.fromkeys(_BRANCHES, _Reader.begin_branch),
    **dict.fromkeys((lex.DEFINE, lex.BLOCK), _Reader.begin_template),
    **dict.fromkeys((lex.BREAK, lex.CONTINUE), _Reader.jump),
    lex.ELSE: _Reader.otherwise,
    lex.END: _Reader.end,
    lex.TEMPLATE: _Reader.call,
}
