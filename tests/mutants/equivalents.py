# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""equivalent.txt: mutants that change nothing that anyone could see, each with the reason.

Entries are set apart by empty lines: the file below _helm and the function (and which of those that read the same, from
2 on), the line that goes, the line that comes, the reason. A line that begins with # is a comment.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "equivalent.txt"
_HEAD = re.compile(r"(\S+\.py) (\S+)(?: (\d+))?$")


def load(path: Path = FILE) -> dict[tuple[Any, ...], str]:
    """Return the reason by the mutant's key. Raises ValueError for an entry that lacks a part, or is there twice."""
    found: dict[tuple[Any, ...], str] = {}
    text = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.splitlines()
        head = _HEAD.match(lines[0]) if lines else None
        was = tuple(line[1:].strip() for line in lines[1:] if line.startswith("-"))
        now = tuple(line[1:].strip() for line in lines[1:] if line.startswith("+"))
        reason = " ".join(line.strip() for line in lines[1:] if line[:1] not in "-+")
        if not lines:
            continue
        if head is None or not was or not now or not reason:
            raise ValueError(f"{path.name}: this has no file and function, - line, + line or reason:\n{block}")
        function = "" if head.group(2) == "module" else head.group(2)
        key = (head.group(1), function, was, now, int(head.group(3) or 1))
        if key in found:
            raise ValueError(f"{path.name}: this is there twice:\n{block}")
        found[key] = reason
    return found
