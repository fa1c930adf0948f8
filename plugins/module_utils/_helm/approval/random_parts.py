# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart makes anew with each rendering, in a plan: held where it is no secret, else marked.

Values that belong together (a certificate and the CA that others are told of, a password and a checksum of it) must be
of one making. So a plan holds all of a release's random values, or, as soon as one of them is secret, none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from ..content import steady
from ..plan import objects, secret_data
from ..release.model import Release, StoredHook

if TYPE_CHECKING:
    from ..base.env import Env
    from ..content.candidate import Candidate

RANDOM = "(random)"
Render = Callable[["Env"], "Candidate"]


class RandomParts:
    """The documents of a candidate that differ by themselves. own: the objects in them. bodies: of such an object, the
    same one of the other renders, by identity; hooks: likewise, by their path. texts: the documents, as the candidate
    has them; hook_texts: the hooks', by their path."""

    def __init__(self, candidate: Optional[Candidate], render: Optional[Render], env: Env) -> None:
        self.bodies: dict[tuple[str, ...], list[Any]] = {}
        self.hooks: dict[str, list[Any]] = {}
        self.texts: list[str] = []
        self.hook_texts: dict[str, str] = {}
        self.own: list[dict[str, Any]] = []
        if candidate is None or render is None:
            return
        manifest, hooks = steady.differing(candidate, render, env)
        for doc, others in manifest:
            self.texts.append(doc.text)
            for number, body in enumerate(objects.bodies(doc.text, doc.source)):
                self.own.append(body)
                self.bodies[identity(body)] = _nth(others, number)
        for doc, others in hooks:
            self.hook_texts[doc.source] = doc.text
            self.own += objects.bodies(doc.text, doc.source)
            self.hooks[doc.source] = _nth(others, 0)

    @property
    def is_there(self) -> bool:
        """Whether anything is random."""
        return bool(self.own)

    def hold(self) -> None:
        """Take all of it for what each rendering has: the plan holds it, and whoever applies the plan puts it in."""
        self.bodies, self.hooks = {}, {}

    def of(self, body: dict[str, Any]) -> list[Any]:
        """Return the other renders of an object, none where it is always the same."""
        return self.bodies.get(identity(body), [])


def identity(body: dict[str, Any]) -> tuple[str, ...]:
    """Return what tells an object of a chart from others: its namespace may be left out there."""
    return str(body.get("apiVersion")), str(body.get("kind")), str((body.get("metadata") or {}).get("name"))


def pinned(held: dict[str, Any], candidate: Candidate, render: Render, env: Env) -> Candidate:
    """Return candidate with its random values as a plan holds them. held: {documents: texts, hooks: {path: text}}."""
    planned = Release(candidate.chart.get("name", ""), "")
    planned.manifest = "".join(f"---{text}" for text in held.get("documents") or ())
    planned.hooks = [
        StoredHook("", path=path, manifest=text) for path, text in (held.get("hooks") or {}).items()
    ]
    return steady.with_last_values(planned, candidate, render, env)


def marked(value: Any, others: list[Any]) -> Any:
    """Return value with what is random in it marked: of a text with as many lines in each render only the lines that
    differ."""
    if all(other == value for other in others):
        return value
    if not all(isinstance(text, str) for text in (value, *others)):
        return RANDOM
    lines = value.split("\n")
    versions = [other.split("\n") for other in others]
    if len(lines) < 2 or any(len(version) != len(lines) for version in versions):
        return RANDOM
    found = [
        line if all(version[at] == line for version in versions) else RANDOM for at, line in enumerate(lines)
    ]
    return RANDOM if all(line in ("", RANDOM) for line in found) else "\n".join(found)


def _nth(others: list[Any], number: int) -> list[Any]:
    """The object at that place of each of the other documents; None where there is none."""
    found = []
    for other in others:
        bodies = [] if other is None else objects.bodies(other.text, other.source)
        found.append(secret_data.as_stored(bodies[number]) if number < len(bodies) else None)
    return found
