# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the modules for charts and repositories."""

from __future__ import annotations

from .options import CHART_SOURCE, CHART_SOURCE_OWN, CLUSTER, RELEASE, VALUES, Spec, option


def chart() -> Spec:
    """Return helm_chart's, the cluster's options as in repo()."""
    maintainer = {"name": option(required=True), "email": option(), "url": option()}
    return {
        "argument_spec": {
            **CLUSTER,
            **CHART_SOURCE_OWN,
            "path": option("path"),
            "state": option(choices=["present", "packaged", "pulled", "pushed", "absent"], default="present"),
            "name": option(),
            "chart_api_version": option(choices=["v1", "v2"]),
            "version": option(),
            "bump": option(choices=["major", "minor", "patch", "prerelease"]),
            "app_version": option(),
            "description": option(),
            "type": option(choices=["application", "library"]),
            "kube_version": option(),
            "home": option(),
            "sources": option("list", elements="str"),
            "keywords": option("list", elements="str", no_log=False),
            "maintainers": option("list", elements="dict", options=maintainer),
            "icon": option(),
            "annotations": option("dict"),
            "dependencies": option("list", elements="raw"),
            "values": option("dict"),
            "files": option("dict"),
            "dest": option("path"),
            "starter": option(),
            "lint": option(choices=["false", "true", "strict"], default="false"),
            "junit": option("path"),
            "schema_references": VALUES["schema_references"],
            "sign": option("bool", default=False),
            "key": option(no_log=False),
            "passphrase": option(no_log=True),
            "untar": option("bool", default=False),
            "provenance": option("bool", default=False),
            "force": option("bool", default=False),
            "binary_path": option("path"),
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


def chart_info() -> Spec:
    """Return helm_chart_info's, the cluster's options as in repo()."""
    from . import shaping_specs
    own: Spec = {
        "chart": {**CHART_SOURCE["chart"], "required": True},
        "versions": option("bool", default=False),
        "lint": option("bool", default=False),
        "values": option("dict", "release_values", default={}),
        "images": option("bool", default=False),
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


def repo() -> Spec:
    """Return helm_repo's: the cluster's options are there so that the action group's defaults may hold them."""
    return {
        "argument_spec": {
            **CLUSTER,
            "name": option("str", "repo_name"),
            "url": option("str", "repo_url"),
            "state": option("str", "repo_state", choices=["present", "absent", "indexed"], default="present"),
            "username": option("str", "repo_username"),
            "password": option("str", "repo_password", no_log=True),
            "pass_credentials": option("bool", default=False, no_log=False),
            "ca_cert": option("path", "ssl_ca_cert"),
            "client_cert": option("path", "cert_file"),
            "client_key": option("path", "key_file", no_log=False),
            "validate_certs": option("bool", "verify_ssl", default=True),
            "insecure_skip_tls_verify": option("bool", "skip_tls_certs_check"),
            "plain_http": option("bool", default=False),
            "force": option("bool", "force_update", default=False),
            "update_cache": option("bool", default=False),
            "cache_valid_time": option("int", default=0),
            "path": option("path"),
            "merge": option("path"),
            "binary_path": option("path"),
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
