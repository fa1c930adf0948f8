# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Jobs ended that go by themselves (ttlSecondsAfterFinished): one with 0 seconds may be gone before anyone looks.

The API server remembers the changes of the last minutes: a watch from the version on that the Job was made with tells
its last state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..base.errors import KubeError
from ..kube import readiness
from ..kube.verdict import PROGRESSING, READY, Readiness
from ..plan import passing
from ..plan.model import Item

if TYPE_CHECKING:
    from ..kube.client import Client

Object = dict[str, Any]

_TELLS_WITHIN = 5.0  # seconds: what has been is told at once


def outcome(client: Client, item: Item, live: Optional[Object], made: Optional[Object]) -> Optional[Readiness]:
    """Return what became of a Job that goes by itself, and is going or gone; None where it is another kind of object,
    or did not end before it went. made: the object as this run wrote or saw it.

    Where the server does not tell any more how it ended, it counts as done, and that is told.
    """
    if not passing.is_passing(item):
        return None
    if live is not None:
        return _ended(live)
    if made is None:
        return None
    try:
        last = _last(client, item, made)
    except KubeError as error:
        if error.passing:
            raise
        client.env.warn(
            f"{item.label} is gone, as it goes by itself once it is done; how it ended cannot be told: {error.problem}"
        )
        return Readiness(READY, "it goes by itself once it is done")
    return _ended(last)


def _ended(live: Mapping[str, Any]) -> Optional[Readiness]:
    """How a Job ended, None where it did not."""
    state = readiness.ready(live, strategy=readiness.HOOK)
    return None if state.state == PROGRESSING else state


def _last(client: Client, item: Item, made: Object) -> Object:
    """The Job as it was last, before it was gone. Raises KubeError where the server does not remember."""
    last, metadata = made, made.get("metadata") or {}
    watch = client.watch(
        item.api_version, item.kind, item.namespace,
        name=item.name, timeout=_TELLS_WITHIN, since=str(metadata.get("resourceVersion") or ""),
    )  # fmt: skip
    try:
        for event, found in watch:
            if found["metadata"].get("uid") == metadata.get("uid"):
                last = found
                if event == "DELETED":
                    break
    finally:
        watch.close()
    return last
