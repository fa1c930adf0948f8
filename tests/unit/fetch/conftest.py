# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real HTTP server on loopback, with charts to serve and a log of what it was asked."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
from pathlib import Path

import loopback
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository import index
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import source
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web import paths


def archive(name: str, version: str, **more: str) -> bytes:
    """Return a small chart's archive."""
    metadata = {"apiVersion": "v2", "name": name, "version": version, **more}
    files = {
        "Chart.yaml": "".join(f"{key}: {value}\n" for key, value in metadata.items()),
        "values.yaml": "size: 1\n",
        "templates/a.yaml": "kind: ConfigMap\n",
    }
    buffer = io.BytesIO()
    # without a time: what is made twice has one digest, also where a second passes in between
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


class Server:
    """A folder served over HTTP. asked: (path, user or "") of every request. password: when set, wanted of "user"."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str]] = []
        self.password = ""
        self.redirects: dict[str, str] = {}
        server = self

        class Handler(loopback.Files):
            def do_GET(self) -> None:
                sent = base64.b64decode(self.headers.get("Authorization", "").rpartition(" ")[2]).decode()
                server.asked.append((self.path, sent.partition(":")[0]))
                if self.path in server.redirects:
                    self.send_response(302)
                    self.send_header("Location", server.redirects[self.path])
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                elif server.password and sent != f"user:{server.password}":
                    self.send_error(401)
                else:
                    super().do_GET()

        self._server = loopback.files(folder, handler=Handler)
        self.url = self._server.url

    def put(self, data: bytes, path: str) -> None:
        """Serve data at path and index it."""
        (self.folder / path).write_bytes(data)
        built = index.build(str(self.folder), url="", known=None, now_ns=0)
        (self.folder / "index.yaml").write_bytes(built.dump(0))

    def stop(self) -> None:
        """End the server."""
        self._server.stop()


@pytest.fixture
def make_server(tmp_path):
    """Start servers, each over its own folder; end them after the test."""
    started = []

    def make() -> Server:
        folder = tmp_path / f"served{len(started)}"
        folder.mkdir()
        started.append(Server(folder))
        return started[-1]

    yield make
    for server in started:
        server.stop()


@pytest.fixture
def helm_paths(tmp_path):
    """Helm's folders under the test's own."""
    return paths.Paths({"HELM_CONFIG_HOME": str(tmp_path / "config"), "HELM_CACHE_HOME": str(tmp_path / "cache")})


@pytest.fixture
def locator(helm_paths):
    """A Locator over them."""
    return source.Locator(helm_paths, Env())
