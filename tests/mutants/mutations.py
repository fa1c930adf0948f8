# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mutants of a file: each a small change of its text that a test has to notice.

Left out is what is no behaviour: docstrings, annotations and what only types need, __repr__, what an error or a warning
says (that it is raised or given counts).
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Optional

import libcst as cst
from libcst.metadata import CodePosition, MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from operators import OPERATORS

_SAYING = {"doing", "subject", "hint", "problem", "quotes", "told"}  # the parts of an error that only its text needs
_TYPES = {
    "Callable",
    "Iterable",
    "Iterator",
    "Mapping",
    "Optional",
    "Sequence",
    "Tuple",
    "Union",
    "dict",
    "list",
    "tuple",
}


class Mutant(NamedTuple):
    """One change. file: below _helm; function: dotted, "" outside of one; lines: of the statement, first and last;
    edit: (where, how many characters, what stands there instead) in the file's text; was, now: the lines that differ,
    without their indentation; number: which of those in the function that read the same."""

    file: str
    function: str
    line: int
    lines: tuple[int, int]
    edit: tuple[int, int, str]
    was: tuple[str, ...]
    now: tuple[str, ...]
    number: int = 1

    def key(self) -> tuple[Any, ...]:
        """What stays when lines move."""
        return (self.file, self.function, self.was, self.now, self.number)

    def text(self) -> str:
        """As it is printed, and as equivalent.txt has it."""
        nth = f" {self.number}" if self.number > 1 else ""
        head = f"{self.file} {self.function or 'module'}{nth}"
        return "\n".join([head, *(f"- {line}" for line in self.was), *(f"+ {line}" for line in self.now)])


class _Place(NamedTuple):
    """Where a walk is. names: of the functions and classes around; quiet: all here is there for its words."""

    names: tuple[str, ...] = ()
    inside: bool = False  # of a function
    lines: tuple[int, int] = (0, 0)
    quiet: bool = False


class _Found(NamedTuple):
    node: cst.CSTNode
    new: cst.CSTNode
    place: _Place


def _walk(node: cst.CSTNode, place: _Place, positions: Any) -> Iterator[_Found]:
    """What the operators offer for a node and those in it."""
    if _no_behaviour(node, place):
        return
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        inside = place.inside or isinstance(node, cst.FunctionDef)
        place = place._replace(names=(*place.names, node.name.value), inside=inside)
    if isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement, cst.ExceptHandler)):
        place = place._replace(lines=_lines(node, positions))
    place = place._replace(quiet=place.quiet or _saying(node))
    if not place.quiet:
        for kinds, operator in OPERATORS:
            if isinstance(node, kinds):
                for other in operator(node):
                    part, new = other if isinstance(other, tuple) else (node, other)
                    yield _Found(part, new, place)
    for child in node.children:
        yield from _walk(child, place, positions)


def _lines(node: cst.CSTNode, positions: Any) -> tuple[int, int]:
    """First and last line of a statement, of one with a body those before the body."""
    place, body = positions[node], getattr(node, "body", None)
    if isinstance(body, cst.IndentedBlock):
        return place.start.line, max(place.start.line, positions[body].start.line - 1)
    return place.start.line, place.end.line


def _no_behaviour(node: cst.CSTNode, place: _Place) -> bool:
    if isinstance(node, (cst.Annotation, cst.Import, cst.ImportFrom)):
        return True
    if isinstance(node, cst.FunctionDef):
        return node.name.value == "__repr__"
    if isinstance(node, cst.Expr):
        return isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString, cst.Ellipsis))
    if isinstance(node, cst.If):
        return isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING"
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
        if isinstance(target, cst.Name) and target.value in ("__slots__", "__all__"):
            return True
        return not place.inside and _is_type(node.value)
    return False


def _is_type(value: cst.BaseExpression) -> bool:
    """Whether the value of an assignment outside of functions is a type's name for annotations."""
    if isinstance(value, cst.Subscript) and isinstance(value.value, cst.Name):
        return value.value.value in _TYPES
    return (
        isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value in ("TypeVar", "NewType")
    )


def _saying(node: cst.CSTNode) -> bool:
    """Whether all in a node is there for its words."""
    if isinstance(node, cst.Raise):
        return True
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
        name = target.attr if isinstance(target, cst.Attribute) else target
        return isinstance(name, cst.Name) and name.value.lower().lstrip("_") in _SAYING
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in _SAYING
    if isinstance(node, cst.Call):
        name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        return isinstance(name, cst.Name) and (name.value in ("warn", "debug") or name.value.endswith("Error"))
    return False


def of_file(path: Path, name: str) -> list[Mutant]:
    """Every mutant of a file, in the file's order. name: the file's, below _helm."""
    text = _Text(path.read_text("utf-8"))
    seen, numbers, mutants = set(), Counter[Any](), []
    for statement in text.module.body:
        for node, new, place in _walk(statement, _Place(), text.positions):
            edit = text.edit(statement, node, new)
            if edit in seen or not (edit[1] or edit[2]):
                continue
            seen.add(edit)
            line = text.positions[node].start.line
            mutant = Mutant(name, ".".join(place.names), line, place.lines, edit, *_differing(text.source, edit))
            numbers[mutant.key()] += 1
            mutants.append(mutant._replace(number=numbers[mutant.key()]))
    return mutants


class _Text:
    """A file's text and what libcst makes of it."""

    def __init__(self, source: str) -> None:
        self.source = source
        wrapper = MetadataWrapper(cst.parse_module(source))
        self.module = wrapper.module
        self.positions = wrapper.resolve(PositionProvider)
        self._spans = wrapper.resolve(WhitespaceInclusivePositionProvider)
        self._starts = [0, *itertools.accumulate(map(len, source.splitlines(keepends=True)))]

    def edit(self, statement: Any, node: cst.CSTNode, new: cst.CSTNode) -> tuple[int, int, str]:
        """(where, how many characters go, what comes) to have new instead of node, which is in the statement."""
        code = self.module.code_for_node
        for part, other in ((node, lambda: new), (statement, lambda: statement.deep_replace(node, new))):
            start, was = self._offset(self._spans[part].start), code(part)
            if self.source.startswith(was, start):
                now = code(other())
                head = _common(was, now)
                tail = _common(was[head:][::-1], now[head:][::-1])
                return start + head, len(was) - head - tail, now[head : len(now) - tail]
        raise ValueError(f"the parser gives another text at line {self.positions[node].start.line}")

    def _offset(self, place: CodePosition) -> int:
        return self._starts[place.line - 1] + place.column


def _common(left: str, right: str) -> int:
    """How many characters both begin with."""
    least = min(len(left), len(right))
    return next((at for at in range(least) if left[at] != right[at]), least)


def _differing(source: str, edit: tuple[int, int, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the lines that go, the lines that come), without their indentation."""
    start, length, text = edit
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", start + length)
    gone = source[first:last]
    come = source[first:start] + text + source[start + length : last]
    return tuple(x.strip() for x in gone.split("\n")), tuple(x.strip() for x in come.split("\n"))


def sample(mutants: list[Mutant], size: Optional[int], seed: int) -> list[Mutant]:
    """So many of them, drawn by the seed; in their order."""
    if size is None or size >= len(mutants):
        return mutants
    drawn = sorted(random.Random(seed).sample(range(len(mutants)), size))
    return [mutants[at] for at in drawn]
