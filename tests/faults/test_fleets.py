# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet's process dies before and after every request of its task, or is stopped then. make crash does them all."""

from __future__ import annotations

from typing import Iterator

import pytest

from .fleet import ACTIONS, FleetCase, Fleets
from .matrix import Row, disturb, name, rows
from .proxy import Fault
from .world import Case, World

KILLED = rows(("kill before", "kill after"), [("install", "kill after", 0.5), ("prune", "kill before", 0.6)], ACTIONS)
STOPPED = rows(("terminate", "alarm"), [("upgrade", "terminate", 0.6)], ACTIONS)


@pytest.fixture(scope="session")
def fleets(world: World) -> Iterator[Fleets]:
    """The cluster with the proxy in front of it; cases are fleets of three."""
    found = Fleets.of(world, "fleet")
    yield found
    found.close()


def killed(case: Case, fault: Fault) -> None:
    """helm can read what a killed run leaves of each release, and the same task again brings all to their end: what had
    come there is not done twice."""
    assert isinstance(case, FleetCase)
    result = case.run(fault)
    assert (result is None) is bool(case.disturbed), result
    case.needs_are_kept()
    case.helm_reads_it()
    case.converges()
    assert case.world.proxy.precious_deletions() == []


def stopped(case: Case, fault: Fault) -> None:
    """Every release that was under way has a record that says how it ended, and that nobody holds; the same task again
    brings all to their end."""
    assert isinstance(case, FleetCase)
    result = case.run(fault)
    assert result is not None
    if "error" in result:
        assert "nterrupted by SIGTERM" in result["error"] or "Timed out" in result["error"]
        assert set(case.endings()) <= {"interrupted by SIGTERM", "interrupted (TaskTimeout)"}
    statuses = [record["status"] for release in case.names for record in case.records(release)]
    assert not [status for status in statuses if status.startswith("pending")], statuses
    assert not case.held()
    case.needs_are_kept()
    case.helm_reads_it()
    case.converges()
    assert case.world.proxy.precious_deletions() == []


@pytest.mark.parametrize("row", KILLED, ids=name)
def test_killed_fleet_is_finished_by_the_next_run(fleets: Fleets, row: Row) -> None:
    disturb(fleets, row, killed, make=Fault)


@pytest.mark.parametrize("row", STOPPED, ids=name)
def test_stopped_fleet_leaves_nothing_pending(fleets: Fleets, row: Row) -> None:
    disturb(fleets, row, stopped, make=Fault)
