# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the server about each object, and what is made of its answers. That its real answers are these is
tested in tests/release."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    KubeError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    MERGE,
    PUT,
    Item,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.served import Served

from .api import Api, denied, item, live, managed, stale, stated, webhook
from .observed import FIELDS, NEW, ONE, THERE, changed, target

# Objects that are applied.


def test_what_is_as_it_was_left_costs_one_read(api: Api) -> None:
    api.has(THERE)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (THERE, THERE, True, True)
    assert (state.method, state.body, state.ignored, state.unsure) == (APPLY, ONE.body, False, False)


def test_what_is_not_surely_so_is_asked_about_beside_that(api: Api) -> None:
    there = changed()
    api.has(there)
    api.on("PATCH configmaps/a", THERE)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a"]
    asked = api.asked[1]
    assert asked.query == {"fieldManager": "helm", "dryRun": "All", "fieldValidation": "Strict", "force": "false"}
    assert (asked.path, asked.json()) == ("/api/v1/namespaces/ns/configmaps/a", ONE.body)
    assert (state.live, state.wanted, state.same, state.held) == (there, THERE, False, True)


def test_a_new_object_costs_one_dry_run(api: Api) -> None:
    api.on("PATCH configmaps/a", NEW)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (None, ONE.body, False, False)


def test_an_object_that_was_removed_by_hand_is_new(api: Api) -> None:
    api.on("PATCH configmaps/a", NEW)
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a"]
    assert (state.live, state.wanted, state.same) == (None, ONE.body, False)


def test_an_object_that_the_release_did_not_have_may_be_there(api: Api) -> None:
    api.has(THERE)
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a", "GET configmaps/a"]
    assert (state.live, state.same, state.held) == (THERE, True, True)


def test_an_object_that_goes_between_two_requests_is_not_there(api: Api) -> None:
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert api.did() == ["PATCH configmaps/a", "GET configmaps/a"]
    assert (state.live, state.wanted, state.same, state.held) == (None, THERE, False, False)


def test_what_moves_on_by_itself_is_no_difference(api: Api) -> None:
    there = {**THERE, "status": {"a": 1}}
    answer = {**THERE, "status": {"a": 2}, "metadata": {**THERE["metadata"], "resourceVersion": "8", "generation": 5}}
    api.has(managed(there, {}, "other", subresource="status"))
    api.on("PATCH configmaps/a", answer)
    state = target(api)
    assert (state.same, state.held) == (True, True)


@pytest.mark.parametrize("part", ["labels", "annotations", "ownerReferences"])
def test_what_others_may_write_is_a_difference(api: Api, part: str) -> None:
    api.has(THERE)
    api.on("PATCH configmaps/a", {**THERE, "metadata": {**THERE["metadata"], part: {"x": "y"}}})
    assert target(api).same is False


def test_what_helm_does_not_hold_yet_is_told(api: Api) -> None:
    api.has(live(ONE))
    api.on("PATCH configmaps/a", THERE)
    state = target(api)
    assert (state.same, state.held) == (True, False)


def test_an_empty_map_may_be_held_or_not(api: Api) -> None:
    """Its apply holds it only as long as nobody else has put something into it."""
    one = item("ConfigMap", data={})
    api.has(managed(live(one), {"f:data": {}}))
    api.on("PATCH configmaps/a", managed(live(one), {}))
    assert target(api, one).held is True


# What the server refuses.


def test_a_server_that_does_not_look_is_an_error_in_helms_words(api: Api) -> None:
    api.on("PATCH configmaps/a", Reply(401, status(401, "Unauthorized", "Unauthorized")))
    with pytest.raises(KubeError) as caught:
        target(api)
    assert caught.value.problem.startswith("server-side apply failed for object ns/a /v1, Kind=ConfigMap: ")
    assert isinstance(caught.value.__cause__, KubeError)
    assert caught.value.facts["failed_objects"][0]["name"] == "a"


def test_a_conflict_of_no_field_is_an_error(api: Api) -> None:
    api.on("PATCH configmaps/a", stale("configmaps", "a"))
    with pytest.raises(Conflict, match=r"^conflict occurred while applying object ns/a /v1, Kind=ConfigMap: "):
        target(api)


def test_a_refusal_is_for_the_gate(api: Api) -> None:
    api.has(changed())
    api.on("PATCH configmaps/a", denied("no such values"))
    state = target(api, known=True)
    assert api.did() == ["GET configmaps/a", "PATCH configmaps/a", "GET configmaps/a"]
    assert isinstance(state.refusal, Forbidden) and isinstance(state.problem, Forbidden)
    assert (state.live, state.wanted, state.same) == (changed(), None, False)


