# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a Python exception in a compiled template to Go's error. Imported only when something fails."""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import Any, Dict, Optional, Tuple

from ..base.errors import ExecError, LimitError, TemplateError
from ..golang.quoting import quote
from ..golang.types import GoStruct
from .limits import deep_recursion
from .names import CALL_FAILURE, COMPILED, PRINT_FAILURE, TEMPLATE_FAILURE
from .nodes import Node, Variable
from .runtime import Stop
from .units import Compiled


def located(error: BaseException) -> TemplateError:
    """Return the error to raise for one that came out of a compiled template."""
    with deep_recursion():
        return _located(error)


def _located(error: BaseException) -> TemplateError:
    """Return the same; the text of deeply nested nodes needs the recursion."""
    found = _innermost(error.__traceback__, TEMPLATE_FAILURE if isinstance(error, RecursionError) else "")
    if found is None:
        if isinstance(error, RecursionError):
            return LimitError("values are nested too deeply, or hold themselves")
        return ExecError(str(error))
    compiled, frame, line = found
    notes: Dict[str, Any] = (compiled.table or {}).get(line) or {}
    if isinstance(error, Stop):
        if error.failure == PRINT_FAILURE:
            node = _unprintable(compiled, frame, notes[PRINT_FAILURE])
            return exec_error(compiled, node, f"can't print {node} of type func()")
        node = _node(compiled, frame, notes[error.failure][error.own])
        return exec_error(compiled, node, error.message)
    if isinstance(error, TemplateError):
        number, name = notes[CALL_FAILURE]
        return exec_error(compiled, _node(compiled, frame, number), f"error calling {name}: {error.problem}")
    if isinstance(error, RecursionError):
        return exec_error(compiled, _node(compiled, frame, _any(notes)), "exceeded maximum template depth (100000)")
    node = _node(compiled, frame, _any(notes))
    name = node.names[0] if isinstance(node, Variable) else str(node)
    return exec_error(compiled, node, f"undefined variable: {name}")


def _any(notes: Dict[str, Any]) -> Any:
    """Return a node of a line: of the template's call in it, or of whatever it is about."""
    if TEMPLATE_FAILURE in notes:
        return notes[TEMPLATE_FAILURE]
    found = next(iter(notes.values()), (0,))
    return found[0] if isinstance(found, tuple) else 0


def _unprintable(compiled: Compiled, frame: FrameType, candidates: Any) -> Node:
    """Return the action whose value is a function, which cannot be printed: one of those written in the same line."""
    for code, number in candidates[:-1]:
        try:
            value = eval(code, frame.f_globals, frame.f_locals)  # noqa: S307 (our own code: a look-up or a name)
        except (Stop, TemplateError):
            continue
        if callable(value) and not isinstance(value, (GoStruct, dict, list)):
            return _node(compiled, frame, number)
    return _node(compiled, frame, candidates[-1][1])


def exec_error(compiled: Compiled, node: Node, message: str) -> ExecError:
    """Return Go's error for a message at a node."""
    unit = compiled.unit
    before = unit.text[: node.pos]
    line = before.count("\n") + 1
    column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "surrogateescape"))
    text = f"template: {unit.name}:{line}:{column}: executing {quote(compiled.name)} at <{node}>: {message}"
    return ExecError(text, template=unit.name, line=line, column=column)


def _innermost(trace: Optional[TracebackType], key: str) -> Optional[Tuple[Compiled, FrameType, int]]:
    """Return the innermost compiled template in a traceback, its frame and line. key: only lines that can fail so."""
    found = None
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_filename.startswith("<template "):
            compiled = frame.f_locals.get(COMPILED)
            if isinstance(compiled, Compiled) and (not key or key in (compiled.table or {}).get(trace.tb_lineno, ())):
                found = compiled, frame, trace.tb_lineno
        trace = trace.tb_next
    return found


def _node(compiled: Compiled, frame: FrameType, entry: Any) -> Node:
    """Return the node that a table entry names."""
    if isinstance(entry, str):
        entry = frame.f_locals.get(entry, 0)
    node: Node = compiled.unit.node(int(entry))
    return node
