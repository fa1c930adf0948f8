# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on loopback in front of the real API server: notes every request, and does to one of them what it is told.

Everything else is passed on as it is, watches included. The client speaks HTTP to it; to the API server it is the
administrator of the kubeconfig.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import socket
import ssl
import struct
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Callable, Optional
from urllib.parse import parse_qs, urlsplit

import loopback
import yaml

from .kinds import FAULTS

PASSED_ON = ("accept", "content-type", "content-length", "accept-encoding")
NEVER_DELETED = ("persistentvolumeclaims", "namespaces", "customresourcedefinitions")


@dataclass
class Seen:
    """A request. number: from 1 on. answered: the API server's status, 0 where it never saw the request."""

    number: int
    method: str
    path: str
    query: dict[str, str]
    agent: str = ""
    body: bytes = b""
    answered: int = 0

    @property
    def is_watch(self) -> bool:
        return self.query.get("watch") in ("true", "1")

    @property
    def writes(self) -> bool:
        """Whether it would change something: no dry run, no question."""
        return (
            self.method != "GET"
            and self.query.get("dryRun") != "All"
            and not self.path.endswith(("accessreviews", "subjectreviews"))
            and b'"dryRun":["All"]' not in self.body
        )

    @property
    def deletes(self) -> str:
        """Which kind of object it deletes for good, as in paths; "" for none."""
        if self.method != "DELETE" or not self.writes:
            return ""
        return next((part for part in reversed(self.path.split("/")[:-1]) if part), "")

    def __str__(self) -> str:
        query = "".join(f" {key}={self.query[key]}" for key in ("dryRun", "watch") if key in self.query)
        return f"{self.number:3} {self.method:6} {self.path}{query} -> {self.answered}"


@dataclass
class Fault:
    """What to do to a request. kind: a key of FAULTS. at: its number. lasting: to every request from then on.

    only: a further condition, on which the counting goes by.
    """

    kind: str
    at: int = 1
    lasting: bool = False
    only: Callable[[Seen], bool] = field(default=lambda seen: True)
    counted: int = 0

    def hits(self, seen: Seen) -> bool:
        """Count a request; whether the fault is for it."""
        if not self.only(seen):
            return False
        self.counted += 1
        return self.counted == self.at or (self.lasting and self.counted > self.at)


