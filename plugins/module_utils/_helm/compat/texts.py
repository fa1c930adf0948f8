# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints, for results that have its stdout; and the one text that its diff plugin would show."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from ..base.errors import HelmError


def head(name: str, *, created: bool) -> str:
    """Return what helm upgrade --install prints first. created: there was no release of that name."""
    if created:
        return f'Release "{name}" does not exist. Installing it now.\n'
    return f'Release "{name}" has been upgraded. Happy Helming!\n'


def released(release: Mapping[str, Any], *, tests: bool) -> str:
    """Return what helm prints of a release that it made (Go: cmd/status.go).

    release: a result's. tests: whether it has any.
    """
    lines = [
        f"NAME: {release['name']}",
        f"LAST DEPLOYED: {_ansic(release['last_deployed'])}",
        f"NAMESPACE: {release['namespace']}",
        f"STATUS: {release['status']}",
        f"REVISION: {release['revision']}",
        f"DESCRIPTION: {release['description']}",
        *([] if tests else ["TEST SUITE: None"]),
    ]
    if release["notes"]:
        lines += ["NOTES:", release["notes"].strip()]
    return "\n".join(lines) + "\n"


def not_updated(name: str, error: HelmError) -> str:
    """Return what helm repo update prints where the index of a repository cannot be had. error: in its words."""
    url = error.problem.rpartition("[")[2].rstrip("]")
    before = "Hang tight while we grab the latest from your chart repositories...\n"
    return f'{before}...Unable to get an update from the "{name}" chart repository ({url}):\n\t{error.__cause__}\n'


def events(hook: Mapping[str, Any]) -> list[str]:
    """Return a hook's events. hook: its object."""
    annotations = (hook.get("metadata") or {}).get("annotations") or {}
    return [event.strip() for event in str(annotations.get("helm.sh/hook") or "").split(",")]


def uninstalled(name: str) -> str:
    """Return what helm uninstall prints."""
    return f'release "{name}" uninstalled\n'


def _ansic(moment: str) -> str:
    """Return an RFC 3339 time as Go's time.ANSIC has it, "Mon Jan _2 15:04:05 2006"; text that is none as it is."""
    try:
        return datetime.fromisoformat(moment[:19]).ctime()
    except ValueError:
        return moment


def prepared(entries: Any) -> str:
    """Return Ansible's diff entries as one text as helm's diff plugin shows it, an object after another: a line about
    it, then its lines, each behind a sign of what became of it and a blank."""
    import difflib

    lines: list[str] = []
    for entry in entries or ():
        before, after = (str(entry.get(side) or "").splitlines() for side in ("before", "after"))
        what = "has changed" if before and after else "has been added" if after else "has been removed"
        lines.append(f"{entry['before_header'].rpartition(' (')[0]} {what}:")
        found = [*difflib.unified_diff(before, after, lineterm="")][2:]
        lines += ("..." if line.startswith("@@") else f"{line[:1]} {line[1:]}" for line in found)
    return "\n".join(lines)
