# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revisions in a store: the last, the deployed one, the limit of the history."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError, RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.release import selector
from ansible_collections.native.helm.plugins.module_utils._helm.release.memory import MemoryDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.storage import (
    ReleaseTaken,
    Storage,
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


@pytest.mark.parametrize("text", ["team=a,", "=a", "team in a", "team in (a", "team a", "team===a", ",", "te am=a"])
def test_selector_that_is_none(text: str) -> None:
    with pytest.raises(RequestError, match="unable to parse requirement"):
        selector.parse(text)


def test_unknown_driver_is_refused() -> None:
    with pytest.raises(RequestError, match="unknown storage driver 'nfs'"):
        open_driver("nfs", lambda: None, "ns", Env())  # type: ignore[arg-type,return-value]
