# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server for tests that answers as it is told to, faults included, and notes what it was asked."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any, Callable, Optional, Union
from urllib.parse import parse_qsl, urlsplit

import loopback


class Asked:
    """A request as the server got it."""

    def __init__(self, method: str, target: str, headers: Any, body: bytes, port: int) -> None:
        parts = urlsplit(target)
        self.method, self.path, self.query = method, parts.path, dict(parse_qsl(parts.query))
        self.headers, self.body, self.port = headers, body, port

    def json(self) -> Any:
        return json.loads(self.body)


class Reply:
    """What to answer. cut: after how many bytes of the body the connection breaks. chunks: sent one by one; an
    event among them is waited for."""

    def __init__(self, status: int = 200, body: Any = None, *, headers: Optional[dict[str, str]] = None) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        self.headers = headers or {}
        self.cut: Optional[int] = None
        self.chunks: Optional[list[Union[bytes, threading.Event]]] = None


RESET = "reset"  # the connection is reset without an answer
CLOSE = "close"  # the connection is closed without an answer
HANG = "hang"  # no answer until the server ends
Action = Union[str, Reply, Callable[[Asked], Union[str, "Reply"]]]


def status(code: int, reason: str = "", message: str = "", **details: Any) -> dict[str, Any]:
    """Return a Status object as the API server sends it."""
    return {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message or reason, "reason": reason, "details": details, "code": code,
    }  # fmt: skip


class Server:
    """Answers with the actions of script one after another, with the last one for ever."""

    def __init__(self, *script: Action, context: Optional[ssl.SSLContext] = None) -> None:
        self.script = list(script)
        self.asked: list[Asked] = []
        self.connections: set[int] = set()
        self.released = threading.Event()
        self._lock = threading.Condition()
        self._open: set[socket.socket] = set()
        self._http = loopback.Server(self._handler(), context)
        self.url = self._http.url

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._http.stop()
        for connection in list(self._open):  # a client keeps it for its next request, and a thread waits for that
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def await_requests(self, count: int) -> None:
        """Return when so many requests were read."""
        with self._lock:
            assert self._lock.wait_for(lambda: len(self.asked) >= count, 120)

    def next_action(self, asked: Asked) -> Union[str, Reply]:
        with self._lock:
            self.asked.append(asked)
            self._lock.notify_all()
            action = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return action(asked) if callable(action) else action

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(loopback.Quiet, BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle(self) -> None:
                server._open.add(self.connection)
                with contextlib.suppress(OSError, ValueError):  # the client went away, or we reset the connection
                    super().handle()
                server._open.discard(self.connection)

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.connections.add(self.client_address[1])
                action = server.next_action(Asked(self.command, self.path, self.headers, body, self.client_address[1]))
                if isinstance(action, str):
                    self.fault(action)
                else:
                    self.reply(action)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

            def fault(self, name: str) -> None:
                self.close_connection = True
                if name == HANG:
                    server.released.wait()
                if name == RESET:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.connection.close()

            def reply(self, reply: Reply) -> None:
                self.send_response(reply.status)
                headers = {"Content-Type": "application/json", **reply.headers}
                if reply.chunks is None:
                    headers["Content-Length"] = str(len(reply.body))
                else:
                    headers["Transfer-Encoding"] = "chunked"
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if reply.chunks is not None:
                    self.stream(reply.chunks, whole=reply.cut is None)
                    return
                self.wfile.write(reply.body[: reply.cut])
                if reply.cut is not None:
                    self.wfile.flush()
                    self.fault(RESET)

            def stream(self, chunks: list[Union[bytes, threading.Event]], *, whole: bool) -> None:
                for chunk in chunks:
                    if isinstance(chunk, threading.Event):
                        chunk.wait(600)
                        continue
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                    self.wfile.flush()
                if whole:
                    self.wfile.write(b"0\r\n\r\n")
                else:
                    self.close_connection = True

        return Handler