def test_what_takes_no_dry_run_is_compared_as_it_is(api: Api) -> None:
    there = managed(live(ONE, data={"a": "1", "b": "2"}), FIELDS)
    api.has(there)
    api.on("PATCH configmaps/a", webhook("does not support dry run"))
    state = target(api, original={ONE.key: ONE})
    assert (state.refusal, state.live, state.wanted, state.same) == (None, there, there, True)
    assert isinstance(state.problem, KubeError)


# Kinds that come by this run.

COMING = {("example.org/v1", "Gadget"): True}


def gadget(version: str) -> Item:
    metadata = {"name": "a", "namespace": "ns"}
    return Item({"apiVersion": f"example.org/{version}", "kind": "Gadget", "metadata": metadata, "x": version}, "ns")


def test_an_object_of_a_kind_to_come_is_not_asked_about(api: Api) -> None:
    one = Item({**gadget("v1").body, "kind": "Thing"}, "ns")
    state = target(api, one, served=Served(api.client, {("example.org/v1", "Thing"): True}))
    assert (state.unsure, state.live, state.wanted, api.did()) == (True, None, None, [])


def test_it_may_be_there_in_another_version(api: Api) -> None:
    there = {**live(gadget("v2")), "y": 1}
    state = target(api, gadget("v1"), served=Served(api.client, COMING))
    assert (state.unsure, state.live, state.wanted) == (True, None, None)
    api.has(there)
    state = target(api, gadget("v1"), served=Served(api.client, COMING))
    assert (state.unsure, state.live) == (True, there)
    assert state.wanted == {**there, "apiVersion": "example.org/v1", "x": "v1"}
    assert {asked.path for asked in api.asked} == {"/apis/example.org/v2/namespaces/ns/gadgets/a"}


# Objects that the client writes.


def test_a_new_object_that_the_client_writes_is_created(api: Api) -> None:
    api.on("POST configmaps", NEW)
    state = target(api, method=MERGE)
    assert api.did() == ["GET configmaps/a", "POST configmaps"]
    assert (api.asked[1].query["dryRun"], api.asked[1].json()) == ("All", ONE.body)
    assert (state.live, state.wanted, state.same, state.held, state.method) == (None, ONE.body, False, True, MERGE)


@pytest.mark.parametrize("method", [MERGE, PUT])
def test_an_object_that_the_client_writes_is_merged_or_replaced(api: Api, method: str) -> None:
    there = live(ONE, data={"a": "0"})
    api.has(there)
    api.on("PATCH configmaps/a", live(ONE))
    api.on("PUT configmaps/a", live(ONE))
    state = target(api, method=method, original={ONE.key: ONE})
    assert api.did() == ["GET configmaps/a", f"{'PATCH' if method == MERGE else 'PUT'} configmaps/a"]
    assert (state.live, state.wanted, state.same, state.method) == (there, live(ONE), False, method)


def test_an_object_that_the_client_has_nothing_to_do_about(api: Api) -> None:
    api.has(live(ONE))
    state = target(api, method=MERGE, original={ONE.key: ONE})
    assert (state.same, state.held, api.did()) == (True, True, ["GET configmaps/a"])


