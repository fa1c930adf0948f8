# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that does what no real one would: it answers as a function says, and can break off in the middle."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Callable, Optional

import loopback

from .keys import Keys


@dataclass
class Asked:
    """A request. headers: names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What is answered. says: the Content-Length, where it is a lie. endless: the body again and again, without end."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    says: Optional[int] = None
    endless: bool = False


class Hostile:
    """A running server on a port of its own. asked: every request. url: as 127.0.0.1; named: as localhost."""

    def __init__(self, answer: Callable[[Asked], Reply], keys: Optional[Keys] = None) -> None:
        self.answer, self.asked = answer, list[Asked]()
        server = self

        class Handler(loopback.Quiet, BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.handle(self)

            do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815  the names that http.server looks for

        context = None
        if keys is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(keys.server, keys.server_key)
        self._server = loopback.Server(Handler, context)
        self.url, self.host, self.port = self._server.url, self._server.host, self._server.port
        self.named = self.url.replace("127.0.0.1", "localhost")

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.rfile.read(int(headers.get("content-length", "0")))
        asked = Asked(request.command, request.path, headers, body)
        self.asked.append(asked)
        reply = self.answer(asked)
        request.send_response(reply.status)
        for name, value in reply.headers.items():
            request.send_header(name, value)
        length = len(reply.body) if reply.says is None else reply.says
        if not reply.endless:
            request.send_header("Content-Length", str(length))
        request.end_headers()
        request.close_connection = reply.endless or length != len(reply.body)
        try:
            if request.command != "HEAD":
                request.wfile.write(reply.body)
            while reply.endless:
                request.wfile.write(reply.body)
        except OSError:
            return  # the client had enough

    def got(self, secret: str) -> bool:
        """Whether a request had secret in it, as it is or as basic authentication has it."""
        from base64 import b64decode

        for asked in self.asked:
            sent = asked.headers.get("authorization", "")
            if sent.startswith("Basic "):
                sent = b64decode(sent[6:]).decode()
            if secret in f"{sent} {asked.path} {asked.body!r}":
                return True
        return False

    def stop(self) -> None:
        """End it."""
        self._server.stop()
