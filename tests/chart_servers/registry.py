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

from . import distribution
from .keys import PASSWORD, USER, Keys
from .process import Process, free_port


class Registry:
    """A running registry. host: HOST:PORT. url: oci://HOST:PORT. auth: who may use it, instead of USER by password."""

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
            hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
            (folder / "htpasswd").write_text(f"{USER}:{hashed}\n")
            settings["auth"] = auth or {"htpasswd": {"realm": "charts", "path": str(folder / "htpasswd")}}
            tls = {"certificate": str(keys.server), "key": str(keys.server_key)}
            settings["http"] = {"addr": f"127.0.0.1:{port}", "tls": tls}
        (folder / "config.yml").write_text(json.dumps(settings))
        command = [str(distribution.built()), "serve", str(folder / "config.yml")]
        # Its traces are nobody's business: without this it looks for a collector, and complains.
        environ = {**os.environ, "OTEL_TRACES_EXPORTER": "none"}
        self._process = Process(command, folder / "output.log", port=port, environ=environ)

    def stop(self) -> None:
        """End it."""
        self._process.stop()
