# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process dies before and after every request of every action, or a reply is lost. make crash does them all."""

from __future__ import annotations

import pytest

from .matrix import Row, disturb, name, rows
from .proxy import Fault
from .world import Case, World

KILLED = rows(
    ("kill before", "kill after"),
    [("install", "kill before", 0.6), ("upgrade", "kill after", 0.75), ("rollback", "kill after", 0.5)],
)
LOST = rows(("lost reply",), [("install", "lost reply", 0.3), ("uninstall", "lost reply", 0.8)])


def killed(case: Case, fault: Fault) -> None:
    """helm can read what a killed run leaves, and the same task again brings it to its end."""
    result = case.run(fault)
    assert (result is None) is bool(case.disturbed), result
    assert case.world.proxy.precious_deletions() == []
    case.helm_reads_it()
    case.converges()
    assert case.world.proxy.precious_deletions() == []


def reply_lost(case: Case, fault: Fault) -> None:
    """A run that misses a reply after the deed goes on as if nothing had been: it was done once."""
    expected = case.world.expected(case.action)
    result = case.run(fault)
    assert case.world.proxy.precious_deletions() == []
    assert result is not None and "error" not in result, result
    assert case.told(result) == expected.told
    assert (result["changed"], result["reason"]) == (True, expected.result["reason"])
    case.is_as(expected)
    case.helm_reads_it()


@pytest.mark.parametrize("row", KILLED, ids=name)
def test_killed_run_is_finished_by_the_next(world: World, row: Row) -> None:
    disturb(world, row, killed, make=Fault)


@pytest.mark.parametrize("row", LOST, ids=name)
def test_lost_reply_is_no_failure(world: World, row: Row) -> None:
    disturb(world, row, reply_lost, make=Fault)
