# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_registry_auth as helm_repo with the URL of a registry."""

from __future__ import annotations

from typing import Any

from .given import Given


def options(given: Given) -> dict[str, Any]:
    """Return helm_repo's options. The registry is asked even where the login is kept: what it thinks of it now is what
    the peer tells."""
    return {
        "url": f"oci://{given.params['host']}",
        "validate_certs": True,
        "force": True,
        **given.same("state", "username", "password", "plain_http"),
        **given.renamed(
            insecure_skip_tls_verify="insecure", ca_cert="ca_file", client_cert="cert_file", client_key="key_file"
        ),
    }


def answer(given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return helm_repo's result with the peer's keys besides."""
    said = f"Removing login credentials for {given.params['host']}\n"
    if given.params["state"] == "present":
        said = "Login Succeeded\n"
    return {**result, "stdout": "" if given.check else said, "stderr": "", "command": command(given)}


def command(given: Given, **_unused: Any) -> str:
    """Return the command line that the peer would run. The password comes by its standard input."""
    params = given.params
    if params["state"] == "absent":
        return f"{given.binary} registry logout {params['host']}"
    words = [given.binary, "registry login", str(params["host"])]
    if params["username"] is not None and params["password"] is not None:
        words += [f"--username={params['username']} --password-stdin"]
    words += ["--insecure"] if params["insecure"] else []
    files = {"key_file": "key-file", "cert_file": "cert-file", "ca_file": "ca-file"}
    words += [f"--{flag}={params[name]}" for name, flag in files.items() if params[name] is not None]
    return " ".join([*words, *(["--plain-http"] if params["plain_http"] else [])])
