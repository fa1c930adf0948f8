# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real proxy on loopback, for tunnels."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import Optional

import loopback


class Proxy:
    """A CONNECT proxy. heads: the heads of the requests that it got. refuse: a status line to answer with instead.
    context: where it speaks TLS itself. leads_to: the port on loopback that every tunnel leads to, "" for its own."""

    def __init__(self, refuse: Optional[bytes] = None, context: Optional[ssl.SSLContext] = None) -> None:
        self.heads: list[str] = []
        self.leads_to = ""
        self._context = context
        self._refuse = refuse
        self._socket = loopback.accept(self._one)
        self.port = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _one(self, client: socket.socket) -> None:
        if self._context is not None:
            try:
                client = self._context.wrap_socket(client, server_side=True)
            except OSError:
                return  # it does not trust us
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        self.heads.append(head.decode())
        if self._refuse is not None:
            client.sendall(self._refuse + b"\r\n\r\n")
            client.close()
            return
        host, _, port = head.split()[1].decode().rpartition(":")
        if self.leads_to:
            host, port = "127.0.0.1", self.leads_to
        upstream = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=_pump, args=(client, upstream), daemon=True).start()
        _pump(upstream, client)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    target.close()
