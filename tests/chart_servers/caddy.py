# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Caddy with a folder of charts: plain, behind a password, behind client certificates, with a certificate of old."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import bcrypt
from ports import free_port

from .keys import PASSWORD, USER, Keys
from .process import Process, find

Settings = dict[str, Any]


class Caddy:
    """A running Caddy. root: the folder it serves. plain, password, certificate, old: the URLs of its four servers.

    word: the password of USER.
    """

    def __init__(self, folder: Path, keys: Keys, *, word: str = PASSWORD) -> None:
        self.folder, self.root = folder, folder / "served"
        self.root.mkdir(parents=True)
        ports = [free_port() for _unused in range(4)]
        self.plain = f"http://127.0.0.1:{ports[0]}"
        self.password, self.certificate, self.old = (f"https://localhost:{port}" for port in ports[1:])
        self._log, self._word = folder / "access.log", word
        client = {"mode": "require_and_verify", "ca": {"provider": "file", "pem_files": [str(keys.ca)]}}
        servers = {
            "plain": self._server(ports[0]),
            "password": self._server(ports[1], tls={"certificate_selection": {"any_tag": ["own"]}}, user=True),
            "certificate": self._server(
                ports[2], tls={"certificate_selection": {"any_tag": ["own"]}, "client_authentication": client}
            ),
            "old": self._server(ports[3], tls={"certificate_selection": {"any_tag": ["old"]}}),
        }
        pairs = [
            {"certificate": str(keys.server), "key": str(keys.server_key), "tags": ["own"]},
            {"certificate": str(keys.old), "key": str(keys.old_key), "tags": ["old"]},
        ]
        access = {"writer": {"output": "file", "filename": str(self._log)}, "include": ["http.log.access"]}
        path = folder / "caddy.json"
        path.write_text(
            json.dumps(
                {
                    "admin": {"disabled": True, "config": {"persist": False}},
                    "storage": {"module": "file_system", "root": str(folder / "state")},
                    "logging": {"logs": {"default": {"exclude": ["http.log.access"]}, "access": access}},
                    "apps": {"http": {"servers": servers}, "tls": {"certificates": {"load_files": pairs}}},
                }
            )
        )
        command = [find("caddy"), "run", "--config", str(path)]
        environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self._process = Process(command, folder / "output.log", ports=ports, environ=environ)

    def _server(self, port: int, *, tls: Settings | None = None, user: bool = False) -> Settings:
        """Return a server's settings: it serves root. tls: its policy; without one it is plain. user: it asks who."""
        serve: list[Settings] = [{"handler": "file_server", "root": str(self.root)}]
        if user:
            hashed = bcrypt.hashpw(self._word.encode(), bcrypt.gensalt(4)).decode()
            basic = {"accounts": [{"username": USER, "password": hashed}], "realm": "charts"}
            serve.insert(0, {"handler": "authentication", "providers": {"http_basic": basic}})
        settings: Settings = {
            "listen": [f"127.0.0.1:{port}"],
            "protocols": ["h1", "h2"],
            "automatic_https": {"disable": True},
            "routes": [{"handle": serve}],
            "logs": {},
        }
        return {**settings, "tls_connection_policies": [tls]} if tls else settings

    def asked(self) -> list[str]:
        """Return every request so far: "USER METHOD PATH STATUS".

        Caddy logs a request after it was answered, each on its own: a request of ours is asked until it is there and
        nothing else has come since the one before it.
        """
        lines = self._logged()
        while len(again := self._logged()) != len(lines):
            lines = again
        return lines

    def _logged(self) -> list[str]:
        mark = f"/mark-{secrets.token_hex(8)}"
        with contextlib.suppress(urllib.error.HTTPError):  # there is no such file
            urllib.request.urlopen(f"{self.plain}{mark}", timeout=60)
        deadline = time.monotonic() + 60
        while not (text := self._log.read_text() if self._log.exists() else "").endswith("\n") or mark not in text:
            assert time.monotonic() < deadline, "Caddy does not log what it was asked"
            time.sleep(0.01)
        return [_short(json.loads(line)) for line in text.splitlines() if "/mark-" not in line]

    def stop(self) -> None:
        """End it."""
        self._process.stop()


def _short(entry: Settings) -> str:
    request = entry["request"]
    return f"{entry.get('user_id') or '-'} {request['method']} {request['uri']} {entry['status']}"
