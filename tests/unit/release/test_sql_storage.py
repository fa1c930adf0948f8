# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in a real PostgreSQL: every row and every refusal. That helm makes the same tables and rows is tested in
tests/release."""

from __future__ import annotations

import itertools
import os
import time
import traceback
from typing import Any, Callable, Iterator

import psycopg
import pytest
from postgres_fixture import PASSWORD, USER, Server

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, NotFound, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, sql_schema
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver

KEY = "sh.helm.release.v1.web.v2"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
_NUMBERS = itertools.count(1)


class Database:
    """A schema of the test's own. url: leads there."""

    def __init__(self, port: int) -> None:
        self.name = f"s{os.getpid()}_{next(_NUMBERS)}"
        place = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres?sslmode=disable"
        self.url = f"{place}&options=-csearch_path%3D{self.name}&application_name={self.name}"
        self.port = port
        self.connection = psycopg.connect(
            f"{place}&options=-csearch_path%3D{self.name}", autocommit=True, prepare_threshold=None
        )
        self.query(f"CREATE SCHEMA {self.name}")

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows that a statement gives."""
        done = self.connection.execute(text)  # type: ignore[arg-type]
        return done.fetchall() if done.description else []

    def cut(self) -> None:
        """End every other connection to it, as a restarting server does."""
        ended = self.query(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{self.name}'"
        )
        assert ended == [(True,)]


@pytest.fixture
def database(postgres: Server) -> Iterator[Database]:
    """An empty schema."""
    found = Database(postgres.port)
    yield found
    found.query(f"DROP SCHEMA {found.name} CASCADE")
    found.connection.close()


class Clock(Env):
    """An environment whose clock is set by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 1_700_000_000
        self.now_ns = lambda: self.seconds * 10**9 + 999_999_999


@pytest.fixture
def env() -> Clock:
    return Clock()


@pytest.fixture
def driver(database: Database, env: Clock) -> Iterator[SqlDriver]:
    found = SqlDriver(database.url, "ns", env)
    yield found
    if found._connection is not None:
        found._connection.close()


def revision(version: int = 2, status: str = "deployed", name: str = "web", **labels: str) -> Release:
    return Release(name, "ns", version, Info(status=status), config={"n": version}, labels=labels)


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


# Rows.

ROWS = (
    "SELECT key, type, name, namespace, version, status, owner, createdat, modifiedat FROM releases_v1 "
    "ORDER BY namespace, version, key"
)
LABELS = "SELECT releasekey, releasenamespace, key, value FROM custom_labels_v1 ORDER BY 1, 2, 3"


def test_a_revision_is_a_row(driver: SqlDriver, database: Database) -> None:
    release = revision(team="a", tier="web", status_="x")
    release.labels.update(owner="me", createdAt="1")
    driver.create(release)
    made = 1_700_000_000
    assert database.query(ROWS) == [(KEY, "helm.sh/release.v1", "web", "ns", 2, "deployed", "helm", made, 0)]
    assert database.query(LABELS) == [
        (KEY, "ns", "status_", "x"),
        (KEY, "ns", "team", "a"),
        (KEY, "ns", "tier", "web"),
    ]
    ((body, mark),) = database.query("SELECT body, xmin::text FROM releases_v1")
    assert body.encode() == codec.encode(release)
    assert release.mark == mark


def test_a_revision_comes_out_as_it_went_in(driver: SqlDriver) -> None:
    release = revision(team="a")
    driver.create(release)
    driver.create(revision(3, team="b"))
    read = driver.get(KEY)
    assert (read.version, read.config, read.labels, read.mark) == (2, {"n": 2.0}, {"team": "a"}, release.mark)
    driver.create(revision(4))
    assert driver.get("sh.helm.release.v1.web.v4").labels == {}


@pytest.mark.parametrize("namespace", [None, "other"])
def test_a_revision_that_is_not_there(driver: SqlDriver, namespace: Any) -> None:
    driver.create(revision(3))
    with pytest.raises(NotFound) as caught:
        driver.get(KEY, namespace)
    error = caught.value
    assert (error.problem, error.doing) == ("release: not found", "reading the release record")
    assert (error.subject, error.status) == (f"{namespace or 'ns'}/{KEY}", 404)


