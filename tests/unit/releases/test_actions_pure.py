# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What actions ask, decide and tell without a cluster: names, revisions, values, results."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked import checks
from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import PendingOptions, ValuesInput
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError, RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart
from ansible_collections.native.helm.plugins.module_utils._helm.content.candidate import Candidate
from ansible_collections.native.helm.plugins.module_utils._helm.content.differing import differences
from ansible_collections.native.helm.plugins.module_utils._helm.content.rendering import combine
from ansible_collections.native.helm.plugins.module_utils._helm.release.memory import MemoryDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Info, Release, StoredHook
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import Storage
from ansible_collections.native.helm.plugins.module_utils._helm.releases import describe, history
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import rollback
from ansible_collections.native.helm.plugins.module_utils._helm.releases.draft import facts_of, merged_labels

SECOND = 1_000_000_000


class Clock(Env):
    """An Env whose time only passes by sleeping; asleep: what happens at each sleep."""

    __slots__ = ("asleep", "ns")

    def __init__(self) -> None:
        super().__init__()
        self.ns = 1_700_000_000 * SECOND
        self.asleep: Any = None
        self.now_ns = lambda: self.ns
        self.sleep = self.rest

    def rest(self, seconds: float) -> None:
        self.ns += int(seconds * SECOND)
        if self.asleep:
            self.asleep()


def store(clock: Clock, *statuses: str) -> Storage:
    """Revisions of the release web with these statuses."""
    storage = Storage(MemoryDriver("ns", clock))
    for version, status in enumerate(statuses, 1):
        storage.create(Release("web", "ns", version, Info(status=status)), [])
    return storage


@pytest.mark.parametrize(
    ("statuses", "base", "failed", "new"),
    [
        ([], None, [], True),
        (["deployed"], 1, [], False),
        (["superseded", "deployed"], 2, [], False),
        (["deployed", "failed"], 1, [2], False),
        (["deployed", "failed", "failed"], 1, [3, 2], False),
        (["failed"], 1, [1], False),
        (["superseded", "failed"], 2, [2], False),
        (["superseded", "uninstalled"], 2, [2], True),
        (["deployed", "deployed"], 2, [], False),
    ],
)
def test_where_a_release_stands(statuses: list[str], base: Optional[int], failed: list[int], new: bool) -> None:
    found = history.look(store(Clock(), *statuses), "web")
    assert (found.base.version if found.base else None) == base
    assert ([release.version for release in found.failed], found.is_new) == (failed, new)
    assert found.next_version == len(statuses) + 1


def test_pending_revision_without_life_is_given_up() -> None:
    clock = Clock()
    storage = store(clock, "deployed", "pending-upgrade")
    started = clock.ns
    found, recovered = history.settle(storage, "web", PendingOptions("recover", 60), clock, check=False)
    # looks are spread by chance: their parts of a second add up to a minute within what a float can hold
    assert (recovered, round((clock.ns - started) / SECOND, 6)) == (True, 60.0)
    assert found.last is not None and found.last.info.status == "failed"
    assert storage.get("web", 2).info.description == (
        'Release "web" failed: interrupted while pending-upgrade, idle for 60 s'
    )


def test_pending_revision_that_ends_is_waited_for() -> None:
    clock = Clock()
    storage = store(clock, "deployed", "pending-upgrade")

    def end() -> None:
        release = storage.get("web", 2)
        release.info.status = "deployed"
        storage.update(release)

    clock.asleep = end
    found, recovered = history.settle(storage, "web", PendingOptions("recover", 60), clock, check=False)
    assert (recovered, found.deployed and found.deployed.version) == (False, 2)


def test_pending_revision_whose_maker_writes_is_alive() -> None:
    clock = Clock()
    storage = store(clock, "pending-install")
    sleeps = []

    def work() -> None:
        sleeps.append(clock.ns)
        if len(sleeps) < 200:
            storage.update(storage.get("web", 1))

    clock.asleep = work
    history.settle(storage, "web", PendingOptions("recover", 10), clock, check=False)
    assert len(sleeps) > 200