def test_a_refused_merge_is_for_the_gate(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("PATCH configmaps/a", denied("no such values"))
    state = target(api, method=MERGE, original={ONE.key: ONE})
    assert state.refusal is not None
    assert state.refusal.problem == 'cannot patch "a" with kind ConfigMap: configmaps "a" is forbidden: no such values'
    assert (state.same, state.held) == (False, False)


def test_a_merge_that_takes_no_dry_run_is_compared(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("PATCH configmaps/a", webhook("does not support dry run"))
    state = target(api, method=MERGE, original={ONE.key: ONE}, force=True)
    assert (state.refusal, state.wanted, state.force) == (None, live(ONE), True)


@pytest.mark.parametrize(
    ("there", "request_", "words"),
    [(True, "PATCH configmaps/a", 'cannot patch "a" with kind ConfigMap: '), (False, "POST configmaps", "")],
)
def test_a_server_that_does_not_look_at_a_merge_is_an_error(api: Api, there: bool, request_: str, words: str) -> None:
    if there:
        api.has(live(ONE, data={"a": "0"}))
    api.on(request_, Reply(401, status(401, "Unauthorized", "Unauthorized")))
    with pytest.raises(KubeError) as caught:
        target(api, method=MERGE, original={ONE.key: ONE})
    assert caught.value.problem.startswith(words)
    assert words or not caught.value.problem.startswith(("cannot", "server-side"))
    assert isinstance(caught.value.__cause__, KubeError)


# All of a plan.


def test_what_is_wanted_no_more_is_read_in_its_order(api: Api) -> None:
    names = ("a", "b", "c", "d")
    items = {name: item("ConfigMap", name, data={"a": "1"}) for name in names}
    api.has(*(managed(live(items[name]), FIELDS) for name in ("a", "b", "d")))
    api.on("PATCH configmaps/b", managed(live(items["b"]), FIELDS))
    originals = [items["d"], items["c"], items["a"]]
    policy = stated(original={one.key: one for one in originals})
    found = observe.observe(api.client, [items["b"], items["a"]], *policy)
    assert [(state.item.name, state.same) for state in found.targets] == [("b", True), ("a", True)]
    assert [(one.name, there and there["metadata"]["name"]) for one, there in found.leftovers] == [
        ("d", "d"),
        ("c", None),
    ]
    assert found.original is policy[1].original
    assert sorted(api.did()) == [
        "GET configmaps/a", "GET configmaps/b", "GET configmaps/c", "GET configmaps/d", "PATCH configmaps/b",
    ]  # fmt: skip


# What is told apart.


@pytest.mark.parametrize("metadata", [{}, None])
def test_an_object_of_little_has_a_content(metadata: Any) -> None:
    assert observe.content({"metadata": metadata, "status": 1, "data": 2}) == {"metadata": {}, "data": 2}


def test_only_what_an_apply_holds_of_the_object_itself_is_held() -> None:
    found = managed(live(ONE), {"f:a": {}})
    for change in ({"manager": "other"}, {"operation": "Update"}, {"subresource": "status"}):
        found = managed(found, {"f:b": {}}, **change)
    found = managed(found, {"f:c": {}})
    assert observe.held(found) == [{"f:a": {}}, {"f:c": {}}]
    assert observe.held({}) == observe.held({"metadata": {"managedFields": None}}) == []
    assert observe.held({"metadata": {"managedFields": [{"manager": "helm", "operation": "Apply"}]}}) == [None]


def test_what_is_held_of_a_secret_is_held_of_its_data() -> None:
    """The server keeps what a chart has as stringData there, and both names in the fields."""
    found = managed(live(item("Secret")), {"f:stringData": {"f:a": {}}, "f:data": {"f:b": {}}, "f:type": {}})
    found = managed(found, None)  # type: ignore[arg-type]
    assert observe.held(found) == [{"f:data": {"f:a": {}, "f:b": {}}, "f:type": {}}, {}]


def holds(before: Optional[dict[str, Any]], after: Optional[dict[str, Any]], body: dict[str, Any]) -> bool:
    one, other = (live(ONE) if fields is None else managed(live(ONE), fields) for fields in (before, after))
    return observe._is_held(one, other, body)


def test_what_holds_no_element_may_be_held_or_not() -> None:
    """An empty map of the chart is held or not, as others put something into it or took it out."""
    body = {"spec": {"a": {}, "b": [], "c": 1}}
    full = {"f:spec": {"f:a": {}, "f:b": {}, "f:c": {}}}
    assert holds(full, full, body) is holds(None, None, body) is True
    assert holds({"f:spec": {"f:c": {}}}, full, body) is holds(full, {"f:spec": {"f:c": {}}}, body) is True
    assert holds({"f:spec": {"f:a": {}}}, full, body) is False
    assert holds(None, full, body) is holds(full, None, body) is False


def test_every_entry_counts() -> None:
    """There is one a version of the API that an apply was in."""
    one, other, same = ({"f:data": {f"f:{name}": {}}} for name in "abc")
    body = {"data": {"a": "1", "b": "1", "c": "1"}}
    for pair in ((one, same), (same, one)):
        before = managed(managed(live(ONE), pair[0]), pair[1])
        after = managed(managed(live(ONE), other if pair[0] is one else same), other if pair[1] is one else same)
        assert observe._is_held(before, after, body) is False
        assert observe._is_held(before, before, body) is True


def test_an_entry_without_fields_holds_none() -> None:
    entry = {"manager": "helm", "operation": "Apply"}
    one, other = ({"metadata": {"managedFields": [{**entry, **more}]}} for more in ({}, {"fieldsV1": {"f:a": {}}}))
    assert observe._is_held(one, other, {"a": {}}) is observe._is_held(other, one, {"a": {}}) is True
    assert observe._is_held(one, other, {"a": 1}) is False
