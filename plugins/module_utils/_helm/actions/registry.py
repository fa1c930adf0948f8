# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of OCI registries, in the file that helm registry login writes and every helm command reads."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Mapping

from ..base.errors import FetchError, RequestError
from ..base.mask import ANOTHER, MASK
from ..fetch.oci import logins
from ..fetch.oci.logins import Login, LoginFile
from ..fetch.oci.reference import SCHEME, is_host
from ..fetch.oci.registry import Registry
from ..fetch.web.http import Credentials, HttpSession
from ..fetch.web.paths import Paths
from . import file_diff


@dataclass
class LoginRequest:
    """A registry to be logged in to. url: oci://HOST. force: ask the registry again although the login is kept."""

    url: str
    credentials: Credentials
    force: bool = False
    check: bool = False


def login(request: LoginRequest, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the result of keeping the login: changed, url, path, diff.

    A login that is kept already is left alone. A new one is tried first: what the registry refuses is not kept. Raises
    RequestError, FetchError.
    """
    host = host_of(request.url)
    given = request.credentials
    if not given.username or not given.password:
        problem = "a login needs a user name and a password"
        raise RequestError(problem, doing="logging in to the registry", subject=host, hint="give username and password")
    wanted = Login(given.username, given.password)
    path = Paths(environ).registry_config
    with contextlib.nullcontext() if request.check else logins.lock_of(path):
        file = LoginFile(path, environ)
        before = file.get(host)
        if before != wanted or request.force:
            try:
                Registry(HttpSession(), host, credentials=given, login=wanted).ping()
            except FetchError as error:
                raise error.restated(f'authenticating to "{host}": {error.problem}') from error
        if before != wanted and not request.check:
            file.put(host, wanted)
            file.save()
    return _result(host, path, before, wanted)


def logout(url: str, environ: Mapping[str, str], *, check: bool) -> dict[str, Any]:
    """Return the result of keeping no login for the registry: changed, url, path, diff."""
    host = host_of(url)
    path = Paths(environ).registry_config
    before = LoginFile(path, environ).get(host)
    if before and not check:
        with logins.lock_of(path):
            file = LoginFile(path, environ)
            file.remove(host)
            file.save()
    return _result(host, path, before, logins.NOBODY)


def host_of(url: str) -> str:
    """Return the host that oci://HOST means. Raises RequestError for any other address."""
    host = url[len(SCHEME) :].rstrip("/")
    if not is_host(host):
        problem = "a login is for a registry's host, not for a path in it"
        raise RequestError(problem, doing="reading the option", subject="url", hint="as in oci://registry.example.com")
    return host


def _result(host: str, path: str, before: Login, after: Login) -> dict[str, Any]:
    entries = [(_shown(host, before, MASK), _shown(host, after, MASK))]
    if before != after and entries[0][0] == entries[0][1]:
        entries = [(entries[0][0], _shown(host, after, ANOTHER))]
    return {
        "changed": before != after,
        "url": f"{SCHEME}{host}",
        "path": path,
        "diff": [file_diff.entry(path, old, new) for old, new in entries if before != after],
    }


def _shown(host: str, login: Login, mask: str) -> str:
    if not login:
        return ""
    kind = "password" if login.username else "token"
    return f"{host}: {login.username or '<token>'}, {kind} {mask}\n"
