# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs and the documentation say the same."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.entry import chart_specs, dropin_specs, specs

PLUGINS = "ansible_collections.native.helm.plugins"
MODULES = {
    "helm": dropin_specs.helm,
    "helm_chart": chart_specs.chart,
    "helm_chart_info": chart_specs.chart_info,
    "helm_info": dropin_specs.helm_info,
    "helm_release": specs.release,
    "helm_release_info": specs.release_info,
    "helm_releases": specs.releases,
    "helm_repo": chart_specs.repo,
    "helm_rollback": specs.rollback,
    "helm_template": specs.template,
}
FACTS = ("type", "elements", "choices", "default", "required", "aliases")


def documented(module: str) -> dict[str, Any]:
    """A module's options with those of its fragments, the module's own first."""
    text = yaml.safe_load(importlib.import_module(f"{PLUGINS}.modules.{module}").DOCUMENTATION)
    options: dict[str, Any] = {}
    for name in text["extends_documentation_fragment"]:
        fragment, _dot, part = name[len("native.helm.") :].partition(".")
        holder = importlib.import_module(f"{PLUGINS}.doc_fragments.{fragment}").ModuleDocFragment
        for option, facts in (
            yaml.safe_load(getattr(holder, (part or "documentation").upper())).get("options", {}).items()
        ):
            assert option not in options or options[option] == facts, f"{option} stands in two fragments"
            options[option] = facts
    for option, facts in (text.get("options") or {}).items():
        options[option] = {**options.get(option, {}), **facts}
    return options


def facts_of(option: dict[str, Any], suboptions: str) -> dict[str, Any]:
    facts = {name: option.get(name) for name in FACTS}
    facts["required"] = bool(facts["required"])
    facts["aliases"] = sorted(facts["aliases"] or [])
    inner = option.get(suboptions) or {}
    return {**facts, "options": {name: facts_of(found, suboptions) for name, found in inner.items()}}


@pytest.mark.parametrize("module", MODULES)
def test_documentation_is_the_spec(module: str) -> None:
    spec = MODULES[module]()["argument_spec"]
    assert {name: facts_of(option, "options") for name, option in spec.items()} == {
        name: facts_of(option, "suboptions") for name, option in documented(module).items()
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_module_supports_check_mode(module: str) -> None:
    assert MODULES[module]()["supports_check_mode"] is True


@pytest.mark.parametrize("module", MODULES)
def test_passwords_and_tokens_are_not_logged(module: str) -> None:
    spec = MODULES[module]()["argument_spec"]
    assert all(spec[name]["no_log"] is True for name in ("password", "api_key", "chart_repo_password") if name in spec)
