# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to one API server: a keep-alive pool that threads share, and the one retry policy over it."""

from __future__ import annotations

import json
import re
import ssl
import threading
from typing import Any, Iterator, Mapping, Optional
from urllib.parse import quote, urlencode, urlsplit

from ..base.env import Env
from ..base.errors import KubeError, MissingLibrary
from . import failures, retry
from .config import Connection

try:
    import urllib3
    from urllib3 import exceptions as network
except ImportError:
    raise MissingLibrary("urllib3", doing="connecting to the Kubernetes API") from None

CONNECTIONS = 4
RETRY_FOR = 60.0  # seconds that passing failures of one request are put up with
# A server that has never answered is more likely a wrong address than a restart.
RETRY_FIRST_CONTACT_FOR = 1.5
_CONNECT_TIMEOUT = 10.0
_JSON = "application/json"
_WARNING = re.compile(r'\d{3} [^ ]+ "((?:[^"\\]|\\.)*)"')


class Response:
    """An answer with a status under 400. body: bytes."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        """Return the body's JSON. Raises KubeError when it is none: a proxy's login page, for instance."""
        try:
            return json.loads(self.body)
        except ValueError:
            hint = "check the server's address and the proxies on the way"
            raise KubeError(
                "the answer is not JSON", doing="asking the API server", status=self.status, hint=hint
            ) from None


class Stream:
    """An answer that goes on: lines() as they come, until the server ends it or close() is called, from any thread."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self._closed = False

    def lines(self) -> Iterator[bytes]:
        """Yield the answer's lines. Ends quietly when the connection breaks or falls silent: the caller knows how to go on."""
        rest = b""
        try:
            for piece in self._answer.stream(65536, decode_content=True):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
        except (network.HTTPError, OSError, ValueError, AttributeError):
            if self._closed:
                return
        finally:
            self.close()
        if rest and not self._closed:
            yield rest

    def close(self) -> None:
        """End the stream; a reader in another thread is woken."""
        if self._closed:
            return
        self._closed = True
        connection = getattr(self._answer, "connection", None) or getattr(self._answer, "_connection", None)
        sock = getattr(connection, "sock", None)
        if sock is not None:
            import socket

            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster
        self._answer.close()


