# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges and replacements of the client's making: what is asked, what is left to others, what comes of refusals."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import client_side
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import MERGE, Item, ObjectState, Patch

from .api import Api, item, live, managed, stated

MAP = item("ConfigMap", data={"a": "1"})
WHOLE = "PATCH configmaps/a"


def was(one: Item, **body: Any) -> dict[Any, Item]:
    """The last revision's objects: this one, with other contents."""
    return {one.key: Item({**one.body, **body}, one.namespace)}


def asked(api: Api, one: Item, there: dict[str, Any], **policy: Any) -> ObjectState:
    state = ObjectState(one, one.body, there)
    client_side.ask(api.client, state, *stated(**{"method": MERGE, **policy}))
    return state


def test_a_merge_is_made_from_three_sides_and_asked_about(api: Api) -> None:
    there = live(MAP, data={"a": "0", "old": "1", "theirs": "1"})
    answer = {**there, "data": {"a": "1", "theirs": "1"}}
    api.on(WHOLE, answer)
    before = was(MAP, data={"a": "0", "old": "1"})
    state = asked(api, MAP, there, original=before)
    assert (state.method, state.wanted) == (MERGE, answer)
    original = before[MAP.key].body
    assert state.patch == Patch("strategic", {"data": {"a": "1", "old": None}}, original, False)
    request = api.asked[0]
    assert (request.json(), request.query["dryRun"]) == (state.patch.body, "All")
    assert request.headers["Content-Type"] == "application/strategic-merge-patch+json"
    assert request.path == "/api/v1/namespaces/ns/configmaps/a"


def test_where_nothing_differs_nothing_is_asked(api: Api) -> None:
    there = live(MAP)
    state = asked(api, MAP, there, original=was(MAP))
    assert (state.wanted, api.asked, state.patch) == (there, [], Patch("strategic", {}, MAP.body, False))


def test_an_object_that_no_revision_had_is_merged_with_itself(api: Api) -> None:
    state = asked(api, MAP, live(MAP, data={"a": "1", "theirs": "1"}))
    assert state.patch == Patch("strategic", {}, MAP.body, False)


@pytest.mark.parametrize(
    ("drift", "settled", "patch"),
    [
        ("correct", False, {"data": {"a": "1"}}),
        ("ignore", False, {}),
        ("warn", False, {}),
        ("ignore", True, {"data": {"a": "1"}}),  # to be told
    ],
)
def test_what_others_changed_stays_where_drift_is_left(
    api: Api, drift: str, settled: bool, patch: dict[str, Any]
) -> None:
    api.on(WHOLE, live(MAP))
    state = asked(api, MAP, live(MAP, data={"a": "9"}), original=was(MAP), drift=drift, settled=settled)
    assert state.patch is not None
    assert (state.patch.body, state.patch.lasting) == (patch, not patch)


def test_what_a_merge_leaves_is_asked_about_where_it_is_to_be_told(api: Api) -> None:
    """What the object would be, if it were put back besides what the chart changed."""
    one = item("ConfigMap", data={"a": "1", "b": "2"})
    there = live(one, data={"a": "9", "b": "1", "theirs": "1"})
    written = live(one, data={**there["data"], "b": "2"})
    corrected = live(one, data={**there["data"], **one.body["data"]})
    api.on(WHOLE, written, corrected)
    state = asked(api, one, there, original=was(one, data={"a": "1", "b": "1", "old": "1"}), drift="warn")
    assert api.sent(WHOLE) == [
        {"data": {"b": "2", "old": None}},
        {"data": {"a": "1", "b": "2", "old": None}},
    ]
    assert [request.query["dryRun"] for request in api.asked] == ["All", "All"]
    assert (state.wanted, state.corrected) == (written, corrected)


