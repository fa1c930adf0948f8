# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to the whole process, and not to one task: all of it stands in docs/architecture.md, with its owner."""

from __future__ import annotations

import ast
import re
from typing import Iterator

from import_graph import CORE, ROOT, core_files

_CACHES = ("cache", "lru_cache", "remembered")
_CALLS = (
    "setrecursionlimit", "set_threshold", "gc.disable", "gc.enable", "signal.signal", "setitimer", "tzset", "umask",
    "chdir", "setrlimit", "disable_warnings", "filterwarnings", "simplefilter", "setdefaulttimeout",
)  # fmt: skip


def _is_empty_container(value: ast.expr | None) -> bool:
    """Whether a module's name is given what is filled later."""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List):
        return not value.elts
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("set", "dict", "list") and not value.args


def _states(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _is_empty_container(statement.value):
            yield ast.unparse(statement.targets[0])
        elif isinstance(statement, ast.AnnAssign) and _is_empty_container(statement.value):
            yield ast.unparse(statement.target)
        elif isinstance(statement, ast.FunctionDef):
            marks = " ".join(map(ast.unparse, statement.decorator_list))
            if re.search(rf"\b({'|'.join(_CACHES)})\b", marks):
                yield f"{statement.name}()"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_CALLS):
            yield ast.unparse(node.func)
        elif isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("builtins."):
            yield ast.unparse(node.targets[0])


def test_the_page_has_all_of_it() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = text[text.index("## What belongs to the process") :]
    documented = {
        (path, name)
        for path, names in re.findall(r"^\| `([\w/]+\.py)` \| (.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", names)
    }
    found = {
        (str(path.relative_to(CORE)), state)
        for path in core_files()
        for state in _states(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == documented
