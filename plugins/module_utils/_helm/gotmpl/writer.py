# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python source for one template, line by line, with a table of what an error on each line is about.

No code is spent on positions while a template runs: a traceback's line number finds the line's notes, and these find
the node. What can fail on one line must be told apart, so notes have a key for each way to fail:
    ANY_FAILURE       what the runtime raises: (last, own): the node that Go was at, and the node that failed inside a
                      method is reported at
    "a.b"             the same for a look-up of fields, by its path
    CALL_FAILURE      (number, name): "error calling name: …" at the node of that number
    PRINT_FAILURE     a value that cannot be printed: list of (code, number)
    TEMPLATE_FAILURE  a template's call: the number, for one recursion too many
"last" is a node's number, or the local variable that holds it ("node3": with and, or it depends on what ran last).
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from . import names

Last = Union[int, str]
Notes = Dict[str, Any]
Lines = List[Tuple[str, Optional[Notes]]]

# CPython allows 20 nested loops and try blocks and 100 levels of indentation: beyond these, bodies become functions.
_MAX_LOOPS = 14
_MAX_INDENT = 60
_MAX_PIECES = 16  # of output written in one line


class Value:
    """A Python expression for a Go value, not written yet.

    code: the expression. notes: what can fail in it, None for a name or a constant. last: the node that Go was at.
    known: the Python class of the value where it is certain. raw: an expression for "the static type is interface {}"
    (Go tells a nil in an interface from no value at all). path and args: of a look-up of fields.
    """

    __slots__ = ("args", "code", "known", "last", "notes", "path", "raw")

    def __init__(
        self, code: str, last: Last, *, notes: Optional[Notes] = None, raw: str = "False", known: str = ""
    ) -> None:
        self.code = code
        self.last = last
        self.notes = notes
        self.raw = raw
        self.known = known
        self.path = ""
        self.args = ""

    def moved(self, by: int) -> Value:
        """Return the same value where all nodes have numbers larger by so much; none may be in a local."""
        notes = self.notes
        if notes is not None:
            notes = {
                key: (one + by, other if key == names.CALL_FAILURE else other + by)
                for key, (one, other) in notes.items()
            }
        return Value(self.code, 0, notes=notes, raw=self.raw, known=self.known)


class Local:
    """A template variable: the Python local that holds it, and flag, the local that says whether it is raw, if any."""

    __slots__ = ("code", "flag", "name", "raw")

    def __init__(self, name: str, code: str, raw: str = "False", flag: str = "") -> None:
        self.name = name
        self.code = code
        self.raw = flag or raw
        self.flag = flag


class _Function:
    """One Python function that is being written."""

    __slots__ = ("indent", "lines", "loops")

    def __init__(self, indent: int) -> None:
        self.lines: Lines = []
        self.indent = indent
        self.loops = 0


class Output:
    """What waits to be written in one line: constant text, and values' code."""

    __slots__ = ("notes", "pieces", "texts")

    def __init__(self) -> None:
        self.pieces: List[str] = []
        self.texts: List[str] = []
        self.notes: Notes = {}


