# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of helm_releases' entries: they have helm_release's own options, whose texts are read from there, so
that the two can never differ."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

_MODULE = Path(__file__).resolve().parent.parent / "modules" / "helm_release.py"
_OF_THE_TASK = "native.helm.plan"  # which is for all releases together
_OPTION = re.compile(r"\bO\((\w+)")
_RESULT = re.compile(r"\bRV\((?!ignore:)(\w+)")

_NEEDS = """
description:
  - The releases of the list that this one needs, as C(NAME) or C(NAMESPACE/NAME). It is begun when they are as wanted,
    which they are with O(releases[].wait=true) when their objects are ready.
  - A C(NAME) alone is looked for in the release's own namespace first, then in the others.
  - Releases with O(releases[].state=absent) are removed the other way round, before what they need.
type: list
elements: str
default: []
"""
_RELEASES = """
description:
  - The releases. Each has the options of M(native.helm.helm_release), with the same names, defaults and checks, and
    O(releases[].needs).
  - Each release may be in the list once.
type: list
elements: dict
required: true
"""


def _of_helm_release() -> dict[str, Any]:
    """helm_release's options, over those of its fragments."""
    tree = ast.parse(_MODULE.read_text(encoding="utf-8"))
    texts = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    module = yaml.safe_load(ast.literal_eval(texts["DOCUMENTATION"]))
    options: dict[str, Any] = {}
    for name in module["extends_documentation_fragment"]:
        if name == _OF_THE_TASK:
            continue
        fragment, _dot, part = name[len("native.helm.") :].partition(".")
        holder = importlib.import_module(f".{fragment}", __package__).ModuleDocFragment
        options.update(yaml.safe_load(getattr(holder, (part or "documentation").upper())).get("options") or {})
    for name, option in module["options"].items():
        options[name] = {**options.get(name, {}), **option}
    return options


def _options() -> dict[str, Any]:
    """helm_release's options as suboptions: they refer to each other by their places."""
    found = _of_helm_release()
    texts = {name: _as_suboption(option, found) for name, option in found.items()}
    first = ("name", "namespace", "state", "needs", "chart")
    return {name: {**texts, "needs": yaml.safe_load(_NEEDS)}[name] for name in dict.fromkeys([*first, *sorted(texts)])}


def _as_suboption(value: Any, options: dict[str, Any]) -> Any:
    """An option's documentation, its references turned: O(wait) means releases[].wait here, and results are those that
    helm_release has."""
    if isinstance(value, dict):
        return {str(key): _as_suboption(item, options) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_suboption(item, options) for item in value]
    if not isinstance(value, str):
        return value
    text = _OPTION.sub(lambda match: f"O(releases[].{match[1]}" if match[1] in options else match[0], str(value))
    return _RESULT.sub(r"RV(native.helm.helm_release#module:\1", text)


class ModuleDocFragment:
    """The option releases of entry/specs.py, releases(). With its type, since ansible-test takes whatever is assigned
    without one for a text."""

    DOCUMENTATION: ClassVar[str] = yaml.safe_dump(
        {"options": {"releases": {**yaml.safe_load(_RELEASES), "suboptions": _options()}}},
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )
