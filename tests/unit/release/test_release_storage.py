# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revisions in a store: the last, the deployed one, the limit of the history."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    NotFound,
    ReleaseError,
    RequestError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release import selector
from ansible_collections.native.helm.plugins.module_utils._helm.release.configmaps import ConfigMapsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.memory import MemoryDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Holder, Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.sql import SqlDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import (
    ReleaseTaken,
    Storage,
    last_deployed,
    open_driver,
    surplus,
)


def heads(*statuses: str) -> list[Head]:
    return [Head(f"k{number}", "web", "ns", number, status) for number, status in enumerate(statuses, 1)]


@pytest.mark.parametrize(
    ("statuses", "limit", "removed"),
    [
        (["superseded", "superseded", "deployed"], 0, []),
        (["superseded", "superseded", "deployed"], 4, []),
        (["superseded", "superseded", "deployed"], 3, [1]),
        (["superseded", "superseded", "deployed"], 2, [1, 2]),
        (["deployed", "failed", "failed"], 2, [2, 3]),
        (["deployed", "failed", "failed"], 1, [2, 3]),
        (["superseded", "deployed", "failed", "failed"], 3, [1, 3]),
        (["deployed", "deployed", "failed"], 2, [1, 3]),
        (["failed", "failed"], 1, [1, 2]),
        ([], 1, []),
    ],
)
def test_room_is_made_by_removing_the_oldest_but_never_the_last_deployed(
    statuses: list[str], limit: int, removed: list[int]
) -> None:
    assert [head.version for head in surplus(heads(*statuses), limit)] == removed


def store(limit: int = 0) -> Storage:
    env = Env()
    env.now_ns = lambda: 1_700_000_000_000_000_000
    return Storage(MemoryDriver("ns", env), limit)


def revision(version: int, status: str = "deployed") -> Release:
    return Release("web", "ns", version, Info(status=status), config={"n": version}, labels={"team": "a"})


def test_revision_goes_in_and_comes_out() -> None:
    storage = store()
    storage.create(revision(1), [])
    read = storage.get("web", 1)
    assert (read.config, read.labels) == ({"n": 1.0}, {"team": "a"})
    full = storage.read(storage.heads("web")[0])
    assert full is not None and full.labels["status"] == "deployed"


def test_second_maker_of_a_revision_loses() -> None:
    storage = store()
    storage.create(revision(1), [])
    with pytest.raises(ReleaseTaken, match="another operation"):
        storage.create(revision(1), [])


def test_history_is_in_order_and_pruned() -> None:
    storage = store(3)
    for number in range(1, 13):
        storage.create(revision(number, "superseded" if number < 12 else "deployed"), storage.heads("web"))
    assert [head.version for head in storage.heads("web")] == [10, 11, 12]


def test_what_is_not_there() -> None:
    storage = store()
    assert storage.heads("web") == []
    with pytest.raises(ReleaseError, match="release: not found"):
        storage.get("web", 1)
    storage.create(revision(1), [])
    head = storage.heads("web")[0]
    storage.delete(head)
    storage.delete(head)
    assert storage.read(head) is None


# As k8s.io/apimachinery's labels.Parse and Matches say.
SELECTORS = {
    "": True,
    "team=a": True,
    "team==a": True,
    " team = a , tier != db ": True,
    "team!=a": False,
    "none!=a": True,
    "team in (b, a)": True,
    "team notin (b,c)": True,
    "none notin (b)": True,
    "none in (b)": False,
    "team": True,
    "!team": False,
    "!none": True,
    "none": False,
    "a.b/c-d=x_y": True,
    "empty=": True,
    "empty in (,x)": True,
    "team=a,tier in (web,db),!none": True,
}


@pytest.mark.parametrize("text", SELECTORS)
def test_selector(text: str) -> None:
    found = {"team": "a", "tier": "web", "a.b/c-d": "x_y", "empty": ""}
    assert selector.parse(text)(found) is SELECTORS[text]


@pytest.mark.parametrize("text", ["tier in ()", "team in ()"])
def test_selector_of_no_values(text: str) -> None:
    """An empty list has one value, the empty one."""
    assert selector.parse(text)({"team": "", "tier": "web"}) is (text == "team in ()")


def test_selector_names_what_it_does_not_understand() -> None:
    with pytest.raises(RequestError, match=r"^unable to parse requirement: ' b c'$") as caught:
        selector.parse(" a=1, b c")
    assert (caught.value.doing, caught.value.subject) == ("reading the option", "selector")


@pytest.mark.parametrize(
    "text",
    [
        "team=a,",
        "=a",
        "team in a",
        "team in (a",
        "team a",
        "team===a",
        ",",
        "te am=a",
        "té=a",
        "team=é",
        "team\u00a0=a",
    ],
)
def test_selector_that_is_none(text: str) -> None:
    with pytest.raises(RequestError, match="unable to parse requirement"):
        selector.parse(text)


# The words of HELM_DRIVER (Go: pkg/action, action.go, Init).
WORDS = {
    "": SecretsDriver,
    "secret": SecretsDriver,
    "secrets": SecretsDriver,
    "Secret": SecretsDriver,
    "configmap": ConfigMapsDriver,
    "configmaps": ConfigMapsDriver,
    "memory": MemoryDriver,
    "sql": SqlDriver,
    "SQL": SqlDriver,
}


@pytest.mark.parametrize("word", WORDS)
def test_driver_that_a_word_names(word: str) -> None:
    env = Env()
    asked: list[object] = []
    opened: Any = open_driver(word, lambda: asked.append(1), "ns", env, sql="host=db")  # type: ignore[arg-type,func-returns-value]
    assert type(opened) is WORDS[word]
    assert (opened.namespace, opened._env) == ("ns", env)
    assert len(asked) == (WORDS[word] in (SecretsDriver, ConfigMapsDriver))


def test_driver_gets_what_it_needs() -> None:
    client: Any = object()
    for word in ("secret", "configmap"):
        assert open_driver(word, lambda: client, "ns", Env())._client is client  # type: ignore[attr-defined]
    sql: Any = open_driver("sql", lambda: client, "ns", Env(), sql="host=db")
    assert sql._place._text == "host=db"
    bare: Any = open_driver("sql", lambda: client, "ns", Env())
    assert bare._place._text == ""


def test_unknown_driver_is_refused() -> None:
    with pytest.raises(RequestError, match=r"^unknown storage driver 'NFS'$") as caught:
        open_driver("NFS", lambda: None, "ns", Env())  # type: ignore[arg-type,return-value]
    assert caught.value.hint == "one of: secret, configmap, memory, sql"


# What every driver does, by the one that needs no server.


