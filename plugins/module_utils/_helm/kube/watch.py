# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watching a kind's objects: a list first, then its changes, over as many connections as it takes."""

from __future__ import annotations

import json
from typing import Any, Callable, Iterator, Mapping, Optional

from ..base.errors import KubeError
from . import status_errors
from .stream import Stream
from .transport import Transport

_LONGEST = 300  # seconds of one connection; the next one goes on where it ended
_GRACE = 10.0  # seconds beyond the asked time until a silent connection is given up
_MOMENT = 0.01  # seconds: clocks are no exacter
_PAUSE = 0.2  # seconds before a connection that brought nothing is made anew

Object = dict[str, Any]
Event = tuple[str, Object]


class Watch:
    """Iterate once: (type, object) with type ADDED, MODIFIED or DELETED.

    Nothing is told twice and nothing is left out: after a gap (410) the list is read again and told as the changes that
    it shows. A server that is away, or sends nothing, ends it at its time like one that is there. Raises KubeError when
    the server says no, or does not come back and there is no timeout. since: where to begin, without a list.
    """

    def __init__(
        self,
        transport: Transport,
        path: str,
        query: Mapping[str, Any],
        read_list: Callable[[], tuple[list[Object], str]],
        timeout: Optional[float],
        *,
        since: str = "",
    ) -> None:
        self._transport = transport
        self._path = path
        self._query = query
        self._read_list = read_list
        self._env = transport.env
        self._end = None if timeout is None else self._env.monotonic() + timeout
        self._since = self._version = since
        self._known: dict[str, Object] = {}
        self._stream: Optional[Stream] = None
        self._closed = False

    def close(self) -> None:
        """End the iteration; from any thread."""
        self._closed = True
        stream = self._stream
        if stream is not None:
            stream.close()

    def __iter__(self) -> Iterator[Event]:
        with self._env.on_stop(self.close):
            yield from self._events()

    def _events(self) -> Iterator[Event]:
        try:
            if not self._since:
                yield from self._sync()
            while not self._is_over():
                told = False
                for event in self._connection():
                    told = True
                    yield event
                if not told and not self._is_over():
                    self._env.sleep(_PAUSE)
        except KubeError as error:
            if not (error.passing and self._end is not None and self._left() < _MOMENT):
                raise
        finally:
            self.close()

    def _is_over(self) -> bool:
        return self._closed or self._left() <= 0

    def _left(self) -> float:
        return _LONGEST if self._end is None else self._end - self._env.monotonic()

    def _sync(self) -> Iterator[Event]:
        """Read the list and tell how it differs from what was told so far."""
        if self._end is None:
            items, self._version = self._read_list()
        else:
            with self._transport.until(self._end):
                items, self._version = self._read_list()
        now = {_uid(item): item for item in items}
        before, self._known = self._known, {key: _marker(item) for key, item in now.items()}
        for key, gone in before.items():
            if key not in now:
                yield "DELETED", gone
        for key, item in now.items():
            if key not in before:
                yield "ADDED", item
            elif _version(before[key]) != _version(item):
                yield "MODIFIED", item

    def _connection(self) -> Iterator[Event]:
        """Tell what one connection brings. Returns when it ends, for whatever reason that passes."""
        seconds = max(1, min(_LONGEST, int(self._left())))
        query = {
            **self._query, "watch": "true", "allowWatchBookmarks": "true",
            "resourceVersion": self._version, "timeoutSeconds": seconds,
        }  # fmt: skip
        try:
            silence = min(seconds, self._left()) + _GRACE
            self._stream = self._transport.stream(self._path, query=query, timeout=silence, until=self._end)
            for line in self._stream.lines():
                event = _parse(line)
                if event is None:  # cut off in the middle: the next connection tells it again
                    return
                yield from self._told(*event)
                if self._is_over():
                    return
        except KubeError as error:
            if error.status != 410 or self._since:
                raise
            yield from self._sync()
        finally:
            if self._stream is not None:
                self._stream.close()

    def _told(self, kind: str, item: Object) -> Iterator[Event]:
        if kind == "ERROR":
            raise status_errors.from_status(item)
        self._version = _version(item)
        if kind == "BOOKMARK":
            return
        if kind == "DELETED":
            self._known.pop(_uid(item), None)
        else:
            self._known[_uid(item)] = _marker(item)
        yield kind, item


def _parse(line: bytes) -> Optional[Event]:
    try:
        event = json.loads(line)
        return event["type"], event["object"]
    except (ValueError, KeyError, TypeError):
        return None


def _uid(item: Object) -> str:
    metadata = item["metadata"]
    return str(metadata.get("uid") or (metadata.get("namespace"), metadata["name"]))


def _version(item: Object) -> str:
    return str(item["metadata"].get("resourceVersion") or "")


def _marker(item: Object) -> Object:
    """What has to be remembered of an object, to tell later that it changed or is gone."""
    metadata = item["metadata"]
    kept = {key: metadata[key] for key in ("name", "namespace", "uid", "resourceVersion") if key in metadata}
    return {"apiVersion": item.get("apiVersion"), "kind": item.get("kind"), "metadata": kept}
