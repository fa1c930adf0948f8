# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""strconv.ParseFloat, and who reads numbers by it: what the oracle's float64 and mustToDuration gave."""

from __future__ import annotations

import math
from typing import Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FunctionError
from ansible_collections.native.helm.plugins.module_utils._helm.golang.numbers import parse_float
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl import literals
from ansible_collections.native.helm.plugins.module_utils._helm.render import durations


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0x_1p1", 2.0), ("0X_1.8P+2", 6.0), ("0x.8p1", 1.0), ("0x1p3", 8.0), ("1_000.5", 1000.5), ("1e1_0", 1e10),
        ("0_1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("inf", math.inf), ("-Inf", -math.inf), ("+infinity", math.inf),
        ("1e400", math.inf), ("0x1p2000", math.inf), ("0x_.8p3", None), ("0x1_.8p1", None), ("1__0", None),
        ("_1", None), ("1_", None), ("1_.5", None), ("1._5", None), ("0x1", None), ("0b1p1", None), ("", None),
        ("+", None), ("1e", None), ("\u0661", None), ("1 ", None), ("+nan", None),
    ],
)  # fmt: skip
def test_a_float_is_read_as_go_reads_it(text: str, number: Optional[float]) -> None:
    assert parse_float(text) == number
    assert literals.parse_float(text) == (number if number is None or math.isfinite(number) else None)


def test_nan_is_a_number_that_is_none() -> None:
    assert math.isnan(parse_float("NaN") or 0.0)


@pytest.mark.parametrize(("text", "shown"), [("0x_1p1", 2), ("1_0", 10), ("1_000.5", 1000.5), ("0x1p3", 8)])
def test_seconds_are_read_as_go_reads_floats(text: str, shown: float) -> None:
    assert int(durations.must_to_duration(text)) == int(shown * 1e9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1e400", 'could not parse duration "1e400"'),
        ("1__0", 'could not parse duration "1__0"'),
        ("1e1_0", "duration seconds overflow: 1e\\+10"),
        ("-Inf", "invalid duration seconds: -Inf"),
    ],
)
def test_seconds_that_are_none_are_refused_in_helms_words(text: str, words: str) -> None:
    with pytest.raises(FunctionError, match=words):
        durations.must_to_duration(text)
