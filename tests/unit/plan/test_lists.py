# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lists hold, and what a list must not be: as helm sees it (Go: apimachinery, unstructuredJSONScheme)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import lists

VALIDATING = 'error validating "": error validating data: '


def opened(body: dict[str, Any], *, lenient: bool = False) -> list[dict[str, Any]]:
    return list(lists.opened(body, lenient=lenient))


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "ConfigMap"},
        {"kind": "ConfigMap", "items": {"a": 1}},
        {"kind": "AllowList", "metadata": {"name": "a"}},  # a resource that is only called so
        {},
    ],
)
def test_what_is_no_list_is_itself(body: dict[str, Any]) -> None:
    assert opened(body) == [body]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"x": 1}, {"apiVersion": "v1", "kind": "ConfigMap", "x": 1}),
        ({"x": 1, "kind": None, "apiVersion": ""}, {"apiVersion": "v1", "kind": "ConfigMap", "x": 1}),
        ({"kind": "Secret"}, {"kind": "Secret"}),
        ({"apiVersion": "v2"}, {"apiVersion": "v2"}),
        ({"kind": "Secret", "apiVersion": "v2"}, {"kind": "Secret", "apiVersion": "v2"}),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_an_item_that_says_nothing_of_its_kind_has_the_lists(entry: Any, found: Any, lenient: bool) -> None:
    assert opened({"apiVersion": "v1", "kind": "ConfigMapList", "items": [entry]}, lenient=lenient) == [found]
    assert opened({"apiVersion": "v1", "kind": "ConfigMap", "items": [entry]}, lenient=lenient) == [found]


def test_a_list_of_anything_gives_no_kind_to_its_items() -> None:
    for kind in ("List", None):
        assert opened({"apiVersion": "v1", "kind": kind, "items": [{"x": 1}]}) == [{"x": 1}]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"kind": "List"}, "invalid object to validate"),
        (
            {"apiVersion": "v1", "kind": "PodList", "items": None},
            'ValidationError(PodList): missing required field "items" in v1 PodList',
        ),
        ({"kind": "PodList"}, 'ValidationError(PodList): missing required field "items" in  PodList'),
        ({"kind": "PodList", "metadata": None}, 'ValidationError(PodList): missing required field "items" in  PodList'),
        ({"kind": "List", "items": [None]}, "invalid object to validate"),
        ({"kind": "List", "items": ["a"]}, "invalid object to validate"),
    ],
)
def test_what_a_list_must_not_be_is_told_in_the_servers_words(body: dict[str, Any], problem: str) -> None:
    with pytest.raises(lists.NoList) as caught:
        opened(body)
    assert caught.value.problem == VALIDATING + problem


INNER = {"apiVersion": "v1", "kind": "SecretList", "items": [{"x": 1}, None]}


def test_a_list_in_a_list_is_refused_with_what_to_do() -> None:
    with pytest.raises(lists.NoList) as caught:
        opened({"apiVersion": "v1", "kind": "List", "items": [INNER]})
    assert caught.value.problem == "*unstructured.Unstructured is not a list: no Items field in this object"
    assert "put the objects into one list" in caught.value.hint


def test_of_an_old_record_all_is_opened_that_can_be() -> None:
    body = {"apiVersion": "v1", "kind": "List", "items": [None, INNER, {"kind": "Pod", "items": 1}]}
    assert opened(body, lenient=True) == [{"apiVersion": "v1", "kind": "Secret", "x": 1}, {"kind": "Pod", "items": 1}]
