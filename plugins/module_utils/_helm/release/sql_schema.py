# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's tables in PostgreSQL, and the rows by which helm knows which of its migrations were made (Go:
pkg/storage/driver/sql.go, ensureDBSetup; the third table is that of its migration library)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..base.errors import ReleaseError

if TYPE_CHECKING:
    import psycopg

TABLES = frozenset(("releases_v1", "custom_labels_v1"))

_LOCK = 0x68656C6D  # two first runs at once: one makes the tables, the other waits for them
_MIGRATIONS = (
    "CREATE TABLE IF NOT EXISTS gorp_migrations (id TEXT NOT NULL PRIMARY KEY, applied_at TIMESTAMP WITH TIME ZONE)"
)
_NOTE = "INSERT INTO gorp_migrations (id, applied_at) VALUES (%s, %s)"

# In the order in which helm carries them out: by name.
_STEPS = {
    "custom_labels": (
        """CREATE TABLE custom_labels_v1 (
            releasekey VARCHAR(64), releasenamespace VARCHAR(67), key VARCHAR(317), value VARCHAR(63)
        )""",
        "CREATE INDEX ON custom_labels_v1 (releasekey, releasenamespace)",
        "GRANT ALL ON custom_labels_v1 TO PUBLIC",
        "ALTER TABLE custom_labels_v1 ENABLE ROW LEVEL SECURITY",
    ),
    "init": (
        """CREATE TABLE releases_v1 (
            key VARCHAR(90), type VARCHAR(64) NOT NULL, body TEXT NOT NULL, name VARCHAR(64) NOT NULL,
            namespace VARCHAR(64) NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
            createdat INTEGER NOT NULL, modifiedat INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (key, namespace)
        )""",
        "CREATE INDEX ON releases_v1 (key, namespace)",
        "CREATE INDEX ON releases_v1 (version)",
        "CREATE INDEX ON releases_v1 (status)",
        "CREATE INDEX ON releases_v1 (owner)",
        "CREATE INDEX ON releases_v1 (createdat)",
        "CREATE INDEX ON releases_v1 (modifiedat)",
        "GRANT ALL ON releases_v1 TO PUBLIC",
        "ALTER TABLE releases_v1 ENABLE ROW LEVEL SECURITY",
    ),
}

_KEY, _NAME, _VALUE = 64, 317, 63  # widths of custom_labels_v1


def tables(connection: psycopg.Connection[Any]) -> frozenset[str]:
    """Return which of helm's tables are there."""
    names = list(TABLES)
    row = connection.execute(f"SELECT {', '.join('to_regclass(%s)' for _unused in names)}", names).fetchone() or ()
    return frozenset(name for name, found in zip(names, row) if found is not None)


def make(connection: psycopg.Connection[Any], now_ns: int) -> None:
    """Carry out the migrations that were not carried out yet, all or none."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if connection.execute("SELECT to_regclass('gorp_migrations')").fetchone() == (None,):
            connection.execute(_MIGRATIONS)
        done = {row[0] for row in connection.execute("SELECT id FROM gorp_migrations").fetchall()}
        for name, statements in _STEPS.items():
            if name not in done:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(_NOTE, [name, datetime.fromtimestamp(now_ns / 1e9, timezone.utc)])


def check_widths(key: str, labels: dict[str, str]) -> None:
    """Return when labels of the revision under key fit into helm's columns; else raise ReleaseError."""
    if labels and len(key) > _KEY:
        raise ReleaseError(
            f"the key of a release with labels may have {_KEY} characters in helm's table, this one has {len(key)}",
            doing="checking the release record", subject=key, hint="give it a shorter name, or no labels",
        )  # fmt: skip
    for name, value in labels.items():
        if len(name) > _NAME or len(value) > _VALUE:
            raise ReleaseError(
                f"the label {name[:80]} does not fit into helm's table: a name may have {_NAME} characters, a value "
                f"{_VALUE}",
                doing="checking the release record", subject=key, hint="shorten the label, or leave it out",
            )  # fmt: skip