class Proxy:
    """url: where it listens. seen: the requests since reset(). hit: those that the fault was done to."""

    def __init__(self, kubeconfig: str) -> None:
        shown = yaml.safe_load(Path(kubeconfig).read_text(encoding="utf-8"))
        chosen = next(item for item in shown["contexts"] if item["name"] == shown["current-context"])["context"]
        cluster = next(item for item in shown["clusters"] if item["name"] == chosen["cluster"])["cluster"]
        user = next(item for item in shown["users"] if item["name"] == chosen["user"])["user"]
        self.server = cluster["server"]
        self.context = _tls(cluster, user, Path(kubeconfig).parent)
        self.seen: list[Seen] = []
        self.hit: list[Seen] = []
        self.fault: Optional[Fault] = None
        self.stopped = threading.Event()
        self._victim = 0
        self._known = threading.Event()
        self._lock = threading.Lock()
        self._http = loopback.Server(_handler(self))
        self.url = self._http.url

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._http.stop()

    def kubeconfig(self, path: Path, *, token: str = "proxy") -> Path:
        """Write a kubeconfig for a client of the proxy: its token is in a file, so that it can be read again."""
        (path.parent / "token").write_text(token, encoding="utf-8")
        user = {"tokenFile": str(path.parent / "token")}
        path.write_text(
            yaml.safe_dump(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "proxy",
                    "contexts": [{"name": "proxy", "context": {"cluster": "proxy", "user": "proxy"}}],
                    "clusters": [{"name": "proxy", "cluster": {"server": self.url}}],
                    "users": [{"name": "proxy", "user": user}],
                }
            ),
            encoding="utf-8",
        )
        return path

    def reset(self, fault: Optional[Fault] = None) -> None:
        """Forget what was seen; do fault from now on."""
        with self._lock:
            self.seen, self.hit, self.fault = [], [], fault
            self._victim = 0
            self._known.clear()

    @property
    def victim(self) -> int:
        """The process to kill, as soon as it is known."""
        self._known.wait(30)
        return self._victim

    @victim.setter
    def victim(self, pid: int) -> None:
        self._victim = pid
        self._known.set()

    def note(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[Seen, Optional[Fault]]:
        """Return the request, noted, and the fault that is for it."""
        parts = urlsplit(handler.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        with self._lock:
            seen = Seen(len(self.seen) + 1, handler.command, parts.path, query, handler.headers["User-Agent"], body)
            self.seen.append(seen)
            fault = self.fault if self.fault is not None and self.fault.hits(seen) else None
            if fault is not None:
                self.hit.append(seen)
        return seen, fault

    def writes(self) -> list[Seen]:
        """Return the requests that changed something, or tried to and were refused."""
        with self._lock:
            return [seen for seen in self.seen if seen.writes and seen.answered]

    def precious_deletions(self) -> list[str]:
        """Return the deletions of what is never to be deleted."""
        with self._lock:
            return [str(seen) for seen in self.seen if seen.deletes in NEVER_DELETED]


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(loopback.Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        upstream: Optional[http.client.HTTPSConnection] = None

        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # the client went away, or was made to
                super().handle()

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()
            if self.upstream is not None:
                self.upstream.close()

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen, fault = proxy.note(self, body)
            if fault is None:
                self.pass_on(self.forward(seen))
            else:
                FAULTS[fault.kind](self, proxy, seen)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def forward(self, seen: Seen) -> http.client.HTTPResponse:
            """Return the API server's answer."""
            headers = {key: value for key, value in self.headers.items() if key.lower() in PASSED_ON}
            for attempt in (1, 2):
                try:
                    if self.upstream is None:
                        parts = urlsplit(proxy.server)
                        self.upstream = http.client.HTTPSConnection(
                            str(parts.hostname), parts.port or 443, context=proxy.context, timeout=600
                        )
                    self.upstream.request(self.command, self.path, body=seen.body or None, headers=headers)
                    found = self.upstream.getresponse()
                    break
                except (http.client.HTTPException, OSError):
                    self.upstream = None  # an idle connection that the API server closed
                    if attempt == 2:
                        raise
            seen.answered = found.status
            return found

        def head(self, found: http.client.HTTPResponse, length: Optional[int]) -> None:
            self.send_response_only(found.status)
            for key, value in found.getheaders():
                if key.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(key, value)
            if length is None:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def pass_on(self, found: http.client.HTTPResponse, *, pieces: Optional[int] = None) -> None:
            """Send the answer as it comes. pieces: how many of a stream's, None for all."""
            if found.length is not None:
                data = found.read()
                self.head(found, len(data))
                self.wfile.write(data)
                return
            self.head(found, None)
            sent = 0
            while pieces is None or sent < pieces:
                data = found.read1(65536)
                if not data:
                    break
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()
                sent += 1
            if pieces is None:
                self.wfile.write(b"0\r\n\r\n")
            else:
                self.upstream = None
                self.reset()

        def reset(self) -> None:
            """Break the client's connection without another word."""
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

        def refuse(self, status: int, reason: str, message: str, **headers: str) -> None:
            """Answer as the API server would that says no."""
            answer = {
                "kind": "Status",
                "apiVersion": "v1",
                "metadata": {},
                "status": "Failure",
                "message": message,
                "reason": reason,
                "code": status,
            }
            data = json.dumps(answer).encode()
            self.send_response_only(status)
            for key, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(key.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _tls(cluster: dict[str, Any], user: dict[str, Any], folder: Path) -> ssl.SSLContext:
    def data(owner: dict[str, Any], name: str) -> bytes:
        if f"{name}-data" in owner:
            return base64.b64decode(owner[f"{name}-data"])
        return (folder / owner[name]).read_bytes()

    context = ssl.create_default_context(cadata=data(cluster, "certificate-authority").decode("ascii"))
    with tempfile.NamedTemporaryFile() as pair:
        pair.write(data(user, "client-certificate") + b"\n" + data(user, "client-key"))
        pair.flush()
        context.load_cert_chain(pair.name)
    return context