class Clock(Env):
    """An environment whose clock is set by hand."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.set(seconds)

    def set(self, seconds: int) -> None:
        """Let it be so many seconds after 1970."""
        self.now_ns = lambda: seconds * 10**9


def places(driver: MemoryDriver, **which: Any) -> list[tuple[str, str, int]]:
    return [(head.namespace, head.name, head.version) for head in driver.heads(**which)]


def test_memory_lists_by_namespace_and_name() -> None:
    driver = MemoryDriver("ns", Env())
    for name, version in (("web", 1), ("web", 2), ("db", 1)):
        driver.create(Release(name, "ns", version))
    driver.namespace = "other"
    driver.create(Release("web", "other"))
    assert places(driver) == places(driver, namespace="other") == [("other", "web", 1)]
    assert places(driver, namespace="ns") == [("ns", "web", 1), ("ns", "web", 2), ("ns", "db", 1)]
    assert places(driver, namespace="ns", name="web") == [("ns", "web", 1), ("ns", "web", 2)]
    assert sorted(places(driver, namespace="", name="web")) == [("ns", "web", 1), ("ns", "web", 2), ("other", "web", 1)]
    assert places(driver, name="db") == []
    assert driver.get("sh.helm.release.v1.db.v1", "ns").name == "db"
    with pytest.raises(NotFound):
        driver.get("sh.helm.release.v1.db.v1")


def test_memory_stamps_what_it_stores() -> None:
    env = Clock(1_700_000_000)
    driver = MemoryDriver("ns", env)
    driver.create(revision(1, "pending-install"))
    system = {"name": "web", "owner": "helm", "version": "1", "team": "a"}
    created = {**system, "status": "pending-install", "createdAt": "1700000000"}
    assert driver.heads() == [
        Head("sh.helm.release.v1.web.v1", "web", "ns", 1, "pending-install", labels=created),
    ]
    env.set(1_700_000_060)
    driver.update(revision(1))
    read = driver.get("sh.helm.release.v1.web.v1")
    assert read.labels == {**system, "status": "deployed", "modifiedAt": "1700000060"}
    assert (read.info.status, read.config) == ("deployed", {"n": 1.0})
    read.labels["team"] = read.config["n"] = "changed"
    again = driver.get("sh.helm.release.v1.web.v1")
    assert (again.labels["team"], again.config) == ("a", {"n": 1.0})


def test_memory_says_what_is_not_there_and_what_is() -> None:
    driver = MemoryDriver("ns", Env())
    key = "sh.helm.release.v1.web.v1"
    for doing, action in (
        ("reading", lambda: driver.get(key)),
        ("updating", lambda: driver.update(revision(1))),
        ("deleting", lambda: driver.delete(key)),
    ):
        with pytest.raises(NotFound, match=r"^release: not found$") as absent:
            action()
        assert (absent.value.doing, absent.value.subject) == (f"{doing} the release record", key)
        assert absent.value.status == 404
    driver.create(revision(1))
    with pytest.raises(Conflict, match=r"^release: already exists$") as there:
        driver.create(revision(1))
    assert (there.value.doing, there.value.subject) == ("creating the release record", key)
    assert (there.value.status, there.value.reason) == (409, "AlreadyExists")
    driver.delete(key)
    assert driver.heads() == []


def test_memory_has_room_and_asks_nobody() -> None:
    driver: Any = MemoryDriver("ns", Env())
    large = Release("web", "ns", manifest="x" * 5_000_000)
    results = [driver.check(large), driver.object_of(large), driver.rehearse(large), driver.rehearse_deletion("k")]
    assert results == [None] * 4 and driver.heads() == []


# What goes through the storage.


def test_heads_are_one_releases_in_order() -> None:
    storage = store()
    for name, version in (("web", 10), ("db", 1), ("web", 9), ("web", 2)):
        storage.driver.create(Release(name, "ns", version))
    assert [head.version for head in storage.heads("web")] == [2, 9, 10]


def test_deployed_one_is_the_newest_that_says_so() -> None:
    found = heads("superseded", "deployed", "deployed", "failed")
    assert last_deployed(found) is found[2]
    assert last_deployed(heads("superseded", "failed")) is last_deployed([]) is None


def test_get_says_which_revision_is_not_there() -> None:
    with pytest.raises(ReleaseError, match=r"^release: not found$") as caught:
        store().get("web", 7)
    assert (caught.value.doing, caught.value.subject) == ("reading revision 7 of release", "web")
    assert isinstance(caught.value.__cause__, NotFound)


def test_second_maker_is_told_what_is_under_way() -> None:
    storage = store()
    storage.create(revision(3), [])
    with pytest.raises(ReleaseTaken) as caught:
        storage.create(revision(3), [])
    assert caught.value.problem == "another operation (install/upgrade/rollback) is in progress"
    assert (caught.value.doing, caught.value.subject) == ("storing revision 3 of release", "ns/web")


def test_room_is_made_before_the_new_one_is_stored() -> None:
    """Where the revision turns out to be there, the oldest is gone: as in helm."""
    storage = store(1)
    storage.create(revision(1, "failed"), [])
    with pytest.raises(ReleaseTaken):
        storage.create(revision(1, "failed"), [])
    storage.create(revision(2, "failed"), storage.heads("web"))
    assert [head.version for head in storage.heads("web")] == [2]


def test_nothing_is_pruned_by_default() -> None:
    storage = Storage(MemoryDriver("ns", Env()))
    for number in range(1, 15):
        storage.create(revision(number), storage.heads("web"))
    assert len(storage.heads("web")) == 14


class Noted(MemoryDriver):
    """Notes how each revision is stored again, and what is deleted; gone: what a deletion raises."""

    def __init__(self) -> None:
        super().__init__("ns", Env())
        self.stored: list[tuple[Any, str]] = []
        self.deleted: list[tuple[str, str]] = []
        self.problem: Any = None

    def update(self, release: Release) -> None:
        """Note it."""
        self.stored.append((release.holder, release.mark))

    def delete(self, key: str, uid: str = "") -> None:
        """Note it."""
        self.deleted.append((key, uid))
        if self.problem is not None:
            raise self.problem


def test_update_gives_the_record_up_whatever_became_of_it() -> None:
    driver = Noted()
    held = Release("web", "ns", holder=Holder("x", 30.0), mark="7")
    Storage(driver).update(held)
    assert driver.stored == [(None, "")]


def test_settling_gives_it_up_only_as_it_was_read() -> None:
    driver = Noted()
    held = Release("web", "ns", holder=Holder("x", 30.0), mark="7")
    Storage(driver).settle(held)
    assert driver.stored == [(None, "7")]


@pytest.mark.parametrize("problem", [None, NotFound("gone"), Conflict("another uid")], ids=str)
def test_only_the_revision_that_was_seen_is_removed(problem: Any) -> None:
    driver = Noted()
    driver.problem = problem
    head = Head("sh.helm.release.v1.web.v1", "web", "ns", 1, "failed", uid="u-1")
    Storage(driver).delete(head)
    Storage(driver, 1).create(revision(2), [head])
    assert driver.deleted == [("sh.helm.release.v1.web.v1", "u-1")] * 2


def test_conflict_about_the_revision_that_was_seen_is_an_error() -> None:
    driver = Noted()
    driver.create(revision(1))
    driver.problem = Conflict("the object has been modified")
    with pytest.raises(Conflict, match="has been modified"):
        Storage(driver).delete(driver.heads("web")[0])
