# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in PostgreSQL, in helm's own tables: HELM_DRIVER=sql. What helm writes there we read, and the other way
round.

The connection is opened at the first use, and the tables are made at the first write: reading an empty database leaves
it empty. A connection that was lost while objects were waited for is opened once more.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Callable, ContextManager, Optional, TypeVar

from ..base.env import Env
from ..base.errors import Conflict, NotFound, ReleaseError
from . import codec, labels, sql_connection, sql_schema
from .model import Head, Release

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")

_SECOND = 1_000_000_000
_OWNER = "helm"
_TYPE = "helm.sh/release.v1"

# xmin, the transaction that wrote a row last, is what the database calls its state.
_HEADS = (
    "SELECT key, name, namespace, version, status, createdat, modifiedat, xmin::text FROM releases_v1 "
    "WHERE owner = 'helm'"
)
_LABELS = "SELECT releasekey, releasenamespace, key, value FROM custom_labels_v1 WHERE true"
_BODY = "SELECT body, xmin::text FROM releases_v1 WHERE key = %s AND namespace = %s"
_INSERT = (
    "INSERT INTO releases_v1 (key, type, body, name, namespace, version, status, owner, createdat) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING xmin::text"
)
_INSERT_LABEL = "INSERT INTO custom_labels_v1 (releasekey, releasenamespace, key, value) VALUES (%s, %s, %s, %s)"
_UPDATE = (
    "UPDATE releases_v1 SET body = %s, name = %s, version = %s, status = %s, owner = %s, modifiedat = %s "
    "WHERE key = %s AND namespace = %s AND (xmin::text = %s OR %s = '') RETURNING xmin::text"
)
_DELETE = "DELETE FROM releases_v1 WHERE key = %s AND namespace = %s"
_DELETE_LABELS = "DELETE FROM custom_labels_v1 WHERE releasekey = %s AND releasenamespace = %s"