class Writer:
    """Lines, locals and scopes of one template's function. first: the number of its first local."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.main = _Function(1)
        self.function = self.main
        self.outlined: List[_Function] = []
        self.variables: List[Local] = [Local("$", names.DATA)]
        self.kept: List[str] = []
        self.temps = 0
        self.output = Output()

    # Lines

    def emit(self, code: str, notes: Optional[Notes] = None) -> None:
        """Write one line; output that waits goes first."""
        output = self.output
        if output.pieces or output.texts:
            self.flush()
        function = self.function
        function.lines.append((" " * function.indent + code, notes))

    def text(self, text: str) -> None:
        """Output constant text."""
        self.output.texts.append(text)

    def piece(self, value: Value, number: int) -> None:
        """Output a value, printed by the action of that number."""
        output, notes = self.output, value.notes
        if (notes and not output.notes.keys().isdisjoint(notes)) or len(output.pieces) > _MAX_PIECES:
            self.flush()
            output = self.output
        if output.texts:
            output.pieces.append(repr("".join(output.texts)))
            output.texts.clear()
        if notes:
            output.notes.update(notes)
        if value.known == "str":
            output.pieces.append(value.code)
        else:
            output.pieces.append(f"{names.PRINTED}({value.code})")
            output.notes.setdefault(names.PRINT_FAILURE, []).append((value.code, number))

    def flush(self) -> None:
        """Write the output that waits."""
        output = self.output
        if output.texts:
            output.pieces.append(repr("".join(output.texts)))
        if output.pieces:
            function = self.function
            code = f"{' ' * function.indent}{names.WRITE}({' + '.join(output.pieces)})"
            function.lines.append((code, output.notes or None))
        self.output = Output()

    def capture(self) -> Tuple[Lines, Output]:
        """Put lines and waiting output aside, to see what is written next; see captured()."""
        kept = self.function.lines, self.output
        self.function.lines, self.output = [], Output()
        return kept

    def captured(self, kept: Tuple[Lines, Output]) -> Lines:
        """Return the lines written since capture(), and go on after those before it."""
        lines = self.function.lines
        self.function.lines, self.output = kept
        return lines

    def extend(self, lines: Lines) -> None:
        """Write lines that were captured."""
        self.function.lines += lines

    def store(self, value: Value) -> Value:
        """Write the evaluation of a value that is not a name or a constant; return it as a name."""
        if value.notes is None:
            return value
        name = self.temp()
        self.emit(f"{name} = {value.code}", value.notes)
        return Value(name, value.last, raw=value.raw, known=value.known)

    def join(self, values: Sequence[Value], own: Notes) -> Tuple[List[str], Notes]:
        """Return the codes of values for one line that can also fail as own says, and the line's notes.

        Values whose failures could not be told apart are stored before, with all that must be evaluated before them.
        """
        notes: Notes = {}
        stored = 0
        if all(value.notes is None for value in values):
            return [value.code for value in values], own
        joined = list(values)
        for index, value in enumerate(joined):
            if value.notes is None:
                continue
            clash = not own.keys().isdisjoint(value.notes)
            if clash or not notes.keys().isdisjoint(value.notes):
                last = index + 1 if clash else index
                joined[stored:last] = [self.store(earlier) for earlier in joined[stored:last]]
                stored, notes = last, {}
            if not clash:
                notes.update(value.notes)
        notes.update(own)
        return [value.code for value in joined], notes

    # Names

    def temp(self) -> str:
        """Return a name for a value that lives within one action."""
        self.temps += 1
        return f"{names.VALUE}{self.temps}"

    def local(self, prefix: str) -> str:
        """Return a name for a value that lives longer."""
        name = f"{prefix}{self.first + len(self.kept)}"
        self.kept.append(name)
        return name

    def find(self, name: str) -> Optional[Local]:
        """Return the innermost variable of that name; the parser lets a few through that are not there."""
        for variable in reversed(self.variables):
            if variable.name == name:
                return variable
        return None

    # Blocks

    def open(self, code: str, notes: Optional[Notes] = None, *, loop: bool = False) -> None:
        """Begin a block."""
        self.emit(code, notes)
        self.function.indent += 1
        self.function.loops += loop

    def close(self, *, loop: bool = False) -> None:
        """End a block; an empty one gets a pass."""
        self.flush()
        function = self.function
        if function.lines[-1][0].endswith(":"):
            self.emit("pass")
        function.indent -= 1
        function.loops -= loop

    def too_deep(self) -> bool:
        """Whether the next body must become a function of its own."""
        return self.function.loops >= _MAX_LOOPS or self.function.indent >= _MAX_INDENT

    def begin_outlined(self) -> Tuple[_Function, str]:
        """Begin a function for a body; return what end_outlined() wants, and its name."""
        self.flush()
        outer = self.function
        self.function = _Function(2)
        self.outlined.append(self.function)
        return outer, f"{names.BODY}{len(self.outlined) - 1}"

    def end_outlined(self, outer: _Function) -> None:
        """Go back to writing the function around it."""
        self.emit(f"return {names.WENT_ON}")
        self.function = outer

    def finish(self, given: Optional[Sequence[str]] = None) -> Tuple[str, Dict[int, Notes]]:
        """Return the whole source and its table, by line number. given: of a part, the locals that it is called with; a
        template's function counts its calls."""
        self.flush()
        parameters = ", ".join((names.DATA, names.WRITE, *(given or ()), names.COMPILED))
        begin = f" {names.SPEND}(1)" if given is None else " pass"
        lines: Lines = [(f"def {names.TEMPLATE}({parameters}):", None), (begin, None)]
        if self.outlined:
            lines.append((f" {' = '.join([*self.kept, 'None'])}", None))
            declared = f"  nonlocal {', '.join(self.kept)}" if self.kept else "  pass"
            for number, function in enumerate(self.outlined):
                head = f" def {names.BODY}{number}({names.COMPILED}={names.COMPILED}):"
                lines += [(head, None), (declared, None), *function.lines]
        lines += self.main.lines
        table = {number: notes for number, (_unused, notes) in enumerate(lines, 1) if notes is not None}
        return "\n".join([line for line, _unused in lines]), table
