# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of registries, kept where helm keeps them: registry/config.json, and Docker's file behind it.

Both files are Docker's format; what else is in them stays. A helper program that they name (credsStore, credHelpers) is
asked as helm would ask it. Source: oras-go registry/remote/credentials.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ...base.env import home_of
from ...base.errors import FetchError
from ...base.files import locked, make_folder, write_atomic

_DOCKER_HUB = "https://index.docker.io/v1/"  # what Docker calls its own registry in these files
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Login:
    """Who we are to a registry. identity_token: an OAuth 2 refresh token. registry_token: a bearer token."""

    username: str = ""
    password: str = ""
    identity_token: str = ""
    registry_token: str = ""

    def __bool__(self) -> bool:
        return bool(self.username or self.password or self.identity_token or self.registry_token)

    def __repr__(self) -> str:
        return "Login(…)"  # never a password in a traceback or a log


NOBODY = Login()


class LoginFile:
    """One file of logins, as read when it was made; an absent one is empty. Raises FetchError where it is none."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self.path = path
        self._environ = environ
        self._content = _read(path)

    def get(self, host: str) -> Login:
        """Return the login for a registry's host, NOBODY where there is none."""
        helper = self._helper(host)
        if helper:
            from . import credential_helper

            return Login(**credential_helper.get(helper, address_of(host), self._environ))
        entry = next((self._auths[key] for key in self._keys(host)), None)
        return NOBODY if entry is None else _login_in(entry, self.path, host)

    def put(self, host: str, login: Login) -> None:
        """Keep login for host, in the file or with its helper; save() writes the file."""
        helper = self._helper(host)
        if helper:
            from . import credential_helper

            credential_helper.store(helper, address_of(host), (login.username, login.password), self._environ)
            return
        pair = base64.b64encode(f"{login.username}:{login.password}".encode()).decode("ascii")
        self.forget(host)
        self._auths[address_of(host)] = {"auth": pair}

    def remove(self, host: str) -> None:
        """Keep no login for host any more, neither in the file nor with its helper; save() writes the file."""
        helper = self._helper(host)
        if helper:
            from . import credential_helper

            credential_helper.erase(helper, address_of(host), self._environ)
        self.forget(host)

    def forget(self, host: str) -> None:
        """Take what the file itself has for host out of it."""
        for key in self._keys(host):
            del self._auths[key]

    def text(self) -> str:
        """Return the file's text, as helm would write it."""
        content = {**self._content, "auths": dict(sorted(self._auths.items()))}
        ordered = dict(sorted(content.items()))
        return json.dumps(ordered, indent="\t", ensure_ascii=False).translate(_ESCAPES)

    def save(self) -> None:
        """Write the file, 0600, whole or not at all."""
        make_folder(os.path.dirname(self.path), 0o700)
        write_atomic(self.path, self.text().encode("utf-8", "surrogateescape"), mode=0o600)

    @property
    def _auths(self) -> dict[str, Any]:
        found: dict[str, Any] = self._content["auths"]
        return found

    def _keys(self, host: str) -> list[str]:
        """Return the keys that mean host: its own, then those that older tools wrote, with a scheme and a path."""
        address = address_of(host)
        return [key for key in self._auths if key == address] or [
            key for key in self._auths if _host_in(key) == address
        ]

    def _helper(self, host: str) -> str:
        helpers = self._content.get("credHelpers")
        own = helpers.get(address_of(host)) if isinstance(helpers, dict) else None
        return str(own or self._content.get("credsStore") or "")


def find(host: str, helms: str, environ: Mapping[str, str]) -> Login:
    """Return the login for a registry's host from helm's file at the path helms, else from Docker's; else NOBODY."""
    found = LoginFile(helms, environ).get(host)
    return found or LoginFile(docker_file(environ), environ).get(host)


def docker_file(environ: Mapping[str, str]) -> str:
    """Return the path of Docker's own file."""
    folder = environ.get("DOCKER_CONFIG") or os.path.join(home_of(environ), ".docker")
    return os.path.join(folder, "config.json")


def lock_of(path: str) -> Any:
    """Return a lock for changes to the file at path, as a context manager: helm takes none, our own tasks do."""
    make_folder(os.path.dirname(path), 0o700)
    return locked(f"{path}.lock")


def address_of(host: str) -> str:
    """Return the key that a registry's host has in these files."""
    return _DOCKER_HUB if host in ("docker.io", "registry-1.docker.io") else host


def _host_in(key: str) -> str:
    for scheme in ("http://", "https://"):
        key = key[len(scheme) :] if key.startswith(scheme) else key
    return key.partition("/")[0]


def _login_in(entry: Any, path: str, host: str) -> Login:
    if not isinstance(entry, dict):
        raise _broken(path, f"what it has for {host} is no login")
    username, password = _text(entry, "username"), _text(entry, "password")
    if _text(entry, "auth"):
        try:
            pair = base64.b64decode(_text(entry, "auth"), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        username, colon, password = pair.partition(":")
        if not colon:
            raise _broken(path, f"what it has for {host} is no base64 of USER:PASSWORD")
    return Login(username, password, _text(entry, "identitytoken"), _text(entry, "registrytoken"))


def _text(entry: dict[str, Any], key: str) -> str:
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as handle:
            data: Optional[bytes] = handle.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        data = None
    except OSError as error:
        raise FetchError(error.strerror or str(error), doing="reading the registries' logins", subject=path) from error
    if not data or not data.strip():
        return {"auths": {}}
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _broken(path, "it is no JSON") from None  # not what it says: its text has a password in it
    if not isinstance(content, dict) or not isinstance(content.get("auths") or {}, dict):
        raise _broken(path, "it is not Docker's format of logins")
    return {**content, "auths": content.get("auths") or {}}


def _broken(path: str, problem: str) -> FetchError:
    return FetchError(
        problem, doing="reading the registries' logins", subject=path, hint="mend or remove that file, or log in again"
    )
