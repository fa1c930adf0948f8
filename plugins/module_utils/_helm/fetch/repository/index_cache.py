# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Indexes as they were fetched, so that a server is asked only whether there is a newer one.

The folder is the user's alone; what is kept under an address is for one identity there: who we are, and whom we trust.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import NamedTuple, Optional

from ...base.disk_cache import DiskCache
from ..web.http import Answer, Credentials, HttpSession, Request, unexpected
from .index import MAX_BYTES

_MOST = 256 * 1024 * 1024


class Fetched(NamedTuple):
    """An index's text. is_new: whether the server sent it, and did not only say that it is still the same."""

    data: bytes
    is_new: bool


class IndexCache:
    """Texts of indexes in folder. writable: whether it may be changed (not in check mode)."""

    def __init__(self, folder: str, *, writable: bool) -> None:
        self._disk = DiskCache(folder, most=_MOST)
        self._writable = writable

    def fetch(self, http: HttpSession, url: str, credentials: Credentials, *, again: bool = False) -> Fetched:
        """Return the text at url, from here where the server says that it is still that one. again: ask for all of it.

        Raises FetchError.
        """
        name = key(url, credentials)
        kept = None if again else _unpacked(self._disk.get(name))
        headers = {} if kept is None else kept[0]
        answer = http.send(Request(url, MAX_BYTES, headers=headers), credentials)
        if answer.status == 304 and kept is not None:
            return Fetched(kept[1], False)
        if answer.status != 200:
            raise unexpected(answer)
        return Fetched(answer.body, True) if again or not self._writable else self._keep(name, answer)

    def _keep(self, name: str, answer: Answer) -> Fetched:
        headers = {}
        for said, asked in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            value = answer.headers.get(said)
            if value and value.isprintable() and (said == "ETag" or _is_settled(answer)):
                headers[asked] = value
        if headers:
            self._disk.put(name, json.dumps(headers).encode() + b"\n" + answer.body)
        return Fetched(answer.body, True)


def _unpacked(entry: Optional[bytes]) -> Optional[tuple[dict[str, str], bytes]]:
    if entry is None:
        return None
    head, _unused, data = entry.partition(b"\n")
    return json.loads(head), data


def _is_settled(answer: Answer) -> bool:
    """Whether Last-Modified tells two versions apart: it counts in seconds, and the index may change in this one."""
    from email.utils import parsedate_to_datetime

    try:
        changed, now = (parsedate_to_datetime(answer.headers.get(name) or "") for name in ("Last-Modified", "Date"))
        return (now - changed).total_seconds() > 1
    except (ValueError, TypeError):
        return False


def key(url: str, credentials: Credentials) -> str:
    """Return what tells the index at url, as those credentials see it, from all others."""
    return hashlib.sha256(json.dumps([url, astuple(credentials)]).encode()).hexdigest()


def kept(path: str) -> Optional[bytes]:
    """Return helm's copy of an index, None where it is not there or cannot be read: fetching mends either."""
    try:
        with open(path, "rb") as handle:
            return handle.read(MAX_BYTES)
    except OSError:
        return None


def address(url: str) -> str:
    """Return where the index of the repository at url is."""
    base, query, rest = url.partition("?")
    return f"{base.rstrip('/')}/index.yaml{query}{rest}"
