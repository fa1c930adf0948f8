# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of releases: what is needed is found, and all that is wrong is in one error."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.fleet import members


def entry(key: str, *needs: str, absent: bool = False) -> dict[str, Any]:
    namespace, _slash, name = key.partition("/")
    return {"name": name, "namespace": namespace, "needs": list(needs), "absent": absent}


def problem_of(*entries: dict[str, Any]) -> str:
    with pytest.raises(RequestError) as caught:
        members.read(entries)
    assert "nothing was touched" in caught.value.hint
    return caught.value.problem


def test_members_stand_in_the_order_of_the_list() -> None:
    found = members.read([entry("web/shop", "cache"), entry("web/cache"), entry("db/cache", absent=True)])
    assert list(found) == ["web/shop", "web/cache", "db/cache"]
    assert [member.position for member in found.values()] == [0, 1, 2]
    assert [member.absent for member in found.values()] == [False, False, True]


@pytest.mark.parametrize(
    ("need", "meant"),
    [("cache", "web/cache"), ("db/cache", "db/cache"), ("queue", "db/queue")],
    ids=["own namespace first", "namespace given", "the only one of that name"],
)
def test_a_need_is_found(need: str, meant: str) -> None:
    found = members.read([entry("web/shop", need), entry("db/cache"), entry("web/cache"), entry("db/queue")])
    assert found["web/shop"].needs == (meant,)


def test_a_need_that_is_named_twice_is_one() -> None:
    found = members.read([entry("web/shop", "cache", "web/cache"), entry("web/cache")])
    assert found["web/shop"].needs == ("web/cache",)


def test_an_unknown_need_is_named_with_what_looks_like_it() -> None:
    assert problem_of(entry("web/shop", "cahce"), entry("web/cache")) == (
        "web/shop needs cahce, which is not in the list (is cache meant?)"
    )
    assert problem_of(entry("web/shop", "other/thing")) == "web/shop needs other/thing, which is not in the list"


def test_a_need_that_may_be_two_is_not_guessed() -> None:
    assert problem_of(entry("web/shop", "cache"), entry("a/cache"), entry("b/cache")) == (
        "web/shop needs cache, which may be a/cache or b/cache: write the namespace before it"
    )


def test_two_entries_of_one_name_and_namespace() -> None:
    problem = problem_of(entry("web/shop"), entry("web/cache"), entry("web/shop"), entry("web/shop"))
    assert problem == "web/shop is listed 3 times (entries 1, 3 and 4)"


def test_one_name_in_two_namespaces_is_no_double() -> None:
    assert list(members.read([entry("a/shop"), entry("b/shop")])) == ["a/shop", "b/shop"]


def test_what_is_to_be_there_may_not_need_what_is_to_go() -> None:
    assert problem_of(entry("web/shop", "cache"), entry("web/cache", absent=True)) == (
        "web/shop needs web/cache, which is to be absent"
    )
    members.read([entry("web/shop", "cache", absent=True), entry("web/cache", absent=True)])
    members.read([entry("web/shop", "cache", absent=True), entry("web/cache")])


def test_all_problems_are_in_one_error() -> None:
    problem = problem_of(
        entry("web/a", "b"), entry("web/b", "a"), entry("web/c", "c"), entry("web/d", "nothing"), entry("web/d"),
    )  # fmt: skip
    assert problem.splitlines() == [
        "web/d is listed 2 times (entries 4 and 5)",
        "web/d needs nothing, which is not in the list",
        "web/a needs web/b, which needs web/a",
        "web/c needs itself",
    ]
