# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in a real PostgreSQL: every row and every refusal. That helm makes the same tables and rows is tested in
tests/release."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from sql_database import KEY, TABLES, Clock, Database, revision

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, NotFound, ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver

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
