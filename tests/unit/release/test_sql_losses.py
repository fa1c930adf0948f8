# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to PostgreSQL that are lost, replies that never come, and what the database refuses."""

from __future__ import annotations

import traceback
from typing import Any, Callable

import pytest
from postgres_fixture import PASSWORD
from sql_database import KEY, Database, revision

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import sql_schema
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver

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
