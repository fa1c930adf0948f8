# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to one API server: a keep-alive pool that threads share, and the one retry policy over it."""

from __future__ import annotations

import contextlib
import json
import threading
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional
from urllib.parse import quote, urlencode

from ..base import events
from ..base.env import Env
from ..base.errors import KubeError
from ..base.http_library import exceptions, urllib3
from .config import Connection

if TYPE_CHECKING:
    from .pools import Pools
    from .stream import Stream

_LEAST_TIMEOUT = 1.0  # seconds that an attempt has, however near the end of what waits for it is
_TOLD_AFTER = 10.0  # seconds of an outage after which whoever waits is told of it
_JSON = "application/json"


class Response:
    """An answer with a status under 300. body: bytes. server: who gave it, for messages."""

    __slots__ = ("body", "headers", "server", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes, *, server: str = "") -> None:
        self.server = server
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        """Return the body's JSON. Raises KubeError when it is none: a proxy's login page, for instance."""
        try:
            return json.loads(self.body)
        except ValueError:
            hint, doing = "check the server's address and the proxies on the way", "asking the API server"
            problem, server = "the answer is not JSON", self.server
            raise KubeError(problem, doing=doing, subject=server, status=self.status, hint=hint) from None


class Transport:
    """Sends requests as the connection's user, and tells env what comes of it.

    retry_for: seconds that passing failures of one request are put up with, None for as long as is usual. beside: one
    whose connections are shared.
    """

    def __init__(self, connection: Connection, env: Env, *, beside: Optional[Transport] = None) -> None:
        from . import pools

        self.connection = connection
        self.retry_for: Optional[float] = None if beside is None else beside.retry_for
        self._told: set[str] = set()
        self.env = env
        self._lock = threading.Lock()
        self._own = threading.local()  # a thread's: date of the last answer, until when its requests may take, urgent
        if beside is None:
            connection.credentials.env = env
        self.pools: Pools = pools.Pools(connection) if beside is None else beside.pools
        if beside is not None:
            self.pools.turns.widen()
        self._away_since: Optional[float] = None  # the first of the passing failures that nothing else came between
        self._outage_told = False

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
        timeout: Optional[float] = None,
        patience: Optional[float] = None,
    ) -> Response:
        """Return the answer to a request; body is sent as JSON.

        timeout: seconds for one attempt. patience: seconds for all of them, of a request whose failure changes little;
        an attempt takes no longer then. Passing failures are tried again (retry.py); an error that comes after a lost
        reply has lost_reply set: what was asked for may have been done. Raises KubeError.
        """
        call = _Call(method, _target(path, query), body, headers or {})
        call.timeout = timeout or self.connection.request_timeout
        if patience is not None:
            call.patience = patience
            call.timeout = min(call.timeout, patience)
        answer = self._send(call)
        self._own.date = answer.headers.get("Date") or ""
        return Response(answer.status, answer.headers, answer.data, server=self.connection.server)

    def server_time(self) -> float:
        """Return when the server last answered this thread, in seconds since 1970 by its own clock; 0.0 if unknown."""
        from email.utils import mktime_tz, parsedate_tz

        parts = parsedate_tz(getattr(self._own, "date", ""))
        return float(mktime_tz(parts)) if parts else 0.0

    @contextlib.contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """While its context lasts, this thread's requests put up with passing failures until deadline, and no longer.

        deadline: by env.monotonic. It is for what waits anyway: an outage ends no wait before its own time. A context
        in another one may only end earlier.
        """
        before: Optional[float] = getattr(self._own, "until", None)
        self._own.until = deadline if before is None else min(before, deadline)
        try:
            yield
        finally:
            self._own.until = before

    @contextlib.contextmanager
    def urgently(self) -> Iterator[None]:
        """While its context lasts, this thread's requests wait for no free connection, where all are busy make one of
        their own, and go on in a stop: it is for the record, by which others see that a run lives."""
        self._own.urgent = True
        try:
            yield
        finally:
            self._own.urgent = False

    def stream(
        self, path: str, *, query: Optional[Mapping[str, Any]] = None, timeout: float, until: Optional[float] = None
    ) -> Stream:
        """Return the answer to a GET as it comes, over a connection of its own.

        timeout: seconds of silence after which it ends. until: as the context of that name. Raises KubeError.
        """
        from .stream import Stream

        call = _Call("GET", _target(path, query), None, {"Accept-Encoding": "identity"})
        call.timeout = timeout
        call.streams = True
        if until is None:
            return Stream(self._send(call))
        with self.until(until):
            return Stream(self._send(call))

    def close(self) -> None:
        """Close every idle connection."""
        self.pools.close()

    def _send(self, call: _Call) -> Any:
        urgent = getattr(self._own, "urgent", False)
        sleep = (self.env.unstopped or self.env).sleep if urgent else self.env.sleep
        if not urgent:
            self.env.safe_point()
        start = self.env.monotonic()
        until: Optional[float] = getattr(self._own, "until", None)
        while True:
            call.attempt += 1
            if until is not None:
                call.timeout = min(call.timeout, max(_LEAST_TIMEOUT, until - self.env.monotonic()))
            try:
                answer = self._once(call)
            except exceptions.HTTPError as failure:
                pause, error = self._after_failure(call, failure)
            else:
                self.pools.answered = True
                if answer.status < 300:
                    if call.attempt > 1:
                        what = f"{call.method} {call.target.partition('?')[0]}"
                        events.tell(self.env, events.RETRY, events.ENDED, what, since=start)
                    self._away_since, self._outage_told = None, False
                    return answer
                pause, error = self._after_refusal(call, answer)
            now = self.env.monotonic()
            self._away_since = (self._away_since or now) if call.passing else None
            deadline = self._deadline(call, start, until)
            if pause is not None and now < deadline:
                if until is not None:
                    pause = min(pause, deadline - now)  # one look more when the time is over
                self._tell_outage(error, now, deadline)
            if pause is None or now + pause > deadline or now >= deadline:
                error.lost_reply, error.passing = call.lost, call.passing
                raise error
            what = f"{call.method} {call.target.partition('?')[0]}"
            self.env.debug(f"{what}: {error.problem}; again in {pause:.1f} s")
            events.tell(self.env, events.RETRY, events.WAITING, what, why=error.problem, since=start)
            sleep(pause)

    def _tell_outage(self, error: KubeError, now: float, deadline: float) -> None:
        """Tell, once an outage, that the task goes on trying."""
        if self._outage_told or now - (self._away_since or now) < _TOLD_AFTER:
            return
        self._outage_told = True
        left = f"{deadline - now:.0f} s"
        self.env.warn(f"{error.problem}; still waiting, for {left} more: an outage does not end the wait")

    def _deadline(self, call: _Call, start: float, until: Optional[float]) -> float:
        """Return until when the failures of a call that began at start are put up with. until: of what waits for it.

        Where a first request was taken, though its reply was lost, a second one is sent however long that took. An
        outage that has lasted for that long already is not waited for all over again by each request that follows.
        """
        from . import retry

        if call.patience is not None:
            return start + call.patience
        if not self.pools.answered and not (call.lost and call.attempt == 1):
            return start + retry.RETRY_FIRST_CONTACT_FOR
        if until is not None:
            return until
        away_since, longest = self._away_since or start, retry.bounded(self.retry_for)
        return min(start + longest, max(away_since + longest, start + retry.RETRY_STILL_AWAY_FOR))

    def _after_failure(self, call: _Call, failure: Exception) -> tuple[Optional[float], KubeError]:
        """Return (seconds until the next attempt, None for no more; the error if there is none)."""
        from . import network_causes, retry

        verdict = retry.after_failure(failure, call.repeatable())
        return self._pause(call, verdict), network_causes.unreachable(failure, self.connection, call.timeout)

    def _after_refusal(self, call: _Call, answer: Any) -> tuple[Optional[float], KubeError]:
        """Return the same for an answer that is no success."""
        from . import retry, status_errors

        body, headers = answer.data, answer.headers
        if answer.status < 400:
            return None, status_errors.redirected(answer.status, headers.get("Location", ""), self.connection.server)
        error = status_errors.from_answer(answer.status, body)
        if answer.status == 401 and not call.renewed and self.connection.credentials.renew(call.identity):
            call.renewed = True
            return 0.0, error
        error = status_errors.locate(error, self.connection, call.method, call.target)
        error.warned = headers.get("Warning") or ""
        return self._pause(call, retry.after_answer(error, headers.get("Retry-After", ""), call.repeatable())), error

    def _pause(self, call: _Call, verdict: Any) -> Optional[float]:
        from . import retry

        call.lost = call.lost or verdict.done
        call.passing = verdict.passing
        if not verdict.again:
            return None
        if verdict.pause is not None:
            return float(verdict.pause)
        return retry.pause_after(call.attempt, self.env.random_bytes(1)[0])

    def _once(self, call: _Call) -> Any:
        """Return the answer to one attempt, whatever its status. Raises urllib3's HTTPError."""
        from . import pools

        credentials = self.connection.credentials
        headers = urllib3._collections.HTTPHeaderDict(
            {"User-Agent": "native.helm", "Accept": _JSON, "Accept-Encoding": "gzip", **call.headers}
        )
        if call.payload is not None and "Content-Type" not in headers:
            headers["Content-Type"] = _JSON
        identity = credentials.headers()
        call.identity = identity
        self.env.secrets.add(*(value.partition(" ")[2] for value in identity.values()))
        headers.update(identity)
        for name, value in self.connection.headers:
            headers.add(name, value)
        self.pools.own.timeout = call.timeout
        options: dict[str, Any] = {
            "body": call.payload,
            "headers": headers,
            "retries": False,
            "redirect": False,
            "preload_content": not call.streams,
            "timeout": urllib3.Timeout(connect=min(pools.CONNECT_TIMEOUT, call.timeout), read=call.timeout),
        }
        turns = self.pools.turns
        if call.streams:
            return self._asked(call, pools.STREAMS, options)
        if not getattr(self._own, "urgent", False):
            with turns.turn():
                return self._asked(call, pools.REQUESTS, options)
        if not turns.take(wait=False):
            return self._asked(call, pools.URGENT, options)
        try:
            return self._asked(call, pools.REQUESTS, options)
        finally:
            turns.give()

    def _asked(self, call: _Call, kind: str, options: dict[str, Any]) -> Any:
        # Not request(): with urllib3 1.26 it would make one header of several groups to impersonate.
        address = self.connection.server + call.target
        return self.pools.of(kind).request_encode_url(call.method, address, **options)

    def tell_warnings(self, header: str, about: str) -> None:
        """Warn of what the server warns of (deprecated versions, unknown fields, Pod Security): each text once of each
        thing, however often it comes: a dry run and the write after it say the same. header: an answer's Warning."""
        if not header:
            return
        from . import status_errors

        for text in status_errors.warning_texts(header):
            if self.is_news(f"{about}: {text}"):
                self.env.warn(f"{about}: {text}")

    def is_news(self, text: str) -> bool:
        """Return whether text is said for the first time: what is told once a task."""
        with self._lock:
            if text in self._told:
                return False
            self._told.add(text)
            return True


