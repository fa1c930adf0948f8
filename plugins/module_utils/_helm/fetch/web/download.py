# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of one answer: of limited size, whole, and taken up again where it broke off when the server offers that."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from typing import Any, Callable, Mapping, Optional, Protocol

from ...base.errors import FetchError
from ...base.http_library import urllib3

_CHUNK = 256 * 1024
_MAX_RESUMED = 3
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")

Opener = Callable[[Mapping[str, str]], Any]


class _Asked(Protocol):
    @property
    def method(self) -> str: ...
    @property
    def max_bytes(self) -> int: ...


class Download:
    """An answer being read. response: urllib3's, headers read. open_: asks again, with further headers."""

    def __init__(self, open_: Opener, asked: _Asked, url: str) -> None:
        self._open = open_
        self._asked = asked
        self._url = url
        self._pieces: list[bytes] = []
        self._size = 0
        self.response = open_({})

    def close(self) -> None:
        """Give the connection back, or up."""
        self.response.release_conn()
        self.response.close()

    def read(self, seconds: float) -> bytes:
        """Return the whole body. Raises FetchError where it is too large, broke off, or did not come in so many
        seconds: one that comes byte by byte is never silent."""
        late = threading.Event()
        clock = threading.Timer(seconds, self._give_up, args=(late,))
        clock.daemon = True
        clock.start()
        try:
            resumed = 0
            while True:
                problem = self._read_on()
                if late.is_set():
                    raise broken_off(self._url, self._size, f"it did not come within {seconds:.0f} s")
                if not problem:
                    return b"".join(self._pieces)
                if resumed == _MAX_RESUMED or not self._resume() or late.is_set():
                    raise broken_off(self._url, self._size, problem)
                resumed += 1
        finally:
            clock.cancel()
            self.close()

    def _give_up(self, late: threading.Event) -> None:
        """Wake whoever reads: called by the clock, in a thread of its own."""
        late.set()
        connection = getattr(self.response, "connection", None) or getattr(self.response, "_connection", None)
        sock = getattr(connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):  # the other side was faster
                sock.shutdown(socket.SHUT_RDWR)

    def _read_on(self) -> str:
        """Read until the end; return "" there, else why it ended before."""
        due = _length(self.response) if self._asked.method != "HEAD" else None
        start = self._size
        if due is not None and start + due > self._asked.max_bytes:
            raise self._too_large()
        try:
            for piece in self.response.stream(_CHUNK, decode_content=False):
                self._size += len(piece)
                if self._size > self._asked.max_bytes:
                    raise self._too_large()
                self._pieces.append(piece)
        except urllib3.exceptions.HTTPError as error:
            from . import causes

            return causes.reason(error)
        if due is not None and self._size - start < due:
            return f"{due - (self._size - start)} bytes are missing"
        return ""

    def _resume(self) -> bool:
        """Ask for the rest, where the server said that it can give it and that it is still the same file."""
        headers = self.response.headers
        same = headers.get("ETag") or headers.get("Last-Modified")
        if self._asked.method != "GET" or "bytes" not in headers.get("Accept-Ranges", ""):
            return False
        if not same or same.startswith("W/") or not self._size or self.response.status not in (200, 206):
            return False
        self.close()
        self.response = self._open({"Range": f"bytes={self._size}-", "If-Range": same})
        if self.response.status == 200:  # it is another file by now: from the start
            self._pieces, self._size = [], 0
            return True
        found = _CONTENT_RANGE.fullmatch(self.response.headers.get("Content-Range", ""))
        return self.response.status == 206 and found is not None and int(found[1]) == self._size

    def _too_large(self) -> FetchError:
        return FetchError(
            f"the answer is over {self._asked.max_bytes} bytes",
            doing="downloading",
            subject=self._url,
            hint="no chart and no index is that large; check the address",
        )


def broken_off(url: str, size: int, problem: str) -> FetchError:
    """Return the error for a download that ended before its end."""
    return FetchError(
        f"the download broke off after {size} bytes: {problem}",
        doing="downloading",
        subject=url,
        hint="try again; nothing was kept of it",
    )


def _length(response: Any) -> Optional[int]:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None
