# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process dies before and after every request of a task that applies a plan, or a reply is lost. make crash does
them all."""

from __future__ import annotations

from typing import Iterator

import pytest

from . import fleet
from .matrix import Row, disturb, name, rows
from .planned import PlannedCase, PlannedFleets, PlannedReleases
from .proxy import Fault
from .world import Case, World

OF_RELEASES = ("install", "upgrade")
KILLED = ("kill before", "kill after")
LOST = ("lost reply",)


@pytest.fixture(scope="session")
def releases(world: World) -> Iterator[PlannedReleases]:
    """The cluster with the proxy in front of it; cases are plans of one release."""
    found = PlannedReleases.of(world, "planned")
    yield found
    found.close()


@pytest.fixture(scope="session")
def fleets(world: World) -> Iterator[PlannedFleets]:
    """The same; cases are plans of fleets of three."""
    found = PlannedFleets.of(world, "planned-fleet")
    yield found
    found.close()


def killed(case: Case, fault: Fault) -> None:
    """helm can read what a killed run leaves. The same plan is finished by the next run, or refused; then a new one
    brings all to its end."""
    assert isinstance(case, PlannedCase)
    result = case.run(fault)
    assert (result is None) is bool(case.disturbed), result
    case.helm_reads_it()
    case.is_finished_by_the_next()
    case.helm_reads_it()
    assert case.world.proxy.precious_deletions() == []


def reply_lost(case: Case, fault: Fault) -> None:
    """A run that misses a reply after the deed goes on as if nothing had been: it was done once."""
    expected = case.world.expected(case.action)
    result = case.run(fault)
    assert result is not None and "error" not in result, result
    assert case.world.proxy.precious_deletions() == []
    assert result["changed"] is True
    assert set(case.told(result)) == set(expected.told)  # which of a fleet made their namespace is chance
    case.is_as(expected)
    case.helm_reads_it()


@pytest.mark.parametrize("row", rows(KILLED, [("upgrade", "kill after", 0.8)], OF_RELEASES), ids=name)
def test_killed_plan_is_finished_or_refused(releases: PlannedReleases, row: Row) -> None:
    disturb(releases, row, killed, make=Fault)


@pytest.mark.parametrize("row", rows(LOST, [("upgrade", "lost reply", 0.7)], OF_RELEASES), ids=name)
def test_lost_reply_is_no_failure_of_a_plan(releases: PlannedReleases, row: Row) -> None:
    disturb(releases, row, reply_lost, make=Fault)


@pytest.mark.parametrize("row", rows(KILLED, [("install", "kill before", 0.7)], fleet.ACTIONS), ids=name)
def test_killed_plan_of_a_fleet_is_finished_or_refused(fleets: PlannedFleets, row: Row) -> None:
    disturb(fleets, row, killed, make=Fault)


@pytest.mark.parametrize("row", rows(LOST, [("install", "lost reply", 0.8)], fleet.ACTIONS), ids=name)
def test_lost_reply_is_no_failure_of_a_fleets_plan(fleets: PlannedFleets, row: Row) -> None:
    disturb(fleets, row, reply_lost, make=Fault)