def test_a_damaged_row_is_a_clean_error(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    database.query("UPDATE releases_v1 SET body = '✓'")
    with pytest.raises(ReleaseError, match=r"^the release record cannot be read: Only base64 data is allowed"):
        driver.get(KEY)


def test_a_second_row_of_a_key_is_a_conflict(driver: SqlDriver, database: Database) -> None:
    driver.create(revision(team="a"))
    with pytest.raises(Conflict) as caught:
        driver.create(revision(status="failed", tier="b"))
    error = caught.value
    assert (error.problem, error.doing) == ("release: already exists", "creating the release record")
    assert (error.status, error.reason) == (409, "AlreadyExists")
    assert database.query("SELECT status FROM releases_v1") == [("deployed",)]
    assert database.query(LABELS) == [(KEY, "ns", "team", "a")]


def test_an_update_changes_the_row_and_no_label(driver: SqlDriver, database: Database, env: Clock) -> None:
    driver.create(revision(team="a"))
    driver.create(revision(3))
    env.seconds += 60
    again = revision(status="superseded", team="b")
    again.config = {"n": "new"}
    driver.update(again)
    kind, made = "helm.sh/release.v1", 1_700_000_000
    assert database.query(ROWS) == [
        (KEY, kind, "web", "ns", 2, "superseded", "helm", made, made + 60),
        ("sh.helm.release.v1.web.v3", kind, "web", "ns", 3, "deployed", "helm", made, 0),
    ]
    assert database.query(LABELS) == [(KEY, "ns", "team", "a")]
    read = driver.get(KEY)
    assert (read.config, read.mark) == ({"n": "new"}, again.mark)


def test_an_update_of_what_was_changed_meanwhile_is_refused(driver: SqlDriver, database: Database, env: Clock) -> None:
    driver.create(revision())
    mine = driver.get(KEY)
    SqlDriver(database.url, "ns", env).update(revision(status="failed"))
    mine.info.status = "superseded"
    with pytest.raises(Conflict) as caught:
        driver.update(mine)
    error = caught.value
    assert (error.problem, error.doing) == ("the release record has been modified", "updating the release record")
    assert (error.subject, error.status) == (KEY, 409)
    assert database.query("SELECT status FROM releases_v1") == [("failed",)]
    mine.mark = ""
    driver.update(mine)
    driver.update(mine)
    assert database.query("SELECT status FROM releases_v1") == [("superseded",)]


def test_an_update_of_what_is_not_there(driver: SqlDriver) -> None:
    driver.namespace = "other"
    driver.create(Release("web", "other", 2))
    driver.namespace = "ns"
    for mark in ("", "7"):
        release = revision()
        release.mark = mark
        with pytest.raises(NotFound, match=r"^release: not found$") as caught:
            driver.update(release)
        assert (caught.value.doing, caught.value.subject) == ("updating the release record", KEY)
        assert caught.value.status == 404
    assert driver.heads(namespace="other")[0].status == "unknown"


def test_a_deletion_takes_the_row_and_its_labels(driver: SqlDriver, database: Database) -> None:
    driver.namespace = "other"
    driver.create(Release("web", "other", 2, labels={"team": "o"}))
    driver.namespace = "ns"
    driver.create(revision(team="a"))
    driver.create(revision(3, team="b"))
    driver.delete(KEY)
    third = "sh.helm.release.v1.web.v3"
    assert [(row[0], row[3]) for row in database.query(ROWS)] == [(third, "ns"), (KEY, "other")]
    assert database.query(LABELS) == [(KEY, "other", "team", "o"), (third, "ns", "team", "b")]
    with pytest.raises(NotFound, match=r"^release: not found$") as caught:
        driver.delete(KEY, "uid")
    assert (caught.value.doing, caught.value.subject) == ("deleting the release record", KEY)
    assert caught.value.status == 404


def test_heads_tell_what_the_row_tells(driver: SqlDriver, env: Clock) -> None:
    release = revision(team="a")
    driver.create(release)
    system = {"name": "web", "owner": "helm", "version": "2", "team": "a", "createdAt": "1700000000"}
    (head,) = driver.heads("web")
    assert head == Head(KEY, "web", "ns", 2, "deployed", "", {**system, "status": "deployed"}, mark=release.mark)
    env.seconds += 60
    release.info.status = "failed"
    driver.update(release)
    (head,) = driver.heads("web")
    assert head.labels == {**system, "status": "failed", "modifiedAt": "1700000060"}
    assert (head.status, head.mark, head.holder, head.idle, head.uid) == ("failed", release.mark, None, None, "")


def test_heads_by_name_and_namespace(driver: SqlDriver, database: Database) -> None:
    for name, version in (("web", 1), ("web", 2), ("db", 1)):
        driver.create(revision(version, name=name, owned_by=f"{name}{version}"))
    driver.namespace = "other"
    driver.create(Release("web", "other", 1, labels={"owned_by": "other"}))
    copied = "'x', type, body, name, namespace, version, status, 'tiller', 1"  # of another owner
    database.query(f"INSERT INTO releases_v1 SELECT {copied} FROM releases_v1 WHERE name = 'db'")

    def found(**which: Any) -> list[tuple[str, str, int, str]]:
        heads = driver.heads(**which)
        return sorted((head.namespace, head.name, head.version, head.labels["owned_by"]) for head in heads)

    web = [("ns", "web", 1, "web1"), ("ns", "web", 2, "web2")]
    other = [("other", "web", 1, "other")]
    assert found() == found(name="web") == found(namespace="other") == other
    assert found(namespace="ns") == [("ns", "db", 1, "db1"), *web]
    assert found(name="web", namespace="ns") == web
    assert found(name="web", namespace="") == web + other
    assert found(namespace="") == [("ns", "db", 1, "db1"), *web, *other]
    assert found(name="db") == []


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (lambda driver: driver.heads(), ["ns"]),
        (lambda driver: driver.heads(namespace=""), []),
        (lambda driver: driver.get(KEY), [KEY]),
    ],
)
def test_labels_are_read_of_what_is_wanted_only(
    driver: SqlDriver, monkeypatch: pytest.MonkeyPatch, read: Callable[[SqlDriver], Any], wanted: list[str]
) -> None:
    driver.create(revision(team="a"))
    asked: list[tuple[str, list[Any]]] = []
    real = driver._rows

    def noted(table: str, query: str, values: list[Any]) -> Any:
        asked.append((table, values))
        return real(table, query, values)

    monkeypatch.setattr(driver, "_rows", noted)
    read(driver)
    assert asked[1:] == [("custom_labels_v1", wanted)]


