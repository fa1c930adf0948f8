# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules' argument specs, each group of options once; plugins/doc_fragments/ documents the same groups.

A function a module: it returns the keyword arguments of AnsibleModule.
"""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import env_fallback

Spec = dict[str, Any]


def _option(kind: str = "str", *aliases: str, **more: Any) -> Spec:
    """Return an option of that type with these aliases."""
    return {"type": kind, **({"aliases": list(aliases)} if aliases else {}), **more}


# The environment variables behind these are read by kube/config.py; only a token's here, so that Ansible masks it.
CLUSTER: Spec = {
    "kubeconfig": _option("raw", "kubeconfig_path", no_log=False),
    "context": _option("str", "kube_context"),
    "host": _option(),
    "api_key": _option(no_log=True, fallback=(env_fallback, ["K8S_AUTH_API_KEY"])),
    "client_cert": _option("path", "cert_file"),
    "client_key": _option("path", "key_file", no_log=False),
    "ca_cert": _option("path", "ssl_ca_cert"),
    "validate_certs": _option("bool", "verify_ssl"),
    "tls_server_name": _option(),
    "proxy": _option(),
    "no_proxy": _option(),
    "impersonate_user": _option(),
    "impersonate_groups": _option("list", elements="str"),
    "in_cluster": _option("bool", default=False),
    "request_timeout": _option(),
}

RELEASE: Spec = {
    "name": _option("str", "release_name", required=True),
    "namespace": _option("str", "release_namespace"),
    "driver": _option(choices=["secret", "configmap", "memory", "sql"]),
    "sql_connection": _option(no_log=True, fallback=(env_fallback, ["HELM_DRIVER_SQL_CONNECTION_STRING"])),
    "binary_path": _option("path"),
}

CHART_SOURCE: Spec = {
    "chart": _option("str", "chart_ref"),
    "chart_version": _option("str", "version"),
    "chart_repo_url": _option("str", "repo_url", "url"),
    "chart_repo_username": _option("str", "username", "chart_repo_user"),
    "chart_repo_password": _option("str", "password", no_log=True),
    "pass_credentials": _option("bool", default=False, no_log=False),
    "chart_ca_cert": _option("path"),
    "chart_client_cert": _option("path"),
    "chart_client_key": _option("path", no_log=False),
    "chart_validate_certs": _option("bool", default=True),
    "insecure_skip_tls_verify": _option("bool", "skip_tls_certs_check"),
    "plain_http": _option("bool", default=False),
    "devel": _option("bool", default=False),
    "digest": _option(),
    "verify": _option("bool", default=False),
    "keyring": _option("path"),
}

# For a module that has options of its own by the names that are aliases there.
CHART_SOURCE_OWN: Spec = {
    name: {key: value for key, value in option.items() if key != "aliases"} for name, option in CHART_SOURCE.items()
}

DEPENDENCIES: Spec = {
    "dependency_update": _option("bool", "dep_up", default=False),
    "update_repo_cache": _option("bool"),
}

VALUES: Spec = {
    "values": _option("dict", "release_values", default={}),
    "values_files": _option("list", elements="str", default=[]),
    "set_values": _option(
        "list",
        elements="dict",
        default=[],
        options={
            "value": _option(required=True),
            "value_type": _option(choices=["raw", "string", "json", "file", "literal"], default="raw"),
        },
    ),
    "sensitive_paths": _option("list", elements="str", default=[], no_log=False),
    "skip_schema_validation": _option("bool", default=False),
    "schema_references": _option(choices=["local", "fetch"], default="local"),
}

OPERATION: Spec = {
    "wait": _option("bool", default=False),
    "wait_strategy": _option(choices=["watcher", "legacy"], default="watcher"),
    "wait_for_jobs": _option("bool", default=False),
    "timeout": _option("str", "wait_timeout", default="5m"),
    "disable_hook": _option("bool", default=False),
    "server_side": _option(choices=["auto", "true", "false"], default="auto"),
    "force_conflicts": _option("bool", default=False),
    "force": _option("bool", default=False),
    "recreate": _option("list", elements="str", default=[]),
    "take_ownership": _option("bool", default=False),
    "cleanup_on_fail": _option("bool", default=False),
    "history_max": _option("int", default=10),
    "description": _option(),
    "labels": _option("dict"),
}

STATUSES = (
    "unknown", "deployed", "uninstalled", "superseded", "failed", "uninstalling",
    "pending-install", "pending-upgrade", "pending-rollback",
)  # fmt: skip


def release() -> Spec:
    """Return helm_release's."""
    from . import shaping_specs  # most modules have none of these options
    ignored = {"kind": _option(), "name": _option(), "namespace": _option()}
    ignored["paths"] = _option("list", elements="str", default=[])
    own: Spec = {
        "state": _option("str", "release_state", choices=["present", "absent"], default="present"),
        "reset_values": _option("bool", default=True),
        "reuse_values": _option("bool", default=False),
        "reset_then_reuse_values": _option("bool", default=False),
        "create_namespace": _option("bool", default=False),
        "namespace_labels": _option("dict", default={}),
        "crds": _option(choices=["skip", "create", "apply"], default="create"),
        "skip_crds": _option("bool"),
        "atomic": _option("bool", "rollback_on_failure", default=False),
        "enable_dns": _option("bool", default=False),
        "replace": _option("bool", default=False),
        "post_renderer": _option("list", elements="str", default=[]),
        "purge": _option("bool", default=True),
        "keep_history": _option("bool"),
        "cascade": _option(choices=["background", "foreground", "orphan"], default="background"),
        "on_pending": _option(choices=["recover", "fail"], default="recover"),
        "pending_timeout": _option(default="5m"),
        "drift": _option(choices=["correct", "warn", "ignore"], default="correct"),
        "run_tests": _option("bool", default=False),
        "test_filters": _option("list", elements="str", default=[]),
        "drift_ignore": _option("list", elements="dict", default=[], options=ignored),
        "unstable": _option(choices=["ignore", "keep", "apply"], default="ignore"),
    }
    return {
        "argument_spec": {
            **CLUSTER, **RELEASE, **CHART_SOURCE, **DEPENDENCIES, **VALUES, **shaping_specs.SHAPING, **OPERATION, **own,
        },
        "supports_check_mode": True,
        "required_if": [("state", "present", ["chart"])],
        "mutually_exclusive": [
            ("reuse_values", "reset_then_reuse_values"),
            ("chart_validate_certs", "insecure_skip_tls_verify"),
            ("crds", "skip_crds"),
            ("purge", "keep_history"),
            ("force", "force_conflicts"),
        ],
        "required_by": {"chart_client_key": ["chart_client_cert"]},
    }


