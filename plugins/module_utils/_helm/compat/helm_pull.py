# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_pull as helm_chart with state=pulled."""

from __future__ import annotations

from typing import Any

from ..base.errors import HelmError
from ..base.mask import MASK
from . import shell
from .given import Given

_SAME = ("chart_version", "plain_http", "chart_ca_cert", "pass_credentials", "force", "provenance")
# Helm's flags, in the peer's order.
_TEXTS = {
    "chart_version": "version",
    "verify_chart_keyring": "keyring",
    "repo_url": "repo",
    "repo_username": "username",
    "repo_password": "password",
    "destination": "destination",
    "chart_ca_cert": "ca-file",
    "chart_ssl_cert_file": "cert-file",
    "chart_ssl_key_file": "key-file",
}
_FLAGS = {
    "verify_chart": "verify",
    "provenance": "prov",
    "pass_credentials": "pass-credentials",
    "skip_tls_certs_check": "insecure-skip-tls-verify",
    "chart_devel": "devel",
    "untar_chart": "untar",
    "plain_http": "plain-http",
}


def options(given: Given) -> dict[str, Any]:
    """Return helm_chart's options."""
    params = given.params
    return {
        "state": "pulled",
        "chart": shell.expanded(params["chart_ref"], given.environ),
        "chart_repo_url": shell.expanded(params["repo_url"], given.environ) if params["repo_url"] else None,
        "devel": bool(params["chart_devel"]),
        "chart_repo_username": params["repo_username"],
        "chart_repo_password": params["repo_password"],
        "charts_only": True,
        **given.same(*_SAME),
        **given.renamed(
            dest="destination",
            untar="untar_chart",
            verify="verify_chart",
            keyring="verify_chart_keyring",
            insecure_skip_tls_verify="skip_tls_certs_check",
            chart_client_cert="chart_ssl_cert_file",
            chart_client_key="chart_ssl_key_file",
        ),
    }


def chart_name(given: Given) -> str:
    """Return what the chart is called, as far as its reference tells: that is what the peer looks for."""
    name = str(given.params["chart_ref"]).rpartition("/")[2]
    name = name.partition("?")[0].partition("#")[0]
    return name[: -len(".tgz")] if name.endswith(".tgz") else name


def is_settled(given: Given) -> bool:
    """Whether a chart of this name and version that is there already is all that is wanted."""
    return bool(given.params["chart_version"]) and not given.params["force"]


def already(given: Given) -> dict[str, Any]:
    """Return the result for a chart that is there already."""
    params = given.params
    text = f"Chart {params['chart_ref']} version {params['chart_version']} already exists in destination directory"
    return {"changed": False, "msg": text, "command": "", "stdout": "", "stderr": "", "rc": 0, "diff": []}


def answer(given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return helm_chart's result with the peer's keys besides. What is fetched because of force is a change."""
    changed = result["changed"] or given.params["force"]
    made = {**result, "changed": changed, "command": command(given), "stdout": "", "stderr": "", "rc": 0}
    if given.check:
        return made
    lines = []
    if "reference" in result:
        tag, _at, digest = result["reference"].removeprefix("oci://").rpartition("@")
        lines += [f"Pulled: {tag}", f"Digest: {digest}"]
    signed = result.get("verification")
    if signed:
        lines += [f"Signed by: {name}" for name in signed["signed_by"]]
        lines += [f"Using Key With Fingerprint: {signed['fingerprint']}", f"Chart Hash Verified: {result['digest']}"]
    return {**made, "stdout": "".join(f"{line}\n" for line in lines)}


def tell(_given: Given, error: HelmError) -> None:
    """Put into a failure what the peer's has besides."""
    error.facts["rc"] = 1


def command(given: Given, **_unused: Any) -> str:
    """Return the command line that the peer would run. The password is none of it."""
    texts = {**given.params, "repo_password": MASK if given.params["repo_password"] else None}
    words = [f"--{flag} {texts[name]}" for name, flag in _TEXTS.items() if texts[name]]
    words += [f"--{flag}" for name, flag in _FLAGS.items() if given.params[name]]
    return " ".join([given.binary, "pull", str(given.params["chart_ref"]), *words])
