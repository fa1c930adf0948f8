# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a values schema refers to elsewhere, where the task's author lets it be fetched: over https, without
credentials, and bounded, since a chart's author chose the addresses."""

from __future__ import annotations

import hashlib
import json
from typing import Optional
from urllib.parse import urlsplit

from ...base.disk_cache import DiskCache
from ...base.env import Env
from ...base.errors import FetchError
from ..web import http

_LARGEST = 5 * 1024 * 1024  # bytes of one document: Kubernetes' own schemas in one are some 2 MB
_LARGEST_ALL = 20 * 1024 * 1024
_MOST = 64  # documents of one task
_SILENCE = 15.0  # seconds, helm's limit
_ALL = 60.0  # seconds
_FRESH = 3600 * 10**9  # nanoseconds for which a document is not asked for again
_CACHE_BYTES = 64 * 1024 * 1024
_DOING = "fetching what the schema refers to"


class SchemaFetcher:
    """The documents of one task by address, and those of earlier ones in folder.

    Kept on disk: the time in nanoseconds in a line, then the document; the cache adds and compares its digest.
    writable: False only reads there. session: as in http.HttpSession.
    """

    def __init__(
        self, folder: str, env: Env, *, writable: bool = True, session: Optional[http.HttpSession] = None
    ) -> None:
        self._disk = DiskCache(folder, most=_CACHE_BYTES, writable=writable)
        self._env = env
        self._session = session or http.HttpSession(
            timeout=_SILENCE, whole=_SILENCE, all_=_ALL, sleep=env.sleep, clock=env.monotonic
        )
        self._known: dict[str, bytes] = {}
        self._failed: dict[str, FetchError] = {}

    def load(self, url: str) -> bytes:
        """Return the document at url. Raises FetchError, in helm's words where there is none to be had."""
        if url in self._failed:
            raise self._failed[url]
        if url not in self._known:
            try:
                self._check(url)
                self._known[url] = self._get(url)
            except FetchError as error:
                self._failed[url] = error
                raise
        return self._known[url]

    def _check(self, url: str) -> None:
        """Raise FetchError for an address that is not asked."""
        try:
            parts = urlsplit(url)
            account = parts.username or parts.password
        except ValueError as error:
            raise FetchError(f"parse: {error}", doing=_DOING, hint="correct the address in the schema") from error
        if parts.scheme != "https":
            problem = "what a schema refers to is fetched over https only"
            raise FetchError(problem, doing=_DOING, hint="use an https address, or put it into the schema itself")
        if account:
            problem = "it has a user or a password, and what a schema refers to is fetched without any"
            raise FetchError(problem, doing=_DOING, hint="use an address that needs none, or put it into the schema")
        size = sum(map(len, self._known.values()))
        if len(self._known) + len(self._failed) >= _MOST or size >= _LARGEST_ALL:
            problem = f"over {_MOST} documents, or {_LARGEST_ALL} bytes of them, were fetched for the schemas already"
            raise FetchError(problem, doing=_DOING, hint="put what the schema refers to into fewer documents")

    def _get(self, url: str) -> bytes:
        key = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        when, _unused, kept = (self._disk.get(key) or b"").partition(b"\n")
        now = self._env.now_ns()
        if when and 0 <= now - int(when) < _FRESH:
            return kept
        try:
            data = self._fetch(url)
        except FetchError as error:
            if not when or 400 <= (error.status or 0) < 500:
                raise
            self._env.warn(f"{url}, which the values schema refers to, is taken as it was before: {error.problem}")
            return kept
        if _is_json(data):
            self._disk.put(key, f"{now}\n".encode() + data)
        return data

    def _fetch(self, url: str) -> bytes:
        try:
            answer = self._session.send(http.Request(url, _LARGEST))
        except FetchError as error:
            raise error.restated(f"HTTP request failed for {url}: {error.problem}") from error
        if answer.status != 200:
            raise FetchError(
                f"HTTP request to {url} returned status {answer.status} ({answer.reason})",
                doing=_DOING,
                subject=url,
                hint="check the address in the schema, and whether it can be fetched without credentials",
                status=answer.status,
            )
        return answer.body


def _is_json(data: bytes) -> bool:
    """Whether data is worth keeping: a page that a proxy sent instead is not."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
