# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools of connections to one API server: directly or by a proxy, with the connection's TLS, and bounded in time. All
that work with that server share them."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections import deque
from typing import Any, Callable, Iterator, Optional

from ..base import http_bounds, proxies
from ..base.http_library import exceptions, urllib3
from .config import Connection
from .tls import Tls

CONNECTIONS = 4  # that the threads of one release share; who finds none free waits for one
MOST = 12  # that the threads of all releases share which are worked on at once, or of one whose server is far
# A server is far if each connection to it takes so many seconds. Then twelve requests at once keep it less busy than
# four keep a near one.
FAR = 0.06
CONNECT_TIMEOUT = 10.0  # seconds that a connection may take, and the name of its host
LONGEST_ANSWER = 300.0  # seconds for all of an answer that never falls silent; the API server ends its own after 60

# The kinds of pools.
REQUESTS = "requests"
STREAMS = "streams"  # answers without an end: as many as are wanted
URGENT = "urgent"  # what does not wait for a free connection: records, by which others see that a run lives


class Turns:
    """So many threads at once, the others in the order in which they came: of those that wait for a connection of
    urllib3's pool any one gets it, and some waited for minutes."""

    def __init__(self, most: int) -> None:
        self._most = self._free = most
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def take(self, *, wait: bool = True) -> bool:
        """Return when it is this thread's turn; without wait, return at once whether it is."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if not wait:
                return False
            mine = threading.Event()
            self._waiting.append(mine)
        with contextlib.ExitStack() as unless_taken:
            unless_taken.callback(self._leave, mine)
            mine.wait()
            unless_taken.pop_all()
        return True

    def give(self) -> None:
        """End this thread's turn."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this thread's turn, which ends with the context."""
        self.take()
        try:
            yield
        finally:
            self.give()

    def widen(self, by: int = 1) -> None:
        """Allow so many threads more, up to MOST."""
        for _unused in range(min(by, MOST - self._most)):
            self._most += 1
            self.give()

    def _leave(self, mine: threading.Event) -> None:
        """Wait no longer; a turn that has come meanwhile is another one's."""
        with self._lock:
            waited = mine in self._waiting
            if waited:
                self._waiting.remove(mine)
        if not waited:
            self.give()


class Pools:
    """The connections to one server, for every thread. turns: how many of them are for REQUESTS, and who waits for one.
    answered: whether the server has ever answered. own: a thread's: the seconds that its request has."""

    def __init__(self, connection: Connection) -> None:
        self.turns = Turns(CONNECTIONS)
        self.answered = False
        self._took: list[float] = []  # seconds of each connection
        self.own = threading.local()
        self._connection = connection
        self._lock = threading.Lock()
        self._pools: dict[str, Any] = {}
        self._tls: Optional[ssl.SSLContext] = None
        self._certificate: Optional[tuple[bytes, bytes]] = None

    def width(self) -> int:
        """Return how many requests of one release should be under way at once: more where the server is far.

        The quickest connection tells how far: a busy server hardly delays one, but this machine may when it is busy.
        """
        if min(self._took, default=0.0) < FAR:
            return CONNECTIONS
        self.turns.widen(MOST)
        return MOST

    def of(self, kind: str) -> Any:
        """Return the pool of a kind, a new one where an exec plugin gave a new certificate."""
        certificate = self._connection.credentials.certificate()
        with self._lock:
            if certificate != self._certificate:
                self._certificate = certificate
                self._tls = None
                self._pools.clear()
            if kind not in self._pools:
                self._pools[kind] = self._new(kind)
            return self._pools[kind]

    def _new(self, kind: str) -> Any:
        own = self.own  # not the pools, which would live as long as their connections then, and they as long as these
        self._tls = self._tls or context(self._connection, self._certificate)
        return new(self._connection, self._tls, lambda: float(own.timeout), streams=kind == STREAMS, took=self._took)

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            for pool in self._pools.values():
                pool.clear()
            self._pools.clear()


def context(connection: Connection, certificate: Optional[tuple[bytes, bytes]]) -> Optional[ssl.SSLContext]:
    """Return what TLS connections are made with, None where none is spoken. certificate: in place of the connection's
    own, with its key. Raises RequestError."""
    if not connection.server.startswith("https:"):
        return None
    made = connection.tls.context(*(certificate or ()))
    if urllib3.__version__.startswith("1."):  # it gives OpenSSL no address to check, and checks by itself
        made.check_hostname = False
    return made


def new(
    connection: Connection,
    tls: Optional[ssl.SSLContext],
    timeout: Callable[[], float],
    *,
    streams: bool,
    took: list[float],
) -> Any:
    """Return a new pool, of as many connections at once as are wanted. timeout: seconds that the request which is being
    sent has for its answer's head. streams: for answers without an end. took: gets the seconds of each connection."""

    def limits() -> http_bounds.Limits:
        return http_bounds.Limits(timeout(), None if streams else max(timeout(), LONGEST_ANSWER))

    options: dict[str, Any] = {"num_pools": 2, "maxsize": MOST, "block": False}
    if tls is not None:
        options.update(_tls_options(connection, tls))
    if connection.proxy.startswith("https:"):
        options["proxy_ssl_context"] = _context_of_proxy(connection)
    manager = proxies.manager(connection.proxy, options)
    return http_bounds.bounded(manager, limits, resolves=not proxies.is_socks(connection.proxy), took=took)


def _tls_options(connection: Connection, tls: ssl.SSLContext) -> dict[str, Any]:
    options: dict[str, Any] = {"ssl_context": tls}
    if not connection.tls.verify:
        urllib3.disable_warnings(exceptions.InsecureRequestWarning)  # the task's author has decided so
        options.update(cert_reqs="CERT_NONE", assert_hostname=False)
    elif connection.tls.server_name:
        options["assert_hostname"] = connection.tls.server_name
    if connection.tls.server_name:
        options["server_hostname"] = connection.tls.server_name
    return options


def _context_of_proxy(connection: Connection) -> ssl.SSLContext:
    """What a proxy is spoken to with over TLS: trusted is whom the cluster is trusted by, as in Go, and whom this
    system trusts. It is not told who we are."""
    tls = Tls()
    tls.verify, tls.ca = connection.tls.verify, connection.tls.ca
    made = tls.context()
    if tls.verify and tls.ca is not None:
        made.load_default_certs()
    return made