def releases() -> Spec:
    """Return helm_releases': its entries have all options of helm_release, with the same checks, and needs. The
    cluster's options stand at the top too, where the action group's defaults put them."""
    from . import entries

    return entries.spec(release(), CLUSTER)


def template() -> Spec:
    """Return helm_template's."""
    from . import shaping_specs
    own: Spec = {
        "name": _option("str", "release_name", default="release-name"),
        "namespace": RELEASE["namespace"],
        "chart": {**CHART_SOURCE["chart"], "required": True},
        "insecure_skip_tls_verify": _option("bool", "insecure_registry", "skip_tls_certs_check"),
        "kube_version": _option(),
        "api_versions": _option("list", elements="str", default=[]),
        "validate": _option("bool", default=False),
        "is_upgrade": _option("bool", default=False),
        "include_crds": _option("bool", default=False),
        "show_only": _option("list", elements="str", default=[]),
        "skip_tests": _option("bool", default=False),
        "disable_hook": _option("bool", default=False),
        "enable_dns": _option("bool", default=False),
        "post_renderer": _option("list", elements="str", default=[]),
        "dest": _option("path"),
        "output_dir": _option("path"),
        "show_secrets": _option("bool", default=False, no_log=False),
        "binary_path": RELEASE["binary_path"],
    }
    return {
        "argument_spec": {**CLUSTER, **CHART_SOURCE, **DEPENDENCIES, **VALUES, **shaping_specs.SHAPING, **own},
        "supports_check_mode": True,
        "mutually_exclusive": [
            ("chart_validate_certs", "insecure_skip_tls_verify"),
            ("dest", "output_dir"),
            ("validate", "kube_version"),
            ("validate", "api_versions"),
        ],
        "required_by": {"chart_client_key": ["chart_client_cert"]},
    }


def release_info() -> Spec:
    """Return helm_release_info's."""
    from . import update_specs
    fields = [
        "values", "all_values", "manifest", "hooks", "notes", "metadata", "history", "resources", "drift", "updates",
    ]  # fmt: skip
    must = _option(required=True)
    thing = {"api_version": _option(default="v1"), "kind": must, "name": must, "namespace": _option()}
    own: Spec = {
        "name": _option("str", "release_name"),
        "all_namespaces": _option("bool", default=False),
        "states": _option("list", "release_state", elements="str", default=[], choices=["all", "pending", *STATUSES]),
        "selector": _option(),
        "fields": _option("list", elements="str", default=[], choices=fields),
        "revision": _option("int", default=0),
        "owner_of": _option("dict", options=thing),
        "update_sources": _option("list", elements="dict", default=[], options=update_specs.source(CHART_SOURCE_OWN)),
        "get_all_values": _option("bool", default=False),
        "sensitive_paths": VALUES["sensitive_paths"],
    }
    return {
        "argument_spec": {**CLUSTER, **RELEASE, **own},
        "supports_check_mode": True,
        "mutually_exclusive": [("namespace", "all_namespaces"), ("name", "owner_of"), ("all_namespaces", "owner_of")],
    }


