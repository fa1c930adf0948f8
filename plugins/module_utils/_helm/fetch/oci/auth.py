# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a registry wants to know who we are: its challenge, and the token that answers it.

Source: the distribution project's token authentication, and what oras-go makes of it.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Optional
from urllib.parse import urlencode, urlsplit

from ...base.errors import FetchError, HelmError
from ...codecs.json import codec as json_codec
from ...golang.quoting import quote
from ..web.http import Credentials, HttpSession, Request, same_host, shown
from ..web.tls import trust_of
from .logins import Login

_PARAMETER = re.compile(r'\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)')
_MAX_CHALLENGE = 8192
_MAX_TOKEN = 1024 * 1024
_CLIENT = "native.helm"


class Authorizer:
    """Authorization headers for one registry. login: the task's or the file's; connection: the TLS side of it.

    A token is asked for once a scope.
    """

    def __init__(self, http: HttpSession, login: Login, connection: Credentials) -> None:
        self._http = http
        self._login = login
        self._connection = connection
        self._tokens: dict[str, str] = {}
        self._basic = False

    @property
    def lacks_password(self) -> bool:
        """Whether the registry wants a user and a password, and we have none."""
        return self._basic and not self._login

    def known(self, scope: str) -> str:
        """Return the header that was right before, "" where none is known."""
        return self._basic_header() if self._basic else self._tokens.get(scope, "")

    def answer(self, challenge: str, url: str, scope: str) -> str:
        """Return the header that answers what the registry at url said with 401; "" where we have none.

        scope: what we want to do ("repository:charts/shop:pull"). Raises FetchError for a realm that is not to be
        trusted, and where the token's server refuses.
        """
        scheme, parameters = parse_challenge(challenge)
        if scheme == "basic":
            self._basic = True
            return self._basic_header()
        if scheme != "bearer":
            return ""
        wanted = _merged(scope, parameters.get("scope", ""))
        token = self._login.registry_token or self._fetch(parameters, url, wanted)
        self._tokens[scope] = f"Bearer {token}"
        return self._tokens[scope]

    def _basic_header(self) -> str:
        from base64 import b64encode

        login = self._login
        if not login.username or not login.password:
            return ""
        return "Basic " + b64encode(f"{login.username}:{login.password}".encode()).decode("ascii")

    def _fetch(self, parameters: dict[str, str], url: str, scope: str) -> str:
        realm = parameters.get("realm", "")
        check_realm(realm, url)
        request = self._with_refresh_token if self._login.identity_token else self._with_password
        answer = self._http.send(request(realm, parameters.get("service", ""), scope, url), self._seen_by(realm, url))
        if answer.status != 200:
            raise FetchError(
                f'GET "{shown(realm)}": response status code {answer.status}: {answer.reason}',
                doing="asking for a registry's token",
                subject=urlsplit(url).netloc,
                hint="check the user name and password, and that this user may do it",
                status=answer.status,
            )
        return _token_in(answer.body, realm)

    def _with_password(self, realm: str, service: str, scope: str, _url: str) -> Request:
        query = {key: text for key, text in (("service", service), ("scope", scope)) if text}
        address = f"{realm}{'&' if '?' in realm else '?'}{urlencode(query)}" if query else realm
        return Request(address, _MAX_TOKEN, authorization=self._basic_header())

    def _with_refresh_token(self, realm: str, service: str, scope: str, _url: str) -> Request:
        form = {
            "client_id": _CLIENT,
            "grant_type": "refresh_token",
            "refresh_token": self._login.identity_token,
            "scope": scope,
            "service": service,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(realm, _MAX_TOKEN, method="POST", headers=headers, body=urlencode(form).encode())

    def _seen_by(self, realm: str, url: str) -> Credentials:
        """Return the TLS side for the token's server: a client certificate is only for the registry's own host."""
        return self._connection if same_host(realm, url) else trust_of(self._connection)


def parse_challenge(header: str) -> tuple[str, dict[str, str]]:
    """Return the scheme of a WWW-Authenticate header, in lower case, and its parameters."""
    scheme, _unused, rest = header[:_MAX_CHALLENGE].strip().partition(" ")
    found: dict[str, str] = {}
    position = 0
    while True:
        match = _PARAMETER.match(rest, position)
        if match is None:
            return scheme.lower(), found
        quoted = match[2]
        found[match[1].lower()] = match[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        position = match.end()


def check_realm(realm: str, registry: str) -> None:
    """Raise FetchError where the token's server that the registry names is none to send a password to.

    A registry may name another host, as Docker's does; it may not have us speak to this machine, to a cloud's metadata
    service, or without TLS where it was asked over TLS (CVE-2026-48978).
    """
    try:
        parts, port = urlsplit(realm), urlsplit(realm).port
    except ValueError:
        parts, port = urlsplit(""), None
    problem = ""
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or port == 0:
        problem = f"bearer realm {quote(realm)} is no address of HTTP"
    elif parts.scheme == "http" and urlsplit(registry).scheme == "https":
        problem = f"bearer realm {quote(realm)} uses http but registry was contacted over https"
    elif _is_inside(parts.hostname) and parts.hostname != urlsplit(registry).hostname:
        problem = f'bearer realm host "{parts.hostname}" is a loopback, link-local, private, or unspecified address'
    if problem:
        raise FetchError(
            problem,
            doing="asking for a registry's token",
            subject=urlsplit(registry).netloc,
            hint="no password was sent; do not use this registry before you know why",
        )


def _is_inside(host: str) -> bool:
    """Whether host is this machine or an address that only a network's own hosts reach."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    if address is None:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return bool(address.is_loopback or address.is_link_local or address.is_private or address.is_unspecified)


def _address(host: str) -> Optional[Any]:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if re.fullmatch(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]+|[0-9]+))*", host):
        return ipaddress.ip_address(0)  # 2130706433 and 0x7f.1 are addresses for the system's resolver
    return None


def _merged(wanted: str, offered: str) -> str:
    """Return both scopes, the actions on one repository together, as oras-go orders them."""
    actions: dict[str, set[str]] = {}
    for scope in [wanted, *offered.split()]:
        what, _unused, words = scope.rpartition(":")
        if what:
            actions.setdefault(what, set()).update(word for word in words.split(",") if word)
    return " ".join(sorted(f"{what}:{','.join(sorted(words))}" for what, words in actions.items() if words))


def _token_in(body: bytes, realm: str) -> str:
    try:
        document = json_codec.loads_objects(body.decode("utf-8"))
    except (HelmError, UnicodeDecodeError):
        document = None
    found = document if isinstance(document, dict) else {}
    token = found.get("access_token") or found.get("token")
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
        raise FetchError(
            f'GET "{shown(realm)}": empty token returned',
            doing="asking for a registry's token",
            subject=shown(realm),
            hint="the token's server is broken, or this is none",
        )
    return token
