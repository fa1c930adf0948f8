# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write that was refused because it was carried out already: its reply was lost and it was sent again, or something
on the way sent it twice and passed the second answer on. Only what is surely our own write is taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from ..base.errors import Conflict, KubeError
from .target import contains

if TYPE_CHECKING:
    from .target import Target
    from .transport import Transport

Object = dict[str, Any]

# What the server writes into the metadata of every object, whatever is sent.
_SERVERS = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
_SLACK = 2.0  # seconds: the server tells times in whole ones


def created(
    transport: Transport, target: Target, error: Conflict, body: Object, *, query: Mapping[str, Any], began: float
) -> Object:
    """Return the live object where it is the one that our creation made; else raise error.

    That it says all that body says is not enough, unless we know of a lost reply: it must have been made while our
    request was under way, and by our field manager. began: by env.monotonic. query: of the request.
    """
    if query.get("dryRun") or not target.name:
        raise error
    live = _live(target, error)
    if not error.lost_reply:
        earliest = transport.server_time() - (transport.env.monotonic() - began) - _SLACK
        if not _made_by(live, str(query.get("fieldManager")), earliest):
            raise error
    if not contains(live, body) and not _stands(target, live, body, query):
        raise error
    return live


def replaced(target: Target, error: Conflict, body: Object, query: Mapping[str, Any]) -> Object:
    """Return the live object where it is what body makes of it, to the last field: then body was written; else raise
    error. query: of the request."""
    if query.get("dryRun") or not target.name:
        raise error
    live = _live(target, error)
    if _told(live) != _told(body) and not _stands(target, live, body, query):
        raise error
    return live


def _live(target: Target, error: Conflict) -> Object:
    """The object that is there. Raises error where it is gone by now, or cannot be read."""
    try:
        return target.send("GET", "reading an object")
    except KubeError:
        raise error from None


def _made_by(live: Object, manager: str, earliest: float) -> bool:
    """Whether an object was made at or after earliest, in seconds since 1970 by the server's clock, and by manager."""
    from calendar import timegm
    from time import strptime

    metadata = live["metadata"]
    if not metadata.get("creationTimestamp"):
        return False
    made = timegm(strptime(metadata["creationTimestamp"], "%Y-%m-%dT%H:%M:%SZ"))
    managers = [entry.get("manager") for entry in metadata.get("managedFields") or () if not entry.get("subresource")]
    return made >= earliest and manager in managers


def _stands(target: Target, live: Object, body: Object, query: Mapping[str, Any]) -> bool:
    """Whether to write body again would change nothing. The server is asked: it has defaults, other forms for the same
    (500m, stringData), and webhooks."""
    version = live["metadata"].get("resourceVersion")
    again = {**body, "metadata": {**(body.get("metadata") or {}), "resourceVersion": version}}
    try:
        answer = target.send("PUT", "comparing an object", query={**query, "dryRun": "All"}, body=again)
    except KubeError:  # then it cannot be said: the first error stands
        return False
    return _told(answer) == _told(live)


def _told(found: Object) -> Object:
    """An object without what the server writes into its metadata."""
    metadata = {key: value for key, value in (found.get("metadata") or {}).items() if key not in _SERVERS}
    return {**found, "metadata": metadata}
