# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP for repositories and registries: one session a task, credentials only to the host they are for."""

from __future__ import annotations

import os
import re
import time
import weakref
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Mapping, Optional
from urllib.parse import SplitResult, urljoin, urlsplit

from ...base.errors import FetchError
from ...base.http_library import urllib3
from . import tls
from .download import Download
from .tls import ANONYMOUS, Credentials

__all__ = ["ANONYMOUS", "Answer", "Credentials", "HttpSession", "Request", "same_host", "shown", "split", "unexpected"]

_MAX_REDIRECTS = 10
_TRIES = 4
_PAUSES = (0.3, 0.6, 1.2)  # seconds before the next try
_LONGEST_PAUSE = 20.0  # of what a server may ask for with Retry-After
_TRY_AGAIN = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_USERINFO = re.compile(r"//[^/?#]*@")


@dataclass(frozen=True)
class Request:
    """What is asked. home: the URL that credentials and authorization are for, "" is url itself.

    authorization: the header's value, instead of the credentials' user and password. max_bytes: of the answer.
    """

    url: str
    max_bytes: int
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Optional[bytes] = None
    home: str = ""
    authorization: str = ""

    def __repr__(self) -> str:
        return f"Request({self.method} {shown(self.url)})"  # authorization is a secret


@dataclass(frozen=True)
class Answer:
    """What came. url: where from, after redirects. headers: names in any case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    url: str


class HttpSession:
    """Requests over pooled connections; one pool per set of certificates and proxy, made at its first use.

    timeout: seconds of silence after which an answer is given up. whole: seconds for one answer, as long as helm gives
    it; all_: for everything that the session is asked, so that a server that hangs holds no task for long.
    """

    def __init__(
        self,
        *,
        timeout: float = 60.0,
        whole: float = 120.0,
        all_: float = 300.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeout = timeout
        self._whole = whole
        self._all = all_
        self._clock = clock
        self._end: Optional[float] = None
        self._sleep = sleep
        self._pools: dict[tuple[Any, ...], Any] = {}

    def get(self, url: str, credentials: Credentials = ANONYMOUS, *, home: str = "", max_bytes: int) -> bytes:
        """Return the body at url, decompressed by nobody, of at most max_bytes.

        home: the URL of the repository that the credentials are for; "" means url itself. Raises FetchError with helm's
        words, the URL without any user or password in it.
        """
        answer = self.send(Request(url, max_bytes, home=home), credentials)
        if answer.status != 200:
            raise unexpected(answer)
        return answer.body

    def send(self, request: Request, credentials: Credentials = ANONYMOUS) -> Answer:
        """Return the answer, whatever its status, after redirects and a few tries.

        Raises FetchError where there is none, it is too large, or a redirect leads from https to http.
        """
        home = request.home or request.url
        request = replace(request, home=home)
        for _unused in range(_MAX_REDIRECTS):
            self._check_time(request)
            answer = self._try(request, credentials)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            if request.method not in ("GET", "HEAD") and answer.status not in (307, 308):
                return answer
            request = replace(request, url=_followed(request.url, location))
        hint = "correct the address, or the server, which redirects in a circle"
        problem = f"stopped after {_MAX_REDIRECTS} redirects"
        raise FetchError(problem, doing="downloading", subject=shown(home), hint=hint)

    def _check_time(self, request: Request) -> None:
        """Raise FetchError where all that was asked before took too long already."""
        now = self._clock()
        self._end = now + self._all if self._end is None else self._end
        if now >= self._end:
            raise FetchError(
                f"fetching took more than {self._all:g} s in all, and was given up before this address",
                doing="asking the server",
                subject=shown(request.url),
                hint="look after the servers that answer so slowly, or fetch the chart in a task of its own",
            )

    def _left(self) -> float:
        """Seconds for one answer."""
        return self._whole if self._end is None else min(self._whole, max(1.0, self._end - self._clock()))

    def _try(self, request: Request, credentials: Credentials) -> Answer:
        """Return the answer to request, which may be to look elsewhere, after as many tries as it takes."""
        for attempt in range(_TRIES):
            download = Download(lambda more: self._open(request, credentials, more), request, shown(request.url))
            response = download.response
            if attempt < _TRIES - 1 and response.status in _TRY_AGAIN and request.method != "POST":
                wait = _pause(response.headers.get("Retry-After"), attempt)
                download.close()
                self._sleep(wait)
                continue
            break
        body = download.read(self._left())
        return Answer(response.status, response.reason or "", response.headers, body, request.url)

    def _open(self, request: Request, credentials: Credentials, more: Mapping[str, str]) -> Any:
        """Return urllib3's response to request, its body not yet read. more: further headers."""
        url = request.url
        parts = split(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            problem, hint = f'scheme "{parts.scheme}" not supported', "use an address of http or https"
            raise FetchError(problem, doing="downloading", subject=shown(url), hint=hint)
        own = same_host(url, request.home)
        headers = {"User-Agent": "native.helm", "Accept-Encoding": "identity", **request.headers, **more}
        if own or credentials.pass_credentials:
            headers.update(_authorization(request, credentials))
        else:
            credentials = replace(credentials, client_cert="", client_key="")  # it too says who we are
        if "Authorization" not in headers and not request.authorization:
            headers.update(_of_url(url))
        try:
            pool = self._pool(parts.scheme, parts.netloc.rpartition("@")[2], credentials)
            return pool.request(
                request.method, _bare(url), headers=headers, body=request.body, redirect=False, preload_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            from . import causes

            why = causes.reason(error)
            failed = FetchError(
                f'{request.method.capitalize()} "{shown(url)}": {causes.in_gos_words(why)}',
                doing="asking the server",
                subject=shown(url),
                hint=causes.advice(why),
            )
            failed.told = why.rpartition(": connect: ")[2].replace("dial tcp: lookup ", "")
            raise failed from error

    def _pool(self, scheme: str, host: str, credentials: Credentials) -> Any:
        from ...base import http_bounds, proxies

        proxy = proxies.choose(f"{scheme}://{host}", proxy="", no_proxy="", environ=os.environ)
        key = (proxy, credentials.ca_cert, credentials.client_cert, credentials.client_key, credentials.validate_certs)
        if key not in self._pools:
            if not credentials.validate_certs:  # the task's author said so: no need to repeat it on stderr
                urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
            options: dict[str, Any] = {
                "ssl_context": tls.context(credentials) if scheme == "https" else None,
                "timeout": urllib3.Timeout(connect=min(10.0, self._timeout), read=self._timeout),
                "retries": urllib3.Retry(
                    total=3,
                    read=1,
                    status=0,
                    redirect=0,
                    backoff_factor=0.3,
                    raise_on_status=False,
                    raise_on_redirect=False,
                ),
            }
            manager = proxies.manager(proxy, options)
            session = weakref.proxy(self)  # whose pools these are

            def limits() -> http_bounds.Limits:  # of an answer's head; its body has a clock of its own (Download)
                return http_bounds.Limits(min(session._timeout, session._left()))

            self._pools[key] = http_bounds.bounded(manager, limits, resolves=not proxies.is_socks(proxy))
        return self._pools[key]


def unexpected(answer: Answer) -> FetchError:
    """Return the error for an answer that is not what was asked for, in helm's words."""
    return FetchError(
        f"failed to fetch {shown(answer.url)} : {answer.status} {answer.reason}",
        doing="downloading",
        subject=shown(answer.url),
        hint=_HINTS.get(answer.status, ""),
        status=answer.status,
    )


_HINTS = {
    400: "if the server wants a client certificate, give one that it knows",
    401: "the repository wants a user name and password, and these are not right",
    403: "this user may not read it",
    404: "check the repository's address and the chart's name and version",
}


def same_host(url: str, other: str) -> bool:
    """Whether both URLs have one scheme, host and port: the only place where credentials may go (CVE-2021-32690)."""
    return _origin(url) == _origin(other)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    try:
        port = parts.port
    except ValueError:
        port = -1  # no port at all, so nobody's
    return scheme, (parts.hostname or "").lower(), {"http": 80, "https": 443}.get(scheme, 0) if port is None else port


def shown(url: str) -> str:
    """The URL without user and password, for messages and results."""
    try:
        parts = urlsplit(url)
    except ValueError:  # it is none, and may have a password in it all the same
        return _USERINFO.sub("//", url)
    if not parts.username and not parts.password:
        return url
    return _bare(url)


def split(url: str) -> SplitResult:
    """Return the URL's parts. Raises FetchError for what is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  whether it is a number is looked at here only
    except ValueError as error:
        problem, hint = f"invalid chart URL format: {shown(url)}", "correct the address"
        raise FetchError(problem, doing="reading the address", subject=shown(url), hint=hint) from error
    return parts


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _authorization(request: Request, credentials: Credentials) -> dict[str, str]:
    if request.authorization:
        return {"Authorization": request.authorization}
    if credentials.username:
        return _basic(credentials.username, credentials.password)
    return {}


def _of_url(url: str) -> dict[str, str]:
    """Return the header for a user and password that the URL itself has."""
    parts = urlsplit(url)
    return _basic(parts.username, parts.password or "") if parts.username else {}


def _basic(username: str, password: str) -> dict[str, str]:
    from base64 import b64encode

    return {"Authorization": "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")}


def _followed(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
        raise FetchError(
            f"redirected from https to {urlsplit(target).scheme}",
            doing="downloading",
            subject=shown(url),
            hint="use the address that it redirects to, if that is meant",
        )
    return target


def _pause(asked: Optional[str], attempt: int) -> float:
    """Return how long to wait before the next try: what the server asked for, within reason."""
    if asked and asked.strip().isdigit():
        return min(float(asked), _LONGEST_PAUSE)
    return _PAUSES[attempt]
