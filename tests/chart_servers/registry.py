# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The distribution project's registry: plain, or with TLS and a password."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Optional

import bcrypt
from ports import free_port

from . import distribution
from .keys import PASSWORD, USER, Keys
from .process import Process


def by_password(path: Path, user: str, password: str) -> dict[str, object]:
    """Return a registry's setting that asks for a user and a password; path: the file of users that it then has."""
    path.write_text(f"{user}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()}\n")
    return {"htpasswd": {"realm": "charts", "path": str(path)}}


class Registry:
    """A running registry. host: HOST:PORT. url: oci://HOST:PORT. keys: it speaks TLS. auth: who may use it; with keys
    USER by password."""

    def __init__(self, folder: Path, keys: Optional[Keys] = None, *, auth: Optional[dict[str, object]] = None) -> None:
        folder.mkdir(parents=True)
        port = free_port()
        self.host = f"{'localhost' if keys else '127.0.0.1'}:{port}"
        self.url = f"oci://{self.host}"
        settings: dict[str, object] = {
            "version": "0.1",
            "log": {"level": "info", "accesslog": {"disabled": False}},
            "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": f"127.0.0.1:{port}"},
        }
        if keys is not None:
            auth = auth or by_password(folder / "htpasswd", USER, PASSWORD)
            tls = {"certificate": str(keys.server), "key": str(keys.server_key)}
            settings["http"] = {"addr": f"127.0.0.1:{port}", "tls": tls}
        if auth is not None:
            settings["auth"] = auth
        (folder / "config.yml").write_text(json.dumps(settings))
        command = [str(distribution.built()), "serve", str(folder / "config.yml")]
        # Its traces are nobody's business: without this it looks for a collector, and complains.
        environ = {**os.environ, "OTEL_TRACES_EXPORTER": "none"}
        self._process = Process(command, folder / "output.log", ports=[port], environ=environ)

    def stop(self) -> None:
        """End it."""
        self._process.stop()
