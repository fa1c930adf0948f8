# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a Python exception in a compiled template to Go's error. Imported only when something fails."""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import Any, Optional, Tuple

from ..base.errors import ExecError, TemplateError
from ..base.goquote import quote
from .nodes import Node, Variable
from .runtime import Stop
from .units import Compiled


def located(error: BaseException) -> TemplateError:
    """Return the error to raise for one that came out of a compiled template."""
    found = _innermost(error.__traceback__)
    if found is None:
        return ExecError(str(error))
    compiled, frame, line = found
    entry: Any = (compiled.table or {}).get(line, 0)
    if isinstance(error, Stop):
        if isinstance(entry, tuple):
            entry = entry[1] if error.own and not isinstance(entry[1], str) else entry[0]
        node = _node(compiled, frame, entry)
        message = error.message
        if message == "can't print":
            message = f"can't print {node} of type func()"
    elif isinstance(error, TemplateError):
        name = entry[1] if isinstance(entry, tuple) else ""
        node = _node(compiled, frame, entry[0] if isinstance(entry, tuple) else entry)
        message = f"error calling {name}: {error.problem}"
    elif isinstance(error, RecursionError):
        node = _node(compiled, frame, entry[0] if isinstance(entry, tuple) else entry)
        message = "exceeded maximum template depth (100000)"
    else:
        node = _node(compiled, frame, entry[0] if isinstance(entry, tuple) else entry)
        name = node.names[0] if isinstance(node, Variable) else str(node)
        message = f"undefined variable: {name}"
    return exec_error(compiled, node, message)


def exec_error(compiled: Compiled, node: Node, message: str) -> ExecError:
    """Return Go's error for a message at a node."""
    unit = compiled.unit
    before = unit.text[: node.pos]
    line = before.count("\n") + 1
    column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "surrogateescape"))
    text = f"template: {unit.name}:{line}:{column}: executing {quote(compiled.name)} at <{node}>: {message}"
    return ExecError(text, template=unit.name, line=line, column=column)


def _innermost(trace: Optional[TracebackType]) -> Optional[Tuple[Compiled, FrameType, int]]:
    """Return the innermost compiled template in a traceback, its frame and line."""
    found = None
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_filename.startswith("<template "):
            compiled = frame.f_locals.get("u")
            if isinstance(compiled, Compiled):
                found = compiled, frame, trace.tb_lineno
        trace = trace.tb_next
    return found


def _node(compiled: Compiled, frame: FrameType, entry: Any) -> Node:
    """Return the node that a table entry names."""
    if isinstance(entry, str):
        entry = frame.f_locals.get(entry, 0)
    node: Node = compiled.unit.node(int(entry))
    return node
