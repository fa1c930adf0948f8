# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One object deleted, and only the one that was looked at: its uid goes with the request. Where another one has taken
its place meanwhile, that one is looked at before anything is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional

from ..base.errors import Conflict, NotFound
from ..plan.model import Item

if TYPE_CHECKING:
    from ..kube.client import Client

Object = dict[str, Any]

_LOOKS = 5  # how often another object may take the place of the last one seen


class Deleted(NamedTuple):
    """uid: of the object whose deletion the server accepted, "" for none. kept: why an object that is there was left,
    "" where none was. gone: the server said that it is there no more; else that has to be looked at."""

    uid: str = ""
    kept: str = ""
    gone: bool = False


def uid_of(live: Optional[Object]) -> str:
    """Return the uid of a live object, "" for none."""
    return str(((live or {}).get("metadata") or {}).get("uid") or "")


def delete(
    client: Client,
    item: Item,
    seen: Optional[Object],
    *,
    objection: Callable[[Object], str],
    propagation: str = "Background",
) -> Deleted:
    """Delete the object that was seen. That it is gone already is no error.

    seen: the live object as it was looked at; None to look now. objection: asked about an object which was not seen
    before, by this call or by its caller: why it must not be deleted, "" for nothing. Raises KubeError; Conflict where
    ever new objects take the place of the last one.
    """
    live = seen
    if live is None:
        live, kept = _look(client, item, objection)
        if live is None:
            return Deleted(kept=kept)
    for looks in range(1, _LOOKS + 1):
        uid = uid_of(live)
        try:
            answer = client.delete(
                item.api_version, item.kind, item.namespace, item.name, propagation=propagation, uid=uid
            )
            return Deleted(uid, gone=_is_gone(answer, uid))
        except NotFound:
            return Deleted()
        except Conflict:
            live, kept = _look(client, item, objection, known=uid)
            if live is None:
                return Deleted(kept=kept)
            if uid_of(live) == uid and live["metadata"].get("deletionTimestamp"):
                return Deleted(uid)  # it is going: a Namespace refuses to be told so twice
            if looks == _LOOKS or uid_of(live) == uid:  # no other has its place: the conflict is about something else
                raise
    raise AssertionError("the last look ends the loop")


def _is_gone(answer: Object, uid: str) -> bool:
    """Whether the answer to a deletion says that the object was removed: a Status that names it. One that is still to
    go, or goes with a grace, is in the answer itself (Go: registry/generic/registry/store.go, finalizeDelete)."""
    return bool(uid) and answer.get("kind") == "Status" and (answer.get("details") or {}).get("uid") == uid


def _look(
    client: Client, item: Item, objection: Callable[[Object], str], *, known: str = ""
) -> tuple[Optional[Object], str]:
    """The object that is there now if it may be deleted, else why not. known: the uid of one that may."""
    live = client.find(item.api_version, item.kind, item.namespace, item.name)
    if live is None:
        return None, ""
    kept = "" if known and uid_of(live) == known else objection(live)
    return (None, kept) if kept else (live, "")
