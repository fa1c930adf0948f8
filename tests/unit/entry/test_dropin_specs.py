# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules have kubernetes.core's options: tests/tools/peer_specs pinned them."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.entry import dropin_chart_specs, dropin_specs, specs

TESTS = Path(__file__).resolve().parents[2]
PEER: dict[str, Any] = json.loads((TESTS / "unit/pinned/peer_specs.json").read_text(encoding="utf-8"))["modules"]
MODULES = {
    "helm": dropin_specs.helm,
    "helm_info": dropin_specs.helm_info,
    "helm_plugin": dropin_chart_specs.helm_plugin,
    "helm_plugin_info": dropin_chart_specs.helm_plugin_info,
    "helm_pull": dropin_chart_specs.helm_pull,
    "helm_registry_auth": dropin_chart_specs.helm_registry_auth,
    "helm_repository": dropin_chart_specs.helm_repository,
}
plain = runpy.run_path(str(TESTS / "tools/_specs.py"))["plain"]


@pytest.mark.parametrize("module", MODULES)
def test_options_and_checks_are_the_peers(module: str) -> None:
    ours = plain(MODULES[module]())
    ours["options"] = {name: option for name, option in ours["options"].items() if name in PEER[module]["options"]}
    assert ours == PEER[module]


@pytest.mark.parametrize("module", MODULES)
def test_what_there_is_besides_is_the_clusters_and_takes_no_name(module: str) -> None:
    """So that module_defaults of the action group set the cluster for every module."""
    spec = MODULES[module]()["argument_spec"]
    more = {name: option for name, option in spec.items() if name not in PEER[module]["options"]}
    assert set(more) <= set(specs.CLUSTER)
    assert set(specs.CLUSTER) <= set(spec)
    assert [name for name, option in more.items() if option.get("aliases") or option.get("required")] == []
