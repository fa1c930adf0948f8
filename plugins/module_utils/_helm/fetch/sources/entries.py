# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an index has for the version or range that a task names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ...base.errors import HelmError
from ...semver.constraint import Constraint
from ...semver.strict import is_strict

if TYPE_CHECKING:
    from ..repository.index import Index


def pick(index: Index, name: str, version: str, *, devel: bool) -> Optional[dict[str, Any]]:
    """Return the entry that is meant, None where none is, as where version is none."""
    return None if improper(version) else index.pick(name, version, devel=devel)


def improper(version: str) -> str:
    """Return what is wrong with a version or range, "" for nothing."""
    try:
        Constraint.parse(version or "*")
    except HelmError as error:
        return "" if is_strict(version) else error.problem
    return ""


def choices(index: Index, name: str) -> str:
    """Return what to do where an index has nothing that fits: the newest versions, where it has any."""
    found = [str(entry["version"]) for entry in index.versions(name)][:5]
    return f"its newest versions are {', '.join(found)}" if found else "check the chart's name"
