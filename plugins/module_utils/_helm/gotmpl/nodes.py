# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template is made of. Go: text/template/parse node.go.

Every node has pos (an index into the template's text; where Go puts it, not always where the node begins) and number,
its place in the order of creation: the same text gives the same numbers, so that a compiled template can be told apart
from its nodes and an error still finds its node. What is in a pipeline may belong to many actions (see quick): then its
numbers begin with 0, and each action, branch or call has in base what to add to them. str(node) is what Go writes
between < and > in an error.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Set

from ..golang.space import SPACE


class Node:
    """The base of all nodes."""

    __slots__ = ("number", "pos")

    def __init__(self, pos: int, number: int) -> None:
        self.pos = pos
        self.number = number


class Text(Node):
    """Text between actions."""

    __slots__ = ("text",)

    def __init__(self, pos: int, number: int, text: str) -> None:
        self.pos = pos
        self.number = number
        self.text = text


class Dot(Node):
    """The cursor."""

    __slots__ = ()

    def __str__(self) -> str:
        return "."


class Nil(Node):
    """The untyped constant nil."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nil"


class Bool(Node):
    """true or false."""

    __slots__ = ("value",)

    def __init__(self, pos: int, number: int, value: bool) -> None:
        self.pos = pos
        self.number = number
        self.value = value

    def __str__(self) -> str:
        return "true" if self.value else "false"


class Number(Node):
    """A number under each of the types that can hold it; None where a type cannot."""

    __slots__ = ("as_complex", "as_float", "as_int", "as_uint", "text")

    def __init__(self, pos: int, number: int, text: str) -> None:
        self.pos = pos
        self.number = number
        self.text = text
        self.as_int: Optional[int] = None
        self.as_uint: Optional[int] = None
        self.as_float: Optional[float] = None
        self.as_complex: Optional[complex] = None

    def __str__(self) -> str:
        return self.text


class String(Node):
    """A string: quoted as in the template, text its value."""

    __slots__ = ("quoted", "text")

    def __init__(self, pos: int, number: int, quoted: str, text: str) -> None:
        self.pos = pos
        self.number = number
        self.quoted = quoted
        self.text = text

    def __str__(self) -> str:
        return self.quoted


class Identifier(Node):
    """A function's name."""

    __slots__ = ("name",)

    def __init__(self, pos: int, number: int, name: str) -> None:
        self.pos = pos
        self.number = number
        self.name = name

    def __str__(self) -> str:
        return self.name


class Field(Node):
    """.a.b"""

    __slots__ = ("names",)

    def __init__(self, pos: int, number: int, names: Sequence[str]) -> None:
        self.pos = pos
        self.number = number
        self.names = names

    def __str__(self) -> str:
        return "." + ".".join(self.names)


class Variable(Node):
    """$x.a.b; names[0] is "$x"."""

    __slots__ = ("names",)

    def __init__(self, pos: int, number: int, names: Sequence[str]) -> None:
        self.pos = pos
        self.number = number
        self.names = names

    def __str__(self) -> str:
        return ".".join(self.names)


class Chain(Node):
    """A term and fields of it: (…).a.b"""

    __slots__ = ("names", "node")

    def __init__(self, pos: int, number: int, node: Node, names: Sequence[str]) -> None:
        self.pos = pos
        self.number = number
        self.node = node
        self.names = names

    def __str__(self) -> str:
        inner = f"({self.node})" if isinstance(self.node, Pipe) else str(self.node)
        return ".".join([inner, *self.names])


class Command(Node):
    """A stage of a pipeline: an operand, or a function and its arguments."""

    __slots__ = ("args",)

    def __init__(self, pos: int, number: int) -> None:
        self.pos = pos
        self.number = number
        self.args: List[Node] = []

    def __str__(self) -> str:
        return " ".join(f"({arg})" if isinstance(arg, Pipe) else str(arg) for arg in self.args)


class Pipe(Node):
    """Commands, and the variables that get the last one's value. assign: "=", not ":=".

    made: where many statements have the pipe, and it has no variable: what was made of it (Compiler.value).
    """

    __slots__ = ("assign", "commands", "made", "variables")

    def __init__(self, pos: int, number: int) -> None:
        self.pos = pos
        self.number = number
        self.assign = False
        self.made: Optional[Dict[Any, Any]] = None
        self.variables: List[Variable] = []
        self.commands: List[Command] = []

    def __str__(self) -> str:
        text = " | ".join(map(str, self.commands))
        if self.variables:
            sign = "=" if self.assign else ":="
            return f"{', '.join(map(str, self.variables))} {sign} {text}"
        return text


class Action(Node):
    """A pipeline whose value is printed, unless it goes into variables."""

    __slots__ = ("base", "pipe")

    def __init__(self, pos: int, number: int, pipe: Pipe, base: int = 0) -> None:
        self.pos = pos
        self.number = number
        self.pipe = pipe
        self.base = base

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Branch(Node):
    """if, with and range: word tells which. otherwise is None where there is no else.

    body_apart, otherwise_apart: whether what stands there gets code of its own, see parts.
    """

    __slots__ = ("base", "body", "body_apart", "otherwise", "otherwise_apart", "pipe", "word")

    def __init__(  # what it is, where it stands, and its parts
        self, pos: int, number: int, word: str, pipe: Pipe, base: int = 0
    ) -> None:
        self.pos = pos
        self.number = number
        self.word = word
        self.pipe = pipe
        self.base = base
        self.body: List[Node] = []
        self.body_apart = False
        self.otherwise: Optional[List[Node]] = None
        self.otherwise_apart = False


class Jump(Node):
    """break or continue."""

    __slots__ = ("word",)

    def __init__(self, pos: int, number: int, word: str) -> None:
        self.pos = pos
        self.number = number
        self.word = word


class Call(Node):
    """{{template "name" pipeline}}, also what is left of a block."""

    __slots__ = ("base", "name", "pipe")

    def __init__(  # what it is, where it stands, and its parts
        self, pos: int, number: int, name: str, pipe: Optional[Pipe], base: int = 0
    ) -> None:
        self.pos = pos
        self.number = number
        self.name = name
        self.pipe = pipe
        self.base = base

    def __str__(self) -> str:
        from ..golang.quoting import quote

        argument = f" {self.pipe}" if self.pipe is not None else ""
        return f"{{{{template {quote(self.name)}{argument}}}}}"


class Terminator(Node):
    """{{end}} or {{else}}: never in a finished tree."""

    __slots__ = ("word",)

    def __init__(self, pos: int, number: int, word: str) -> None:
        self.pos = pos
        self.number = number
        self.word = word

    def __str__(self) -> str:
        return f"{{{{{self.word}}}}}"


class Tree:
    """A parsed template: its name, its nodes, the variables that it assigns to with "="."""

    __slots__ = ("assigned", "name", "nodes")

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: List[Node] = []
        self.assigned: Set[str] = set()

    def empty(self) -> bool:
        """Whether there is nothing but space in it."""
        return all(isinstance(node, Text) and not node.text.strip(SPACE) for node in self.nodes)
