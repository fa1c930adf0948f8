# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python source for one template, line by line, with a table of what an error on each line is about.

Only one statement stands on a line that can fail, so a traceback's line number finds the node: no code is spent on
positions while a template runs. A table entry is one of
    number                the node, for what the runtime raises
    "n3"                  the local variable that holds the node's number (and, or: it depends on what ran last)
    (last, own)           the same two, and the node that failed inside a method is reported at
    (number, "name")      a call: a failure is "error calling name: …" at the node
"""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple, Union

Last = Union[int, str]
Entry = Union[int, str, Tuple[Last, Last], Tuple[int, str], None]

# CPython allows 20 nested loops and try blocks and 100 levels of indentation: beyond these, bodies become functions.
_MAX_LOOPS = 14
_MAX_INDENT = 60


class Value:
    """A Python expression for a Go value.

    code: a name or a literal. raw: an expression for "the static type is interface {}" (Go tells a nil in an interface
    from no value at all); known: the Python class of the value where it is certain. last: the node that Go was at.
    """

    __slots__ = ("code", "known", "last", "raw")

    def __init__(self, code: str, last: Last, *, raw: str = "False", known: str = "") -> None:
        self.code = code
        self.last = last
        self.raw = raw
        self.known = known


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

    def __init__(self) -> None:
        self.lines: List[Tuple[str, Entry]] = []
        self.indent = 1
        self.loops = 0


class Writer:
    """Lines, locals and scopes of one template's function."""

    def __init__(self) -> None:
        self.main = _Function()
        self.function = self.main
        self.outlined: List[_Function] = []
        self.variables: List[Local] = [Local("$", "d")]
        self.kept: List[str] = []
        self.temps = 0
        self.pending: List[str] = []

    def emit(self, code: str, entry: Entry = None) -> None:
        """Write one line; text that waits goes first."""
        if self.pending:
            self.flush()
        self.function.lines.append((" " * self.function.indent + code, entry))

    def text(self, text: str) -> None:
        """Write constant output."""
        self.pending.append(text)

    def flush(self) -> None:
        """Write the text that waits."""
        text = "".join(self.pending)
        self.pending.clear()
        if text:
            self.function.lines.append((f"{' ' * self.function.indent}w({text!r})", None))

    def temp(self) -> str:
        """Return a name for a value that lives within one action."""
        self.temps += 1
        return f"t{self.temps}"

    def local(self, prefix: str) -> str:
        """Return a name for a value that lives longer."""
        name = f"{prefix}{len(self.kept)}"
        self.kept.append(name)
        return name

    def find(self, name: str) -> Optional[Local]:
        """Return the innermost variable of that name; the parser lets a few through that are not there."""
        for variable in reversed(self.variables):
            if variable.name == name:
                return variable
        return None

    def open(self, code: str, entry: Entry = None, *, loop: bool = False) -> None:
        """Begin a block."""
        self.emit(code, entry)
        self.function.indent += 1
        self.function.loops += loop

    def close(self, *, loop: bool = False) -> None:
        """End a block; an empty one gets a pass."""
        if self.pending:
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
        """Begin a function for a body; return what end_outlined() wants."""
        if self.pending:
            self.flush()
        outer = self.function
        self.function = _Function()
        self.function.indent = 2
        self.outlined.append(self.function)
        return outer, f"b{len(self.outlined) - 1}"

    def end_outlined(self, outer: _Function) -> None:
        """Go back to writing the function around it."""
        if self.pending:
            self.flush()
        self.function.lines.append(("  return 0", None))
        self.function = outer

    def finish(self) -> Tuple[str, Dict[int, Entry]]:
        """Return the whole source and its table, by line number."""
        if self.pending:
            self.flush()
        lines: List[Tuple[str, Entry]] = [("def t(d, w, u):", None)]
        if self.outlined:
            names = " = ".join([*self.kept, "None"])
            lines.append((f" {names}", None))
            declared = f"  nonlocal {', '.join(self.kept)}" if self.kept else "  pass"
            for number, function in enumerate(self.outlined):
                lines += [(f" def b{number}(u=u):", None), (declared, None), *function.lines]
        lines += self.main.lines
        lines.append((" return", None))
        table: Dict[int, Entry] = {number: entry for number, (_, entry) in enumerate(lines, 1) if entry is not None}
        return "\n".join([line for line, _ in lines]), table


def tuple_code(names: Optional[List[str]]) -> str:
    """Return the source of a tuple of strings."""
    return repr(tuple(names or ()))