class _Call:
    """One request and what became of it so far.

    lost: an attempt may have been carried out, no good reply came. passing: what was in the way of the last attempt
    may be gone at the next. identity: what the last attempt was made with, a secret.
    """

    __slots__ = (
        "attempt", "body", "headers", "identity", "lost", "method", "passing", "patience", "payload", "renewed",
        "streams", "target", "timeout",
    )  # fmt: skip

    def __init__(self, method: str, target: str, body: Any, headers: Mapping[str, str]) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.payload = None if body is None else encode(body)
        self.timeout = 0.0
        self.patience: Optional[float] = None
        self.streams = False
        self.attempt = 0
        self.lost = False
        self.passing = False
        self.renewed = False
        self.identity: Mapping[str, str] = {}

    def repeatable(self) -> bool:
        """Whether it may be sent again although it may have been carried out."""
        from . import retry

        return retry.repeatable(self.method, self.headers.get("Content-Type", ""), self.body)


def encode(body: Any) -> bytes:
    """Return an object as JSON. Raises KubeError for what JSON cannot hold."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except (ValueError, TypeError) as error:
        problem = "it holds what JSON cannot: " + str(error).partition(":")[0]
        hint = "write finite numbers and texts"
        raise KubeError(problem, doing="sending an object to the API server", hint=hint) from None


def _target(path: str, query: Optional[Mapping[str, Any]]) -> str:
    given = {key: value for key, value in (query or {}).items() if value not in (None, "")}
    return path + ("?" + urlencode(given, quote_via=quote) if given else "")
