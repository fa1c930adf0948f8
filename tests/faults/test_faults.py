# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an API server, a proxy in front of it or the network may do to any request. make faults does them all."""

from __future__ import annotations

import pytest

from .driver import WAIT
from .matrix import Row, disturb, name, rows
from .proxy import Fault
from .world import Case, World

RETRY_FOR = 60.0  # seconds for which passing failures of one request are put up with
PASSING = ("429", "500 store", "503", "504", "504 after", "reset", "slow body", "401")
REPEATED = ("repeated", "repeated and lost")

ONCE = rows(
    (*PASSING, "500", "409"),
    [
        ("install", "429", 0.5),
        ("upgrade", "504 after", 0.85),
        ("rollback", "500", 0.6),
        ("uninstall", "401", 0.5),
        ("uninstall", "409", 1.0),  # of the last record
    ],
)
AWAY = rows(("reset", "503"), [("upgrade", "503", 0.7)])
TWICE = rows(REPEATED, [("upgrade", "repeated", 0.97), ("rollback", "repeated and lost", 0.93)])
WATCHES = rows(("broken watch", "410", "410 event", "slow body", "500"), [("upgrade", "410 event", 0.02)])


def faulty(case: Case, fault: Fault) -> None:
    """Either it is tried again and all is well, or it fails in good order and the next run brings it to its end."""
    expected = case.world.expected(case.action)
    result = case.run(fault)
    assert case.world.proxy.precious_deletions() == []
    assert result is not None, "the run ended without an answer"
    assert result["clock"] < WAIT + 2 * RETRY_FOR, result
    if "error" not in result:
        assert case.told(result) == expected.told
        case.is_as(expected)
        return
    assert fault.lasting or fault.kind not in (*PASSING, *REPEATED), result
    assert result["problem"]
    case.helm_reads_it()
    case.converges()
    assert case.world.proxy.precious_deletions() == []


@pytest.mark.parametrize("row", ONCE, ids=name)
def test_one_fault_is_overcome_or_fails_in_good_order(world: World, row: Row) -> None:
    disturb(world, row, faulty, make=Fault)


@pytest.mark.parametrize("row", TWICE, ids=name)
def test_request_that_is_sent_twice_on_the_way_is_recognized(world: World, row: Row) -> None:
    disturb(world, row, faulty, make=Fault)


@pytest.mark.parametrize("kind", REPEATED)
def test_record_whose_creation_is_sent_twice_is_our_own(world: World, kind: str) -> None:
    """No lease is waited out, and no second revision is made: with a lease that a dead run would have."""
    expected = world.expected("upgrade")
    case = world.case("upgrade")
    fault = Fault(kind, only=lambda seen: seen.method == "POST" and seen.path.endswith("/secrets") and seen.writes)
    try:
        result = case.run(fault, pending={}, lease=30.0)
        assert result is not None and "error" not in result and len(case.disturbed) == 1, result
        assert case.told(result) == expected.told
        case.is_as(expected)
        versions = [[record["version"] for record in records] for records in (case.records(), expected.records["web"])]
        assert versions[0] == versions[1]
    finally:
        case.remove()


@pytest.mark.parametrize("row", AWAY, ids=name)
def test_api_server_that_goes_away_fails_the_run_in_good_order(world: World, row: Row) -> None:
    disturb(world, row, faulty, make=lambda kind, number: Fault(kind, number, lasting=True))


@pytest.mark.parametrize("row", WATCHES, ids=name)
def test_watch_that_fails_is_made_anew(world: World, row: Row) -> None:
    disturb(world, row, faulty, make=lambda kind, number: Fault(kind, number, only=lambda seen: seen.is_watch))
