# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_info as helm_release_info."""

from __future__ import annotations

from typing import Any

from .given import Given

# Helm's flags for them; the peer leaves other words out.
_STATES = ("all", "deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling")
MISSING_ONLY = False  # it has no dependency_update


def options(given: Given) -> dict[str, Any]:
    """Return helm_release_info's options."""
    states = [state for state in given.params["release_state"] if state in _STATES]
    return {
        **given.cluster(),
        **given.renamed(name="release_name", namespace="release_namespace"),
        **given.same("get_all_values"),
        "states": states,
    }


def answer(_given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return helm_release_info's result with the peer's keys besides: status, where there is such a release."""
    if "status" not in result:
        return result
    status, notes = result["status"], result["status"]["notes"]
    told = f"NOTES:\n{notes}\n" if notes else ""  # what helm get notes prints
    return {**result, "status": {**status, "values": status["release_values"], "notes": told}}


def command(given: Given, **_unused: Any) -> str:
    """Return the command line that helm would be given for this."""
    states = [f"--{state}" for state in given.params["release_state"] if state in _STATES]
    return " ".join([given.binary, "list --output=yaml", *states, "--filter", given.params["release_name"]])
