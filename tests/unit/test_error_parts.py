# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each error says what was being done, to what, and what to do: where it is made, or where the table says by whom."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest
from import_graph import CORE, core_files

from ansible_collections.native.helm.plugins.module_utils._helm.base import errors
from ansible_collections.native.helm.plugins.module_utils._helm.entry import advice

# Rooms below any task: what they raise is read by a caller, which knows what it reads.
BELOW = {"base", "gotmpl", "sprig", "schema", "render"}

# Files whose errors get what was being done, and what to do, from one caller.
COMPLETED = {
    "chart/edit_yaml.py": "chart/write.py, _error",
    "chart/loader.py": "chart/loader.py, _About",
    "chart/metadata.py": "chart/loader.py, _cannot_load",
    "chart/strvals.py": "chart/strvals.py, merge",
    "chart/values.py": "chart/values.py, _parse_file; entry/advice.py",
    "fetch/index_text.py": "fetch/index.py, _bad",
    "plan/lists.py": "plan/objects.py, _broken",
}

# Kinds of which the door says what to do: nothing else is known where they are made.
BY_KIND = {"NotFound", "Conflict"}
IN_TEMPLATES = {"TemplateError", "ParseError", "ExecError", "FunctionError", "LimitError", "ManifestError"}


class Made(NamedTuple):
    """A place where an error is made. given: the parts that it is given there. system: in an `except OSError`."""

    path: str
    line: int
    kind: str
    given: frozenset[str]
    system: bool


def tree() -> dict[str, str]:
    """Every class of the error tree, with its base."""
    known = {"HelmError": ""}
    found = [node for path in core_files() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    for _unused in range(3):
        for node in found:
            names = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in known]
            known.update(dict.fromkeys([node.name], *names[:1]) if names else {})
    return known


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def made() -> Iterator[Made]:
    kinds = tree()
    for path in core_files():
        module = parsed(path)
        handlers = [node for node in ast.walk(module) if isinstance(node, ast.ExceptHandler) and node.type]
        of_system = [node for node in handlers if "OSError" in ast.unparse(node.type)]  # type: ignore[arg-type]
        inside = {id(call) for handler in of_system for call in ast.walk(handler)}
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds:
                given = frozenset(str(word.arg) for word in call.keywords if not is_blank(word.value))
                name = path.relative_to(CORE).as_posix()
                yield Made(name, call.lineno, call.func.id, given, id(call) in inside)


def is_blank(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value == ""


MADE = [
    entry
    for entry in made()
    if entry.path.partition("/")[0] not in BELOW and entry.kind not in IN_TEMPLATES | {"MissingLibrary"}
]


def test_the_places_are_found() -> None:
    assert len(MADE) > 200
    assert {entry.path.partition("/")[0] for entry in MADE} == {
        "actions", "apply", "chart", "entry", "fetch", "kube", "plan", "release",
    }  # fmt: skip


def test_each_says_what_was_being_done() -> None:
    silent = [entry for entry in MADE if "doing" not in entry.given and entry.path not in COMPLETED]
    silent = [entry for entry in silent if (entry.path, entry.kind) not in AT_THE_DOOR]
    assert not silent, "\n".join(f"{entry.path}:{entry.line} {entry.kind}" for entry in silent)


# Made with nothing but the problem, completed a line or two later.
AT_THE_DOOR = {
    ("entry/door.py", "HelmError"),  # of a stop: what the module does is said
    ("plan/quotas.py", "Forbidden"),
}


def test_each_says_what_to_do() -> None:
    silent = [
        entry
        for entry in MADE
        if "hint" not in entry.given
        and not entry.system
        and entry.kind not in BY_KIND
        and entry.path not in COMPLETED
        and (entry.path, entry.kind) not in HINTED_LATER
    ]
    assert not silent, "\n".join(f"{entry.path}:{entry.line} {entry.kind}" for entry in silent)


HINTED_LATER = {
    ("plan/quotas.py", "Forbidden"),
    ("apply/wait.py", "WaitTimeout"),
    ("apply/hooks.py", "HookFailed"),  # that of what failed
}


@pytest.mark.parametrize("name", sorted(COMPLETED))
def test_no_exception_is_left_over(name: str) -> None:
    """A file that says all itself by now leaves the table."""
    assert any({"doing", "hint"} - entry.given for entry in MADE if entry.path == name)
    for part in COMPLETED[name].split("; "):
        path, _comma, function = part.partition(", ")
        text = (CORE / path).read_text(encoding="utf-8")
        assert not function or f"def {function}(" in text or f"class {function}" in text


def test_every_kind_has_its_advice() -> None:
    kinds = tree()
    for name in kinds:
        chain = [name]
        while kinds[chain[-1]]:
            chain.append(kinds[chain[-1]])
        assert set(chain) & set(advice._KINDS)
    of_tree = [
        name
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.HelmError) and name not in ("MissingLibrary",)
    ]
    lacking = [name for name in of_tree if name not in advice._KINDS]
    assert lacking == ["FunctionError", "Unreachable"]  # the one never leaves its template, the other says all itself
