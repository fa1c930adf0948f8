# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints, for results that have its stdout; and the one text that its diff plugin would show."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping


def released(release: Mapping[str, Any], *, created: bool, install: bool = False) -> str:
    """Return what helm upgrade --install prints of a release that it made (Go: cmd/status.go, cmd/upgrade.go).

    release: a result's. created: there was none before. install: what helm install prints instead.
    """
    name = release["name"]
    head = f'Release "{name}" does not exist. Installing it now.' if created else (
        f'Release "{name}" has been upgraded. Happy Helming!'
    )  # fmt: skip
    lines = [
        *([] if install else [head]),
        f"NAME: {name}",
        f"LAST DEPLOYED: {_ansic(release['last_deployed'])}",
        f"NAMESPACE: {release['namespace']}",
        f"STATUS: {release['status']}",
        f"REVISION: {release['revision']}",
        f"DESCRIPTION: {release['description']}",
    ]
    if release["notes"]:
        lines += ["NOTES:", release["notes"].strip()]
    return "\n".join(lines) + "\n"


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
