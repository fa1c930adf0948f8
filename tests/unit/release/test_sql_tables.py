# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of records in a real PostgreSQL: made as helm makes them, once, all or none."""

from __future__ import annotations

import time
from typing import Callable

import pytest
from sql_database import KEY, TABLES, Clock, Database, revision

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import sql_schema
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver

# The tables (Go: pkg/storage/driver, sql.go, ensureDBSetup).

COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
"""
HELMS = [
    ("custom_labels_v1", "releasekey", "character varying", 64, "YES", None),
    ("custom_labels_v1", "releasenamespace", "character varying", 67, "YES", None),
    ("custom_labels_v1", "key", "character varying", 317, "YES", None),
    ("custom_labels_v1", "value", "character varying", 63, "YES", None),
    ("gorp_migrations", "id", "text", None, "NO", None),
    ("gorp_migrations", "applied_at", "timestamp with time zone", None, "YES", None),
    ("releases_v1", "key", "character varying", 90, "NO", None),
    ("releases_v1", "type", "character varying", 64, "NO", None),
    ("releases_v1", "body", "text", None, "NO", None),
    ("releases_v1", "name", "character varying", 64, "NO", None),
    ("releases_v1", "namespace", "character varying", 64, "NO", None),
    ("releases_v1", "version", "integer", None, "NO", None),
    ("releases_v1", "status", "text", None, "NO", None),
    ("releases_v1", "owner", "text", None, "NO", None),
    ("releases_v1", "createdat", "integer", None, "NO", None),
    ("releases_v1", "modifiedat", "integer", None, "NO", "0"),
]
INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"
SECURED = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity ORDER BY 1"
)
GRANTED = """
SELECT table_name, count(*) > 6 FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND grantee = 'PUBLIC' GROUP BY table_name ORDER BY table_name
"""
MIGRATIONS = "SELECT id, extract(epoch FROM applied_at)::bigint FROM gorp_migrations ORDER BY id"


def test_tables_are_helms(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    assert database.query(COLUMNS) == HELMS
    assert [name for (name,) in database.query(INDEXES)] == [
        "custom_labels_v1_releasekey_releasenamespace_idx",
        "gorp_migrations_pkey",
        "releases_v1_createdat_idx",
        "releases_v1_key_namespace_idx",
        "releases_v1_modifiedat_idx",
        "releases_v1_owner_idx",
        "releases_v1_pkey",
        "releases_v1_status_idx",
        "releases_v1_version_idx",
    ]
    assert database.query(SECURED) == [("custom_labels_v1",), ("releases_v1",)]
    assert database.query(GRANTED) == [("custom_labels_v1", True), ("releases_v1", True)]
    assert database.query(MIGRATIONS) == [("custom_labels", 1_700_000_001), ("init", 1_700_000_001)]


def test_reading_makes_no_tables(driver: SqlDriver, database: Database) -> None:
    assert driver.heads() == []
    with pytest.raises(NotFound):
        driver.get(KEY)
    assert database.query(TABLES) == [(0,)]


@pytest.mark.parametrize("write", [lambda driver: driver.update(revision()), lambda driver: driver.delete(KEY)])
def test_writing_makes_them(driver: SqlDriver, database: Database, write: Callable[[SqlDriver], None]) -> None:
    with pytest.raises(NotFound):
        write(driver)
    assert database.query(TABLES) == [(3,)]


def test_they_are_made_once(driver: SqlDriver, database: Database, env: Clock) -> None:
    driver.create(revision())
    env.seconds += 60
    other = SqlDriver(database.url, "ns", env)
    other.create(revision(3))
    assert [made for _name, made in database.query(MIGRATIONS)] == [1_700_000_001] * 2
    assert [head.version for head in driver.heads()] == [2, 3]


def test_what_another_run_stored_is_read(driver: SqlDriver, database: Database, env: Clock) -> None:
    driver.create(revision(team="a"))
    for read in (lambda other: other.heads("web")[0], lambda other: other.get(KEY)):
        assert read(SqlDriver(database.url, "ns", env)).labels["team"] == "a"


@pytest.mark.parametrize("zone", ["XXX-5", "YYY+11"])
def test_the_time_of_a_migration_is_one_everywhere(
    driver: SqlDriver, database: Database, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", zone)
        time.tzset()
        driver.create(revision())
    time.tzset()
    assert {made for _name, made in database.query(MIGRATIONS)} == {1_700_000_001}


def test_only_what_is_missing_of_them_is_made(driver: SqlDriver, database: Database) -> None:
    """A database of a helm that knew no labels of users yet."""
    database.query(sql_schema._MIGRATIONS)
    database.query("INSERT INTO gorp_migrations (id) VALUES ('init')")
    for statement in sql_schema._STEPS["init"]:
        database.query(statement)
    assert driver.heads() == []
    driver.create(revision(team="a"))
    assert [name for name, _made in database.query(MIGRATIONS)] == ["custom_labels", "init"]
    assert driver.heads()[0].labels["team"] == "a"


def test_all_of_them_are_made_or_none(driver: SqlDriver, database: Database) -> None:
    database.query("CREATE TABLE releases_v1 (x TEXT)")
    with pytest.raises(ReleaseError, match=r'^relation "releases_v1" already exists$') as caught:
        driver.create(revision())
    assert caught.value.doing == "making helm's tables"
    assert database.query(TABLES) == [(1,)]


def test_two_that_make_them_at_once_take_turns(driver: SqlDriver, database: Database) -> None:
    """Who comes second waits for a lock: helm's word in ASCII."""
    database.query("BEGIN")
    database.query(f"SELECT pg_advisory_xact_lock({0x68656C6D})")
    driver.heads()
    assert driver._connection is not None
    driver._connection.execute("SET lock_timeout = 50")
    with pytest.raises(ReleaseError, match="lock timeout"):
        driver.create(revision())
    database.query("COMMIT")
    driver.create(revision())