class SqlDriver:
    """A Driver over a database. Raises ReleaseError when the database refuses or is not there; no text of it shows the
    connection's password.

    connection: libpq's connection string, a URL or keywords, as HELM_DRIVER_SQL_CONNECTION_STRING has it.
    """

    def __init__(self, connection: str, namespace: str, env: Env) -> None:
        self.namespace = namespace
        self._place = sql_connection.Place(connection)
        self._env = env
        self._connection: Optional[psycopg.Connection[Any]] = None
        self._tables: Optional[frozenset[str]] = None
        self._lock = threading.RLock()  # signs of life come from a thread of their own: a transaction at a time
        self._lost = 0  # how often the connection was lost

    def heads(self, name: str = "", *, namespace: Optional[str] = None) -> list[Head]:
        """Return the heads of name's revisions (of all releases where name is ""), without reading a record."""
        wanted = self.namespace if namespace is None else namespace
        query, values = _HEADS, []
        if name:
            query, values = f"{query} AND name = %s", [name]
        if wanted:
            query, values = f"{query} AND namespace = %s", [*values, wanted]
        rows = self._rows("releases_v1", query, values)
        own = self._labels("releasenamespace", wanted)
        return [self._head(row, own.get((row[0], row[2]), {})) for row in rows]

    def get(self, key: str, namespace: Optional[str] = None) -> Release:
        """Return the revision under key, with the user's labels. Raises NotFound."""
        place = self.namespace if namespace is None else namespace
        rows = self._rows("releases_v1", _BODY, [key, place])
        if not rows:
            raise NotFound(
                "release: not found", doing="reading the release record", subject=f"{place}/{key}", status=404
            )
        body, mark = rows[0]
        release = codec.decode(str(body).encode("ascii", "replace"))
        release.labels, release.mark = self._labels("releasekey", key).get((key, place), {}), mark
        return release

    def create(self, release: Release) -> None:
        """Store a new revision. Raises Conflict when its key is taken."""
        body = codec.encode(release).decode("ascii")
        named = [release.key, _TYPE, body, release.name, self.namespace]
        values = [*named, release.version, release.info.status, _OWNER, self._now()]
        rows = [[release.key, self.namespace, key, value] for key, value in release.custom_labels.items()]

        def write(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
            with connection.transaction():
                marks = connection.execute(_INSERT, values).fetchall()
                for row in rows:
                    connection.execute(_INSERT_LABEL, row)
            return marks

        self._prepare()
        lost = self._lost
        try:
            marks = self._do("creating the release record", write)
        except Conflict:
            marks = self._ours(release.key, body, lost)
            if not marks:
                raise
        release.mark = marks[0][0]

    def check(self, release: Release, *, room: bool = True) -> None:  # noqa: ARG002  a row has room for everything
        """Return when helm's columns can hold the revision's labels. Raises ReleaseError."""
        sql_schema.check_widths(release.key, release.custom_labels)

    def object_of(self, release: Release) -> None:
        """Return None: a revision is no object here."""

    def rehearse(self, release: Release, *, again: bool = False) -> None:
        """Return: nobody is asked here."""

    def rehearse_deletion(self, key: str) -> None:
        """Return: nobody is asked here."""

    def update(self, release: Release) -> None:
        """Store the revision again; its labels stay as they are, as helm's do. Where the release has a mark, only as
        long as nobody wrote it meanwhile. Raises NotFound, Conflict."""
        doing = "updating the release record"
        body = codec.encode(release).decode("ascii")
        values = [body, release.name, release.version, release.info.status, _OWNER, self._now(), release.key]
        values += [self.namespace, release.mark, release.mark]
        self._prepare()
        lost = self._lost
        marks = self._do(doing, lambda connection: connection.execute(_UPDATE, values).fetchall())
        marks = marks or self._ours(release.key, body, lost)
        if marks:
            release.mark = marks[0][0]
        elif self._rows("releases_v1", _BODY, [release.key, self.namespace]):
            raise Conflict("the release record has been modified", doing=doing, subject=release.key, status=409)
        else:
            raise NotFound("release: not found", doing=doing, subject=release.key, status=404)

    def delete(self, key: str, uid: str = "") -> None:  # noqa: ARG002  helm's tables have none
        """Remove the revision under key, and its labels. Raises NotFound."""
        place = [key, self.namespace]

        def write(connection: psycopg.Connection[Any]) -> int:
            with connection.transaction():
                connection.execute(_DELETE_LABELS, place)
                return connection.execute(_DELETE, place).rowcount

        self._prepare()
        if not self._do("deleting the release record", write):
            raise NotFound("release: not found", doing="deleting the release record", subject=key, status=404)

    def urgently(self) -> ContextManager[None]:
        """Return a context that does nothing: the connection is this release's alone."""
        return contextlib.nullcontext()

    def _ours(self, key: str, body: str, lost: int) -> list[tuple[Any, ...]]:
        """The mark of the row as [(mark,)] where it holds body because our own first try, whose reply was lost with the
        connection, had got through; else []."""
        rows = self._rows("releases_v1", _BODY, [key, self.namespace]) if lost != self._lost else []
        return [(mark,) for stored, mark in rows if stored == body]

    def _head(self, row: tuple[Any, ...], own: dict[str, str]) -> Head:
        key, name, namespace, version, status, created, modified, mark = row
        stamps = {"createdAt": str(created), **({"modifiedAt": str(modified)} if modified else {})}
        system = {"name": name, "owner": _OWNER, "status": status, "version": str(version)}
        head = labels.head(key, namespace, {**own, **stamps, **system})
        head.mark = mark
        return head

    def _labels(self, column: str, value: str) -> dict[tuple[str, str], dict[str, str]]:
        """The users' labels by (key, namespace), of the rows with value in column, of all for ""."""
        condition = f"{_LABELS} AND {column} = %s" if value else _LABELS
        found: dict[tuple[str, str], dict[str, str]] = {}
        for key, namespace, name, text in self._rows("custom_labels_v1", condition, [value] if value else []):
            found.setdefault((key, namespace), {})[name] = text
        return found

    def _rows(self, table: str, query: str, values: list[Any]) -> list[tuple[Any, ...]]:
        """The rows of a query; none where the table was never made."""
        if self._tables is None:
            self._tables = self._do("looking for helm's tables", sql_schema.tables)
        if table not in self._tables:
            return []
        return self._do("reading release records", lambda connection: connection.execute(query, values).fetchall())

    def _prepare(self) -> None:
        """Make helm's tables where they are not there, with the rows by which helm knows that they are."""
        if self._tables is None or sql_schema.TABLES - self._tables:
            self._do("making helm's tables", lambda connection: sql_schema.make(connection, self._env.now_ns()))
            self._tables = sql_schema.TABLES

    def _do(self, doing: str, action: Callable[[psycopg.Connection[Any]], T]) -> T:
        """What action gives on the open connection; once more on a new one when it was lost meanwhile."""
        with self._lock:
            fresh = self._connection is None
            connection = self._connection = self._connection or self._place.open()
            try:
                return action(connection)
            except self._place.errors() as error:
                if not fresh and connection.closed:
                    self._connection = None
                    self._lost += 1
                    return self._do(doing, action)
                raise self._failed(error, doing) from error

    def _failed(self, error: Any, doing: str) -> ReleaseError | Conflict:
        if error.sqlstate == sql_connection.UNIQUE_VIOLATION:
            return Conflict("release: already exists", doing=doing, status=409, reason="AlreadyExists")
        hint = "see whether the database is well, and what its user may do"
        return ReleaseError(self._place.clean(str(error)), doing=doing, subject=self._place.name, hint=hint)

    def _now(self) -> int:
        return self._env.now_ns() // _SECOND
