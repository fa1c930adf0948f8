# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of namespaces that the run makes first. The server looks at rights, and then says of each that its namespace
is not there. So one object of each kind is asked about in its own namespace, the others only in another one, where the
server looks at their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Optional

from ..base.errors import KubeError
from ..base.turns import once_more
from . import grounds, refusals
from .model import APPLY, MERGE, Item, ObjectState
from .parallel import each

if TYPE_CHECKING:
    from ..kube.client import Client
    from .conflicts import Policy
    from .situation import Situation


def observed(
    client: Client, targets: list[Item], policy: Policy, situation: Situation, observe: Callable[[Item], ObjectState]
) -> list[ObjectState]:
    """Return the states of targets, in their order. observe: asks about one of them in its place."""
    absent = situation.served.absent if situation.served is not None else frozenset()
    first: dict[tuple[str, str, str], Item] = {}
    for item in targets:
        if item.namespace in absent:
            first.setdefault(_kind(item), item)
    asked = dict(zip(first, each(observe, list(first.values()), workers=client.width())))

    def one(item: Item) -> ObjectState:
        known = asked.get(_kind(item))
        if known is not None and known.item is item:
            return known
        error = None if known is None else _lack(known)
        if error is None:
            return observe(item)
        state = ObjectState(item, item.body, method=APPLY if policy.method == APPLY else MERGE)
        mine = once_more(error)
        mine.subject = item.label
        refusals.settle(client, state, policy, situation, mine)
        return state

    return each(one, targets, workers=client.width())


def _kind(item: Item) -> tuple[str, str, str]:
    return item.api_version, item.kind, item.namespace


def _lack(state: ObjectState) -> Optional[KubeError]:
    """The error of an object whose namespace is not there, None where the server said anything else of it."""
    return state.problem if state.problem is not None and grounds.lacks_namespace(state.problem) else None
