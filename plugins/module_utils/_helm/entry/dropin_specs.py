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

from . import options
from .options import Spec, option


def _from(variable: str) -> tuple[Any, list[str]]:
    """Return the fallback to an environment variable."""
    return env_fallback, [variable]


# What the peer's modules that work on a cluster share.
CLUSTER: Spec = {
    "binary_path": option("path"),
    "context": option("str", "kube_context", fallback=_from("K8S_AUTH_CONTEXT")),
    "kubeconfig": option("raw", "kubeconfig_path", fallback=_from("K8S_AUTH_KUBECONFIG"), no_log=False),
    "host": option(fallback=_from("K8S_AUTH_HOST")),
    "ca_cert": option("path", "ssl_ca_cert", fallback=_from("K8S_AUTH_SSL_CA_CERT")),
    "validate_certs": option("bool", "verify_ssl", default=True, fallback=_from("K8S_AUTH_VERIFY_SSL")),
    "api_key": option(no_log=True, fallback=_from("K8S_AUTH_API_KEY")),
}

CLUSTER_EXCLUSIVE = [("context", "ca_cert"), ("context", "validate_certs")]

# The cluster's options that only our own modules have, by their names without aliases: a drop-in module has some of
# these for other things.
MORE: Spec = {
    name: {key: value for key, value in option.items() if key != "aliases"}
    for name, option in options.CLUSTER.items()
    if name not in CLUSTER
}

# All of the cluster's options, for a module that works on none and may be in module_defaults of the action group.
ACCEPTED: Spec = {
    name: {key: value for key, value in option.items() if key not in ("aliases", "fallback")}
    for name, option in options.CLUSTER.items()
}


def helm() -> Spec:
    """Return helm's."""
    own: Spec = {
        "chart_ref": option("path"),
        "chart_repo_url": option(),
        "chart_version": option(),
        "dependency_update": option("bool", "dep_up", default=False),
        "release_name": option("str", "name", required=True),
        "release_namespace": option("str", "namespace", required=True),
        "release_state": option("str", "state", choices=["present", "absent"], default="present"),
        "release_values": option("dict", "values", default={}),
        "values_files": option("list", elements="str", default=[]),
        "update_repo_cache": option("bool", default=False),
        "disable_hook": option("bool", default=False),
        "force": option("bool", default=False),
        "purge": option("bool", default=True),
        "wait": option("bool", default=False),
        "wait_for_jobs": option("bool", default=False),
        "wait_timeout": option(),
        "timeout": option(),
        "atomic": option("bool", default=False),
        "server_side": option(choices=["auto", "true", "false"]),
        "force_conflicts": option("bool", default=False),
        "create_namespace": option("bool", default=False),
        "post_renderer": option(),
        "replace": option("bool", default=False),
        "skip_crds": option("bool", default=False),
        "history_max": option("int"),
        "set_values": option("list", elements="dict"),
        "reuse_values": option("bool"),
        "reset_values": option("bool", default=True),
        "reset_then_reuse_values": option("bool", default=False),
        "insecure_skip_tls_verify": option("bool", "skip_tls_certs_check", default=False),
        "plain_http": option("bool", default=False),
        "take_ownership": option("bool", default=False),
        "skip_schema_validation": option("bool", default=False),
        "cleanup_on_fail": option("bool", default=False),
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
        "release_name": option("str", "name", required=True),
        "release_namespace": option("str", "namespace", required=True),
        "release_state": option("list", elements="str", default=[]),
        "get_all_values": option("bool", default=False),
    }
    return {
        "argument_spec": {**CLUSTER, **own, **MORE},
        "supports_check_mode": True,
        "mutually_exclusive": CLUSTER_EXCLUSIVE,
    }
