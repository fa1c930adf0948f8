# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests by way of a proxy: a real one, on loopback."""

from __future__ import annotations

import base64
import socket
import threading
from pathlib import Path
from typing import Optional

import pytest
from authority import Authority

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Unreachable

from .conftest import World, transport_to
from .server import Reply, Server


class Proxy:
    """A CONNECT proxy. heads: the heads of the requests that it got. refuse: a status line to answer with instead."""

    def __init__(self, refuse: Optional[bytes] = None) -> None:
        self.heads: list[str] = []
        self._refuse = refuse
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        self.heads.append(head.decode())
        if self._refuse is not None:
            client.sendall(self._refuse + b"\r\n\r\n")
            client.close()
            return
        host, _, port = head.split()[1].decode().rpartition(":")
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


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def test_a_tunnel_goes_through_the_proxy_and_its_password_with_it(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "ca").write_bytes(authority.ca)
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",))) as server, Proxy() as proxy:
        options = {"ca_cert": str(tmp_path / "ca"), "proxy": f"http://jo:p%40ss@{proxy.address}"}
        transport = transport_to(server.url, world, **options)
        assert transport.request("GET", "/x").status == 200
        assert transport.request("GET", "/x").status == 200
    assert len(proxy.heads) == 1
    assert proxy.heads[0].startswith("CONNECT 127.0.0.1:")
    assert "Basic " + base64.b64encode(b"jo:p@ss").decode() in proxy.heads[0]
    assert "the-token" not in proxy.heads[0]


def test_a_proxy_that_refuses_is_named_without_its_password(world: World) -> None:
    with Proxy(b"HTTP/1.1 407 Who are you") as proxy, pytest.raises(Unreachable) as caught:
        options = {"proxy": f"http://jo:canary@{proxy.address}"}
        transport_to("https://api.example.com:6443", world, **options).request("GET", "/x")
    assert proxy.address in caught.value.problem
    assert "407" in caught.value.problem
    assert "canary" not in repr(vars(caught.value))


def test_a_proxy_that_is_not_there_is_named(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        transport_to("https://api.example.com", world, proxy=f"http://127.0.0.1:{port}").request("GET", "/x")
    assert (
        caught.value.problem == f"Kubernetes cluster unreachable: the proxy http://127.0.0.1:{port}: connection refused"
    )
