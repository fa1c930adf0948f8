# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the collection: who imports whom, how much, and that Ansible ships all of it."""

from __future__ import annotations

import ast
import base64
import functools
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "plugins/module_utils/_helm"
MODULES = sorted((ROOT / "plugins/modules").glob("*.py"))
PREFIX = "ansible_collections.native.helm.plugins"

# The table of docs/architecture.md; test_table_is_the_documented_one compares them.
ROOMS = {
    "base": set(),
    "gotmpl": {"base"},
    "sprig": {"base"},
    "schema": {"base", "sprig"},
    "chart": {"base", "schema"},
    "fetch": {"base", "chart"},
    "render": {"base", "gotmpl", "sprig", "chart"},
    "kube": {"base"},
    "release": {"base", "chart", "kube"},
    "plan": {"base", "render", "release", "kube"},
    "apply": {"base", "plan", "kube", "release"},
    "actions": {"base", "gotmpl", "sprig", "schema", "chart", "fetch", "render", "kube", "release", "plan", "apply"},
    "entry": {"base", "actions"},
}

MAX_LINES = 400
TABLES: set[str] = set()  # files that are one data table may be longer

HEAVY = (
    "kubernetes",
    "cryptography",
    "bcrypt",
    "urllib3",
    "requests",
    "jinja2",
    "re2",
    "yaml",
    "http.server",
)


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
        assert found is not None, f"{node.module}.{alias.name} in {base} is no file of the collection"
        yield found


def room(path: Path) -> str:
    return path.relative_to(CORE).parts[0]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_table_is_the_documented_one() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    documented = {}
    for name, allowed in re.findall(r"^\| `(\w+)/` \|.*\| ([^|]*) \|$", text, re.MULTILINE):
        words = set(allowed.split())
        documented[name] = set(ROOMS) - {name, "entry"} if "every" in words else words - {"-"}
    assert documented == ROOMS


def test_every_folder_is_a_room() -> None:
    assert {path.name for path in CORE.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(ROOMS)


def test_rooms_import_only_what_the_table_allows() -> None:
    wrong = [
        f"{shown(found.source)}:{found.line} imports {shown(found.target)}"
        for path in core_files()
        if path.parent != CORE
        for found in imports(path)
        if room(found.target) not in ROOMS[room(path)] | {room(path)}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_import_cycles() -> None:
    """Among what is imported when a file is; inside a function, a file may call one of its room that builds on it."""
    graph = {
        path: {found.target for found in imports(path) if not (found.typing_only or found.lazy)}
        for path in core_files()
    }
    done: set[Path] = set()

    def visit(path: Path, trail: list[Path]) -> None:
        assert path not in trail, "cycle: " + " -> ".join(shown(step) for step in [*trail[trail.index(path) :], path])
        if path not in done:
            for target in sorted(graph[path]):
                visit(target, [*trail, path])
            done.add(path)

    for path in graph:
        visit(path, [])


def test_imports_are_literal_and_relative() -> None:
    """Ansible's packer sees `from . import x`; it sees no importlib, and an absolute name costs a second copy."""
    wrong = []
    for path in core_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [node.id] if isinstance(node, ast.Name) and node.id == "__import__" else []
            wrong += [
                f"{shown(path)}: {n}" for n in names if n.startswith(("importlib", "ansible_collections", "__import__"))
            ]
    assert not wrong, "\n".join(wrong)


def test_no_drawers() -> None:
    drawers = [
        shown(path) for path in core_files() if path.stem in ("utils", "helpers", "common", "misc", "util", "helper")
    ]
    assert not drawers


def test_file_sizes() -> None:
    sizes = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in core_files()}
    long = {name: size for name, size in sizes.items() if size > MAX_LINES and name not in TABLES}
    assert not long, long


def test_packages_are_a_docstring() -> None:
    wrong = []
    for path in core_files():
        if path.name == "__init__.py":
            body = ast.parse(path.read_text(encoding="utf-8")).body
            if len(body) != 1 or not (isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)):
                wrong.append(shown(path))
    assert not wrong


def test_headers() -> None:
    """Each file names its licence, and its annotations cost nothing on Python 3.9."""
    wrong = []
    for path in [*core_files(), *MODULES]:
        text = path.read_text(encoding="utf-8")
        if "# SPDX-License-Identifier: GPL-3.0-or-later" not in text:
            wrong.append(f"{shown(path)}: no licence")
        if path.name != "__init__.py" and "\nfrom __future__ import annotations\n" not in text:
            wrong.append(f"{shown(path)}: no future annotations")
    assert not wrong, "\n".join(wrong)


