# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the modules for releases; those for charts: chart_specs.py.

A function a module: it returns the keyword arguments of AnsibleModule.
"""

from __future__ import annotations

from .options import CHART_SOURCE, CHART_SOURCE_OWN, CLUSTER, DEPENDENCIES, OPERATION, RELEASE, VALUES, Spec, option

STATUSES = (
    "unknown", "deployed", "uninstalled", "superseded", "failed", "uninstalling",
    "pending-install", "pending-upgrade", "pending-rollback",
)  # fmt: skip


def release() -> Spec:
    """Return helm_release's."""
    from . import plan_specs, shaping_specs  # most modules have none of these options
    ignored = {"kind": option(), "name": option(), "namespace": option()}
    ignored["paths"] = option("list", elements="str", default=[])
    own: Spec = {
        "state": option("str", "release_state", choices=["present", "absent"], default="present"),
        "reset_values": option("bool", default=True),
        "reuse_values": option("bool", default=False),
        "reset_then_reuse_values": option("bool", default=False),
        "create_namespace": option("bool", default=False),
        "namespace_labels": option("dict", default={}),
        "crds": option(choices=["skip", "create", "apply"], default="create"),
        "skip_crds": option("bool"),
        "atomic": option("bool", "rollback_on_failure", default=False),
        "enable_dns": option("bool", default=False),
        "replace": option("bool", default=False),
        "post_renderer": option("list", elements="str", default=[]),
        "purge": option("bool", default=True),
        "keep_history": option("bool"),
        "cascade": option(choices=["background", "foreground", "orphan"], default="background"),
        "on_pending": option(choices=["recover", "fail"], default="recover"),
        "pending_timeout": option(default="5m"),
        "drift": option(choices=["correct", "warn", "ignore"], default="correct"),
        "run_tests": option("bool", default=False),
        "junit": option("path"),
        "test_filters": option("list", elements="str", default=[]),
        "drift_ignore": option("list", elements="dict", default=[], options=ignored),
        "unstable": option(choices=["ignore", "keep", "apply"], default="ignore"),
    }
    return {
        "argument_spec": {
            **CLUSTER, **RELEASE, **CHART_SOURCE, **DEPENDENCIES, **VALUES, **shaping_specs.SHAPING, **OPERATION, **own,
            **plan_specs.PLAN,
        },
        "prepare": plan_specs.prepare,
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
    from . import entries, plan_specs

    return entries.spec(release(), CLUSTER, plan_specs.PLAN)


def template() -> Spec:
    """Return helm_template's."""
    from . import shaping_specs
    own: Spec = {
        "name": option("str", "release_name", default="release-name"),
        "namespace": RELEASE["namespace"],
        "chart": {**CHART_SOURCE["chart"], "required": True},
        "insecure_skip_tls_verify": option("bool", "insecure_registry", "skip_tls_certs_check"),
        "kube_version": option(),
        "api_versions": option("list", elements="str", default=[]),
        "validate": option("bool", default=False),
        "is_upgrade": option("bool", default=False),
        "include_crds": option("bool", default=False),
        "show_only": option("list", elements="str", default=[]),
        "skip_tests": option("bool", default=False),
        "disable_hook": option("bool", default=False),
        "enable_dns": option("bool", default=False),
        "post_renderer": option("list", elements="str", default=[]),
        "dest": option("path"),
        "output_dir": option("path"),
        "show_secrets": option("bool", default=False, no_log=False),
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
    from . import info_specs
    must = option(required=True)
    thing = {"api_version": option(default="v1"), "kind": must, "name": must, "namespace": option()}
    own: Spec = {
        "name": option("str", "release_name"),
        "all_namespaces": option("bool", default=False),
        "states": option("list", "release_state", elements="str", default=[], choices=["all", "pending", *STATUSES]),
        "selector": option(),
        "fields": option("list", elements="str", default=[], choices=info_specs.FIELDS),
        "revision": option("int", default=0),
        "owner_of": option("dict", options=thing),
        "junit": option("path"),
        "update_sources": option("list", elements="dict", default=[], options=info_specs.source(CHART_SOURCE_OWN)),
        "get_all_values": option("bool", default=False),
        "sensitive_paths": VALUES["sensitive_paths"],
    }
    return {
        "argument_spec": {**CLUSTER, **RELEASE, **own},
        "supports_check_mode": True,
        "mutually_exclusive": [("namespace", "all_namespaces"), ("name", "owner_of"), ("all_namespaces", "owner_of")],
    }


def rollback() -> Spec:
    """Return helm_rollback's."""
    from . import plan_specs
    own: Spec = {
        "revision": option(default="previous"),
        "sensitive_paths": VALUES["sensitive_paths"],
    }
    return {
        "argument_spec": {**CLUSTER, **RELEASE, **OPERATION, **own, **plan_specs.PLAN},
        "supports_check_mode": True,
        "prepare": plan_specs.prepare,
    }
