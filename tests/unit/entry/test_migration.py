# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook moves over by changing the module's name; the guide is made from both specs, and claims nothing else.

Our own modules take kubernetes.core's names as aliases too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.entry import chart_specs, options, specs

TESTS = Path(__file__).resolve().parents[2]

# The options and aliases of kubernetes.core 6.2.0, from its documentation.
CLUSTER = "context kube_context kubeconfig kubeconfig_path host api_key validate_certs verify_ssl ca_cert ssl_ca_cert "
HELM = """
binary_path chart_ref chart_repo_url chart_version dependency_update dep_up release_name name release_namespace
namespace release_state state release_values values values_files update_repo_cache set_values reuse_values reset_values
reset_then_reuse_values disable_hook force purge wait wait_timeout timeout atomic create_namespace post_renderer replace
skip_crds history_max insecure_skip_tls_verify skip_tls_certs_check plain_http take_ownership skip_schema_validation
"""
INFO = "binary_path release_name name release_namespace namespace release_state get_all_values"
REPOSITORY = """
binary_path repo_name name repo_url url repo_username username repo_password password repo_state state pass_credentials
force_update force insecure_skip_tls_verify skip_tls_certs_check
"""
TEMPLATE = """
binary_path chart_ref chart_repo_url chart_version dependency_update dep_up disable_hook include_crds output_dir
insecure_registry release_name name release_namespace release_values values show_only values_files update_repo_cache
set_values plain_http
"""
MODULES = {
    "helm": (specs.release, CLUSTER + HELM),
    "helm_info": (specs.release_info, CLUSTER + INFO),
    "helm_repository": (chart_specs.repo, CLUSTER + REPOSITORY),
    "helm_template": (specs.template, TEMPLATE),
}


def names(spec: options.Spec) -> set[str]:
    return set(spec) | {alias for option in spec.values() for alias in option.get("aliases", ())}


@pytest.mark.parametrize("module", MODULES)
def test_every_option_is_taken_by_its_name(module: str) -> None:
    make, options = MODULES[module]
    assert set(options.split()) - names(make()["argument_spec"]) == set()


def test_the_guide_is_what_the_tool_writes() -> None:
    program = TESTS / "tools/migration"
    done = subprocess.run([sys.executable, str(program), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_guide_has_every_option_of_the_drop_ins() -> None:
    text = (TESTS.parent / "docs/migration.md").read_text(encoding="utf-8")
    pinned = json.loads((TESTS / "unit/pinned/peer_specs.json").read_text(encoding="utf-8"))["modules"]
    for module in ("helm", "helm_info", "helm_template"):
        section = text.partition(f"## `{module}`")[2].partition("\n## ")[0]
        options = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
        assert options == set(pinned[module]["options"])
