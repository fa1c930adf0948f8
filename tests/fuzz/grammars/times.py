# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates and durations: Go's layouts, zones, parsing and printing."""

from __future__ import annotations

import random

from .grammar import Grammar, Request, damaged

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Tokyo",
)
TOKENS = (
    *("2006", "06", "01", "1", "Jan", "January", "02", "2", "_2", "002", "__2", "15", "03", "3", "04", "4", "05", "5"),
    *("PM", "pm", "MST", "Z07:00", "Z0700", "Z07", "-07:00", "-0700", "-07", "-07:00:00", "Z070000", "-070000"),
    *("Mon", "Monday", ".000", ".999", ",000", ",999999999", ".0", "05.000000", "05,99"),
)
GLUE = ("-", "/", " ", ":", "T", ", ", "", ".", "x", "é", "\t", "Z")
LAYOUTS = (
    *("2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00", "Mon Jan _2 15:04:05 2006", "3:04PM"),
    *("Mon, 02 Jan 2006 15:04:05 MST", "Monday, 02-Jan-06 15:04:05 MST", "02 Jan 06 15:04 -0700", "2006-01-02"),
    *("Jan _2 15:04:05.000000", "2006-01-02 15:04:05", "20060102150405", "2006-002", "Mon Jan 02 15:04:05 -0700 2006"),
)
UNITS = ("ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "", "H")
SIGNS = ("-", "+", " ", "0", "9", "x", ":", ".", ",", "Z", "é", "99", "32")
STAMPS = (0, 1, -1, 951782400, 1709210096, 1711846799, 1711846800, 4102444800, -62135596800, -3155673600, 253402300800)


def layout(rnd: random.Random) -> str:
    """Return a layout."""
    if rnd.random() < 0.5:
        return rnd.choice(LAYOUTS)
    return "".join(rnd.choice(TOKENS) + rnd.choice(GLUE) for _ in range(rnd.randint(1, 6)))


def moment(rnd: random.Random) -> tuple[int, int]:
    """Return seconds and nanoseconds."""
    seconds = rnd.choice(STAMPS) if rnd.random() < 0.3 else rnd.randint(-(10**10), 10**10)
    return seconds, rnd.choice([0, 0, 1, 120000000, 999999999, rnd.randrange(10**9)])


def shown(rnd: random.Random, wanted: str) -> str:
    """Return a text that looks as if it had the layout."""
    texts = {
        "2006": "2024",
        "06": "24",
        "01": "02",
        "Jan": "Feb",
        "January": "February",
        "02": "29",
        "_2": " 9",
        "002": "060",
        "15": "23",
        "03": "11",
        "04": "59",
        "05": "58",
        "PM": "AM",
        "pm": "pm",
        "MST": rnd.choice(["CET", "EST", "EDT", "UTC", "GMT+3", "WITA"]),
        "Z07:00": "+02:00",
        "-0700": "-0330",
        "-07:00": "+05:30",
        "-07": "+01",
        "Mon": "Thu",
        "Monday": "Thursday",
        "Z0700": "Z",
        "Z07": "Z",
    }
    text = wanted
    for token in sorted(texts, key=len, reverse=True):
        text = text.replace(token, texts[token])
    return damaged(rnd, text, SIGNS) if rnd.random() < 0.4 else text


def length(rnd: random.Random) -> str:
    """Return a duration."""
    text = "".join(
        rnd.choice(["1", "0", "1.5", ".5", "90", "3600", "1e3", "0.000000001", "9223372036854775807", "2562047", "5."])
        + rnd.choice(UNITS[:8] if rnd.random() < 0.9 else UNITS)
        for _ in range(rnd.choice([1, 1, 2, 3]))
    )
    text = rnd.choice(["", "", "-", "+"]) + text
    return damaged(rnd, text, SIGNS) if rnd.random() < 0.15 else text


def request(rnd: random.Random) -> Request:
    """Return a question about times."""
    roll = rnd.random()
    if roll < 0.25:
        return {"op": "duration", "text": length(rnd)}
    if roll < 0.35:
        return {
            "op": "duration",
            "ns": rnd.choice([0, 1, 999, 1000, -1, 2**63 - 1, -(2**63), rnd.randint(-(2**62), 2**62)]),
        }
    wanted = layout(rnd)
    asked: Request = {"op": "date", "layout": wanted}
    if roll < 0.6:
        seconds, nanos = moment(rnd)
        return {**asked, "zone": rnd.choice(ZONES), "unix": seconds, "nanos": nanos}
    return {**asked, "zone": rnd.choice(["Local", "Local", "UTC"]), "text": shown(rnd, wanted)}  # where toDate parses


GRAMMAR = Grammar("times", 8, request, ("layout", "text"))
