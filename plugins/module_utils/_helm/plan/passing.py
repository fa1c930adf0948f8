# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that go by themselves once they are done: Jobs with ttlSecondsAfterFinished. That one is not there any more
is no drift: to make it again would run it again. Pure."""

from __future__ import annotations

from typing import Iterable

from .model import Item, Key


def passing(items: Iterable[Item]) -> frozenset[Key]:
    """Return the keys of those of a revision's objects that go once they are done."""
    return frozenset(item.key for item in items if is_passing(item))


def is_passing(item: Item) -> bool:
    """Return whether the cluster removes the object once it is done."""
    if item.kind != "Job" or not item.api_version.startswith("batch/"):
        return False
    return (item.body.get("spec") or {}).get("ttlSecondsAfterFinished") is not None