def rollback() -> Spec:
    """Return helm_rollback's."""
    own: Spec = {
        "revision": _option(default="previous"),
        "sensitive_paths": VALUES["sensitive_paths"],
    }
    return {"argument_spec": {**CLUSTER, **RELEASE, **OPERATION, **own}, "supports_check_mode": True}


def repo() -> Spec:
    """Return helm_repo's: the cluster's options are there so that the action group's defaults may hold them."""
    return {
        "argument_spec": {
            **CLUSTER,
            "name": _option("str", "repo_name"),
            "url": _option("str", "repo_url"),
            "state": _option("str", "repo_state", choices=["present", "absent", "indexed"], default="present"),
            "username": _option("str", "repo_username"),
            "password": _option("str", "repo_password", no_log=True),
            "pass_credentials": _option("bool", default=False, no_log=False),
            "ca_cert": _option("path", "ssl_ca_cert"),
            "client_cert": _option("path", "cert_file"),
            "client_key": _option("path", "key_file", no_log=False),
            "validate_certs": _option("bool", "verify_ssl", default=True),
            "insecure_skip_tls_verify": _option("bool", "skip_tls_certs_check"),
            "plain_http": _option("bool", default=False),
            "force": _option("bool", "force_update", default=False),
            "update_cache": _option("bool", default=False),
            "cache_valid_time": _option("int", default=0),
            "path": _option("path"),
            "merge": _option("path"),
            "binary_path": _option("path"),
        },
        "supports_check_mode": True,
        "required_if": [
            ("state", "present", ["url"]),
            ("state", "absent", ["name", "url"], True),
            ("state", "indexed", ["path"]),
        ],
        "required_together": [("username", "password"), ("client_cert", "client_key")],
        "mutually_exclusive": [("validate_certs", "insecure_skip_tls_verify")],
    }


def chart_info() -> Spec:
    """Return helm_chart_info's, the cluster's options as in repo()."""
    from . import shaping_specs
    own: Spec = {
        "chart": {**CHART_SOURCE["chart"], "required": True},
        "versions": _option("bool", default=False),
        "lint": _option("bool", default=False),
        "values": _option("dict", "release_values", default={}),
        "images": _option("bool", default=False),
        "image_paths": shaping_specs.IMAGE_PATHS,
        "schema_references": VALUES["schema_references"],
        "binary_path": RELEASE["binary_path"],
    }
    return {
        "argument_spec": {**CLUSTER, **CHART_SOURCE, **own},
        "supports_check_mode": True,
        "mutually_exclusive": [("chart_validate_certs", "insecure_skip_tls_verify")],
        "required_by": {"chart_client_key": ["chart_client_cert"]},
    }


def chart() -> Spec:
    """Return helm_chart's, the cluster's options as in repo()."""
    maintainer = {"name": _option(required=True), "email": _option(), "url": _option()}
    return {
        "argument_spec": {
            **CLUSTER,
            **CHART_SOURCE_OWN,
            "path": _option("path"),
            "state": _option(choices=["present", "packaged", "pulled", "pushed", "absent"], default="present"),
            "name": _option(),
            "chart_api_version": _option(choices=["v1", "v2"]),
            "version": _option(),
            "bump": _option(choices=["major", "minor", "patch", "prerelease"]),
            "app_version": _option(),
            "description": _option(),
            "type": _option(choices=["application", "library"]),
            "kube_version": _option(),
            "home": _option(),
            "sources": _option("list", elements="str"),
            "keywords": _option("list", elements="str", no_log=False),
            "maintainers": _option("list", elements="dict", options=maintainer),
            "icon": _option(),
            "annotations": _option("dict"),
            "dependencies": _option("list", elements="raw"),
            "values": _option("dict"),
            "files": _option("dict"),
            "dest": _option("path"),
            "starter": _option(),
            "lint": _option(choices=["false", "true", "strict"], default="false"),
            "schema_references": VALUES["schema_references"],
            "sign": _option("bool", default=False),
            "key": _option(no_log=False),
            "passphrase": _option(no_log=True),
            "untar": _option("bool", default=False),
            "provenance": _option("bool", default=False),
            "force": _option("bool", default=False),
            "binary_path": _option("path"),
        },
        "supports_check_mode": True,
        "required_if": [
            ("state", "present", ["path"]),
            ("state", "packaged", ["path"]),
            ("state", "pulled", ["chart"]),
            ("state", "pushed", ["path", "chart_repo_url"]),
            ("state", "absent", ["path"]),
        ],
        "mutually_exclusive": [("chart_validate_certs", "insecure_skip_tls_verify")],
        "required_by": {"chart_client_key": ["chart_client_cert"]},
    }
