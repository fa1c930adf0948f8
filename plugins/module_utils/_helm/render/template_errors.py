# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Helm makes of the errors of templates (Go: engine.go, cleanupParseError and reformatExecErrorMsg)."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from ..base.errors import ExecError, LimitError, ParseError, TemplateError
from ..base.patterns import lazy
from ..golang.space import SPACE

_WARNING = lazy("HELM_ERR_START(.*)HELM_ERR_END", re.DOTALL)  # as engine.py wraps it


class _Place(NamedTuple):
    """One link of an error's chain: where, in which template and expression, and what."""

    location: str
    message: str
    executing: str = ""

    def __str__(self) -> str:
        lines = [(self.location, "\n  "), (self.executing, "\n    "), (self.message, "\n")]
        return "".join(text + end for text, end in lines if text)


def of_parse(name: str, error: ParseError) -> ParseError:
    """Return the error of a template that does not parse, in Helm's words."""
    parts = error.problem.split(": ")
    if len(parts) == 1:
        text = f"parse error in ({name}): {error.problem}"
    else:
        text = f"parse error at ({parts[1]}): {parts[-1]}"
    return ParseError(text, template=name, line=error.line, column=error.column)


def of_execution(name: str, error: TemplateError) -> TemplateError:
    """Return the error of a template that does not render, in Helm's words."""
    if isinstance(error, LimitError) and not error.problem.startswith((f"{name}:", "template: ")):
        return LimitError(f"{name}: {error.problem}", template=name)
    if not isinstance(error, ExecError):
        return error
    made = ExecError(_execution_text(name, error), template=name, line=error.line, column=error.column)
    if _WARNING.search(error.problem):  # of required and fail
        made.hint = "give the chart the values that it asks for"
    return made


def _execution_text(name: str, error: ExecError) -> str:
    parts = error.problem.split(": ", 2)
    if len(parts) != 3:
        return f"execution error in ({name}): {error.problem}"
    warning = _WARNING.search(parts[2])
    if warning:
        return f"execution error at ({parts[1]}): {warning[1]}"
    places: list[_Place] = []
    current: Optional[BaseException] = error
    while current is not None:
        place = _place(str(current))
        if place is None:
            return error.problem
        if not places or places[-1] != place:
            places.append(place)
        current = current.__cause__
    return "".join(map(str, places)).strip(SPACE)


def _place(text: str) -> Optional[_Place]:
    """What one error text of text/template says; None when it is none of theirs."""
    if not text.startswith("template: "):
        return None
    rest = text[len("template: ") :]
    if rest.startswith("no template "):
        return _Place("", text)
    location, executing, after = rest.partition(": executing ")
    if executing:
        place = _executing(location, after)
        if place is not None:
            return place
    location, colon, message = rest.rpartition(": ")
    return _Place(location, message.partition(" template:")[0]) if colon else None


def _executing(location: str, after: str) -> Optional[_Place]:
    if not after.startswith('"'):
        return None
    function, quote, rest = after[1:].partition('"')
    if not quote or not rest.startswith(" at <"):
        return None
    context, found, message = rest[len(" at <") :].partition(">: ")
    if not found:
        return None
    return _Place(location, message.partition(" template:")[0], f'executing "{function}" at <{context}>:')
