# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports on loopback: where nobody listens, and for a server that is about to start. Several tests run at once."""

from __future__ import annotations

import contextlib
import secrets
import socket

_held: list[socket.socket] = []
_given: set[int] = set()


def closed_port() -> int:
    """Return a port that refuses every connection for as long as this process lives: nobody listens there, and it is
    taken, so that nobody else can."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    _held.append(taken)
    return int(taken.getsockname()[1])


def free_port() -> int:
    """Return a port for a server, each only once. It is none of those that systems give to outgoing connections, and to
    whoever asks for any: one of them could be taken before the server has started. OSError where no port is free."""
    for _unused in range(100):
        port = 20_000 + secrets.randbelow(10_000)
        if port in _given:
            continue
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
    raise OSError("no port is free")
