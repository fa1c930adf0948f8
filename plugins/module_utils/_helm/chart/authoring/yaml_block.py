# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as YAML text to be put into an author's file: in the task's order and the file's own indentation.

How a scalar or key is quoted is codecs/yaml/style's affair, so that Helm reads back what was meant; long texts are not
folded, because people read these files.
"""

from __future__ import annotations

from typing import Any

from ...codecs.yaml import style as yaml_style

Lines = list[str]
_NOT_IN_FLOW = frozenset(",[]{}?:#")


class Layout:
    """How a file is laid out. step: a mapping's indentation below its key; dashes: that of a list's dashes.

    literals: whether texts of several lines are written as such ("|"), or on one line in quotes.
    """

    __slots__ = ("dashes", "literals", "step")

    def __init__(self, step: int = 2, dashes: int = 2) -> None:
        self.literals = True
        self.step = step
        self.dashes = dashes


def key(name: str) -> str:
    """Return name as a mapping's key, colon included; "? name" with the colon on the next line where it is long."""
    text = yaml_style.key(name)
    return text or f"? {yaml_style.double_quoted(yaml_style.clean(name))}\n:"


def after(value: Any, column: int, layout: Layout) -> tuple[str, Lines]:
    """Return what stands behind a key's colon, and the lines that follow. column: the key's."""
    if isinstance(value, (dict, list)) and value:
        inner = column + (layout.step if isinstance(value, dict) else layout.dashes)
        return "", block(value, inner, layout)
    return _scalar(value, column, layout)


def item(value: Any, column: int, layout: Layout) -> tuple[str, Lines]:
    """Return what stands behind a list's dash, and the lines that follow. column: the dash's."""
    if isinstance(value, (dict, list)) and value:
        lines = block(value, column + 2, layout)
        return lines[0][column + 2 :], lines[1:]
    return _scalar(value, column, layout)


def block(value: Any, column: int, layout: Layout) -> Lines:
    """Return the lines of a mapping or list that is not empty, its keys or dashes at column."""
    pad = " " * column
    lines: Lines = []
    if isinstance(value, list):
        for element in value:
            head, tail = item(element, column, layout)
            lines += [f"{pad}- {head}", *tail]
        return lines
    for name, element in value.items():
        head, tail = after(element, column, layout)
        lines += [pad + line for line in key(name).split("\n")]
        lines[-1] += f" {head}" if head else ""
        lines += tail
    return lines


def _scalar(value: Any, column: int, layout: Layout) -> tuple[str, Lines]:
    if not isinstance(value, str):
        return _plain(value), []
    text = yaml_style.form(value)
    if text:
        return text, []
    if not layout.literals or "\n" not in value or "\u2028" in value or "\u2029" in value:
        return yaml_style.double_quoted(yaml_style.clean(value)), []
    head, *tail = yaml_style.multiline(value, column + 2, 0)[:-1].split("\n")
    return head, tail


def _plain(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    return yaml_style.number(value)


def flow(value: Any, *, quoted: bool = False) -> str:
    """Return value on one line, safe within braces and brackets. quoted: every text in double quotes, as in JSON."""
    if isinstance(value, dict):
        pairs = (f"{_flow_text(name, quoted)}: {flow(element, quoted=quoted)}" for name, element in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(element, quoted=quoted) for element in value) + "]"
    return _flow_text(value, quoted) if isinstance(value, str) else _plain(value)


def _flow_text(text: str, quoted: bool) -> str:
    form = "" if quoted else yaml_style.form(text)
    if not form:
        return yaml_style.double_quoted(yaml_style.clean(text))
    return yaml_style.single_quoted(form) if form[0] not in "'\"" and _NOT_IN_FLOW.intersection(form) else form
