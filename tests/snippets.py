# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of YAML in pages of documentation, and whether a playbook has them line for line."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Iterable

_MARKDOWN = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_RUN = re.compile(r"code-block:: yaml\n\n((?: {4}.*\n|\n)+)")
_SHOWN = re.compile(r"code-block:: yaml(?:\+jinja)?\n\n((?: {4}.*\n|\n)+)")


def of_page(path: Path, *, run: bool = False) -> list[str]:
    """The blocks of a page in Markdown or reStructuredText. run: of the latter only those that are no yaml+jinja."""
    rows = {".md": _MARKDOWN, ".rst": _RUN if run else _SHOWN}[path.suffix]
    return [textwrap.dedent(block).strip("\n") for block in rows.findall(path.read_text(encoding="utf-8"))]


def stands_in(snippet: str, playbooks: Iterable[Path]) -> bool:
    """Whether one of the files has the snippet's lines one after another, at whatever depth."""
    wanted = snippet.splitlines()
    for path in playbooks:
        lines = path.read_text(encoding="utf-8").splitlines()
        for start in range(len(lines) - len(wanted) + 1):
            if textwrap.dedent("\n".join(lines[start : start + len(wanted)])).splitlines() == wanted:
                return True
    return False


def title(snippet: str) -> str:
    """A snippet's name among tests."""
    return snippet.splitlines()[0].strip("- ")[:40]
