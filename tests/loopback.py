# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each server that a test writes itself stands on: a port of loopback, threads, an end. And files by HTTP."""

from __future__ import annotations

import functools
import http.server
import socket
import ssl
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Optional


class Quiet:
    """Before a handler's other bases: nothing on the test's output."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Files(Quiet, http.server.SimpleHTTPRequestHandler):
    """The files of a folder."""


class Server(http.server.ThreadingHTTPServer):
    """A running HTTP server. host: HOST:PORT. url: its address. context: it speaks TLS."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler: Callable[..., Any], context: Optional[ssl.SSLContext] = None) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        if context is not None:  # each connection's thread shakes hands, so that none waits for another
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self.server_address[1])
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if context else 'http'}://{self.host}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no news, nor is who does not trust us; a fault of the test's own is."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def files(folder: Path, *, context: Optional[ssl.SSLContext] = None, handler: type[Files] = Files) -> Server:
    """Return a server of a folder's files."""
    return Server(functools.partial(handler, directory=str(folder)), context)


def accept(answer: Callable[[socket.socket], None]) -> socket.socket:
    """Return a socket that listens; answer gets each connection, in a thread of its own, until the socket is closed."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    return listening
