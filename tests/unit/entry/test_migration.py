# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook moves over by changing the module's name: every option of kubernetes.core's modules is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.entry import specs

GUIDE = Path(__file__).resolve().parents[3] / "docs/migration.md"

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
PULL = """
chart_ref chart_version verify_chart verify_chart_keyring provenance repo_url repo_username repo_password
pass_credentials skip_tls_certs_check chart_devel untar_chart destination chart_ca_cert chart_ssl_cert_file
chart_ssl_key_file binary_path plain_http
"""
AUTH = "state host insecure username password key_file cert_file ca_file binary_path"
MODULES = {
    "helm": (specs.release, CLUSTER + HELM),
    "helm_info": (specs.release_info, CLUSTER + INFO),
    "helm_repository": (specs.repo, CLUSTER + REPOSITORY),
    "helm_template": (specs.template, TEMPLATE),
}
RENAMED = {"helm_pull": (specs.chart, PULL), "helm_registry_auth": (specs.repo, AUTH)}


def names(spec: specs.Spec) -> set[str]:
    return set(spec) | {alias for option in spec.values() for alias in option.get("aliases", ())}


@pytest.mark.parametrize("module", MODULES)
def test_every_option_is_taken_by_its_name(module: str) -> None:
    make, options = MODULES[module]
    assert set(options.split()) - names(make()["argument_spec"]) == set()


def rows(module: str) -> dict[str, str]:
    """The guide's table of a module: its option -> ours."""
    text = GUIDE.read_text(encoding="utf-8")
    section = re.search(rf"^## .*`{module}`.*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/migration.md has no section on {module}"
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", section.group(1), re.MULTILINE)
    return {name: ours for options, ours in found for name in re.findall(r"`(\w+)`", options)}


@pytest.mark.parametrize("module", [*MODULES, *RENAMED])
def test_guide_has_every_option_and_names_ours(module: str) -> None:
    make, options = {**MODULES, **RENAMED}[module]
    table = rows(module)
    assert set(options.split()) - set(CLUSTER.split()) - set(table) == set()
    ours = names(make()["argument_spec"])
    named = {word for text in table.values() for word in re.findall(r"`(\w+)`", text.partition(":")[0])}
    assert named - ours == set()
