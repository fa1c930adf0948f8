# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the drop-in modules: kubernetes.core's, option by option.

tests/unit/entry/test_dropin_specs.py holds them against the peer's own, as tests/tools/peer_specs pinned them. What a
spec has besides is what the action group's module_defaults may hold: the cluster's options of our own modules.
"""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import env_fallback

from . import specs

Spec = dict[str, Any]


def _option(kind: str = "str", *aliases: str, **more: Any) -> Spec:
    """Return an option of that type with these aliases."""
    return {"type": kind, **({"aliases": list(aliases)} if aliases else {}), **more}


def _from(variable: str) -> tuple[Any, list[str]]:
    """Return the fallback to an environment variable."""
    return env_fallback, [variable]


# What the peer's modules that work on a cluster share.
CLUSTER: Spec = {
    "binary_path": _option("path"),
    "context": _option("str", "kube_context", fallback=_from("K8S_AUTH_CONTEXT")),
    "kubeconfig": _option("raw", "kubeconfig_path", fallback=_from("K8S_AUTH_KUBECONFIG"), no_log=False),
    "host": _option(fallback=_from("K8S_AUTH_HOST")),
    "ca_cert": _option("path", "ssl_ca_cert", fallback=_from("K8S_AUTH_SSL_CA_CERT")),
    "validate_certs": _option("bool", "verify_ssl", default=True, fallback=_from("K8S_AUTH_VERIFY_SSL")),
    "api_key": _option(no_log=True, fallback=_from("K8S_AUTH_API_KEY")),
}

# The cluster's options that only our own modules have, by their names without aliases: a drop-in module has some of
# these for other things.
MORE: Spec = {
    name: {key: value for key, value in option.items() if key != "aliases"}
    for name, option in specs.CLUSTER.items()
    if name not in CLUSTER
}

# All of the cluster's options, for a module that works on none and may be in module_defaults of the action group.
ACCEPTED: Spec = {
    name: {key: value for key, value in option.items() if key not in ("aliases", "fallback")}
    for name, option in specs.CLUSTER.items()
}


def helm() -> Spec:
    """Return helm's."""
    own: Spec = {
        "chart_ref": _option("path"),
        "chart_repo_url": _option(),
        "chart_version": _option(),
        "dependency_update": _option("bool", "dep_up", default=False),
        "release_name": _option("str", "name", required=True),
        "release_namespace": _option("str", "namespace", required=True),
        "release_state": _option("str", "state", choices=["present", "absent"], default="present"),
        "release_values": _option("dict", "values", default={}),
        "values_files": _option("list", elements="str", default=[]),
        "update_repo_cache": _option("bool", default=False),
        "disable_hook": _option("bool", default=False),
        "force": _option("bool", default=False),
        "purge": _option("bool", default=True),
        "wait": _option("bool", default=False),
        "wait_for_jobs": _option("bool", default=False),
        "wait_timeout": _option(),
        "timeout": _option(),
        "atomic": _option("bool", default=False),
        "server_side": _option(choices=["auto", "true", "false"]),
        "force_conflicts": _option("bool", default=False),
        "create_namespace": _option("bool", default=False),
        "post_renderer": _option(),
        "replace": _option("bool", default=False),
        "skip_crds": _option("bool", default=False),
        "history_max": _option("int"),
        "set_values": _option("list", elements="dict"),
        "reuse_values": _option("bool"),
        "reset_values": _option("bool", default=True),
        "reset_then_reuse_values": _option("bool", default=False),
        "insecure_skip_tls_verify": _option("bool", "skip_tls_certs_check", default=False),
        "plain_http": _option("bool", default=False),
        "take_ownership": _option("bool", default=False),
        "skip_schema_validation": _option("bool", default=False),
        "cleanup_on_fail": _option("bool", default=False),
    }
    return {
        "argument_spec": {**CLUSTER, **own, **MORE},
        "supports_check_mode": True,
        "required_if": [
            ("release_state", "present", ["release_name", "chart_ref"]),
            ("release_state", "absent", ["release_name"]),
        ],
        "mutually_exclusive": [
            ("context", "ca_cert"),
            ("replace", "history_max"),
            ("wait_timeout", "timeout"),
            ("force", "server_side"),
            ("force", "force_conflicts"),
        ],
    }


def helm_info() -> Spec:
    """Return helm_info's."""
    own: Spec = {
        "release_name": _option("str", "name", required=True),
        "release_namespace": _option("str", "namespace", required=True),
        "release_state": _option("list", elements="str", default=[]),
        "get_all_values": _option("bool", default=False),
    }
    return {
        "argument_spec": {**CLUSTER, **own, **MORE},
        "supports_check_mode": True,
        "mutually_exclusive": [("context", "ca_cert"), ("context", "validate_certs")],
    }
