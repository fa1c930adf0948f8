# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which members are meant, who waits for whom, and what could run together."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.fleet import members, order

from .test_members import entry

SHOP = members.read(
    [
        entry("web/shop", "db/base", "cache"),
        entry("web/cache", "db/base"),
        entry("db/base"),
        entry("web/mail"),
        entry("old/shop", "old/base", absent=True),
        entry("old/base", absent=True),
    ]
)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ([], list(SHOP)),
        (["cache"], ["web/cache", "db/base"]),
        (["web/shop"], ["web/shop", "web/cache", "db/base"]),
        (["shop"], ["web/shop", "web/cache", "db/base", "old/shop"]),
        (["web/*"], ["web/shop", "web/cache", "db/base", "web/mail"]),
        (["m?il", "old/base"], ["web/mail", "old/base"]),
    ],
    ids=["all", "with a need", "needs of needs", "a name", "pattern", "several"],
)
def test_only_means_those_and_what_they_need(only: list[str], expected: list[str]) -> None:
    assert list(order.chosen(SHOP, only)) == expected


def test_a_removal_brings_no_other_removal_along() -> None:
    assert list(order.chosen(SHOP, ["old/shop"])) == ["old/shop"]


def test_patterns_that_mean_nobody_are_all_named() -> None:
    with pytest.raises(RequestError) as caught:
        order.chosen(SHOP, ["shpo", "cache", "web/base"])
    assert caught.value.problem == "no release of the list is meant by shpo, web/base"


def test_who_is_to_be_there_waits_for_needs_and_who_is_to_go_for_those_that_need_it() -> None:
    assert order.waits(SHOP) == {
        "web/shop": ("db/base", "web/cache"),
        "web/cache": ("db/base",),
        "db/base": (),
        "web/mail": (),
        "old/base": ("old/shop",),
        "old/shop": (),
    }


def test_removals_that_do_not_need_each_other_go_in_reverse_order() -> None:
    found = members.read([entry("a/one", absent=True), entry("a/two"), entry("a/three", absent=True)])
    assert list(order.waits(found)) == ["a/three", "a/two", "a/one"]


def test_a_removal_does_not_wait_for_what_stays() -> None:
    found = members.read([entry("a/base"), entry("a/app", "base", absent=True)])
    assert order.waits(found) == {"a/base": (), "a/app": ()}


def test_levels_are_what_could_run_together() -> None:
    assert order.levels(order.waits(SHOP)) == [
        ["db/base", "web/mail", "old/shop"],
        ["web/cache", "old/base"],
        ["web/shop"],
    ]
    assert order.levels({}) == []
