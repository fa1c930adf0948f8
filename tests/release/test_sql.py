# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in a real PostgreSQL, in tables as helm makes them, read and written in turns with the real helm."""

from __future__ import annotations

import json
import traceback
from typing import Any, Iterator

import pytest
from cluster_fixture import create_namespace
from postgres_fixture import PASSWORD, Database, Server

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    HelmError,
    NotFound,
    ReleaseError,
    RequestError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import ReleaseTaken, Storage

from .harness import SHOP, Releases

FACTS = "key, type, name, namespace, version, status, owner, createdat > 0, modifiedat > 0"
ROWS = f"SELECT {FACTS} FROM releases_v1 ORDER BY key"
LABELS = "SELECT * FROM custom_labels_v1 ORDER BY releasekey, key"
MIGRATIONS = "SELECT id, applied_at IS NOT NULL FROM gorp_migrations ORDER BY id"


@pytest.fixture
def stored(releases: Releases, database: Database) -> Releases:
    """Actions whose records are in a database of the test's own."""
    releases.driver, releases.sql_connection = "sql", database.url
    return releases


@pytest.fixture
def driver(database: Database) -> SqlDriver:
    return SqlDriver(database.url, "ns", Env())


def revision(version: int = 1, status: str = "deployed", **labels: str) -> Release:
    return Release("web", "ns", version, Info(status=status), config={"n": version}, labels=labels)


def test_tables_are_those_that_helm_makes(stored: Releases, postgres: Server, database: Database) -> None:
    stored.apply()
    theirs = postgres.create()
    stored.sql_connection = theirs.url
    stored.helm("list")
    assert database.schema() == theirs.schema()
    assert database.query(MIGRATIONS) == theirs.query(MIGRATIONS) == "custom_labels|t\ninit|t"


def test_rows_are_those_that_helm_writes(stored: Releases, postgres: Server, database: Database) -> None:
    stored.apply(labels={"team": "a", "tier": "web"})
    stored.apply(values={"message": "two"})
    stored.rollback(revision="1")
    other = Releases(stored.kubeconfig)
    create_namespace(other.kubeconfig, other.namespace)
    theirs = postgres.create()
    other.driver, other.sql_connection = "sql", theirs.url
    other.helm("install", "web", str(SHOP), "--labels", "team=a,tier=web")
    other.helm("upgrade", "web", str(SHOP), "--set", "message=two")
    other.helm("rollback", "web", "1")
    for query in (ROWS, LABELS):
        assert database.query(query) == theirs.query(query).replace(other.namespace, stored.namespace)
    assert database.query(LABELS).count("team|a") == 3
    other.kubectl("delete", "namespace", other.namespace, "--wait=false")


@pytest.mark.parametrize("version", ["3.17.3", "4.3.1"])
def test_helm_goes_on_with_our_release(stored: Releases, database: Database, version: str) -> None:
    stored.apply(values={"message": "one"}, labels={"team": "a"})
    assert json.loads(stored.helm("get", "values", "web", "-o", "json", version=version)) == {"message": "one"}
    assert [entry["name"] for entry in json.loads(stored.helm("list", "-o", "json", version=version))] == ["web"]
    stored.helm("upgrade", "web", str(SHOP), "--set", "message=two", version=version)
    assert stored.apply(values={"message": "two"}).changed is False
    stored.helm("rollback", "web", "1", version=version)
    history = stored.info("web", fields=["history"]).releases[0]["history"]
    assert [(entry["revision"], entry["status"]) for entry in history] == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "deployed"),
    ]
    stored.helm("uninstall", "web", version=version)
    assert (database.query(ROWS), database.query(LABELS)) == ("", "")


@pytest.mark.parametrize("version", ["3.17.3", "4.3.1"])
def test_we_go_on_with_helms_release(stored: Releases, database: Database, version: str) -> None:
    stored.helm("install", "web", str(SHOP), "--set", "message=one", "--labels", "team=a", version=version)
    assert stored.apply(values={"message": "one"}).changed is False
    assert stored.apply(values={"message": "two"}).changed is True
    stored.rollback(revision="1")
    assert stored.get("configmap", "web-config")["data"]["message"] == "one"
    assert json.loads(stored.helm("status", "web", "-o", "json", version=version))["version"] == 3
    listed = stored.info(selector="team=a,owner in (helm),!tier").releases
    assert [(entry["name"], entry["revision"], entry["labels"]) for entry in listed] == [("web", 3, {"team": "a"})]
    stored.uninstall()
    assert (database.query(ROWS), database.query(LABELS)) == ("", "")


def test_check_mode_and_reading_leave_an_empty_database_empty(stored: Releases, database: Database) -> None:
    assert stored.info().releases == []
    stored.apply(check=True)
    assert database.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def test_listing_all_namespaces(stored: Releases, database: Database) -> None:
    stored.apply(labels={"team": "a"})
    elsewhere = Storage(SqlDriver(database.url, "elsewhere", Env()))
    elsewhere.create(Release("other", "elsewhere", labels={"team": "b"}), [])
    found = stored.info(all_namespaces=True).releases
    assert {(entry["namespace"], entry["name"], entry["labels"]["team"]) for entry in found} == {
        ("elsewhere", "other", "b"),
        (stored.namespace, "web", "a"),
    }
    assert [entry["name"] for entry in stored.info().releases] == ["web"]


