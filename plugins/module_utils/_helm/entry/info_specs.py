# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of helm_release_info alone: its fields, and where charts are from and which newer versions are wanted."""

from __future__ import annotations

from typing import Any, Mapping

FIELDS = [
    "values", "all_values", "manifest", "hooks", "notes", "metadata", "history", "resources", "drift", "updates",
]  # fmt: skip
# What of a chart's source counts where versions are only listed.
SOURCE = (
    "chart", "chart_version", "chart_repo_url", "chart_repo_username", "chart_repo_password", "pass_credentials",
    "chart_ca_cert", "chart_client_cert", "chart_client_key", "chart_validate_certs", "plain_http", "devel",
)  # fmt: skip


def source(chart_source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of an entry of update_sources. chart_source: those of a chart's source."""
    releases = {"type": "list", "elements": "str", "default": []}
    return {**{name: chart_source[name] for name in SOURCE}, "releases": releases}


def urls(params: Mapping[str, Any]) -> list[str]:
    """Return the URLs in update_sources, which may have passwords in them; it may not have been checked yet."""
    entries = params["update_sources"] if isinstance(params["update_sources"], list) else []
    found = [entry.get(name) for entry in entries if isinstance(entry, Mapping) for name in ("chart_repo_url", "chart")]
    return [url for url in found if isinstance(url, str)]
