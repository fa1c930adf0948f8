# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and durations give what Go's time package gives (cases_time.json, make_expected.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.golang import calendar, duration, parsing, time
from ansible_collections.native.helm.plugins.module_utils._helm.golang import zone as gozone
from ansible_collections.native.helm.plugins.module_utils._helm.golang.duration import Duration
from ansible_collections.native.helm.plugins.module_utils._helm.golang.fmt import show

ROWS = json.loads((Path(__file__).resolve().parent / "cases_time.json").read_text(encoding="utf-8"))
SECOND = 1_000_000_000


def _duration(request: dict[str, Any]) -> dict[str, Any]:
    try:
        number = duration.parse_duration(request["text"]) if "text" in request else request["ns"]
    except duration.TimeError as problem:
        return {"err": problem.problem}
    return {"ns": str(int(number)), "string": duration.format_duration(number)}


def _date(request: dict[str, Any]) -> dict[str, Any]:
    zone = gozone.load(request["zone"])
    assert zone is not None
    try:
        if "text" in request:
            moment = parsing.parse_time(request["layout"], request["text"], zone)
        else:
            moment = time.Time(request["unix"] * SECOND + request["nanos"], zone)
    except duration.TimeError as problem:
        return {"err": problem.problem}
    seconds, nanos = divmod(moment.ns, SECOND)
    name, offset, _ = moment.zone.lookup(seconds)
    shown = {"out": moment.format(request["layout"]), "string": show(moment)}
    return {**shown, "unix": seconds, "nanos": nanos, "zone": name, "offset": offset}


@pytest.mark.parametrize(("operation", "answer"), [("duration", _duration), ("date", _date)])
def test_gives_what_go_gives(operation: str, answer: Any) -> None:
    wrong = [
        (request, wanted, found)
        for request, wanted in ROWS
        if request["op"] == operation and (found := answer(request)) != wanted
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("ns", "offset", "wanted"),
    [
        (0, 0, "1970-01-01T00:00:00Z"),
        (-1, 0, "1969-12-31T23:59:59.999999999Z"),
        (1_709_247_909_120_000_000, 3600, "2024-03-01T00:05:09.12+01:00"),
        (1_709_247_909_000_000_001, -12_600, "2024-02-29T19:35:09.000000001-03:30"),
        (-62_135_596_800 * SECOND, 0, "0001-01-01T00:00:00Z"),
    ],
)
def test_rfc3339_is_what_go_marshals(ns: int, offset: int, wanted: str) -> None:
    zone = gozone.FixedZone("", offset) if offset else gozone.UTC
    assert calendar.rfc3339(ns, offset) == wanted
    assert time.Time(ns, zone).go_json() == f'"{wanted}"'.encode()


def test_calendar_has_no_end_either_way() -> None:
    for year in (-4000, -1, 0, 1, 1600, 1900, 2000, 2024, 9999, 123_456):
        for month, day in ((1, 1), (2, 28), (3, 1), (12, 31)):
            days = calendar.days_from_civil(year, month, day)
            assert calendar.civil_from_days(days) == (year, month, day)


def test_monotonic_reading_is_printed_kept_by_add_and_dropped_by_zones() -> None:
    moment = time.Time(0, monotonic=1_500_000_000)
    assert show(moment) == "1970-01-01 00:00:00 +0000 UTC m=+1.500000000"
    assert show(moment.add(Duration(-2 * SECOND))) == "1969-12-31 23:59:58 +0000 UTC m=-0.500000000"
    assert show(moment.utc()) == show(moment.truncate(0)) == "1970-01-01 00:00:00 +0000 UTC"
    later = time.Time(99 * SECOND, monotonic=2_500_000_000)
    assert later.sub(moment) == SECOND  # the monotonic clock's difference, not the wall clock's


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/localtime", "\\x", "Nope/Nope", "Europe", "a\0b"])
def test_what_is_no_zone(name: str) -> None:
    assert gozone.load(name) is None
