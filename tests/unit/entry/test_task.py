# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters as plain data, durations."""

from __future__ import annotations

from typing import Any, Iterator

import pytest
from ansible.template import trust_as_template

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import task


def types(value: Any) -> Iterator[type]:
    yield type(value)
    for item in value.items() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from types(item)


def test_plain_takes_tags_off() -> None:
    tagged = trust_as_template("text")
    assert type(tagged) is not str
    found = task.plain({tagged: [tagged, 1, 1.5, True, None, (tagged,)]})
    assert found == {"text": ["text", 1, 1.5, True, None, ["text"]]}
    assert set(types(found)) <= {dict, list, tuple, str, int, float, bool, type(None)}


def test_plain_keeps_integers_and_booleans_apart() -> None:
    assert [type(item) for item in task.plain([1, True, 1.0])] == [int, bool, float]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("300", 300.0), ("0", 0.0), ("1.5", 1.5), ("5m", 300.0), ("5m30s", 330.0), ("1h", 3600.0), ("1.5h", 5400.0),
     ("250ms", 0.25), ("1h5m0.5s", 3900.5), (" 10s ", 10.0)],
)  # fmt: skip
def test_seconds(text: str, expected: float) -> None:
    assert task.seconds(text, "timeout") == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "5 minutes", "-1", "-5m", "5x", "m5", "1m30", "inf", "nan", "1e999", "5m 30s"])
def test_seconds_refuses(text: str) -> None:
    with pytest.raises(RequestError, match="is not a duration"):
        task.seconds(text, "timeout")
