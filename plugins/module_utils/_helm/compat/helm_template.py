# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_template as ours, which has its options as aliases."""

from __future__ import annotations

from typing import Any

from ..base.errors import HelmError
from . import shell
from .given import Given

MISSING_ONLY = True  # dependency_update fetches what charts/ lacks


def options(given: Given) -> dict[str, Any]:
    """Return helm_template's options. Raises RequestError."""
    return {
        **given.params,
        "chart": shell.expanded(given.params["chart"], given.environ),
        "values_files": [shell.expanded(file, given.environ) for file in given.params["values_files"]],
        "set_values": shell.set_values(given.params["set_values"], given.environ),
    }


def answer(given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return our own result with the peer's keys besides."""
    if given.params["output_dir"]:
        wrote = "".join(f"wrote {path}\n" for path in result["files"])
        text = f"{wrote}\n" if wrote else ""
    else:
        text = result["text"]
    return {**result, "stdout": text, "stderr": "", "rc": 0, "command": command(given)}


def tell(given: Given, error: HelmError) -> None:
    """Put into error what the peer's result tells of it: it has the indexes fetched by a command of its own."""
    from . import helm_failures

    helm_failures.tell_of_index(given, error, given.params["chart"])


def command(given: Given, *, hidden: bool = False) -> str:
    """Return the command line that helm would be given for this. The values are its standard input.

    hidden: what is set by set_values is masked.
    """
    params = given.params
    flags = {
        "--dependency-update": params["dependency_update"],
        f"--repo={params['chart_repo_url']}": params["chart_repo_url"],
        f"--version={params['chart_version']}": params["chart_version"],
        "--no-hooks": params["disable_hook"],
        f"--output-dir={params['output_dir']}": params["output_dir"],
        "--insecure-skip-tls-verify": params["insecure_skip_tls_verify"],
        "--plain-http": params["plain_http"],
        **dict.fromkeys((f"-s {name}" for name in params["show_only"]), True),
        **dict.fromkeys((f"-f={name}" for name in params["values_files"]), True),
        f"-n {params['namespace']}": params["namespace"],
        "-f=-": params["values"],
        "--include-crds": params["include_crds"],
        **dict.fromkeys(shell.shown_set_values(params["set_values"], hidden=hidden), True),
    }
    name = "" if params["name"] == "release-name" else params["name"]
    words = [given.binary, "template", name, shell.expanded(params["chart"], given.environ)]  # a path, to the peer
    return " ".join(word for word in [*words, *(flag for flag, wanted in flags.items() if wanted)] if word)
