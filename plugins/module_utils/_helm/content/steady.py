# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""unstable: charts whose templates make random values or show the time, rendered again to see what differs by
itself."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Callable, Optional

from ..base.env import Env
from ..plan import objects, unstable
from ..release.model import Release, StoredHook
from .differing import rendered_differences

if TYPE_CHECKING:
    from .candidate import Candidate, Facts
    from .rendering import Renderer

_LATER = (397 * 24 * 3600 + 3661) * 1_000_000_000  # ns: another second, minute, hour, weekday, day, month and year
_RENDERS = 2  # besides the first one: two random digits may be equal once

Render = Callable[[Env], "Candidate"]


def with_last_values(last: Release, candidate: Candidate, render: Render, env: Env) -> Candidate:
    """Return candidate with what is unstable in it as the last revision has it. render: renders the same again."""
    others = _others(render, env)
    texts = unstable.kept(
        _documents(last.manifest), _documents(candidate.manifest), [_documents(other.manifest) for other in others]
    )
    hooks = unstable.kept(_hooks(last.hooks), _hooks(candidate.hooks), [_hooks(other.hooks) for other in others])
    return dataclasses.replace(
        candidate,
        manifest="".join(f"---{text}" for text in texts),
        hooks=[_with_text(hook, text) for hook, text in zip(candidate.hooks, hooks)],
    )


@dataclasses.dataclass
class Steadied:
    """A revision beside the last one, where random values and what the release itself has made are no difference."""

    last: Release
    renderer: Renderer
    facts: Facts
    env: Env

    def compared(
        self, candidate: Candidate, reasons: list[str], *, alone: bool, keep: bool
    ) -> tuple[Candidate, list[str]]:
        """Return what the revision is, and in what that differs from the last one. reasons: in what candidate does,
        which is what was rendered. alone: nothing but that would be a reason for a new revision; keep: random values
        stay in any case."""
        at_first = alone and self.renderer.looked_up
        early = at_first and self.last.version == 1  # then it is that, most likely, and the rest need not be rendered
        first = self._as_at_first() if early else None
        if first is not None:
            return first, []
        if (alone or keep) and self.renderer.may_differ():  # else it is a change anyway
            steadied = with_last_values(self.last, candidate, self._again, self.env)
            reasons = rendered_differences(self.last, steadied)
            if keep or not reasons:
                candidate = steadied
        if reasons and at_first and not early:
            first = self._as_at_first()
        return (candidate, reasons) if first is None else (first, [])

    def _again(self, later: Env) -> Candidate:
        return self.renderer.render(self.facts, later)

    def _as_at_first(self) -> Optional[Candidate]:
        """What is rendered where none of the release's own objects are there yet, random values as last has them; None
        where that differs from last.

        Charts that look up the password which they made differ from their first revision in the second one, and never
        again: what a release itself has made is no reason to change it.
        """
        first = self.renderer.render(self.facts, own=False)
        if self.renderer.may_differ():
            first = with_last_values(
                self.last, first, lambda later: self.renderer.render(self.facts, later, own=False), self.env
            )
        return None if rendered_differences(self.last, first) else first


def differing(
    candidate: Candidate, render: Render, env: Env
) -> tuple[list[unstable.Differing], list[unstable.Differing]]:
    """Return the documents of candidate and its hooks that differ from those of other renders of the same."""
    others = _others(render, env)
    return (
        unstable.differing(_documents(candidate.manifest), [_documents(other.manifest) for other in others]),
        unstable.differing(_hooks(candidate.hooks), [_hooks(other.hooks) for other in others]),
    )


def _others(render: Render, env: Env) -> list[Candidate]:
    """Renders of the same, at another time."""
    later = copy.copy(env)
    later.now_ns = lambda: env.now_ns() + _LATER
    return [render(later) for _unused in range(_RENDERS)]


def _documents(manifest: str) -> list[unstable.Doc]:
    return [unstable.Doc(objects.source_of(text), text) for text in objects.documents(manifest)]


def _hooks(hooks: list[StoredHook]) -> list[unstable.Doc]:
    return [unstable.Doc(hook.path, hook.manifest) for hook in hooks]


def _with_text(hook: StoredHook, text: str) -> StoredHook:
    if hook.manifest == text:
        return hook
    bodies = objects.bodies(text, hook.path)
    name = str(bodies[0]["metadata"]["name"]) if bodies else hook.name
    return dataclasses.replace(hook, manifest=text, name=name)
