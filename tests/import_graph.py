# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file of the collection imports which: read from the sources, nothing is imported for it."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Iterator, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "plugins/module_utils/_helm"
MODULES = sorted((ROOT / "plugins/modules").glob("*.py"))
PREFIX = "ansible_collections.native.helm.plugins"


class Import(NamedTuple):
    """An import statement: in which file, of which file; for the type checker only, inside a function."""

    source: Path
    target: Path
    line: int
    typing_only: bool
    lazy: bool


def core_files() -> list[Path]:
    return sorted(CORE.rglob("*.py"))


def resolve(base: Path, name: str) -> Path | None:
    """The file or package that name means, relative to the folder base."""
    path = base.joinpath(*name.split(".")) if name else base
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    return path / "__init__.py" if (path / "__init__.py").is_file() else None


@functools.cache
def imports(path: Path) -> tuple[Import, ...]:
    """The imports in path of files of the collection."""
    return tuple(_walk(ast.parse(path.read_text(encoding="utf-8")), path, typing_only=False, lazy=False))


def _walk(node: ast.AST, path: Path, *, typing_only: bool, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom) and child.level:
            base = path.parent
            for _unused in range(child.level - 1):
                base = base.parent
            for target in _targets(base, child):
                yield Import(path, target, child.lineno, typing_only, lazy)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for statement in child.body:
                yield from _walk(ast.Module([statement], []), path, typing_only=True, lazy=lazy)
            for statement in child.orelse:
                yield from _walk(ast.Module([statement], []), path, typing_only=typing_only, lazy=lazy)
        else:
            inside = lazy or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from _walk(child, path, typing_only=typing_only, lazy=inside)


def _targets(base: Path, node: ast.ImportFrom) -> Iterator[Path]:
    package = resolve(base, node.module or "")
    for alias in node.names:
        inside = base.joinpath(*(node.module or "").split(".")) if node.module else base
        found = resolve(inside, alias.name) or package
        # A package is a docstring: there is nothing in it but its files.
        name = f"{node.module}.{alias.name} in {base}"
        assert found is not None, f"{name} is no file of the collection"
        assert found != package or package.name != "__init__.py", f"{name} is no file of the collection"
        yield found


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def closure(starts: list[Path], *, lazy: bool) -> set[Path]:
    """The files that importing starts brings in; with lazy also those that calls may import later."""
    seen: set[Path] = set()
    todo = list(starts)
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        todo += [found.target for found in imports(path) if not found.typing_only and (lazy or not found.lazy)]
        todo += [parent / "__init__.py" for parent in path.parents if CORE in (parent, *parent.parents)]
    return seen