def test_check_mode_does_not_wait_nor_write() -> None:
    clock = Clock()
    storage = store(clock, "pending-install")
    started = clock.ns
    found, recovered = history.settle(storage, "web", PendingOptions("recover", 60), clock, check=True)
    assert (recovered, clock.ns, found.last and found.last.info.status) == (True, started, "failed")
    assert storage.get("web", 1).info.status == "pending-install"


def test_pending_revision_is_refused_when_asked() -> None:
    clock = Clock()
    with pytest.raises(ReleaseError, match=r"^another operation \(install/upgrade/rollback\) is in progress$"):
        history.settle(store(clock, "pending-rollback"), "web", PendingOptions("fail"), clock, check=False)


# Rollback's revision


def made(*statuses: str, description: str = "") -> history.History:
    heads = [Head("k", "web", "ns", number, status) for number, status in enumerate(statuses, 1)]
    last = Release("web", "ns", len(heads), Info(status=statuses[-1], description=description))
    return history.History(heads, last)


@pytest.mark.parametrize(
    ("found", "wanted", "number"),
    [
        (made("superseded", "superseded", "deployed"), "previous", 2),
        (made("superseded", "superseded", "deployed"), "1", 1),
        (made("superseded", "superseded", "deployed"), "last_deployed", 3),
        (made("superseded", "deployed", "failed"), "previous", 2),
        (made("superseded", "deployed", "failed"), "last_deployed", 2),
        (made("superseded", "superseded", "failed"), "last_deployed", 2),
        (made("superseded", "superseded", "deployed", description="Rollback to 1"), "previous", 1),
        (made("superseded", "superseded", "superseded", "deployed", description="Rollback to 1"), "previous", 3),
        (made("superseded", "superseded", "failed", description="Rollback to 1"), "previous", 1),
    ],
)
def test_which_revision_is_meant(found: history.History, wanted: str, number: int) -> None:
    assert rollback.target_revision(found, wanted) == number


@pytest.mark.parametrize(
    ("found", "wanted", "problem"),
    [
        (made("deployed"), "previous", "release has no 0 version"),
        (made("deployed"), "3", "release has no 3 version"),
        (made("failed"), "last_deployed", '"web" has no deployed releases'),
        (made("deployed"), "0", "release has no 0 version"),
        (made("deployed"), "x", "'x' is no revision"),
    ],
)
def test_revision_that_is_not_there(found: history.History, wanted: str, problem: str) -> None:
    with pytest.raises((ReleaseError, RequestError)) as caught:
        rollback.target_revision(found, wanted)
    assert caught.value.problem == problem


# Values, labels, differences


def current(config: dict[str, Any]) -> Release:
    return Release("web", "ns", chart={"metadata": {"name": "a"}, "values": {"a": 1.0, "t": {"x": 1.0}}}, config=config)


@pytest.mark.parametrize(
    ("flags", "given", "config"),
    [
        ({}, {"b": 2}, {"b": 2.0}),
        ({}, {}, {}),
        ({"reset": False}, {}, {"old": 1.0, "t": {"y": 1.0}}),
        ({"reset": False}, {"b": 2}, {"b": 2.0}),
        ({"reset": False, "reuse": True}, {"t": {"y": 2}}, {"old": 1.0, "t": {"y": 2.0}}),
        ({"reset": False, "reset_then_reuse": True}, {"t": {"z": 2}}, {"old": 1.0, "t": {"y": 1.0, "z": 2.0}}),
        ({"reset": True, "reuse": True}, {"b": 2}, {"b": 2.0}),
    ],
)
def test_values_of_an_upgrade(flags: dict[str, bool], given: dict[str, Any], config: dict[str, Any]) -> None:
    chart = Chart({"name": "a"}, values={"new": 1.0})
    old = current({"old": 1.0, "t": {"y": 1.0}})
    assert combine(ValuesInput(given, **flags), chart, old, lambda message: None) == config
    reused = flags.get("reuse") and not flags.get("reset")
    assert chart.values == ({"a": 1.0, "t": {"x": 1.0, "y": 1.0}, "old": 1.0} if reused else {"new": 1.0})


def test_labels_are_merged_and_null_removes() -> None:
    assert merged_labels({"a": "1", "b": "2"}, {"b": "null", "c": "3"}) == {"a": "1", "c": "3"}
    assert merged_labels({"a": "1"}, None) == {"a": "1"}


