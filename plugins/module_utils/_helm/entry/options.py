# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that several modules have, each group once; plugins/doc_fragments/ documents the same groups."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import env_fallback

Spec = dict[str, Any]


def option(kind: str = "str", *aliases: str, **more: Any) -> Spec:
    """Return an option of that type with these aliases."""
    return {"type": kind, **({"aliases": list(aliases)} if aliases else {}), **more}


# The environment variables behind these are read by kube/config.py; only a token's here, so that Ansible masks it.
CLUSTER: Spec = {
    "kubeconfig": option("raw", "kubeconfig_path", no_log=False),
    "context": option("str", "kube_context"),
    "host": option(),
    "api_key": option(no_log=True, fallback=(env_fallback, ["K8S_AUTH_API_KEY"])),
    "client_cert": option("path", "cert_file"),
    "client_key": option("path", "key_file", no_log=False),
    "ca_cert": option("path", "ssl_ca_cert"),
    "validate_certs": option("bool", "verify_ssl"),
    "tls_server_name": option(),
    "proxy": option(),
    "no_proxy": option(),
    "impersonate_user": option(),
    "impersonate_groups": option("list", elements="str"),
    "in_cluster": option("bool", default=False),
    "request_timeout": option(),
}

RELEASE: Spec = {
    "name": option("str", "release_name", required=True),
    "namespace": option("str", "release_namespace"),
    "driver": option(choices=["secret", "configmap", "memory", "sql"]),
    "sql_connection": option(no_log=True, fallback=(env_fallback, ["HELM_DRIVER_SQL_CONNECTION_STRING"])),
    "binary_path": option("path"),
}

CHART_SOURCE: Spec = {
    "chart": option("str", "chart_ref"),
    "chart_version": option("str", "version"),
    "chart_repo_url": option("str", "repo_url", "url"),
    "chart_repo_username": option("str", "username", "chart_repo_user"),
    "chart_repo_password": option("str", "password", no_log=True),
    "pass_credentials": option("bool", default=False, no_log=False),
    "chart_ca_cert": option("path"),
    "chart_client_cert": option("path"),
    "chart_client_key": option("path", no_log=False),
    "chart_validate_certs": option("bool", default=True),
    "insecure_skip_tls_verify": option("bool", "skip_tls_certs_check"),
    "plain_http": option("bool", default=False),
    "devel": option("bool", default=False),
    "digest": option(),
    "verify": option(choices=["false", "true", "cosign"]),
    "keyring": option("path"),
    "cosign_key": option(no_log=False),
    "cosign_identity": option(),
    "cosign_issuer": option(),
    "cosign_annotations": option("dict"),
    "cosign_trusted_root": option("path"),
}

# For a module that has options of its own by the names that are aliases there.
CHART_SOURCE_OWN: Spec = {
    name: {key: value for key, value in own.items() if key != "aliases"} for name, own in CHART_SOURCE.items()
}

DEPENDENCIES: Spec = {
    "dependency_update": option("bool", "dep_up", default=False),
    "update_repo_cache": option("bool"),
}

VALUES: Spec = {
    "values": option("dict", "release_values", default={}),
    "values_files": option("list", elements="str", default=[]),
    "set_values": option(
        "list",
        elements="dict",
        default=[],
        options={
            "value": option(required=True),
            "value_type": option(choices=["raw", "string", "json", "file", "literal"], default="raw"),
        },
    ),
    "sensitive_paths": option("list", elements="str", default=[], no_log=False),
    "skip_schema_validation": option("bool", default=False),
    "schema_references": option(choices=["local", "fetch"], default="local"),
}

OPERATION: Spec = {
    "wait": option("bool", default=False),
    "wait_strategy": option(choices=["watcher", "legacy"], default="watcher"),
    "wait_for_jobs": option("bool", default=False),
    "timeout": option("str", "wait_timeout", default="5m"),
    "disable_hook": option("bool", default=False),
    "server_side": option(choices=["auto", "true", "false"], default="auto"),
    "force_conflicts": option("bool", default=False),
    "force": option("bool", default=False),
    "recreate": option("list", elements="str", default=[]),
    "take_ownership": option("bool", default=False),
    "cleanup_on_fail": option("bool", default=False),
    "history_max": option("int", default=10),
    "description": option(),
    "labels": option("dict"),
}