class Transport:
    """Sends requests as the connection's user. warnings: what the server's Warning headers said, each once."""

    def __init__(self, connection: Connection, env: Env) -> None:
        self.connection = connection
        self.warnings: list[str] = []
        self._env = env
        self._lock = threading.Lock()
        self._pools: dict[bool, Any] = {}
        self._tls: Optional[ssl.SSLContext] = None
        self._certificate: Optional[tuple[bytes, bytes]] = None
        self._answered = False

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
        timeout: Optional[float] = None,
    ) -> Response:
        """Return the answer to a request; body is sent as JSON.

        timeout: seconds for one attempt. Passing failures are tried again (retry.py); an error that comes after a lost reply
        has lost_reply set: what was asked for may have been done. Raises KubeError.
        """
        call = _Call(method, _target(path, query), body, headers or {})
        call.timeout = timeout or self.connection.request_timeout
        answer = self._send(call)
        return Response(answer.status, answer.headers, answer.data)

    def stream(self, path: str, *, query: Optional[Mapping[str, Any]] = None, timeout: float) -> Stream:
        """Return the answer to a GET as it comes, over a connection of its own. timeout: seconds of silence. Raises KubeError."""
        call = _Call(
            "GET", _target(path, query), None, {"Accept": "application/json, */*", "Accept-Encoding": "identity"}
        )
        call.timeout = timeout
        call.streams = True
        return Stream(self._send(call))

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            for pool in self._pools.values():
                pool.clear()
            self._pools.clear()

    def _send(self, call: _Call) -> Any:
        start = self._env.monotonic()
        while True:
            call.attempt += 1
            pause, error = self._attempt(call)
            if error is None:
                return call.answer
            left = start + (RETRY_FOR if self._answered else RETRY_FIRST_CONTACT_FOR) - self._env.monotonic()
            if pause is None or pause > left:
                error.lost_reply = call.lost
                raise error
            self._env.debug(f"{call.method} {call.target.partition('?')[0]}: {error.problem}; again in {pause:.1f} s")
            self._env.sleep(pause)

    def _attempt(self, call: _Call) -> tuple[Optional[float], Optional[KubeError]]:
        """Send once. Return (seconds to wait before the next attempt or None for no more, error or None for success)."""
        try:
            answer = self._once(call)
        except network.HTTPError as failure:
            sent = not retry.never_sent(failure)
            call.lost = call.lost or sent
            again = retry.is_passing(failure) and (not sent or call.repeatable)
            return self._pause(call) if again else None, self._unreachable(failure)
        self._answered = True
        if answer.status < 300:
            self._note_warnings(answer.headers.get("Warning", ""))
            call.answer = answer
            return None, None
        return self._refused(call, answer)

    def _refused(self, call: _Call, answer: Any) -> tuple[Optional[float], Optional[KubeError]]:
        """What to do about an answer that is no success."""
        status, headers = answer.status, answer.headers
        body = answer.data
        if status < 400:
            return None, self._redirected(status, headers.get("Location", ""))
        error = failures.from_answer(status, body)
        if status == 401 and not call.renewed and self.connection.credentials.renew():
            call.renewed = True
            return 0.0, error
        wait = retry.retry_after(headers.get("Retry-After", ""), error.details)
        if not retry.is_transient(status, error.problem, error.reason, wait):
            return None, error
        if retry.was_done(status):
            call.lost = True
            if not call.repeatable:
                return None, error
        return self._pause(call) if wait is None else wait, error

    def _pause(self, call: _Call) -> float:
        return retry.pause_after(call.attempt, self._env.random_bytes(1)[0])

    def _once(self, call: _Call) -> Any:
        connection = self.connection
        headers = urllib3._collections.HTTPHeaderDict(
            {"User-Agent": "native.helm", "Accept": _JSON, "Accept-Encoding": "gzip", **call.headers}
        )
        if call.payload is not None and "Content-Type" not in headers:
            headers["Content-Type"] = _JSON
        for name, value in connection.credentials.headers(self._env).items():
            headers[name] = value
        for name, value in connection.headers:
            headers.add(name, value)
        return self._pool(call.streams).urlopen(
            call.method,
            connection.server + call.target,
            body=call.payload,
            headers=headers,
            retries=False,
            redirect=False,
            preload_content=not call.streams,
            timeout=urllib3.Timeout(connect=min(_CONNECT_TIMEOUT, call.timeout), read=call.timeout),
        )

    def _pool(self, streams: bool) -> Any:
        """The pool for requests, or the one for streams, which do not count against CONNECTIONS."""
        certificate = self.connection.credentials.certificate(self._env)
        with self._lock:
            if certificate != self._certificate:  # an exec plugin gave a new one
                self._certificate = certificate
                self._tls = None
                self._pools.clear()
            if streams not in self._pools:
                self._pools[streams] = self._new_pool(streams)
            return self._pools[streams]

    def _new_pool(self, streams: bool) -> Any:
        connection = self.connection
        options: dict[str, Any] = {"num_pools": 2, "maxsize": CONNECTIONS, "block": not streams}
        if connection.server.startswith("https:"):
            if self._tls is None:
                self._tls = connection.tls.context(*(self._certificate or ()))
            options["ssl_context"] = self._tls
            if not connection.tls.verify:
                options["cert_reqs"] = "CERT_NONE"
                options["assert_hostname"] = False
            if connection.tls.server_name:
                options["server_hostname"] = connection.tls.server_name
                options["assert_hostname"] = connection.tls.server_name
        if not connection.proxy:
            return urllib3.PoolManager(**options)
        if connection.proxy.startswith("socks"):
            return _socks(connection.proxy, options)
        parts = urlsplit(connection.proxy)
        if parts.username:
            from urllib.parse import unquote

            account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            options["proxy_headers"] = urllib3.util.make_headers(proxy_basic_auth=account)
        return urllib3.ProxyManager(connection.proxy, **options)

    def _note_warnings(self, header: str) -> None:
        for text in _WARNING.findall(header):
            text = re.sub(r"\\(.)", r"\1", text)
            with self._lock:
                if text not in self.warnings:
                    self.warnings.append(text)

    def _unreachable(self, failure: Exception) -> KubeError:
        from . import network_causes

        cause, hint = network_causes.explain(failure, self.connection)
        return failures.unreachable(self.connection.server, cause, hint)

    def _redirected(self, status: int, location: str) -> KubeError:
        where = urlsplit(location)
        problem = f"the server redirects (HTTP status {status}) to {where.scheme}://{where.hostname}"
        hint = "set the kubeconfig's server, or host, to the API server itself"
        return KubeError(
            problem, doing="asking the API server", subject=self.connection.server, status=status, hint=hint
        )


class _Call:
    """One request and what became of it so far. lost: an attempt may have been carried out although no good reply came."""

    __slots__ = (
        "answer",
        "attempt",
        "headers",
        "lost",
        "method",
        "payload",
        "renewed",
        "repeatable",
        "streams",
        "target",
        "timeout",
    )

    def __init__(self, method: str, target: str, body: Any, headers: Mapping[str, str]) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.payload = None if body is None else encode(body)
        self.repeatable = retry.repeatable(method, headers.get("Content-Type", ""), body)
        self.timeout = 0.0
        self.streams = False
        self.attempt = 0
        self.lost = False
        self.renewed = False
        self.answer: Any = None


def encode(body: Any) -> bytes:
    """Return an object as JSON. Raises KubeError for what JSON cannot hold."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except (ValueError, TypeError) as error:
        problem = "it holds what JSON cannot: " + str(error).partition(":")[0]
        raise KubeError(problem, doing="sending an object to the API server") from None


def _target(path: str, query: Optional[Mapping[str, Any]]) -> str:
    given = {key: value for key, value in (query or {}).items() if value not in (None, "")}
    return path + ("?" + urlencode(given, quote_via=quote) if given else "")


def _socks(proxy: str, options: dict[str, Any]) -> Any:
    try:
        from urllib3.contrib.socks import SOCKSProxyManager
    except ImportError:
        raise MissingLibrary("PySocks", doing="connecting through a SOCKS proxy") from None
    # As in Go, the proxy resolves the name.
    return SOCKSProxyManager(proxy.replace("socks5://", "socks5h://", 1), **options)
