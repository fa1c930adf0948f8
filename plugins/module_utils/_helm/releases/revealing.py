# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stored revision tells of what is secret; loaded where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..release import charts

if TYPE_CHECKING:
    from ..base.secrets import Secrets
    from ..release.model import Release


def learn(secrets: Secrets, release: Release) -> None:
    """Tell secrets what a revision has of them: which of its values are secret, by its chart's schema, and its values.
    What it made is shown, in a diff or as a manifest, with values that the task no longer gives."""
    secrets.read_schema(charts.schema_of(release.chart))
    secrets.configs += [release.config, release.chart.get("values") or {}]


def learn_changed(secrets: Secrets, before: Any, after: Any) -> None:
    """Tell secrets the values that a secret took the place of, or that take its place: a password is one still when
    another one has come. Of a text of several lines it is the lines that the other one has not."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() & after.keys():
            learn_changed(secrets, before[key], after[key])
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after):
            learn_changed(secrets, one, other)
    elif before != after and not any(isinstance(value, (dict, list)) for value in (before, after)):
        known = secrets.holds(str(before)), secrets.holds(str(after))
        if known[0] != known[1]:
            unknown, other = (after, before) if known[0] else (before, after)
            lines = str(other).splitlines()
            is_text = isinstance(unknown, str)
            secrets.add_leaves([line for line in unknown.splitlines() if line not in lines] if is_text else unknown)
