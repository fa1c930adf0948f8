# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What begins when, and who is skipped for what reason."""

from __future__ import annotations

import random

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.fleet.schedule import CONTINUE, STOP, Schedule

SHOP = {"base": (), "cache": ("base",), "mail": (), "shop": ("base", "cache"), "tests": ("shop", "mail")}


def schedule(waits: dict[str, tuple[str, ...]], parallel: int = 8, on_failure: str = STOP) -> Schedule:
    return Schedule(waits, parallel=parallel, on_failure=on_failure)


def test_each_begins_as_soon_as_all_that_it_waits_for_has_ended() -> None:
    turns = schedule(SHOP)
    assert turns.begin() == ["base", "mail"]
    assert turns.ended("base", well=True) == ["cache"]
    assert turns.ended("cache", well=True) == ["shop"]  # mail is still at work: nobody here waits for it
    assert turns.ended("shop", well=True) == []
    assert turns.ended("mail", well=True) == ["tests"]
    assert not turns.is_over
    assert turns.ended("tests", well=True) == []
    assert turns.is_over
    assert not turns.skipped
    assert not turns.failed


def test_no_more_are_under_way_than_there_are_places() -> None:
    turns = schedule(dict.fromkeys("abcde", ()), parallel=2)
    assert turns.begin() == ["a", "b"]
    assert turns.begin() == []
    assert turns.ended("b", well=True) == ["c"]
    assert turns.under_way == {"a", "c"}


def test_after_a_failure_nothing_new_begins_and_what_is_under_way_ends() -> None:
    turns = schedule({**SHOP, "late": ("mail",)})
    turns.begin()
    assert turns.ended("base", well=False) == []
    assert not turns.is_over
    assert turns.ended("mail", well=True) == []
    assert turns.is_over
    assert turns.failed == ["base"]
    assert turns.skipped == {
        "cache": "base failed, which has to be done before it",
        "shop": "base failed, which has to be done before it",
        "tests": "shop is skipped, because base failed",
        "late": "base failed, and on_failure is stop",
    }


def test_with_continue_what_does_not_need_the_failed_one_goes_on() -> None:
    turns = schedule({**SHOP, "late": ("mail",)}, on_failure=CONTINUE)
    turns.begin()
    assert turns.ended("base", well=False) == []
    assert turns.ended("mail", well=True) == ["late"]
    assert turns.ended("late", well=False) == []
    assert turns.is_over
    assert turns.failed == ["base", "late"]
    assert list(turns.skipped) == ["cache", "shop", "tests"]


def test_a_stop_lets_what_is_under_way_end() -> None:
    turns = schedule(SHOP)
    turns.begin()
    turns.stop("the task was stopped")
    assert turns.ended("base", well=True) == []
    assert turns.ended("mail", well=True) == []
    assert turns.is_over
    assert turns.skipped == dict.fromkeys(("cache", "shop", "tests"), "the task was stopped")


def test_nothing_to_do_is_over_at_once() -> None:
    turns = schedule({})
    assert turns.begin() == []
    assert turns.is_over


@pytest.mark.parametrize("on_failure", [STOP, CONTINUE])
@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_the_rules_hold(seed: int, on_failure: str) -> None:
    chance = random.Random(seed)
    names = [f"r{number}" for number in range(25)]
    waits = {
        name: tuple(other for other in names[:number] if chance.random() < 0.15) for number, name in enumerate(names)
    }
    turns = schedule(waits, parallel=chance.randint(1, 6), on_failure=on_failure)
    well: set[str] = set()
    begun = turns.begin()
    under_way = list(begun)
    while under_way:
        assert len(under_way) <= turns._parallel
        key = under_way.pop(chance.randrange(len(under_way)))
        fine = chance.random() < 0.9
        new = turns.ended(key, well=fine)
        if fine:
            well.add(key)
        for other in new:
            assert well.issuperset(waits[other])  # nobody begins before all that it needs has ended well
        if on_failure == STOP and turns.failed:
            assert not new
        under_way += new
        begun += new
    assert turns.is_over
    assert sorted([*begun, *turns.skipped]) == sorted(names)  # each has begun once or is skipped
    if on_failure == CONTINUE:
        bad = {*turns.failed}
        for name in names:  # skipped is exactly who waits, in the end, for one that failed
            if any(other in bad for other in waits[name]):
                bad.add(name)
        assert bad - {*turns.failed} == set(turns.skipped)
