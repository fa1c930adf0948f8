# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told without a dry run: the chart's object compared with the live one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.plan import fallback
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    MERGE,
    Item,
    Key,
    ObjectState,
    Patch,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import FREE, SCALED, UNKNOWN, Decision

from .api import Api, item, live, managed, stated

MAP = item("ConfigMap", data={"a": "1"})
REFUSED = KubeError('admission webhook "no.example.org" does not support dry run', status=400)


def was(one: Item, **body: Any) -> dict[Key, Item]:
    return {one.key: Item({**one.body, **body}, one.namespace)}


def compared(api: Api, one: Item, there: Any, *, method: str = APPLY, patch: Any = None, **policy: Any) -> ObjectState:
    state = ObjectState(one, one.body, method=method, patch=patch)
    fallback.compare(api.client, state, stated(**policy)[1], REFUSED, live=there)
    assert (state.problem, state.live) == (REFUSED, there)
    assert api.asked == []
    return state


def test_a_ground_is_told_once_whatever_the_object(api: Api) -> None:
    for name in ("a", "b"):
        fallback.tell(api.client, f"ConfigMap ns/{name}", REFUSED)
    told = (
        'ConfigMap ns/a: no server-side dry run (admission webhook "no.example.org" does not support dry run); what '
        "takes no dry run is compared with the live objects instead, without the server's defaults and webhooks"
    )
    assert api.warned == [told]
    fallback.tell(api.client, "ConfigMap ns/a", KubeError("another ground"))
    assert len(api.warned) == 2


def test_a_webhook_that_says_nothing_may_mean_the_object(api: Api) -> None:
    silent = KubeError('admission webhook "w" denied the request without explanation', status=400)
    fallback.tell(api.client, "ConfigMap ns/a", silent)
    assert api.warned[0].endswith(
        "without the server's defaults and webhooks. Should it refuse not the dry run but the object, the write fails"
    )


def test_what_is_not_there_is_not_compared(api: Api) -> None:
    state = compared(api, MAP, None)
    assert (state.wanted, state.same, state.held, state.patch) == (None, False, False, None)


def test_what_is_as_the_chart_says_is_as_it_should_be(api: Api) -> None:
    there = live(MAP, data={"a": "1", "theirs": "2"})
    state = compared(api, MAP, there, original=was(MAP))
    assert (state.same, state.held, state.wanted is there, state.patch) == (True, True, True, None)


def test_what_differs_is_laid_over_the_live_object(api: Api) -> None:
    there = live(MAP, data={"a": "0", "old": "1", "theirs": "2"})
    state = compared(api, MAP, there, original=was(MAP, data={"a": "0", "old": "1"}))
    assert (state.same, state.held) == (False, False)
    assert state.wanted == {**there, "data": {"a": "1", "theirs": "2"}}


def test_an_object_that_no_revision_had_loses_nothing(api: Api) -> None:
    there = live(MAP, data={"a": "0", "theirs": "2"})
    assert compared(api, MAP, there).wanted == {**there, "data": {"a": "1", "theirs": "2"}}


def test_a_merge_keeps_its_patch_and_what_it_was_made_from(api: Api) -> None:
    known = {**MAP.body, "data": {"a": "0", "old": "1"}}
    there = live(MAP, data={"a": "0", "old": "1"})
    state = compared(api, MAP, there, method=MERGE, patch=Patch("strategic", {}, known), original=was(MAP))
    assert state.patch == Patch("strategic", {"data": {"a": "1", "old": None}}, known, False)
    assert state.wanted == {**there, "data": {"a": "1"}}


def test_a_lasting_merge_leaves_what_others_changed(api: Api) -> None:
    there = live(MAP, data={"a": "9"})
    state = compared(api, MAP, there, method=MERGE, patch=Patch("strategic", {}, MAP.body, lasting=True))
    assert (state.same, state.patch) == (True, Patch("strategic", {}, MAP.body, True))


# Replicas


def deployment(replicas: int, **spec: Any) -> Item:
    return item("Deployment", "web", spec={"replicas": replicas, **spec})


def decided(who: str, why: str = "") -> dict[str, Any]:
    return {"autoscaled": lambda _item: Decision(who, why)}