def test_second_maker_of_a_revision_loses(driver: SqlDriver, database: Database) -> None:
    Storage(driver).create(revision(), [])
    with pytest.raises(ReleaseTaken):
        Storage(SqlDriver(database.url, "ns", Env())).create(revision(), [])
    with pytest.raises(Conflict):
        driver.create(revision())
    assert database.query("SELECT count(*) FROM releases_v1") == "1"


def test_what_is_not_there(driver: SqlDriver) -> None:
    with pytest.raises(NotFound):
        driver.get("sh.helm.release.v1.web.v1")
    with pytest.raises(NotFound):
        driver.update(revision())
    with pytest.raises(NotFound):
        driver.delete("sh.helm.release.v1.web.v1")
    assert driver.heads() == []


def test_what_changed_since_it_was_read_is_not_written_over(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    mine = driver.get(revision().key)
    other = SqlDriver(database.url, "ns", Env())
    other.update(revision(status="failed"))
    with pytest.raises(Conflict, match="has been modified"):
        driver.update(mine)
    assert driver.heads("web")[0].status == "failed"
    again = driver.get(revision().key)
    assert again.mark == driver.heads("web")[0].mark != mine.mark
    driver.update(again)
    driver.update(again)
    assert again.mark == driver.heads("web")[0].mark


@pytest.fixture
def lossy(driver: SqlDriver, database: Database) -> Iterator[Any]:
    """A function that ends every connection to the database, as a restarting server does."""
    end = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database.name}' AND pid != pg_backend_pid()"  # noqa: E501

    def lose() -> None:
        assert database.query(end) != "0"

    return lose


def test_lost_connection_is_opened_again(driver: SqlDriver, lossy: Any) -> None:
    driver.create(revision())
    lossy()
    assert [head.version for head in driver.heads("web")] == [1]
    lossy()
    driver.update(revision(status="superseded"))
    lossy()
    driver.create(revision(2))
    lossy()
    driver.delete(revision().key)
    assert [(head.version, head.status) for head in driver.heads("web")] == [(2, "deployed")]


def test_reply_that_was_lost_is_no_conflict(driver: SqlDriver, lossy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is there, the answer never came: the second try finds its own work."""
    driver.heads()
    connection: Any = driver._connection
    driver._prepare()
    whole = connection.transaction

    def committed_but_unheard() -> Any:
        block = whole()
        leave = block.__exit__

        class Block:
            def __enter__(self) -> Any:
                return block.__enter__()

            def __exit__(self, *problem: Any) -> Any:
                leave(*problem)
                lossy()
                connection.execute("SELECT 1")

        return Block()

    monkeypatch.setattr(connection, "transaction", committed_but_unheard)
    driver.create(revision())
    assert [head.version for head in driver.heads("web")] == [1]


def test_what_does_not_fit_helms_columns_is_said_before_anything(stored: Releases) -> None:
    with pytest.raises(ReleaseError, match="may have 64 characters in helm's table, this one has 7") as error:
        stored.apply(name="n" * 50, labels={"team": "a"})
    assert error.value.hint and stored.writes() == [] and stored.names() == set()
    stored.apply(name="n" * 50)


BAD = {
    "wrong password": (lambda url: url.replace(PASSWORD, f"not{PASSWORD}"), "password authentication failed"),
    "password with an at sign": (lambda url: url.replace(PASSWORD, f"p@{PASSWORD}"), "is not understood"),
    "not a string of libpq": (lambda url: f"mysql//{PASSWORD}", "is not understood"),
    "no tls": (lambda url: url.replace("?sslmode=disable", ""), "SSL"),
    "no such database": (lambda url: url.replace("?", "x?"), "does not exist"),
    "nobody there": (lambda url: url.replace("127.0.0.1:", "127.0.0.1:1"), "127.0.0.1"),
}


@pytest.mark.parametrize("case", BAD)
def test_database_that_cannot_be_had(stored: Releases, database: Database, case: str) -> None:
    change, words = BAD[case]
    stored.sql_connection = change(database.url)
    if case == "nobody there":
        stored.sql_connection = database.url.replace(str(database.port), "1")
    with pytest.raises((ReleaseError, RequestError), match=words) as error:
        stored.apply()
    assert_unseen(error.value)
    assert stored.writes() == []


def test_refused_statement_shows_no_password(driver: SqlDriver, database: Database) -> None:
    driver.create(revision())
    database.query("ALTER TABLE releases_v1 DROP COLUMN modifiedat")
    with pytest.raises(ReleaseError, match='column "modifiedat" of relation "releases_v1" does not exist') as error:
        driver.update(revision())
    assert (error.value.doing, error.value.subject.startswith("the SQL database 127.0.0.1:")) == (
        "updating the release record",
        True,
    )
    assert_unseen(error.value)


def assert_unseen(error: HelmError) -> None:
    shown = "".join(traceback.format_exception(type(error), error, None)) + repr(vars(error))
    assert PASSWORD not in shown and f"p@{PASSWORD[:3]}" not in shown
