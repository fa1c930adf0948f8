# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places that are left as the live object has them, by JSON pointers (RFC 6901)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import ignoring

BODY = {"data": {"a": "1", "a/b": "2", "7": "x"}, "list": [{"name": "one", "v": 1}, {"name": "two"}], "empty": None}


@pytest.mark.parametrize(
    ("pointer", "live", "expected"),
    [
        ("/data/a", {"data": {"a": "9"}}, {"data": {"a": "9", "a/b": "2", "7": "x"}}),
        ("/data/a~1b", {"data": {}}, {"data": {"a": "1", "7": "x"}}),
        ("/data/7", {"data": {"7": "y"}}, {"data": {"a": "1", "a/b": "2", "7": "y"}}),
        ("/data/new", {"data": {"new": None}}, {"data": {**BODY["data"], "new": None}}),  # type: ignore[dict-item]
        ("/data", {}, {"data": None}),
        ("/list/0/v", {"list": [{"v": 5}]}, {"list": [{"name": "one", "v": 5}, {"name": "two"}]}),
        ("/list/0/v", {"list": []}, {"list": [{"name": "one"}, {"name": "two"}]}),
        ("/list/1", {"list": [1, 2]}, {"list": [{"name": "one", "v": 1}, 2]}),
        ("/list/0", {}, {"list": [{"name": "two"}]}),
        ("/empty", {"empty": 1}, {"empty": 1}),
    ],
)
def test_what_is_at_the_pointer_is_as_the_live_object_has_it(
    pointer: str, live: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = copy.deepcopy(BODY)
    made = ignoring.left_as_live(BODY, live, [ignoring.parse(pointer)])
    wanted = {**BODY, **expected}
    if pointer == "/data":
        del wanted["data"]
    assert (made, before) == (wanted, BODY)


@pytest.mark.parametrize(
    ("pointer", "live"),
    [
        ("/data/a", {"data": {"a": "1"}}),
        ("/data/none", {}),
        ("/none/at/all", {"none": {"at": {"all": 1}}}),  # the chart has no such place
        ("/list/2", {"list": [1, 2, 3]}),  # nor so long a list
        ("/list/first", {"list": {"first": 1}}),
        ("/data/a/b", {"data": {"a": {"b": 1}}}),
    ],
)
def test_what_has_nothing_to_be_left_is_the_same_object(pointer: str, live: dict[str, Any]) -> None:
    assert ignoring.left_as_live(BODY, live, [ignoring.parse(pointer)]) is BODY


def test_null_is_something() -> None:
    assert not ignoring.same_at({"a": None}, {}, ["a"])
    assert ignoring.same_at({"a": None}, {"a": None, "b": 1}, ["a"])
