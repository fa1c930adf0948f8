# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server that is away for a while during a wait, and a proxy that holds events back: the wait goes on."""

from __future__ import annotations

from typing import Callable

import pytest

from .proxy import Fault, Seen
from .world import World

OUTAGE = 40  # requests in a row that fail: the pauses between them make far more than 90 seconds


@pytest.mark.parametrize("kind", ["reset", "503"])
@pytest.mark.parametrize("action", ["install", "uninstall"])
def test_an_outage_of_90_seconds_ends_no_wait_of_ten_minutes(world: World, action: str, kind: str) -> None:
    expected = world.expected(action)
    case = world.case(action)
    begun: list[Seen] = []

    def is_away(seen: Seen) -> bool:
        if begun or (seen.is_watch and "customresourcedefinitions" not in seen.path):
            begun.append(seen)
        return 0 < len(begun) <= OUTAGE

    result = case.run(Fault(kind, lasting=True, only=is_away), timeout=600)
    assert result is not None and "error" not in result, result
    assert len(case.disturbed) == OUTAGE
    assert result["clock"] > 90
    assert [text for text in result["warnings"] if text.endswith("an outage does not end the wait")]
    assert case.told(result) == expected.told
    case.is_as(expected)
    case.remove()


def is_of_hooks(seen: Seen) -> bool:
    return seen.writes and seen.method == "DELETE" and "/jobs/" in seen.path


def is_of_records(seen: Seen) -> bool:
    return seen.writes and seen.path.rpartition("/")[0].endswith("/secrets") and seen.method == "PUT"


def is_of_objects(seen: Seen) -> bool:
    return seen.writes and seen.method == "PATCH" and "/deployments/" in seen.path


@pytest.mark.parametrize(
    ("action", "only"),
    [
        ("upgrade", is_of_objects),
        ("upgrade", is_of_records),
        ("uninstall", is_of_hooks),
        ("rollback", is_of_records),
    ],
    ids=lambda part: getattr(part, "__name__", None),
)
@pytest.mark.parametrize("kind", ["reset", "503"])
def test_an_outage_ends_no_other_step_before_the_timeout(
    world: World, action: str, only: Callable[[Seen], bool], kind: str
) -> None:
    expected = world.expected(action)
    case = world.case(action)
    begun: list[Seen] = []

    def is_away(seen: Seen) -> bool:
        if begun or only(seen):
            begun.append(seen)
        return 0 < len(begun) <= OUTAGE

    result = case.run(Fault(kind, lasting=True, only=is_away), timeout=600)
    assert result is not None and "error" not in result, result
    assert len(case.disturbed) == OUTAGE and result["clock"] > 90
    assert [text for text in result["warnings"] if text.endswith("an outage does not end the wait")]
    assert case.told(result) == expected.told
    case.is_as(expected)
    case.remove()


def test_an_outage_ends_no_recovery_of_what_a_dead_run_left(world: World) -> None:
    expected = world.expected("upgrade")
    case = world.case("upgrade")
    assert case.run(Fault("kill after", only=lambda seen: seen.writes and seen.path.endswith("/secrets"))) is None
    looks: list[Seen] = []

    def is_away(seen: Seen) -> bool:
        """From the second look at the records on: the first has found that someone works on the release."""
        if looks or seen.path.endswith("/secrets"):
            looks.append(seen)
        return 1 < len(looks) <= OUTAGE + 1

    result = case.run(Fault("reset", lasting=True, only=is_away), timeout=600, pending={}, lease=30.0)
    assert result is not None and "error" not in result, result
    assert len(case.disturbed) == OUTAGE and result["clock"] > 90
    assert [text for text in result["warnings"] if text.endswith("an outage does not end the wait")]
    case.is_as(expected)
    case.remove()


def test_a_proxy_that_holds_events_back_costs_no_wait(world: World) -> None:
    expected = world.expected("install")
    case = world.case("install")
    result = case.run(Fault("held back", lasting=True, only=lambda seen: seen.is_watch))
    assert case.disturbed and result is not None and "error" not in result, result
    case.is_as(expected)
    case.remove()
