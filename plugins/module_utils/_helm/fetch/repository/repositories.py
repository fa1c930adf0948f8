# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""repositories.yaml: the repositories that helm knows by name. Read and written so that helm reads it too."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ...base.errors import FetchError, HelmError
from ...base.files import locked, make_folder, write_atomic
from ...base.inline import discreet
from ...codecs.yaml import codec as yaml_codec
from ..web.http import Credentials

if TYPE_CHECKING:
    from ...base.env import Env

_NOTHING: Mapping[str, Optional[dict[str, Any]]] = MappingProxyType({})
_EMPTY = {"apiVersion": "", "generated": "0001-01-01T00:00:00Z", "repositories": []}  # what helm's first add writes


def foreseen_in(env: Env, path: str) -> Mapping[str, Optional[dict[str, Any]]]:
    """Return what earlier tasks in check mode would have made of the file at path: name -> entry, None for one gone."""
    found: Mapping[str, Optional[dict[str, Any]]] = env.foreseen.get("repositories", {}).get(path, {})
    return found


class RepositoriesFile:
    """The file at path, as read when it was made; save() writes it back. An absent file is an empty one.

    foreseen: what it would have besides by now, for tasks that only read it.
    """

    def __init__(self, path: str, foreseen: Mapping[str, Optional[dict[str, Any]]] = _NOTHING) -> None:
        self.path = path
        self._document = _read(path)
        for name, entry in foreseen.items():
            if entry is None:
                self.remove(name)
            else:
                self.put(entry)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries as they stand in the file: name, url, username, password, certFile, …"""
        repositories: list[dict[str, Any]] = self._document["repositories"]
        return repositories

    def get(self, name: str) -> Optional[dict[str, Any]]:
        """Return the entry of that name, None where there is none."""
        return next((entry for entry in self.entries if entry.get("name") == name), None)

    def put(self, entry: dict[str, Any]) -> None:
        """Add entry, or put it in the place of the one with its name."""
        for position, known in enumerate(self.entries):
            if known.get("name") == entry["name"]:
                self.entries[position] = entry
                return
        self.entries.append(entry)

    def remove(self, name: str) -> None:
        """Take the entry of that name out; nothing happens where there is none."""
        self._document["repositories"] = [entry for entry in self.entries if entry.get("name") != name]

    def text(self) -> str:
        """Return the file's text, as helm would write it."""
        return yaml_codec.dump(self._document)

    def save(self) -> None:
        """Write the file, 0600, whole or not at all."""
        make_folder(os.path.dirname(self.path), 0o700)
        write_atomic(self.path, self.text().encode(), mode=0o600)


def lock_of(path: str) -> Any:
    """Return the lock that helm too takes while it changes the file at path, as a context manager."""
    make_folder(os.path.dirname(path), 0o700)
    return locked(os.path.splitext(path)[0] + ".lock")


def entry(name: str, url: str, credentials: Credentials) -> dict[str, Any]:
    """Return the entry that helm repo add would write."""
    return {
        "caFile": credentials.ca_cert,
        "certFile": credentials.client_cert,
        "insecure_skip_tls_verify": not credentials.validate_certs,
        "keyFile": credentials.client_key,
        "name": name,
        "pass_credentials_all": credentials.pass_credentials,
        "password": credentials.password,
        "url": url,
        "username": credentials.username,
    }


def credentials_of(known: dict[str, Any]) -> Credentials:
    """Return the credentials that an entry holds."""
    return Credentials(
        username=str(known.get("username") or ""),
        password=str(known.get("password") or ""),
        ca_cert=str(known.get("caFile") or ""),
        client_cert=str(known.get("certFile") or ""),
        client_key=str(known.get("keyFile") or ""),
        validate_certs=not known.get("insecure_skip_tls_verify"),
        pass_credentials=bool(known.get("pass_credentials_all")),
    )


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as handle:
            text = handle.read()
    except FileNotFoundError:
        return {**_EMPTY, "repositories": []}
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or "it is not UTF-8"
        hint = "mend or remove that file" if isinstance(error, UnicodeDecodeError) else ""
        raise FetchError(problem, doing="reading the repositories file", subject=path, hint=hint) from error
    try:
        document = yaml_codec.load_objects(text)
    except HelmError as error:
        raise FetchError(
            discreet(error.problem),
            doing="reading the repositories file",
            subject=path,
            hint="mend or remove that file",
        ) from None  # whose words quote the file
    document = {} if document is None else document
    repositories = document.get("repositories") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(repositories or [], list):
        raise FetchError(
            "it is not a repositories file",
            doing="reading the repositories file",
            subject=path,
            hint="mend or remove that file",
        )
    entries = [known for known in repositories or [] if isinstance(known, dict) and known.get("name")]
    return {**_EMPTY, **document, "repositories": entries}
