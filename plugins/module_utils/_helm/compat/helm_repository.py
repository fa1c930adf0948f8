# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_repository as helm_repo."""

from __future__ import annotations

from typing import Any

from ..base.errors import HelmsRequestError
from ..base.mask import MASK
from .given import Given

_NO_REFERENCE = 'failed to perform "FetchReference" on source: invalid reference'  # an index has no tag
_MASK = "******"  # the peer's own, which its results have
_SAME = ("pass_credentials", "insecure_skip_tls_verify")


def options(given: Given) -> dict[str, Any]:
    """Return helm_repo's options. Raises RequestError for what is no repository."""
    params = given.params
    url = (params["repo_url"] or "").rstrip("/")
    if params["repo_state"] == "present" and url.startswith("oci://"):
        problem = f'looks like "{url}" is not a valid chart repository or cannot be reached: {_NO_REFERENCE}'
        hint = "a registry is no repository: charts of it need none, and helm_registry_auth logs in"
        error = HelmsRequestError(problem, doing="adding the repository", subject=str(params["repo_name"]), hint=hint)
        error.facts = {"command": command(given, hidden=True), "stdout": ""}
        raise error
    return {
        **given.same(*_SAME),
        **given.renamed(name="repo_name", state="repo_state", username="repo_username", force="force_update"),
        "password": params["repo_password"],
        "url": url if params["repo_state"] == "present" else None,
        "validate_certs": True,  # the peer's is the API server's
        "only_adds": not params["force_update"],
    }


def answer(given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return helm_repo's result with the peer's keys besides. A repository that is added by force is a change."""
    params = given.params
    changed = result["changed"] or (params["force_update"] and params["repo_state"] == "present")
    made = {**result, "changed": changed}
    if not changed:
        return {**made, "repo_name": params["repo_name"], "repo_url": (params["repo_url"] or "").rstrip("/") or None}
    became = "added to" if params["repo_state"] == "present" else "removed from"
    said = "" if given.check else f'"{params["repo_name"]}" has been {became} your repositories\n'
    return {**made, "stdout": said, "stderr": "", "command": command(given)}


def command(given: Given, *, hidden: bool = False) -> str:
    """Return the command line that the peer would run. The password is none of it. hidden: of a failure, in which not
    the peer but Ansible masks it."""
    params = given.params
    if params["repo_state"] == "absent":
        return f"{given.binary} repo rm {params['repo_name']}"
    words = [given.binary, "repo add", str(params["repo_name"]), (params["repo_url"] or "").rstrip("/")]
    if params["repo_username"] is not None and params["repo_password"] is not None:
        words += [f"--username={params['repo_username']}", f"--password={MASK if hidden else _MASK}"]
    words += ["--pass-credentials"] if params["pass_credentials"] else []
    words += ["--force-update"] if params["force_update"] else []
    words += ["--insecure-skip-tls-verify"] if params["insecure_skip_tls_verify"] else []
    return " ".join(words)