def test_broad_excepts_only_at_the_door() -> None:
    wrong = []
    for path in core_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and room(path) != "entry":
                caught = ast.unparse(node.type) if node.type else "everything"
                if re.search(r"\b(Exception|BaseException|everything)\b", caught):
                    wrong.append(f"{shown(path)}:{node.lineno}")
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_is_documentation_spec_and_one_call(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
    code = set()
    for statement in tree.body:
        if not (isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) in texts):
            code.update(node.lineno for node in ast.walk(statement) if hasattr(node, "lineno"))
    assert len(code) <= 20


def test_every_module_is_in_the_action_group() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["helm"]) == [path.stem for path in MODULES]


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


def lines(paths: set[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_door_is_light(path: Path) -> None:
    """What a module imports before it knows its task: 1,000 lines are 12 ms.

    What is secret has to be known before the first line of the system's log is written.
    """
    assert lines(closure([path], lazy=False) - {path}) < 1420


# What a task imports before its action does anything: the actions that its door imports, and the lines they may bring.
BUDGETS = {
    "helm_chart": (("chart",), 7700),
    "helm_chart_info": (("chart_info", "inputs"), 8500),
    "helm_release": (("connect", "inputs", "install", "requests"), 11850),
    "helm_release_info": (("connect", "info", "requests"), 8700),
    "helm_repo": (("repo",), 6350),
    "helm_rollback": (("connect", "rollback", "requests"), 10300),
    "helm_template": (("inputs", "requests", "template"), 9200),
}


@pytest.mark.parametrize("module", BUDGETS)
def test_import_budget(module: str) -> None:
    actions, budget = BUDGETS[module]
    path = next(path for path in MODULES if path.stem == module)
    files = closure([path, *(CORE / f"actions/{name}.py" for name in actions)], lazy=False) - {path}
    assert lines(files) <= budget, sorted((lines({file}), shown(file)) for file in files)[-10:]


def test_every_module_has_a_budget() -> None:
    assert sorted(BUDGETS) == [path.stem for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_imports_no_library_before_its_task(path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import collection_path; collection_path.install()\n"
        "import ansible.module_utils.basic\n"
        "before = set(sys.modules)\n"
        f"import {PREFIX}.modules.{path.stem}\n"
        f"print([name for name in {HEAVY!r} if name in set(sys.modules) - before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SLOW_TO_LOAD = ("argparse", "dataclasses", "inspect", "pathlib", "urllib.parse")


def test_a_rendering_loads_nothing_of_python_that_is_slow_to_load() -> None:
    """Half of a small chart's `helm_template` is what it loads."""
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        f"runpy.run_path({str(ROOT / 'tests/tools/helm_template')!r})\n"
        f"print([name for name in {SLOW_TO_LOAD!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Ansible finds this checkout's collection in."""
    folder = tmp_path_factory.mktemp("collections")
    (folder / "ansible_collections/native").mkdir(parents=True)
    (folder / "ansible_collections/native/helm").symlink_to(ROOT)
    return folder


def packed(module: str, collections: Path, tmp_path: Path) -> zipfile.ZipFile:
    """What Ansible ships for a task of module: the zip out of the file that it left on the target."""
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "NATIVE_HELM_IN_WORKER": "no",
        "ANSIBLE_REMOTE_TMP": str(tmp_path / "remote"),
        "ANSIBLE_LOCAL_TEMP": str(tmp_path / "local"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.json",
    }
    ansible = Path(sys.executable).with_name("ansible")
    subprocess.run(
        [ansible, "localhost", "-m", f"native.helm.{module}", "-a", "no_such_option=1"],
        env=environment, capture_output=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    wrapper = next((tmp_path / "remote").rglob("AnsiballZ_*.py")).read_text(encoding="utf-8")
    data = max(re.findall(r"[A-Za-z0-9+/=]{1000,}", wrapper.replace("\n", "")), key=len)
    return zipfile.ZipFile(io.BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_ansible_ships_every_file_that_the_module_needs(path: Path, collections: Path, tmp_path: Path) -> None:
    archive = packed(path.stem, collections, tmp_path)
    shipped = {name for name in archive.namelist() if "/_helm/" in name}
    needed = {f"ansible_collections/native/helm/{shown(found)}" for found in closure([path], lazy=True)}
    assert needed - shipped == {f"ansible_collections/native/helm/{shown(path)}"} - shipped
    unpacked = tmp_path / "unpacked"
    archive.extractall(unpacked)
    names = sorted(name[: -len(".py")].replace("/", ".") for name in shipped if not name.endswith("__init__.py"))
    code = f"import importlib, json\nfor name in json.loads({json.dumps(names)!r}): importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