FILE = {"name": "templates/a.yaml", "data": "YQ==", "modtime": "2026-01-01T00:00:00Z"}


def last(**facts: Any) -> Release:
    chart = {"metadata": {"name": "a"}, "templates": [FILE], "values": {"n": 1.0}, "modtime": "2026-01-01T00:00:00Z"}
    known: dict[str, Any] = {"chart": chart, "config": {"n": 1.0}, "manifest": "---\na: 1\n", **facts}
    return Release("web", "ns", hooks=[StoredHook("h", delete_policies=["before-hook-creation"])], **known)


def candidate(**facts: Any) -> Candidate:
    chart = {"metadata": {"name": "a"}, "templates": [{**FILE, "modtime": "2027-01-01T00:00:00Z"}], "values": {"n": 1}}
    known: dict[str, Any] = {"chart": chart, "config": {"n": 1}, "manifest": "---\na: 1\n", **facts}
    return Candidate(hooks=known.pop("hooks", [StoredHook("h")]), **known)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, []),
        ({"config": {"n": True}}, ["values"]),
        ({"config": {"n": 1, "nothing": None}}, ["values"]),
        ({"config": {"n": "1"}}, ["values"]),
        ({"manifest": "---\na: 2\n"}, ["manifest"]),
        ({"hooks": []}, ["hooks"]),
        ({"hooks": [StoredHook("h", weight=1)]}, ["hooks"]),
        (
            {"chart": {"metadata": {"name": "a"}, "templates": [{**FILE, "data": "Yg=="}], "values": {"n": 1}}},
            ["chart"],
        ),
        ({"chart": {"metadata": {"name": "a", "version": "2"}, "templates": [FILE], "values": {"n": 1}}}, ["chart"]),
    ],
)
def test_what_differs_from_the_last_revision(facts: dict[str, Any], reasons: list[str]) -> None:
    assert differences(last(), candidate(**facts)) == reasons


@pytest.mark.parametrize(
    ("release", "revision", "upgrade"),
    [
        (Release("web", "ns", 1, Info("t1", "t1")), 1, False),
        (Release("web", "ns", 4, Info("t1", "t1")), 1, False),
        (Release("web", "ns", 4, Info("t1", "t2")), 4, True),
        (Release("web", "ns", 4, Info("t1", "t2", rollback_revision=1)), 1, False),
        (Release("web", "ns", 4, Info("t1", "t2", description="Rollback to 2")), 2, True),
    ],
)
def test_what_a_revision_was_rendered_with(release: Release, revision: int, upgrade: bool) -> None:
    facts = facts_of(release)
    assert (facts.revision, facts.is_upgrade) == (revision, upgrade)


# Requests and results


@pytest.mark.parametrize("name", ["a", "a.b", "a-1", "1", "x" * 53])
def test_good_names(name: str) -> None:
    checks.check_name(name)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ({"name": "x"}, "user supplied labels contains system reserved label name. System labels: "),
        ({"a b": "x"}, "'a b' is no name of a label"),
        ({"a/b/c": "x"}, "'a/b/c' is no name of a label"),
        ({"a": "x y"}, "'x y' is no value of a label"),
        ({"a": "x" * 64}, "is no value of a label"),
    ],
)
def test_bad_labels(labels: dict[str, str], problem: str) -> None:
    with pytest.raises(RequestError) as caught:
        checks.check_labels(labels)
    assert problem in caught.value.problem


def test_good_labels() -> None:
    checks.check_labels({"a": "", "example.com/b_c": "X-1.2", "d": "x" * 63})
    checks.check_labels(None)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2026-01-02T03:04:05.6Z", "2026-01-02 03:04:05.6 +0000 UTC"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02 03:04:05 +0200 +0200"),
        ("", ""),
    ],
)
def test_times_as_helms_list_shows_them(time: str, shown: str) -> None:
    assert describe.go_time(time) == shown


def test_values_are_a_tasks_values_again() -> None:
    shown = describe.plain({"i": 1.0, "f": 1.5, "b": True, "n": None, "l": [2.0, "x"], "big": 1e20})
    assert shown == {"i": 1, "f": 1.5, "b": True, "n": None, "l": [2, "x"], "big": 1e20}
    assert type(shown["i"]) is int and shown["b"] is True