@pytest.mark.parametrize(
    ("drift", "settled", "data", "patches"),
    [
        ("ignore", False, {"a": "9", "b": "1"}, [{"data": {"b": "2"}}]),
        ("correct", False, {"a": "9", "b": "1"}, [{"data": {"a": "1", "b": "2"}}]),
        ("warn", True, {"a": "9", "b": "2"}, [{"data": {"a": "1"}}]),  # all of it is drift
        ("warn", False, {"a": "1", "b": "1"}, [{"data": {"b": "2"}}]),  # nothing is left
        ("warn", False, {"a": "1", "b": "2"}, [{"data": {"b": "2"}}]),  # somebody did it already
    ],
)
def test_what_a_merge_leaves_is_asked_about_nowhere_else(
    api: Api, drift: str, settled: bool, data: dict[str, str], patches: list[Any]
) -> None:
    one = item("ConfigMap", data={"a": "1", "b": "2"})
    api.on(WHOLE, live(one))
    before = was(one, data={"a": "1", "b": "1"})
    state = asked(api, one, live(one, data=data), original=before, drift=drift, settled=settled)
    assert (api.sent(WHOLE), state.corrected) == (patches, None)


def test_what_the_chart_changes_and_is_there_already_is_not_left(api: Api) -> None:
    one = item("ConfigMap", data={"a": "1", "b": "2", "c": "3"})
    written = live(one)
    corrected = {**written, "metadata": {**written["metadata"], "resourceVersion": "8"}}
    api.on(WHOLE, written, corrected)
    there = live(one, data={"a": "1", "b": "2", "c": "2"})
    state = asked(api, one, there, original=was(one, data={"a": "1", "b": "1", "c": "2"}), drift="warn")
    assert api.sent(WHOLE) == [{"data": {"b": "2", "c": "3"}}, {"data": {"c": "3"}}]
    assert state.corrected is None


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize(
    ("original", "wanted", "there", "patch"),
    [
        pytest.param({"a": None}, {"a": None}, {}, {}, id="nothing there"),
        pytest.param({"a": None}, {"a": None}, {"a": ""}, {}, id="an empty text there"),
        pytest.param({"a": "1"}, {"a": None}, {"a": ""}, {}, id="the chart says nothing now"),
        pytest.param({"a": "1"}, {"a": None}, {"a": "1"}, {"a": None}, id="something there"),
        pytest.param({}, {"a": None}, {"a": "1"}, {"a": None}, id="something of another's there"),
        pytest.param({"a": None}, {"a": "1"}, {}, {"a": "1"}, id="the chart says something now"),
        pytest.param({"a": None, "b": "1"}, {"a": None}, {"b": "1"}, {"b": None}, id="beside what the chart drops"),
    ],
)
def test_a_null_is_sent_only_where_there_is_something(
    lasting: bool, original: dict[str, Any], wanted: dict[str, Any], there: dict[str, Any], patch: dict[str, Any]
) -> None:
    """Where the server makes an empty text of it, a patch with a null would take that away at every run."""
    for kind in ("ConfigMap", "Widget"):
        bodies = [item(kind, data={"deep": data, "more": 1}).body for data in (original, wanted, there)]
        found = client_side.patch_of(*bodies, lasting=lasting).body
        assert found == ({"data": {"deep": patch}} if patch else {})


def test_nulls_in_what_was_no_mapping() -> None:
    """The chart makes a mapping of it; live has not followed."""
    old, new, live_one = ({"data": value} for value in ("text", {"a": None, "b": "1"}, "text"))
    patch = client_side.patch_of(*({**item("Widget").body, **one} for one in (old, new, live_one)))
    assert patch.body == {"data": {"b": "1"}}


@pytest.mark.parametrize(
    ("lasting", "patch"),
    [(False, {"spec": {"a": 1}}), (True, {})],
)
def test_custom_resources_are_compared_with_the_live_object(lasting: bool, patch: dict[str, Any]) -> None:
    """Unlike in helm, which leaves their drift alone."""
    one = item("Widget", spec={"a": 1})
    there = {"spec": {"a": 2}}
    assert client_side.patch_of(one.body, one.body, {**one.body, **there}, lasting=lasting) == Patch(
        "merge", patch, one.body, lasting
    )


def test_a_patch_is_made_again_for_what_the_object_is_by_now() -> None:
    original = {**MAP.body, "data": {"old": "1"}}
    first = client_side.patch_of(original, MAP.body, live(MAP, data={"old": "1"}))
    assert first.body == {"data": {"a": "1", "old": None}}
    again = client_side.renewed(first, MAP.body, live(MAP, data={"a": "1"}))
    assert again == Patch("strategic", {"data": {"old": None}}, original, False)
    lasting = client_side.renewed(first._replace(lasting=True), MAP.body, live(MAP, data={"a": "9"}))
    assert (lasting.lasting, lasting.body) == (True, {"data": {"a": "1", "old": None}})


