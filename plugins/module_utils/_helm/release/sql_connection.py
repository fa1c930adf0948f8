# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a PostgreSQL database: the one file that imports psycopg. Its texts show no password."""

from __future__ import annotations

import os
from typing import Any

from ..base.errors import MissingLibrary, ReleaseError, RequestError
from ..base.mask import MASK
from ..base.secrets import Secrets

UNIQUE_VIOLATION = "23505"

_DOING = "opening the SQL storage"
_SECONDS = 30
_SECRET = ("password", "passfile", "sslpassword")


class Place:
    """Where a connection string leads. name: host, port and database, for messages."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._secrets = [text]
        self.name = "the SQL database"

    def open(self) -> Any:  # psycopg.Connection
        """Return a new connection. Raises MissingLibrary, RequestError for a string that says nothing, ReleaseError.

        As in helm's own driver TLS is required where the string does not say sslmode: libpq alone would go on without.
        """
        library = _library()
        options = self._options(library)
        options.setdefault("connect_timeout", _SECONDS)
        options.setdefault("fallback_application_name", "native.helm")
        if "PGSSLMODE" not in os.environ:
            options.setdefault("sslmode", "require")
        try:
            return library.connect(**options, autocommit=True, prepare_threshold=None)
        except library.Error as error:
            problem = f"unable to instantiate SQL driver: {self.clean(str(error))}"
            hint = "check sql_connection, and that the database runs and lets this user in"
            raise ReleaseError(problem, doing=_DOING, subject=self.name, hint=hint) from None

    def errors(self) -> type[Exception]:
        """Return the class of psycopg's errors."""
        found: type[Exception] = _library().Error
        return found

    def clean(self, text: str) -> str:
        """Return one line of text without the string and the password in it."""
        secrets = Secrets()
        secrets.add(*self._secrets)
        text = secrets.text(text)
        for secret in self._secrets:  # a short one too, wherever it stands
            text = text.replace(secret, MASK)
        return " ".join(text.split())

    def _options(self, library: Any) -> dict[str, Any]:
        try:
            options: dict[str, Any] = library.conninfo.conninfo_to_dict(self._text)
        except library.ProgrammingError:
            options = {}
        if not options or "@" in str(options.get("host")):  # libpq's own text would show a part of it
            raise RequestError(
                "the connection string is not understood", doing=_DOING, subject="sql_connection",
                hint="as in postgresql://user:password@host:5432/database?sslmode=require, with @ : / ? # and % in a "
                "password written as %40 %3A %2F %3F %23 and %25; or in keywords, as in host=... user=... dbname=...",
            ) from None  # fmt: skip
        self._secrets += [str(options[name]) for name in _SECRET if options.get(name)]
        host, port, name = (str(options.get(key) or "") for key in ("host", "port", "dbname"))
        self.name = f"the SQL database {host or 'localhost'}:{port or '5432'}/{name}"
        return options


def _library() -> Any:
    try:
        import psycopg
    except ImportError as problem:
        raise MissingLibrary("psycopg", doing="keeping releases in SQL") from problem
    return psycopg
