# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart server with ChartMuseum's API, after its documentation: the real one's Go module is not on the proxy.

It keeps archives in a folder whose index the real helm makes, so that what it serves is what helm makes of it.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import json
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import loopback

from .keys import PASSWORD, USER


class Museum:
    """A running server. url: of its one repository. context: the path before everything, told in the index."""

    def __init__(self, folder: Path, helm: Path, *, context: str = "", repository: str = "/team") -> None:
        folder.mkdir(parents=True)
        self.folder, self.posts = folder, 0
        self._helm, self._context = helm, context
        museum = self

        class Handler(loopback.Quiet, BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                museum.answer(self, b"")

            def do_POST(self) -> None:
                museum.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        self._server = loopback.Server(Handler)
        self._base, self._api = f"{context}{repository}", f"{context}/api{repository}"
        self.url = f"{self._server.url}{self._base}"

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer one request."""
        sent = base64.b64decode(request.headers.get("Authorization", "").rpartition(" ")[2]).decode()
        path, _mark, query = request.path.partition("?")
        if sent != f"{USER}:{PASSWORD}":
            self._send(request, 401, {"error": "unauthorized"})
        elif request.command == "POST" and path == f"{self._api}/charts":
            self.posts += 1
            self._send(request, *self._upload(request, body, force="force=true" in query))
        elif path.startswith(f"{self._api}/charts/"):
            self._send(request, *self._version(path[len(self._api) + len("/charts/") :]))
        elif path == f"{self._base}/index.yaml":
            self._send(request, 200, self._index().encode())
        elif (self.folder / path.rpartition("/")[2]).is_file() and path.startswith(f"{self._base}/charts/"):
            self._send(request, 200, (self.folder / path.rpartition("/")[2]).read_bytes())
        else:
            self._send(request, 404, {"error": "not found"})

    def stop(self) -> None:
        """End it."""
        self._server.stop()

    def _upload(self, request: BaseHTTPRequestHandler, body: bytes, *, force: bool) -> tuple[int, dict[str, object]]:
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        parts = {str(part.get_param("name", header="content-disposition")): part for part in message.iter_parts()}
        name = parts["chart"].get_filename() or ""
        if (self.folder / name).exists() and not force:
            return 409, {"error": f"{name} already exists"}
        for part in parts.values():
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            (self.folder / (part.get_filename() or "")).write_bytes(data)
        return 201, {"saved": True}

    def _version(self, wanted: str) -> tuple[int, dict[str, object]]:
        name, version = wanted.split("/")
        path = self.folder / f"{name}-{version}.tgz"
        if not path.is_file():
            return 404, {"error": "no chart version found"}
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return 200, {"name": name, "version": version, "digest": digest}

    def _index(self) -> str:
        subprocess.run([self._helm, "repo", "index", self.folder, "--url", "charts"], check=True)
        text = (self.folder / "index.yaml").read_text()
        return text + (f"serverInfo:\n  contextPath: {self._context}\n" if self._context else "serverInfo: {}\n")

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: object) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response(status)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)
