# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that stand in several places of a chart: helm takes one after the other, and the last one counts. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Item

if TYPE_CHECKING:
    from ..release.model import StoredHook


def told(item: Item, first: str, last: str, counts: str = "the last one") -> str:
    """Return what to tell of an object that stands in two places. counts: which of them does."""
    place = f"{item.namespace}/" if item.namespace else ""
    where = f"twice in {first}" if first == last else f"in {first} and in {last}"
    return f"{item.kind} {place}{item.name} is {where}: {counts} counts"


def hooks_in_place(hooks: list[StoredHook], items: list[Item]) -> list[tuple[Item, StoredHook]]:
    """Return the objects of a manifest that a hook has the identity of, with it: when the hook runs, it takes the
    object's place."""
    known = {(item.kind, item.name): item for item in items}
    return [(known[hook.kind, hook.name], hook) for hook in hooks if (hook.kind, hook.name) in known]


def told_of_hook(item: Item, hook: StoredHook) -> str:
    """Return what to tell of an object whose place a hook takes."""
    place = f"{item.namespace}/" if item.namespace else ""
    what = f"{item.kind} {place}{item.name}"
    return f"{what} is in {item.source}, and in {hook.path} as a hook: each takes the other's place"
