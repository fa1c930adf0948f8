# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer that goes on: a watch's events as they come."""

from __future__ import annotations

import contextlib
import socket
from typing import Any, Iterator

from ..base.http_library import exceptions as network


class Stream:
    """lines() until the server ends it or close() is called, from any thread."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self._closed = False

    def lines(self) -> Iterator[bytes]:
        """Yield the answer's whole lines. Ends quietly when the connection breaks or falls silent."""
        rest = b""
        try:
            for piece in self._answer.stream(65536, decode_content=True):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
        except (network.HTTPError, OSError):
            return
        except (ValueError, AttributeError):
            if not self._closed:  # what reading from an answer gives that another thread has closed
                raise
        finally:
            self.close()

    def close(self) -> None:
        """End the stream; a reader in another thread is woken."""
        if self._closed:
            return
        self._closed = True
        connection = getattr(self._answer, "connection", None) or getattr(self._answer, "_connection", None)
        sock = getattr(connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):  # the other side was faster
                sock.shutdown(socket.SHUT_RDWR)
        self._answer.close()