@pytest.mark.parametrize(("who", "why"), [(SCALED, ""), (UNKNOWN, "may not list")])
@pytest.mark.parametrize(
    ("method", "entry", "spec"),
    [
        (APPLY, {"f:spec": {"f:replicas": {}}}, {"replicas": 9}),  # what an apply of helm's holds no more would go
        (APPLY, {"f:spec": {}}, {}),
        (MERGE, {"f:spec": {"f:replicas": {}}}, {}),
    ],
)
def test_replicas_of_an_autoscaler_stay(  # what is known of whom, and how it is written
    api: Api, who: str, why: str, method: str, entry: dict[str, Any], spec: dict[str, int]
) -> None:
    one = deployment(2)
    there = managed(live(one, spec={"replicas": 9}), entry)
    state = compared(api, one, there, method=method, original=was(one, spec={"replicas": 3}), **decided(who, why))
    assert (state.body["spec"], state.same, state.wanted) == (spec, True, there)
    assert [text.rpartition(": ")[2] for text in api.warned] == ([why] if why else [])


def test_a_merge_that_leaves_replicas_is_made_from_neither_side(api: Api) -> None:
    one = deployment(2, paused=True)
    there = live(one, spec={"replicas": 9})
    state = compared(api, one, there, method=MERGE, original=was(one, spec={"replicas": 3}), **decided(SCALED))
    assert state.patch is not None
    assert (state.patch.body, state.patch.original["spec"]) == ({"spec": {"paused": True}}, {})
    assert state.wanted == {**there, "spec": {"replicas": 9, "paused": True}}


def test_replicas_that_nobody_else_sets_are_the_charts(api: Api) -> None:
    one = deployment(2)
    there = live(one, spec={"replicas": 9})
    assert compared(api, one, there, original=was(one), **decided(FREE)).wanted == {**there, "spec": {"replicas": 2}}


def test_where_nothing_differs_no_autoscaler_is_looked_for(api: Api) -> None:
    def never(_item: Item) -> Decision:
        raise AssertionError("nobody needs to know")

    one = deployment(2)
    assert compared(api, one, live(one), original=was(one), autoscaled=never).same is True


# Laid over


@pytest.mark.parametrize(
    ("there", "body", "original", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 3}, None, {"a": 3, "b": 2}),
        ({"a": 1, "b": 2}, {"a": 3}, {"b": 2}, {"a": 3}),
        ({"a": 1, "b": 2}, {"a": 3}, "odd", {"a": 3, "b": 2}),
        ({"a": {"x": 1, "y": 2, "z": 3}}, {"a": {"x": 4}}, {"a": {"y": 2}}, {"a": {"x": 4, "z": 3}}),
        ({}, {"a": {"x": 1}}, None, {"a": {"x": 1}}),
        ({"a": 1}, {"a": {"x": 1}}, None, {"a": {"x": 1}}),
        ({"a": {"x": 1}}, {"a": 1}, None, {"a": 1}),
        ([1, 2], [3], None, [3]),
        ([{"name": "a", "v": 1}], [{"name": "a", "w": 2}], None, [{"name": "a", "v": 1, "w": 2}]),
        ([{"name": "a", "v": 1}], [{"name": "a"}], [{"name": "a", "v": 1}], [{"name": "a"}]),
        ([{"name": "a"}, {"name": "b"}], [{"name": "c"}], None, [{"name": "c"}, {"name": "a"}, {"name": "b"}]),
        ([{"name": "a"}, {"name": "b"}], [{"name": "c"}], [{"name": "b"}], [{"name": "c"}, {"name": "a"}]),
        ([{"name": "a"}, {"name": "b"}], [{"name": "b"}, {"name": "a"}], None, [{"name": "b"}, {"name": "a"}]),
        # no names, or the same twice: the list as a whole
        ([{"name": "a", "v": 1}], [{"name": "a"}, {"name": "a"}], None, [{"name": "a"}, {"name": "a"}]),
        ([{"name": "a"}, {"name": "a"}], [{"name": "a"}], None, [{"name": "a"}]),
        ([{"name": "a", "v": 1}], [{"name": ""}], None, [{"name": ""}]),
        ([{"name": "a", "v": 1}], [{"name": "a"}, "b"], None, [{"name": "a"}, "b"]),
        ([{"name": "a"}], [], None, []),
        ([], [{"name": "a"}], None, [{"name": "a"}]),
        ("x", [{"name": "a"}], None, [{"name": "a"}]),
        ([{"name": 1, "v": 1}], [{"name": 1}], None, [{"name": 1, "v": 1}]),
    ],
)
def test_what_the_chart_says_is_laid_over_what_is_there(there: Any, body: Any, original: Any, expected: Any) -> None:
    assert fallback.laid_over(there, body, original) == expected
