# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""As whom requests are made. Every kind answers the same three questions; none shows its secret in repr or errors."""

from __future__ import annotations

import threading
from typing import Mapping, Optional

from ..base.env import Env
from ..base.errors import RequestError

_TOKEN_FILE_AGE = 60.0  # seconds; a service account's token is replaced long before the old one expires


class Credentials:
    """No credentials: what an anonymous request has. env: the clock they go by."""

    __slots__ = ("env",)

    def __init__(self) -> None:
        self.env = Env()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def headers(self) -> dict[str, str]:
        """Return the headers that authenticate a request. Raises Unauthorized when they cannot be had."""
        return {}

    def certificate(self) -> Optional[tuple[bytes, bytes]]:
        """Return the client certificate and key (PEM) that these credentials bring along, None for none."""
        return None

    def renew(self, _refused: Optional[Mapping[str, str]] = None) -> bool:
        """Return whether headers may give something else than those that the server refused.

        What is cached is not used again where it is that very one: threads that were refused together renew it once,
        also where what they get is the same again. None: whatever it is.
        """
        return False


class Token(Credentials):
    """A bearer token."""

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token.strip()  # of a file it ends in a newline
        if not (self._token.isascii() and self._token.isprintable()):
            problem, hint = "it has characters that no token has", "give the token by itself"
            raise RequestError(problem, doing="reading the token", hint=hint)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


class TokenFile(Credentials):
    """A bearer token in a file that is replaced from time to time.

    Where the file cannot be read, or is empty, because it is being replaced at this very moment, the token that was in
    it is used on (client-go: transport/token_source.go, cachingTokenSource).
    """

    __slots__ = ("_headers", "_lock", "_path", "_read_at", "_token")

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._token = ""
        self._headers: dict[str, str] = {}
        self._read_at: Optional[float] = None
        self._lock = threading.Lock()

    def headers(self) -> dict[str, str]:
        with self._lock:
            now = self.env.monotonic()
            if self._read_at is None or now - self._read_at > _TOKEN_FILE_AGE:
                self._read(now)
                self._headers = {"Authorization": f"Bearer {self._token}"}
            return self._headers

    def _read(self, now: float) -> None:
        try:
            with open(self._path, encoding="utf-8") as handle:
                found = handle.read().strip()
            problem = "" if found else "it is empty"
        except (OSError, UnicodeDecodeError) as error:
            found, problem = "", getattr(error, "strerror", None) or "it is not text"
        if found:
            self._token, self._read_at = found, now
        elif self._token:
            self.env.debug(f"the token in {self._path} cannot be read anew: {problem}")
        else:
            from . import unusable

            raise unusable.no_token(problem, self._path)

    def renew(self, refused: Optional[Mapping[str, str]] = None) -> bool:
        with self._lock:
            if refused is None or refused is self._headers:
                self._read_at = None
        return True


class Basic(Credentials):
    """A user name and a password, for proxies in front of an API server."""

    __slots__ = ("_header",)

    def __init__(self, username: str, password: str) -> None:
        import base64

        super().__init__()
        self._header = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode("ascii")

    def headers(self) -> dict[str, str]:
        return {"Authorization": self._header}