def test_a_patch_is_sent_in_earnest_unless_told(api: Api) -> None:
    api.on(WHOLE, live(MAP))
    assert client_side.send(api.client, MAP, Patch("merge", {"data": {}}, {})) == live(MAP)
    assert "dryRun" not in api.asked[0].query
    assert api.asked[0].headers["Content-Type"] == "application/merge-patch+json"


@pytest.mark.parametrize("one", [{}, {"metadata": None}])
def test_what_takes_the_place_of_a_live_object_names_its_version(one: dict[str, Any]) -> None:
    assert client_side.versioned({**one, "x": 1}, live(MAP)) == {"x": 1, "metadata": {"resourceVersion": "7"}}
    assert client_side.versioned({"metadata": {"name": "a"}}, {"metadata": None}) == {
        "metadata": {"name": "a", "resourceVersion": None}
    }


# What drift does not count


POINTED = (Ignored(paths=("/data/a",)),)


@pytest.mark.parametrize(
    ("settled", "before", "patch"),
    [
        (True, "1", {}),
        (True, "0", {}),
        (False, "1", {}),  # the chart says what it said
        (False, "0", {"data": {"a": "1"}}),  # the chart says something else
    ],
)
def test_places_that_drift_does_not_count_stay(api: Api, settled: bool, before: str, patch: dict[str, Any]) -> None:
    api.on(WHOLE, live(MAP))
    there = live(MAP, data={"a": "9"})
    state = asked(api, MAP, there, original=was(MAP, data={"a": before}), ignored=POINTED, settled=settled)
    assert state.patch is not None and state.patch.body == patch
    assert state.body["data"]["a"] == ("1" if patch else "9")


def test_each_of_several_places_counts_by_itself(api: Api) -> None:
    one = item("ConfigMap", data={"a": "1", "b": "1"})
    rules = (Ignored(paths=("/data/a", "/data/b")),)
    api.on(WHOLE, live(one))
    state = asked(
        api, one, live(one, data={"a": "9", "b": "9"}), original=was(one, data={"a": "0", "b": "1"}), ignored=rules
    )
    assert state.patch is not None and state.patch.body == {"data": {"a": "1"}}


def test_an_object_that_drift_does_not_count_is_merged_when_the_chart_changes(api: Api) -> None:
    api.on(WHOLE, live(MAP))
    state = asked(api, MAP, live(MAP, data={"a": "9"}), original=was(MAP), ignored=(Ignored(),))
    assert state.patch is not None and state.patch.body == {"data": {"a": "1"}}


# What others filled in


def hook(bundle: str) -> Item:
    body = {"kind": "ValidatingWebhookConfiguration", "apiVersion": "admissionregistration.k8s.io/v1"}
    hooks = [{"name": "w", "clientConfig": {"caBundle": bundle}}]
    return Item({**body, "metadata": {"name": "a"}, "webhooks": hooks}, "")


def filled() -> dict[str, Any]:
    fields = {"f:webhooks": {'k:{"name":"w"}': {"f:clientConfig": {"f:caBundle": {}}}}}
    return managed(live(hook("UkVBTA==")), fields, "certgen", operation="Update")


def test_what_others_filled_in_stays_unless_the_task_takes_it(api: Api) -> None:
    one = hook("")
    state = asked(api, one, filled(), original={one.key: one})
    assert state.patch is not None and state.patch.body == {}
    assert [(conflict.field, conflict.manager) for conflict in state.drifted] == [
        ('.webhooks[name="w"].clientConfig.caBundle', "certgen")
    ]
    assert state.body["webhooks"] == [{"name": "w", "clientConfig": {}}]
    state = ObjectState(one, one.body, {**filled(), "kind": "Widget", "apiVersion": "example.org/v1"})
    assert client_side._original(state, *stated(original={one.key: one}, force=True)) is one.body
    assert (state.drifted, state.body) == ([], one.body)
