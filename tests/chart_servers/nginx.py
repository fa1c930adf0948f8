# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx with a folder of charts: plain, behind a password, behind client certificates, with a certificate of old."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import time
import urllib.error
import urllib.request
from pathlib import Path

from .keys import PASSWORD, USER, Keys
from .process import Process, find, free_port

_SERVER = """
  server {{
    listen 127.0.0.1:{port}{tls};
    {more}
    location / {{ root {root}; }}
  }}
"""
_CONFIGURATION = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log combined;
  client_body_temp_path {folder}/tmp-body;
  proxy_temp_path {folder}/tmp-proxy;
  fastcgi_temp_path {folder}/tmp-fastcgi;
  uwsgi_temp_path {folder}/tmp-uwsgi;
  scgi_temp_path {folder}/tmp-scgi;
  default_type application/octet-stream;
  {servers}
}}
"""


class Nginx:
    """A running nginx. root: the folder it serves. plain, password, certificate, old: the URLs of its four servers."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder, self.root = folder, folder / "served"
        self.root.mkdir(parents=True)
        program = find("nginx", "nginx-light")
        ports = [free_port() for _unused in range(4)]
        self.plain = f"http://127.0.0.1:{ports[0]}"
        self.password, self.certificate, self.old = (f"https://localhost:{port}" for port in ports[1:])
        salted = base64.b64encode(hashlib.sha1(PASSWORD.encode() + b"salt").digest() + b"salt").decode()
        (folder / "htpasswd").write_text(f"{USER}:{{SSHA}}{salted}\n")
        own = f"ssl_certificate {keys.server}; ssl_certificate_key {keys.server_key};"
        old = f"ssl_certificate {keys.old}; ssl_certificate_key {keys.old_key};"
        needs_user = f"{own} auth_basic charts; auth_basic_user_file {folder}/htpasswd;"
        needs_client = f"{own} ssl_client_certificate {keys.ca}; ssl_verify_client on;"
        more = ["", needs_user, needs_client, old]
        servers = "".join(
            _SERVER.format(port=port, tls=" ssl" if text else "", more=text, root=self.root)
            for port, text in zip(ports, more)
        )
        user = "user root;" if os.geteuid() == 0 else ""
        path = folder / "nginx.conf"
        path.write_text(_CONFIGURATION.format(user=user, folder=folder, servers=servers))
        self._process = Process([program, "-c", str(path), "-p", str(folder)], folder / "output.log", port=ports[-1])

    def asked(self) -> list[str]:
        """Return every request so far: "USER METHOD PATH STATUS".

        nginx logs a request after it was answered, one by one: once one of our own is there, all before it are.
        """
        mark = f"/mark-{secrets.token_hex(8)}"
        with contextlib.suppress(urllib.error.HTTPError):  # there is no such file
            urllib.request.urlopen(f"{self.plain}{mark}", timeout=60)
        deadline = time.monotonic() + 60
        while mark not in (text := (self.folder / "access.log").read_text()):
            assert time.monotonic() < deadline, "nginx does not log what it was asked"
            time.sleep(0.01)
        return [_short(line) for line in text.splitlines() if "/mark-" not in line]

    def stop(self) -> None:
        """End it."""
        self._process.stop()


def _short(line: str) -> str:
    user = line.split(" ", 3)[2]
    _before, request, after = line.split('"', 2)
    method, path = request.split(" ")[:2]
    return f"{user} {method} {path} {after.split()[0]}"
