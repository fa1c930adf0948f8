# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the collection: who imports whom, how much, and that Ansible ships all of it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible.executor.module_common import ModuleDepFinder
from import_graph import CORE, MODULES, PREFIX, ROOT, closure, core_files, imports, resolve, shown

# The table of docs/architecture.md; test_table_is_the_documented_one compares them.
CODECS = {"codecs/json", "codecs/yaml"}
GROUND = {"base", "golang", *CODECS}
ROOMS: dict[str, set[str]] = {
    "base": set(),
    "golang": {"base"},
    "codecs/json": {"base", "golang"},
    "codecs/yaml": {"base", "golang", "codecs/json"},
    "codecs/toml": {"base", "golang"},
    "semver": {"base", "golang"},
    "gotmpl": {"base", "golang"},
    "sprig": {"base", "golang", "codecs/json", "semver"},
    "schema": {"base", "golang", "codecs/json"},
    "chart": {*GROUND, "semver"},
    "chart/values": {"base", "golang", "codecs/json", "semver", "schema", "chart"},
    "chart/authoring": {"base", *CODECS, "chart", "chart/values"},
    "chart/lint": {*GROUND, "semver", "schema", "chart", "chart/values"},
    "chart/signing": {"base", "codecs/yaml", "chart"},
    "fetch/web": {"base"},
    "fetch/oci": {"base", "golang", "codecs/json", "semver", "chart", "fetch/web"},
    "fetch/repository": {*GROUND, "semver", "chart", "fetch/web"},
    "fetch/cosign": {"base", "codecs/json", "fetch/oci"},
    "fetch/sources": {
        "base", "golang", "semver", "chart", "chart/signing", "fetch/web", "fetch/oci", "fetch/cosign",
        "fetch/repository",
    },
    "render": {*GROUND, "codecs/toml", "semver", "gotmpl", "sprig", "chart"},
    "kube": {"base", "golang", "codecs/json", "codecs/yaml"},
    "release": {"base", "codecs/json", "chart", "kube"},
    "plan": {*GROUND, "release", "kube"},
    "apply": {"base", "golang", "plan", "kube", "release"},
    "asked": {"base", "chart", "fetch/web", "fetch/cosign", "fetch/sources", "kube", "release", "plan"},
    "content/shaping": {*GROUND, "render", "kube", "release"},
    "content": {
        "base", "golang", "codecs/json", "chart", "chart/values", "render", "kube", "release", "plan", "asked",
        "content/shaping",
    },
    "releases": {
        "base", "golang", "codecs/yaml", "chart", "chart/values", "render", "kube", "release", "plan", "apply", "asked",
        "content",
    },
    "releases/attempt": {
        "base", "golang", "chart", "content", "render", "kube", "release", "plan", "apply", "asked", "releases",
    },
    "approval": {"base", "golang", "kube", "release", "plan", "apply", "content", "releases", "releases/attempt"},
    "fleet": {"base", "chart", "kube", "release", "plan", "asked", "content", "releases"},
    "compat": {"base"},
    "entry": {"base", "golang", "asked", "releases", "releases/attempt", "approval", "fleet", "actions", "compat"},
}
ABOVE = {"approval", "fleet", "compat", "entry"}  # actions imports every other one
ROOMS["actions"] = set(ROOMS) - ABOVE
FLOORED = {name.partition("/")[0] for name in ROOMS if "/" in name} - set(ROOMS)  # nothing but floors

MAX_LINES = 400
TABLES: set[str] = set()  # files that are one data table may be longer

HEAVY = (
    "kubernetes",
    "cryptography",
    "bcrypt",
    "urllib3",
    "requests",
    "semver",
    "jinja2",
    "re2",
    "yaml",
    "http.server",
)


def room(path: Path) -> str:
    """The room of a file, or the floor of a room that has floors: "plan", "codecs/yaml"."""
    inside = path.relative_to(CORE).parent
    return str(inside) if str(inside) in ROOMS else inside.parts[0]


def test_table_is_the_documented_one() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    documented = {}
    for name, allowed in re.findall(r"^\| `([\w/]+)/` \|.*\| ([^|]*) \|$", text, re.MULTILINE):
        words = set(allowed.split())
        documented[name] = set(ROOMS) - {name, *ABOVE} if "every" in words else words - {"-"}
    assert documented == ROOMS


def test_every_folder_is_a_room() -> None:
    assert {room(path) for path in core_files() if path.parent != CORE} - FLOORED == set(ROOMS)


