# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each error says what was being done, to what, and what to do: where it is made, or where the table says by whom."""

from __future__ import annotations

import ast
import errno
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest
from import_graph import CORE, core_files

from ansible_collections.native.helm.plugins.module_utils._helm.base import errors
from ansible_collections.native.helm.plugins.module_utils._helm.entry import (
    advice,
    chart_specs,
    dropin_chart_specs,
    dropin_specs,
    specs,
    telling,
)
from ansible_collections.native.helm.plugins.module_utils._helm.render import manifests

# Rooms below any task: what they raise is read by a caller, which knows what it reads.
BELOW = {"base", "golang", "codecs", "semver", "gotmpl", "sprig", "schema", "render"}

# Files whose errors get what was being done, and what to do, from one caller.
COMPLETED = {
    "chart/authoring/edit_yaml.py": "chart/authoring/keep.py, _error",
    "chart/loader.py": "chart/loader.py, _About",
    "chart/metadata.py": "chart/loader.py, _cannot_load",
    "chart/values/inputs.py": "entry/advice.py",
    "chart/values/strvals.py": "chart/values/strvals.py, merge",
    "chart/values_file.py": "chart/values/inputs.py, _parse_file; chart/loader.py, _About",
    "content/shaping/images.py": "content/shaping/images.py, rules_of",
    "content/shaping/json_patch.py": "content/shaping/patches.py, Patch",
    "content/shaping/patches.py": "content/shaping/patches.py, Patch",
    "content/shaping/strategic.py": "content/shaping/patches.py, Patch",
    "content/shaping/targets.py": "content/shaping/patches.py, Patch",
    "fetch/repository/index_text.py": "fetch/repository/index.py, _bad",
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
        of_system: list[ast.AST] = [node for node in handlers if "OSError" in ast.unparse(node.type)]  # type: ignore[arg-type]
        functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
        of_system += [node for node in functions if "failure: OSError" in ast.unparse(node.args)]
        inside = {id(call) for node in of_system for call in ast.walk(node)}
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
        "actions", "apply", "approval", "asked", "chart", "compat", "content", "entry", "fetch", "fleet", "kube",
        "plan", "release", "releases",
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
    # the first never leaves its template, the second says all itself, the third is as its base
    assert lacking == ["FunctionError", "Unreachable", "HelmsRequestError"]


MANIFEST = manifests.ManifestError(
    "YAML parse error on c/templates/a.yaml: no", template="c/templates/a.yaml", files={}
)
SYSTEM = errors.FetchError("Permission denied", doing="reading the logins", subject="/srv/config.json")
SYSTEM.__cause__ = PermissionError(errno.EACCES, "Permission denied")
HELD = errors.KubeError("etcdserver: leader changed", doing="applying an object", subject="ConfigMap n/a", status=500)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (MANIFEST, "Rendering the chart c: YAML parse error on c/templates/a.yaml: no. Correct the template, or the"),
        (errors.ExecError("c/templates/a.yaml:1:2: bad", template="c/templates/a.yaml"), "Rendering the chart c: c/te"),
        (errors.ChartError("it is empty", subject="Chart.yaml"), "Reading the chart Chart.yaml: it is empty. Correct"),
        (errors.ChartError("it is empty"), "Reading the chart /srv/c: it is empty. Correct the chart, or take another"),
        (errors.ReleaseError("it is held"), "Installing or upgrading the release web/shop: it is held. Look at the"),
        (errors.RequestError("no"), "Reading the task's options: no. Correct the option."),
        (SYSTEM, "Reading the logins /srv/config.json: Permission denied. Let the task's user do that there, or run"),
        (HELD, "Applying ConfigMap n/a: etcdserver: leader changed. The API server, or what stands before it, is not"),
        (errors.NotFound('pods "a" not found', status=404), 'Installing or upgrading the release web/shop: pods "a" n'),
    ],
)  # fmt: skip
def test_what_an_error_does_not_say_is_said_of_its_kind(error: errors.HelmError, text: str) -> None:
    params = {"name": "shop", "namespace": "web", "chart": "/srv/c", "state": "present"}
    assert telling.message(advice.completed(error, "helm_release", params)).startswith(text)


@pytest.mark.parametrize("number", sorted(advice._SYSTEM))
def test_the_systems_refusals_end_in_advice(number: int) -> None:
    error = errors.ChartError("no", doing="reading the chart")
    error.__cause__ = OSError(number, "no")
    assert advice.completed(error, "helm_chart", {}).hint == advice._SYSTEM[number]


SPECS = {
    "helm": dropin_specs.helm, "helm_chart": chart_specs.chart, "helm_chart_info": chart_specs.chart_info,
    "helm_info": dropin_specs.helm_info, "helm_release": specs.release, "helm_release_info": specs.release_info,
    "helm_releases": specs.releases, "helm_repo": chart_specs.repo, "helm_rollback": specs.rollback,
    "helm_template": specs.template, "helm_plugin": dropin_chart_specs.helm_plugin,
    "helm_plugin_info": dropin_chart_specs.helm_plugin_info, "helm_pull": dropin_chart_specs.helm_pull,
    "helm_registry_auth": dropin_chart_specs.helm_registry_auth,
    "helm_repository": dropin_chart_specs.helm_repository,
}  # fmt: skip
MODULES = sorted(path.stem for path in (CORE.parents[1] / "modules").glob("helm*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_and_state_has_its_words(module: str) -> None:
    """A drop-in module has those of the module whose work it does."""
    options = SPECS[module]()["argument_spec"]
    states = set((options.get("state") or options.get("release_state") or {}).get("choices") or [""])
    known = {state for name, state in advice._STATES if name == advice._DROP_INS.get(module, module)}
    assert known >= states if module in advice._DROP_INS else known == states


def test_a_drop_in_says_what_was_done_to_which_release() -> None:
    release = {"release_name": "shop", "release_namespace": "web"}
    for state, words in (("present", "Installing or upgrading"), ("absent", "Uninstalling")):
        failed = advice.completed(errors.ReleaseError("it is held"), "helm", {**release, "release_state": state})
        assert telling.message(failed).startswith(f"{words} the release web/shop: it is held.")
    failed = advice.completed(errors.ReleaseError("it is held"), "helm_info", {**release, "release_state": []})
    assert telling.message(failed).startswith("Reading the release web/shop: it is held.")
