# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that Python takes for equal, and the API server does not. tests/release/test_custom_forms.py asks it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.secrets import Secrets
from ansible_collections.native.helm.plugins.module_utils._helm.plan import (
    build,
    client_side,
    ignoring,
    injected,
    masked_pair,
    observe,
    sameness,
    settled,
    unstable,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import UPDATE, Item, ObjectState, Observation

from .api import Api, item, live, stated

OTHER = [(True, 1), (False, 0), (1, True), (1.0, True), ("1", 1), ("true", True), ("", 0), (None, False), ([], {})]
SAME = [(1, 1.0), (True, True), (0, -0.0), ("1", "1"), (None, None), ([], []), ({}, {})]
PLACES = [lambda value: value, lambda value: [0, value], lambda value: {"a": {"b": [value]}, "c": 1}]


@pytest.mark.parametrize("place", PLACES)
def test_numbers_are_the_same_by_value_and_booleans_are_no_numbers(place: Any) -> None:
    for one, other in OTHER:
        assert not sameness.is_same(place(one), place(other)), (one, other)
        assert not sameness.is_same(place(other), place(one)), (one, other)
    for one, other in SAME:
        assert sameness.is_same(place(one), place(other)), (one, other)


@pytest.mark.parametrize(("one", "other"), [([1], [1, 1]), ({"a": 1}, {"a": 1, "b": 1}), ({"a": None}, {})])
def test_what_has_more_in_it_is_not_the_same(one: Any, other: Any) -> None:
    assert not sameness.is_same(one, other)
    assert not sameness.is_same(other, one)


def widget(value: Any) -> Item:
    return item("Widget", spec={"deep": [value]})


@pytest.mark.parametrize(("before", "after"), [(True, 1), (0, False)])
def test_a_change_that_python_does_not_see_is_one(api: Api, before: Any, after: Any) -> None:
    there, wanted = live(widget(before)), live(widget(after))
    api.on("PATCH widgets/a", wanted)
    api.has(there)
    chart, last = widget(after), widget(before)
    state = observe.observe_target(api.client, chart, *stated(original={last.key: last}), known=True)
    assert not state.same
    merged = observe.observe_target(api.client, chart, *stated(original={last.key: last}, method="merge"))
    assert not merged.same
    how = stated(original={last.key: last})
    (operation,) = build.build(
        Observation([state], [], {last.key: last}), ["manifest"], *how, release="web", namespace="ns"
    ).operations
    assert (operation.action, operation.why) == (UPDATE, "manifest")
    assert not settled.is_equal(chart.body, last.body, amount=False)
    assert not ignoring.same_at(chart.body, last.body, ["spec", "deep", "0"])


@pytest.mark.parametrize(("before", "after"), [(True, 1), (0, False)])
def test_a_job_that_is_gone_is_made_again_for_such_a_change(before: Any, after: Any) -> None:
    chart, last = widget(after), widget(before)
    how = stated(passing=frozenset({last.key}), original={last.key: last})
    for one, made in ((chart, ["create"]), (last, [])):
        observed = Observation([ObjectState(one, one.body)], [], {last.key: last})
        plan = build.build(observed, ["manifest"], *how, release="web", namespace="ns")
        assert [operation.action for operation in plan.operations] == made


def test_what_others_filled_in_is_theirs_only_while_the_chart_says_the_same() -> None:
    chart, last = (item("Widget", spec={"caBundle": value}) for value in (1, True))
    chart.body["kind"] = last.body["kind"] = "APIService"
    steps: list[Any] = ["spec", "caBundle"]
    assert injected.is_left(last, last, steps, "robot")
    assert not injected.is_left(chart, last, steps, "robot")


def test_what_is_left_so_is_told(api: Api) -> None:
    """A merge that leaves what others changed: true, and live is 1."""
    one, there = item("Widget", spec={"a": True, "b": 2}), live(item("Widget", spec={"a": 1, "b": 1}))
    last = item("Widget", spec={"a": True, "b": 1})
    written = live(item("Widget", spec={"a": 1, "b": 2}))
    api.on("PATCH widgets/a", written, live(one))
    state = ObjectState(one, one.body, there)
    client_side.ask(api.client, state, *stated(method="merge", drift="warn", original={last.key: last}))
    assert state.corrected == live(one)


def secret(password: str, value: str) -> unstable.Doc:
    head = "apiVersion: v1\nkind: Widget\nmetadata: {name: a}\n"
    return unstable.Doc("a.yaml", f"{head}spec: {{password: {password}, value: {value}}}\n")


@pytest.mark.parametrize(("before", "after"), [("true", "1"), ("0", "false")])
def test_beside_a_random_value_such_a_change_is_seen(before: str, after: str) -> None:
    old, new, again = secret("a1", before), secret("b2", after), secret("c3", after)
    (kept,) = unstable.kept([old], [new], [[again]])
    assert "password: a1" in kept
    assert f"value: {after}" in kept
    (same,) = unstable.kept([old], [secret("b2", before)], [[secret("c3", before)]])
    assert same == old.text


def test_both_are_shown_as_they_are() -> None:
    before, after = ({"a": value, "b": [value]} for value in (True, 1))
    assert [str(one) for one in masked_pair.masked_pair(before, after, Secrets())] == [str(before), str(after)]