def test_rooms_import_only_what_the_table_allows() -> None:
    wrong = [
        f"{shown(found.source)}:{found.line} imports {shown(found.target)}"
        for path in core_files()
        if path.parent != CORE and room(path) not in FLOORED
        for found in imports(path)
        if room(found.target) not in ROOMS[room(path)] | {room(path)}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_import_cycles() -> None:
    """None by imports inside functions either, nor by those for the type checker: what they join is read as one."""
    graph = {path: {found.target for found in imports(path)} for path in core_files()}
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


LICENCE = "SPDX-License" + "-Identifier"  # in two: a tool would take the whole for this file's own header


def test_headers() -> None:
    """Each file names its licence, and its annotations cost nothing on Python 3.9."""
    wrong = []
    for path in [*core_files(), *MODULES]:
        text = path.read_text(encoding="utf-8")
        if f"# {LICENCE}: GPL-3.0-or-later" not in text:
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


def lines(paths: set[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_door_is_light(path: Path) -> None:
    """What a module imports before it knows its task: 1,000 lines are 12 ms.

    What is secret has to be known before the first line of the system's log is written.
    """
    files = closure([path], lazy=False) - {path}
    assert lines(files) < 1575 + (DROPIN if CORE / "entry/translation.py" in files else 0)


DROPIN = 300  # lines more in the door of a drop-in module: the peer's spec, and the way from that to our own

# What a task imports before its action does anything: the actions that its door imports, and the lines they may bring.
BUDGETS = {
    "helm_chart": (("actions/chart",), 7600),
    "helm_chart_info": (("actions/chart_info", "asked/inputs"), 7960),
    "helm_release": (("asked/connect", "asked/inputs", "releases/attempt/install", "asked/requests"), 12280),
    "helm_release_info": (("asked/connect", "releases/info", "asked/requests"), 8145),
    "helm_releases": (("entry/fleet", "releases/attempt/install", "asked/requests"), 13870),
    "helm_repo": (("actions/repo",), 6365),
    "helm_rollback": (("asked/connect", "releases/attempt/rollback", "asked/requests"), 9680),
    "helm_template": (("asked/inputs", "asked/requests", "actions/template"), 9270),
}


OWN = {
    "helm": "helm_release",
    "helm_info": "helm_release_info",
    "helm_template": "helm_template",
    "helm_registry_auth": "helm_repo",
    "helm_repository": "helm_repo",
}
for dropin, own in OWN.items():
    BUDGETS[dropin] = ((f"compat/{dropin}", *BUDGETS[own][0]), BUDGETS[own][1] + 710)
BUDGETS["helm_pull"] = (("compat/helm_pull", "actions/transfer"), 8600)
BUDGETS |= dict.fromkeys(("helm_plugin", "helm_plugin_info"), (("compat/helm_plugin",), 1930))


@pytest.mark.parametrize("module", BUDGETS)
def test_import_budget(module: str) -> None:
    actions, budget = BUDGETS[module]
    path = next(path for path in MODULES if path.stem == module)
    files = closure([path, *(CORE / f"{name}.py" for name in actions)], lazy=False) - {path}
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


def seen_by_ansibles_packer(path: Path) -> set[Path]:
    """The files of the collection that the packer ships with path: it reads the imports, wherever they stand."""
    package = path.name == "__init__.py"
    parts = path.relative_to(ROOT / "plugins").with_suffix("").parts
    name = ".".join([PREFIX, *(parts[:-1] if package else parts)])
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for words in ModuleDepFinder(name, tree, is_pkg_init=package).submodules:
        if ".".join(words).startswith(PREFIX):
            inside = words[len(PREFIX.split(".")) :]
            # The last word may be a name in the file that the others are.
            for end in (len(inside), len(inside) - 1):
                target = resolve(ROOT / "plugins", ".".join(inside[:end]))
                if target is not None:
                    found.add(target)
                    break
    return found


def test_ansible_ships_every_file_that_the_modules_need() -> None:
    """What we import, its packer sees. What it really packs: tests/modules/test_packing.py."""
    lost = [
        f"{shown(found.source)}:{found.line} imports {shown(found.target)}"
        for path in sorted(closure(MODULES, lazy=True))
        if (needed := [found for found in imports(path) if not found.typing_only])
        for seen in [seen_by_ansibles_packer(path)]
        for found in needed
        if found.target not in seen
    ]
    assert not lost, "\n".join(lost)
    assert closure(MODULES, lazy=True) >= {*MODULES, CORE / "releases/attempt/install.py"}


def _starts_a_program(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        names += [ast.unparse(node)] if isinstance(node, ast.Attribute) else []
        if any(
            re.match(r"(subprocess|multiprocessing|pty)\b|os\.(exec|spawn|popen|system|posix_spawn|fork)", n)
            for n in names
        ):
            return True
    return False


def test_no_program_is_started_but_those_that_the_user_names() -> None:
    """As the README says: a kubeconfig's exec plugin, a registry's credential helper, a post_renderer."""
    starting = [shown(path).rpartition("_helm/")[2] for path in core_files() if _starts_a_program(path)]
    assert starting == ["base/program.py"]
    users = sorted(
        {
            shown(found.source).rpartition("_helm/")[2]
            for path in core_files()
            for found in imports(path)
            if found.target == CORE / "base/program.py"
        }
    )
    assert users == ["content/post_rendering.py", "fetch/oci/credential_helper.py", "kube/exec_plugin.py"]