def test_nobody_is_asked_and_no_object_is_named(driver: SqlDriver, database: Database) -> None:
    done: Any = driver
    assert [done.object_of(revision()), done.rehearse(revision()), done.rehearse_deletion(KEY)] == [None] * 3
    assert database.query(TABLES) == [(0,)]


# Widths of helm's columns.


def test_what_does_not_fit_helms_columns_is_said_before_anything(driver: SqlDriver) -> None:
    room = 64 - len("sh.helm.release.v1..v2")
    fits = Release("n" * room, "ns", 2, labels={"k" * 317: "v" * 63, "version": "w" * 64})
    driver.check(fits)
    driver.check(Release("n" * (room + 1), "ns", 2, labels={"version": "2"}))  # only a user's label counts
    driver.create(fits)
    longer = Release("n" * (room + 1), "ns", 2, labels={"team": "a"})
    with pytest.raises(ReleaseError) as caught:
        driver.check(longer)
    error = caught.value
    assert error.problem == ("the key of a release with labels may have 64 characters in helm's table, this one has 65")
    assert (error.doing, error.subject) == ("checking the release record", longer.key)
    assert error.hint == "give it a shorter name, or no labels"


@pytest.mark.parametrize("label", [{"k" * 318: ""}, {"k": "v" * 64}, {"a": "b", "k" * 318: "v" * 64}])
def test_a_label_that_does_not_fit_is_named(driver: SqlDriver, label: dict[str, str]) -> None:
    name = list(label)[-1][:80]
    with pytest.raises(ReleaseError) as caught:
        driver.check(revision(**label))
    assert caught.value.problem == (
        f"the label {name} does not fit into helm's table: a name may have 317 characters, a value 63"
    )
    assert (caught.value.doing, caught.value.subject) == ("checking the release record", KEY)


# Connections that are lost.


def test_nothing_is_connected_before_it_is_needed(driver: SqlDriver) -> None:
    assert driver._connection is None
    driver.heads()
    first = driver._connection
    driver.create(revision())
    assert driver._connection is first


