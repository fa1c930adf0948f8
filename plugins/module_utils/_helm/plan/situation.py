# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a release and its cluster before its objects are looked at: no wish of anybody's. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable, NamedTuple, Optional

from .model import Item, Key

if TYPE_CHECKING:
    from .served import Served

# Who sets an object's replicas, once a plan is carried out.
SCALED = "scaled"  # an autoscaler
RELEASED = "released"  # nobody any more: the autoscaler goes
UNKNOWN = "unknown"  # it cannot be told
FREE = "free"  # no autoscaler


class Decision(NamedTuple):
    """who: SCALED, RELEASED, UNKNOWN or FREE. why: what stood in the way of knowing."""

    who: str
    why: str = ""


def _free(item: Item) -> Decision:  # noqa: ARG001  the shape of Situation.autoscaled
    return Decision(FREE)


def _replicas_at(item: Item) -> list[str]:  # noqa: ARG001  the shape of Situation.replicas_at
    return ["spec", "replicas"]


@dataclass
class Situation:
    """What is known.

    original: the last revision's objects. settled: the release does not differ from its last revision, so that what
    differs in the cluster is drift. client_side: the last revision was written by the client. passing: keys of the last
    revision's objects that go by themselves once they are done (passing.py). made: keys of objects that this run has
    made before it looked. served: the kinds that there will be by the time of the apply, None where that is not asked.
    autoscaled: tells who sets the replicas of an object, replicas_at where they are in it; observe.py puts them in.
    """

    original: dict[Key, Item] = field(default_factory=dict)
    settled: bool = False
    client_side: bool = False
    passing: frozenset[Key] = frozenset()
    made: frozenset[Key] = frozenset()
    served: Optional[Served] = None
    autoscaled: Callable[[Item], Decision] = _free
    replicas_at: Callable[[Item], list[str]] = _replicas_at

    def is_coming(self, item: Item) -> bool:
        """Return whether the object's kind is not served yet, and will be."""
        return self.served is not None and self.served.is_coming(item.api_version, item.kind)
