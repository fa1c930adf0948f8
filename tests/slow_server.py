# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that hang, or send a byte now and then, and a name server that does not answer."""

from __future__ import annotations

import socket
import threading
from typing import Any, Callable, Iterator

import loopback
import pytest

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server which sends head and then a piece every so many seconds; gives its address."""
    done = threading.Event()
    sockets: list[socket.socket] = []

    def start(head: bytes, piece: bytes = b"", every: float = 0.05) -> str:
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

        sockets.append(loopback.accept(answer))
        return f"http://127.0.0.1:{sockets[-1].getsockname()[1]}"

    yield start
    done.set()
    for each in sockets:
        each.close()


@pytest.fixture
def silent_name(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name that no name server answers for: the system's resolver waits."""
    done, resolve = threading.Event(), socket.getaddrinfo

    def getaddrinfo(host: Any, *more: Any, **options: Any) -> Any:
        if host == "silent.example.com":
            done.wait(600)
        return resolve(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield "silent.example.com"
    done.set()
