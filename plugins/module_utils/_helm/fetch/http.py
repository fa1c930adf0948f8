# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP for repositories: one session a task, credentials only to the host they are for."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..base.errors import FetchError
from ..base.http_library import urllib3

_CHUNK = 256 * 1024
_MAX_REDIRECTS = 10
_TRY_AGAIN = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Credentials:
    """Who we are to a repository and whom we trust.

    ca_cert, client_cert, client_key: paths. pass_credentials: send user and password to other hosts too, where an index
    or a redirect leads there.
    """

    username: str = ""
    password: str = ""
    ca_cert: str = ""
    client_cert: str = ""
    client_key: str = ""
    validate_certs: bool = True
    pass_credentials: bool = False

    def __repr__(self) -> str:
        return "Credentials(…)"  # never a password in a traceback or a log


ANONYMOUS = Credentials()


class HttpSession:
    """GET over pooled connections; one pool per set of certificates and proxy, made at its first use."""

    def __init__(self, *, timeout: float = 120.0) -> None:
        self._timeout = timeout
        self._pools: dict[tuple[Any, ...], Any] = {}

    def get(self, url: str, credentials: Credentials = ANONYMOUS, *, home: str = "", max_bytes: int) -> bytes:
        """Return the body at url, decompressed by nobody, of at most max_bytes.

        home: the URL of the repository that the credentials are for; "" means url itself. Raises FetchError with helm's
        words, the URL without any user or password in it.
        """
        home = home or url
        for _unused in range(_MAX_REDIRECTS):
            response = self._request(url, credentials, send=credentials.pass_credentials or same_host(url, home))
            try:
                if response.status in _REDIRECTS and response.headers.get("Location"):
                    url = self._follow(url, response.headers["Location"])
                    continue
                if response.status != 200:
                    raise FetchError(
                        f"failed to fetch {shown(url)} : {response.status} {response.reason}",
                        doing="downloading",
                        subject=shown(url),
                        hint=_HINTS.get(response.status, ""),
                        status=response.status,
                    )
                return _body(response, url, max_bytes)
            finally:
                response.release_conn()
                response.close()
        raise FetchError(f"stopped after {_MAX_REDIRECTS} redirects", doing="downloading", subject=shown(home))

    def _follow(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise FetchError(
                f"redirected from https to {urlsplit(target).scheme}",
                doing="downloading",
                subject=shown(url),
                hint="use the address that it redirects to, if that is meant",
            )
        return target

    def _request(self, url: str, credentials: Credentials, *, send: bool) -> Any:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError(f"scheme {parts.scheme!r} not supported", doing="downloading", subject=shown(url))
        headers = {"User-Agent": "native.helm", "Accept-Encoding": "identity"}
        username, password = credentials.username, credentials.password
        if not username and parts.username:
            username, password, send = parts.username, parts.password or "", True
        if send and username:
            headers.update(urllib3.make_headers(basic_auth=f"{username}:{password}"))
        try:
            return self._pool(parts.scheme, parts.hostname, credentials).request(
                "GET", _bare(url), headers=headers, redirect=False, preload_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise FetchError(
                f"Get {shown(url)!r}: {_reason(error)}",
                doing="downloading",
                subject=shown(url),
                hint="check the address, the network and, for https, ca_cert",
            ) from error

    def _pool(self, scheme: str, host: str, credentials: Credentials) -> Any:
        proxy = "" if proxy_bypass(host) else getproxies().get(scheme, "")
        key = (proxy, credentials.ca_cert, credentials.client_cert, credentials.client_key, credentials.validate_certs)
        if key not in self._pools:
            options: dict[str, Any] = {
                "ssl_context": _context(credentials) if scheme == "https" else None,
                "timeout": urllib3.Timeout(connect=30.0, read=self._timeout),
                "retries": urllib3.Retry(
                    total=3, redirect=0, backoff_factor=0.3, status_forcelist=_TRY_AGAIN, raise_on_status=False
                ),
            }
            self._pools[key] = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        return self._pools[key]


_HINTS = {
    401: "the repository wants a user name and password",
    403: "this user may not read it",
    404: "check the repository's address and the chart's name and version",
}


def same_host(url: str, other: str) -> bool:
    """Whether both URLs have one scheme, host and port: the only place where credentials may go (CVE-2021-32690)."""
    return _origin(url) == _origin(other)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or {"http": 80, "https": 443}.get(scheme, 0)


def shown(url: str) -> str:
    """The URL without user and password, for messages and results."""
    parts = urlsplit(url)
    if not parts.username and not parts.password:
        return url
    return _bare(url)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _body(response: Any, url: str, max_bytes: int) -> bytes:
    pieces, size = [], 0
    try:
        for piece in response.stream(_CHUNK, decode_content=False):
            size += len(piece)
            if size > max_bytes:
                raise FetchError(f"the answer is over {max_bytes} bytes", doing="downloading", subject=shown(url))
            pieces.append(piece)
    except urllib3.exceptions.HTTPError as error:
        raise FetchError(
            f"the download broke off after {size} bytes: {_reason(error)}",
            doing="downloading",
            subject=shown(url),
            hint="try again",
        ) from error
    return b"".join(pieces)


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", None)
    text = str(inner if isinstance(inner, Exception) else error)
    return text.rpartition(">: ")[2] or text  # urllib3 puts the connection object's repr first


def _context(credentials: Credentials) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=credentials.ca_cert or None)
        if credentials.client_cert:
            context.load_cert_chain(credentials.client_cert, credentials.client_key or None)
    except (OSError, ssl.SSLError) as error:
        raise FetchError(
            str(error), doing="reading certificates", subject=credentials.ca_cert or credentials.client_cert
        ) from error
    if not credentials.validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