def test_a_lost_connection_is_opened_again(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    for action in (
        lambda: driver.heads("web"),
        lambda: driver.update(revision(status="superseded")),
        lambda: driver.create(revision(3)),
        lambda: driver.delete(KEY),
    ):
        database.cut()
        action()
    assert [(head.version, head.status) for head in driver.heads("web")] == [(3, "deployed")]
    assert driver._lost == 4


def test_a_connection_that_is_lost_again_and_again_is_told(driver: SqlDriver, database: Database) -> None:
    driver.heads()

    def lose(_connection: Any) -> Any:
        database.cut()
        return _connection.execute("SELECT 1")

    with pytest.raises(ReleaseError, match="terminating connection due to administrator command") as caught:
        driver._do("reading release records", lose)
    assert caught.value.doing == "reading release records"
    assert caught.value.subject == f"the SQL database 127.0.0.1:{database.port}/postgres"
    assert driver._lost == 1


class Unheard:
    """Has a driver's next transaction or statement carried out, and its connection lost before the reply."""

    def __init__(self, driver: SqlDriver, database: Database, change: Callable[[], Any] = lambda: None) -> None:
        self._database, self._change = database, change
        self._real: Any = driver._connection
        driver._connection = self  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def _lose(self) -> None:
        self._change()
        self._database.cut()
        self._real.execute("SELECT 1")

    def execute(self, text: Any, values: Any = ()) -> Any:
        done = self._real.execute(text, values)
        if text.startswith("UPDATE"):
            self._lose()
        return done

    def transaction(self) -> Any:
        block, lose = self._real.transaction(), self._lose

        class Block:
            def __enter__(self) -> Any:
                return block.__enter__()

            def __exit__(self, *problem: Any) -> Any:
                block.__exit__(*problem)
                lose()

        return Block()


def test_a_creation_whose_reply_was_lost_is_no_conflict(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    Unheard(driver, database)
    third = revision(3)
    driver.create(third)
    assert third.mark == driver.get(third.key).mark != ""


def test_a_creation_that_another_did_meanwhile_is_one(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    Unheard(driver, database, lambda: database.query("UPDATE releases_v1 SET body = 'x'"))
    with pytest.raises(Conflict, match="already exists"):
        driver.create(revision(3))


def test_an_update_whose_reply_was_lost_is_no_conflict(driver: SqlDriver, database: Database) -> None:
    release = revision()
    driver.create(release)
    Unheard(driver, database)
    release.info.status = "superseded"
    driver.update(release)
    assert release.mark == driver.get(KEY).mark


def test_an_update_that_another_wrote_over_meanwhile_is_one(driver: SqlDriver, database: Database) -> None:
    release = revision()
    driver.create(release)
    Unheard(driver, database, lambda: database.query("UPDATE releases_v1 SET body = 'x'"))
    with pytest.raises(Conflict, match="has been modified"):
        driver.update(release)


def test_without_a_loss_nothing_is_taken_for_our_own(driver: SqlDriver, database: Database) -> None:
    """Another run may have written the same."""
    release = revision()
    driver.create(release)
    release.mark = "1"
    with pytest.raises(Conflict, match="has been modified"):
        driver.update(release)
    with pytest.raises(Conflict, match="already exists"):
        driver.create(release)


def test_what_the_database_refuses_is_told_in_its_words(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    database.query("ALTER TABLE releases_v1 DROP COLUMN modifiedat")
    with pytest.raises(ReleaseError) as caught:
        driver.update(revision())
    error = caught.value
    assert error.problem.startswith('column "modifiedat" of relation "releases_v1" does not exist LINE 1: ')
    assert (error.doing, error.subject) == (
        "updating the release record", f"the SQL database 127.0.0.1:{database.port}/postgres"
    )  # fmt: skip
    assert PASSWORD not in "".join(traceback.format_exception(error)) + repr(vars(error))
    database.query("ALTER TABLE releases_v1 RENAME TO other")
    doing = []
    for action in (driver.heads, lambda: driver.delete(KEY), lambda: driver.create(revision())):
        with pytest.raises(ReleaseError, match='relation "releases_v1" does not exist') as refused:
            action()
        doing.append(refused.value.doing)
    assert doing == ["reading release records", "deleting the release record", "creating the release record"]


def test_what_is_refused_at_the_first_look_is_told(driver: SqlDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_schema, "tables", lambda connection: connection.execute("SELECT 1/0"))
    with pytest.raises(ReleaseError, match="division by zero") as caught:
        driver.heads()
    assert caught.value.doing == "looking for helm's tables"
