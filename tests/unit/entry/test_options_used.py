# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No option is accepted and forgotten: its name stands in the code that turns the module's task into a request."""

from __future__ import annotations

import ast

import pytest
from import_graph import CORE

from ansible_collections.native.helm.plugins.module_utils._helm.entry import (
    chart_specs,
    dropin_chart_specs,
    dropin_specs,
    specs,
)

CLUSTER = ("asked/connect.py", "kube/config.py", "entry/door.py", "entry/task.py")
CHART = ("asked/inputs.py", "asked/trusted.py", "entry/door.py")
READERS: dict[str, tuple[str, ...]] = {
    "release": ("entry/release.py", *CHART, *CLUSTER),
    "releases": ("entry/fleet.py", *CLUSTER),
    "template": ("entry/template.py", *CHART, *CLUSTER),
    "release_info": ("entry/release_info.py", *CLUSTER),
    "rollback": ("entry/release.py", *CLUSTER),
    "repo": ("entry/repo.py", "actions/repo.py", "entry/door.py"),
    "chart_info": ("entry/chart_info.py", *CHART),
    "chart": ("entry/chart.py", *CHART),
}
# binary_path: as its documentation says. The cluster's own: as repo() says, the action group's defaults may hold them.
NO_CLUSTER = ("repo", "chart_info", "chart")


DROPINS = {
    "helm": ("compat/helm.py", "compat/given.py"),
    "helm_info": ("compat/helm_info.py", "compat/given.py"),
    "helm_pull": ("compat/helm_pull.py", "compat/given.py"),
    "helm_registry_auth": ("compat/helm_registry_auth.py", "compat/given.py"),
    "helm_repository": ("compat/helm_repository.py", "compat/given.py"),
}


def words_of(paths: tuple[str, ...]) -> set[object]:
    return {
        node.value
        for path in paths
        for node in ast.walk(ast.parse((CORE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }


@pytest.mark.parametrize("module", READERS)
def test_every_option_is_read(module: str) -> None:
    words = words_of(READERS[module])
    own = getattr(specs, module, None) or getattr(chart_specs, module)
    options = own()["argument_spec"]
    unused = {"binary_path"}
    if module in NO_CLUSTER:
        unused |= {name for name in options if options[name] is specs.CLUSTER.get(name)}
    assert {name for name in options if name not in words} <= unused
    assert "binary_path" in {**options, **options.get("releases", {}).get("options", {})}
    assert "binary_path" not in words


@pytest.mark.parametrize("module", DROPINS)
def test_every_option_of_a_drop_in_is_read(module: str) -> None:
    """binary_path is: results tell commands that begin with it."""
    found = getattr(dropin_specs, module, None) or getattr(dropin_chart_specs, module)
    options = set(found()["argument_spec"])
    assert options - words_of(DROPINS[module]) == set()
