# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of urllib3 whose answers have a time for all of them. Its own limits are those of one silence: a name
that nobody resolves, or a head that comes byte by byte, would hold a task for good."""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import time
from typing import Any, Callable, NamedTuple, Optional

from .http_library import exceptions

RESOLVING = 10.0  # seconds for a name, where no shorter limit for connections is set


class Limits(NamedTuple):
    """Seconds from the request's last byte on: for the whole head of an answer, for all of the answer; None for no
    limit but that of a silence."""

    head: float
    whole: Optional[float] = None


def bounded(
    manager: Any, limits: Callable[[], Limits], *, resolves: bool = True, took: Optional[list[float]] = None
) -> Any:
    """Return a PoolManager, a new one, whose connections keep to limits(), which is asked at each answer's beginning.
    resolves: whether names are resolved here and not by a proxy. took: gets the seconds that each connection took.

    limits may not hold the manager, nor what holds it: urllib3 closes connections when the last one lets go of them.
    """
    own = {"limits": staticmethod(limits), "resolves": resolves, "took": [] if took is None else took}
    manager.pool_classes_by_scheme = {
        scheme: _pool_of(pool, own) for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


def _pool_of(pool: Any, own: dict[str, Any]) -> Any:
    connection = type("BoundedConnection", (_Bounded, pool.ConnectionCls), own)
    return type("BoundedPool", (pool,), {"ConnectionCls": connection})


class _Bounded:
    """What is added to a connection's class. host, port, timeout: as it has them."""

    host: str
    port: int
    timeout: Any
    resolves: bool
    limits: Callable[[], Limits]
    took: list[float]

    def connect(self) -> None:
        """Connect, to a host whose name is resolved in time."""
        if self.resolves:
            self._resolve()
        began = time.monotonic()
        super().connect()  # type: ignore[misc]
        self.took.append(time.monotonic() - began)

    def _resolve(self) -> None:
        from . import limited

        host = self.host.strip("[]")
        if _is_address(host):
            return
        seconds = float(self.timeout) if isinstance(self.timeout, (int, float)) else RESOLVING
        try:
            limited.within(seconds, lambda: socket.getaddrinfo(host, self.port, 0, socket.SOCK_STREAM))
            return
        except limited.TooLate:
            cause = socket.gaierror(socket.EAI_AGAIN, f"no answer of a name server within {seconds:g} s")
        except socket.gaierror as error:
            cause = error
        except UnicodeError:
            cause = socket.gaierror(socket.EAI_NONAME, "it is no name of a host")
        # In the same words with every version of urllib3.
        raise exceptions.NewConnectionError(self, f"Failed to resolve '{host}' ({cause.strerror})") from cause

    def response_class(self, sock: Any, *options: Any, **more: Any) -> http.client.HTTPResponse:
        """Return the answer that is about to be read: what http.client asks for."""
        return _Answer(sock, self.limits(), *options, **more)


class _Answer(http.client.HTTPResponse):
    """An answer that is read within its limits."""

    def __init__(self, sock: Any, limits: Limits, *options: Any, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        now = time.monotonic()
        self._source = _Clocked(self.fp.detach(), sock, now + limits.head)
        self._end = None if limits.whole is None else now + limits.whole
        self.fp = io.BufferedReader(self._source)

    def begin(self) -> None:
        """Read the head; what follows has the time of the whole."""
        super().begin()
        self._source.end = self._end


class _Clocked(io.RawIOBase):
    """A socket's bytes until an end, by the monotonic clock. end: None for none."""

    def __init__(self, source: Any, sock: Any, end: float) -> None:
        super().__init__()
        self.end: Optional[float] = end
        self._source = source
        self._sock = sock
        self._patience: Optional[float] = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Optional[int]:
        if self.end is not None:
            left = self.end - time.monotonic()
            if left <= 0:
                raise socket.timeout("timed out")
            self._sock.settimeout(left if self._patience is None else min(left, self._patience))
        elif self._sock.gettimeout() != self._patience:
            self._sock.settimeout(self._patience)
        found: Optional[int] = self._source.readinto(buffer)
        return found

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
