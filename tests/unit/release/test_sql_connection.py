# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a database: what libpq is told beside the connection string, and no text with a password in it."""

from __future__ import annotations

import base64
import sys
import traceback
from typing import Any

import psycopg
import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    MissingLibrary,
    ReleaseError,
    RequestError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release import sql_connection
from ansible_collections.native.helm.plugins.module_utils._helm.release.driver import Driver
from ansible_collections.native.helm.plugins.module_utils._helm.release.memory import MemoryDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql_connection import Place

SECRET = "s3kr3t-of-the-tests"
URL = f"postgresql://helm:{SECRET}@db.example.com:6432/releases"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """With what libpq is called. No call leads anywhere."""
    found: list[dict[str, Any]] = []

    def connect(**options: Any) -> str:
        found.append(options)
        return "a connection"

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.delenv("PGSSLMODE", raising=False)
    return found


def test_libpq_is_told_what_helms_driver_has_by_default(asked: list[dict[str, Any]]) -> None:
    """TLS is required (Go: lib/pq), and nobody waits for ever."""
    assert Place(URL).open() == "a connection"
    assert asked == [
        {
            "user": "helm",
            "password": SECRET,
            "host": "db.example.com",
            "port": "6432",
            "dbname": "releases",
            "connect_timeout": 30,
            "fallback_application_name": "native.helm",
            "sslmode": "require",
            "autocommit": True,
            "prepare_threshold": None,
        }
    ]


def test_what_the_string_says_counts(asked: list[dict[str, Any]]) -> None:
    options = "sslmode=disable&connect_timeout=5&fallback_application_name=mine"
    Place(f"{URL}?{options}").open()
    names = ("sslmode", "connect_timeout", "fallback_application_name")
    assert [str(asked[0][name]) for name in names] == ["disable", "5", "mine"]


def test_the_environments_sslmode_is_left_to_libpq(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLMODE", "prefer")
    Place(URL).open()
    assert "sslmode" not in asked[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (URL, "db.example.com:6432/releases"),
        ("host=db user=helm dbname=x", "db:5432/x"),
        ("dbname=x", "localhost:5432/x"),
        ("postgresql:///?host=/run/postgresql", "/run/postgresql:5432/"),
        ("postgresql://one:1,two:2/x", "one,two:1,2/x"),
    ],
)
def test_a_database_is_named_by_where_it_is(asked: list[dict[str, Any]], text: str, name: str) -> None:
    place = Place(text)
    assert place.name == "the SQL database"
    place.open()
    assert place.name == f"the SQL database {name}"


@pytest.mark.parametrize(
    "text",
    ["", f"mysql//{SECRET}", f"postgresql://helm:p@{SECRET}@db/x", f"host=db password='{SECRET}", "host=db unknown=1"],
    ids=["nothing", "another kind", "an at sign in the password", "a quote that is not closed", "an unknown word"],
)
def test_a_string_that_is_none_is_refused_without_being_shown(asked: list[dict[str, Any]], text: str) -> None:
    with pytest.raises(RequestError) as caught:
        Place(text).open()
    error = caught.value
    assert error.problem == "the connection string is not understood"
    assert (error.doing, error.subject) == ("opening the SQL storage", "sql_connection")
    assert error.hint == (
        "as in postgresql://user:password@host:5432/database?sslmode=require, with @ : / ? # and % in a password "
        "written as %40 %3A %2F %3F %23 and %25; or in keywords, as in host=... user=... dbname=..."
    )
    assert SECRET not in "".join(traceback.format_exception(error))
    assert asked == []


def test_what_libpq_says_is_told_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"password": SECRET, "sslpassword": "an0ther", "passfile": "/home/x/.pgpass"}
    text = "host=db " + " ".join(f"{name}={value}" for name, value in secrets.items())

    def refuse(**_options: Any) -> None:
        raise psycopg.OperationalError(f"no way to db:\n\twith {text}\n  or {' or '.join(secrets.values())}")

    monkeypatch.setattr(psycopg, "connect", refuse)
    place = Place(text)
    with pytest.raises(ReleaseError) as caught:
        place.open()
    error = caught.value
    hidden = "********"
    assert error.problem == (
        f"unable to instantiate SQL driver: no way to db: with {hidden} or {hidden} or {hidden} or {hidden}"
    )
    assert (error.doing, error.subject) == ("opening the SQL storage", "the SQL database db:5432/")
    assert error.__suppress_context__


def test_a_text_is_one_line_without_the_string() -> None:
    assert Place(URL).clean(f"  a\n {URL}\tb ") == "a ******** b"
    assert Place("x y").clean("in x y z") == "in ******** z"
    assert Place(URL).clean(f"in {base64.b64encode(URL.encode()).decode()} z") == "in ******** z"


@pytest.mark.parametrize("driver", [MemoryDriver("ns", Env()), SqlDriver(URL, "ns", Env())])
def test_nobody_is_waited_for_where_the_connection_is_the_releases_own(driver: Driver) -> None:
    with driver.urgently() as given:
        assert given is None


def test_errors_are_psycopgs() -> None:
    assert Place(URL).errors() is psycopg.Error
    assert issubclass(psycopg.errors.UniqueViolation, psycopg.Error)
    assert sql_connection.UNIQUE_VIOLATION == psycopg.errors.UniqueViolation.sqlstate == "23505"


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingLibrary) as caught:
        Place(URL).open()
    assert (caught.value.library, caught.value.doing) == ("psycopg", "keeping releases in SQL")
    assert isinstance(caught.value.__cause__, ImportError)
