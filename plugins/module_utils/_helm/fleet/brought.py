# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release finds of those that it needs: in check mode what they would have made, else that the kinds of their
custom resource definitions are served by the time that it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterable, Mapping, Sequence

from ..content import definitions
from ..plan.model import CREATE, REPLACE, UPDATE, Operation
from ..plan.served import Served

if TYPE_CHECKING:
    from ..asked.requests import Context

CRD = "CustomResourceDefinition"
_PATIENCE = 60.0  # seconds that new kinds have, as long as helm gives those of crds/
_LOOK_EVERY = 0.2


class Brought:
    """What each release made, or would have made. needs: whom each one waits for; with whom those wait for, in the
    end."""

    def __init__(self, needs: Mapping[str, Sequence[str]]) -> None:
        self._needs = needs
        self._contexts: dict[str, Context] = {}

    def prepare(self, key: str, context: Context, *, check: bool) -> None:
        """Tell the context of a release that begins now what those brought that it needs. Where their kinds are made
        and not served yet, that is waited for; what is not served in time is for the plan to refuse."""
        self._contexts[key] = context
        operations = [entry for need in self._all(key) for entry in self._of(need)]
        if not operations:
            return
        kinds = kinds_of(operations)
        if check:
            context.brought = operations
            context.client().coming = kinds
        elif kinds:
            _await(context, kinds)

    def _all(self, key: str) -> list[str]:
        """Whom a release needs, those before those that need them."""
        found: dict[str, None] = {}

        def visit(name: str) -> None:
            for need in self._needs.get(name, ()):
                if need not in found:
                    visit(need)
                    found[need] = None

        visit(key)
        return list(found)

    def _of(self, key: str) -> Iterable[Operation]:
        context = self._contexts.get(key)
        planned = () if context is None else context.planned
        return [entry for entry in planned if entry.action in (CREATE, UPDATE, REPLACE)]


def kinds_of(operations: Iterable[Operation]) -> dict[tuple[str, str], bool]:
    """Return the kinds that operations bring: (api_version, kind) -> namespaced."""
    found: dict[tuple[str, str], bool] = {}
    for entry in operations:
        if entry.item.kind == CRD:
            found.update(definitions.kinds_of(entry.after or entry.item.body))
    return found


def _await(context: Context, kinds: Iterable[tuple[str, str]]) -> None:
    client, env = context.client(), context.env
    deadline = env.monotonic() + _PATIENCE
    while any(Served(client).scope(*kind) is None for kind in kinds) and env.monotonic() < deadline:
        env.sleep(_LOOK_EVERY)
