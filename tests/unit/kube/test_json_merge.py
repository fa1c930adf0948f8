# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON merge patches: the examples of RFC 7386, appendix A. test_merge.py holds three-way ones against Kubernetes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.kube import json_merge

EXAMPLES = [
    # original, patch, result
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("original", "patch", "result"), EXAMPLES)
def test_a_patch_does_what_the_rfc_says(original: Any, patch: Any, result: Any) -> None:
    kept = json.dumps([original, patch])
    assert json_merge.patched(original, patch) == result
    assert json.dumps([original, patch]) == kept


@pytest.mark.parametrize(
    ("original", "result"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": {"d": True}}}),
        ({"a": 1}, {"a": True}),
        ({"a": [1]}, {"a": [True]}),
        ({"a": {"b": 1}, "x": []}, {"a": "b"}),
    ],
)
def test_the_patch_between_two_makes_one_of_the_other(original: Any, result: Any) -> None:
    patch = json_merge.two_way(original, result)
    assert patch
    found = json_merge.patched(original, patch)
    assert json.dumps(found, sort_keys=True) == json.dumps(result, sort_keys=True)  # 1 is not true
    assert json_merge.two_way(found, result) == {}
