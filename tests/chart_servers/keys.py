# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and passwords for the servers: one authority, what it signed, and a user."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from authority import Authority, Pair

USER, PASSWORD = "reader", "c4nary-pass word:/+"
HOSTS = ("localhost", "127.0.0.1")


class Keys:
    """Files under folder: ca, server (certificate and key), old (one that has expired), client, client_key."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        authority = Authority()
        self.ca = self._write("ca.pem", authority.ca)
        self.server, self.server_key = self._pair("server", authority.issue("localhost", hosts=HOSTS))
        self.old, self.old_key = self._pair("old", authority.issue("localhost", hosts=HOSTS, age=timedelta(days=2)))
        self.client, self.client_key = self._pair("client", authority.issue("client"))
        self.stranger, self.stranger_key = self._pair("stranger", Authority("another").issue("client"))

    def _pair(self, name: str, pair: Pair) -> tuple[Path, Path]:
        return self._write(f"{name}.pem", pair.certificate), self._write(f"{name}.key", pair.key)

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        path.chmod(0o600)
        return path
