# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that hang, or send a byte now and then: a request has its time, and all of them together."""

from __future__ import annotations

import socket
import threading
from typing import Callable, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import HttpSession

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server which sends head and then a piece every so many seconds; gives its URL."""
    done = threading.Event()
    sockets: list[socket.socket] = []

    def start(head: bytes, piece: bytes = b"", every: float = 0.05) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65536)
                    connection.sendall(head)
                    while not done.wait(every):
                        if piece:
                            connection.sendall(piece)
                except OSError:
                    return  # the client gave up

        def accept() -> None:
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/index.yaml"

    yield start
    done.set()
    for each in sockets:
        each.close()


def test_a_server_that_never_answers_is_named(serve: Serve) -> None:
    url = serve(b"")
    with pytest.raises(FetchError, match="timed out") as caught:
        HttpSession(timeout=0.3).get(url, max_bytes=1000)
    assert caught.value.subject == url


def test_a_body_that_comes_byte_by_byte_has_its_time(serve: Serve) -> None:
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x")
    with pytest.raises(FetchError, match="it did not come within 1 s") as caught:
        HttpSession(timeout=5.0, whole=1.0).get(url, max_bytes=1_000_000)
    assert caught.value.subject == url


def test_all_requests_together_have_their_time(serve: Serve) -> None:
    now = [0.0]
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    session = HttpSession(clock=lambda: now[0])
    assert session.get(url, max_bytes=10) == b"ok"
    now[0] = 300.0
    with pytest.raises(FetchError, match="took more than 300 s in all") as caught:
        session.get(url, max_bytes=10)
    assert caught.value.subject == url
