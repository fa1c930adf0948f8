# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the drop-in modules for charts, repositories, registries and plugins; see dropin_specs.py."""

from __future__ import annotations

from .dropin_specs import ACCEPTED, CLUSTER, CLUSTER_EXCLUSIVE, MORE
from .options import Spec, option


def helm_repository() -> Spec:
    """Return helm_repository's. The cluster's options are there, and it uses none of them."""
    own: Spec = {
        "repo_name": option("str", "name", required=True),
        "repo_url": option("str", "url"),
        "repo_username": option("str", "username"),
        "repo_password": option("str", "password", no_log=True),
        "repo_state": option("str", "state", choices=["present", "absent"], default="present"),
        "pass_credentials": option("bool", default=False, no_log=True),
        "force_update": option("bool", "force", default=False),
        "insecure_skip_tls_verify": option("bool", "skip_tls_certs_check", default=False),
    }
    return {
        "argument_spec": {**CLUSTER, **own, **MORE},
        "supports_check_mode": True,
        "required_together": [("repo_username", "repo_password")],
        "required_if": [("repo_state", "present", ["repo_url"])],
        "mutually_exclusive": CLUSTER_EXCLUSIVE,
    }


def helm_registry_auth() -> Spec:
    """Return helm_registry_auth's. host is the registry's; the cluster's other options may be in module_defaults."""
    own: Spec = {
        "binary_path": option("path"),
        "host": option("str", "registry_url", required=True),
        "state": option(choices=["present", "absent"], default="present"),
        "insecure": option("bool", default=False),
        "username": option("str", "repo_username"),
        "password": option("str", "repo_password", no_log=True),
        "key_file": option("path", no_log=False),
        "cert_file": option("path"),
        "ca_file": option("path"),
        "plain_http": option("bool", default=False),
    }
    return {
        "argument_spec": {**ACCEPTED, **own},
        "supports_check_mode": True,
        "required_together": [("username", "password")],
    }


def helm_pull() -> Spec:
    """Return helm_pull's."""
    own: Spec = {
        "binary_path": option("path"),
        "chart_ref": option(required=True),
        "chart_version": option(),
        "verify_chart": option("bool", default=False),
        "verify_chart_keyring": option("path", no_log=False),
        "provenance": option("bool", default=False),
        "repo_url": option("str", "url", "chart_repo_url"),
        "repo_username": option("str", "username", "chart_repo_username"),
        "repo_password": option("str", "password", "chart_repo_password", no_log=True),
        "pass_credentials": option("bool", default=False, no_log=False),
        "skip_tls_certs_check": option("bool", "insecure_skip_tls_verify", default=False),
        "chart_devel": option("bool"),
        "untar_chart": option("bool", default=False),
        "force": option("bool", default=False),
        "destination": option("path", required=True),
        "chart_ca_cert": option("path"),
        "chart_ssl_cert_file": option("path"),
        "chart_ssl_key_file": option("path", no_log=False),
        "plain_http": option("bool", default=False),
    }
    return {
        "argument_spec": {**ACCEPTED, **own},
        "supports_check_mode": True,
        "required_by": {"repo_username": "repo_password", "repo_password": "repo_username"},
        "mutually_exclusive": [("chart_version", "chart_devel")],
    }


def helm_plugin() -> Spec:
    """Return helm_plugin's. The cluster's options are there, and it uses none of them."""
    own: Spec = {
        "plugin_path": option(),
        "plugin_name": option(),
        "plugin_version": option(),
        "state": option(choices=["present", "absent", "latest"], default="present"),
        "verify": option("bool", default=True),
        "keyring": option("path", no_log=False),
    }
    return {
        "argument_spec": {**CLUSTER, **own, **MORE},
        "supports_check_mode": True,
        "required_if": [
            ("state", "present", ["plugin_path"]),
            ("state", "absent", ["plugin_name"]),
            ("state", "latest", ["plugin_name"]),
        ],
        "mutually_exclusive": [*CLUSTER_EXCLUSIVE, ("plugin_name", "plugin_path")],
    }


def helm_plugin_info() -> Spec:
    """Return helm_plugin_info's. The cluster's options are there, and it uses none of them."""
    return {
        "argument_spec": {**CLUSTER, "plugin_name": option(), **MORE},
        "supports_check_mode": True,
        "mutually_exclusive": CLUSTER_EXCLUSIVE,
    }
