# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replacements of the client's making, and the replicas that merges and replacements leave to an autoscaler."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from unit.kube.server import Asked

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict, Forbidden, Invalid
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import MERGE, PUT, Item, ObjectState
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import SCALED, UNKNOWN, Decision

from .api import Api, denied, invalid, item, live, stale
from .test_client_side import MAP, POINTED, WHOLE, asked, was

# Replacements


def test_a_replacement_is_asked_about_with_the_version_that_it_replaces(api: Api) -> None:
    answer = live(MAP, data={"a": "1", "more": "x"})
    api.on("PUT configmaps/a", answer)
    state = asked(api, MAP, live(MAP, data={}), method=PUT)
    assert (state.method, state.wanted, state.patch) == (PUT, answer, None)
    request = api.asked[0]
    assert request.json() == {**MAP.body, "metadata": {**MAP.body["metadata"], "resourceVersion": "7"}}
    assert (request.query["dryRun"], request.path) == ("All", "/api/v1/namespaces/ns/configmaps/a")


def test_what_a_replacement_takes_away_is_no_drift(api: Api) -> None:
    """A run without changes compares by a merge."""
    state = asked(api, MAP, live(MAP), method=PUT, settled=True)
    assert (state.method, api.asked) == (MERGE, [])


def test_an_object_that_a_controller_writes_meanwhile_is_looked_at_again(api: Api) -> None:
    moved = live(MAP)
    moved["metadata"]["resourceVersion"] = "8"
    api.has(moved)
    api.on("PUT configmaps/a", *[stale("configmaps", "a")] * 4, live(MAP))
    state = asked(api, MAP, live(MAP), method=PUT)
    versions = [body["metadata"]["resourceVersion"] for body in api.sent("PUT configmaps/a")]
    assert versions == ["7", "8", "8", "8", "8"]
    assert all(request.query["dryRun"] == "All" for request in api.asked if request.method == "PUT")
    assert (state.live, state.wanted) == (moved, live(MAP))


def test_an_object_that_never_rests_is_a_conflict(api: Api) -> None:
    api.has(live(MAP))
    api.on("PUT configmaps/a", stale("configmaps", "a"))
    with pytest.raises(Conflict, match="the object has been modified"):
        asked(api, MAP, live(MAP), method=PUT)
    assert api.did().count("PUT configmaps/a") == 5


@pytest.mark.parametrize("recreate", [(), ("Secret",)])
def test_a_replacement_that_is_invalid_is_refused(api: Api, recreate: tuple[str, ...]) -> None:
    api.on("PUT configmaps/a", invalid("ConfigMap", "a", ("data", "field is immutable when `immutable` is set")))
    with pytest.raises(Invalid, match="field is immutable"):
        asked(api, MAP, live(MAP), method=PUT, recreate=recreate)


def test_a_replacement_of_what_says_that_it_is_kept_is_refused(api: Api) -> None:
    there = live(MAP)
    there["metadata"]["annotations"] = {"helm.sh/resource-policy": "keep"}
    api.on("PUT configmaps/a", invalid("ConfigMap", "a", ("data", "field is immutable")))
    with pytest.raises(Invalid, match="field is immutable"):
        asked(api, MAP, there, method=PUT, recreate=("ConfigMap",))


def test_a_replacement_that_is_denied_is_refused(api: Api) -> None:
    api.on("PUT configmaps/a", denied("no"))
    with pytest.raises(Forbidden, match="no"):
        asked(api, MAP, live(MAP), method=PUT, recreate=("ConfigMap",))


def test_where_the_object_may_be_made_anew_a_merge_is_tried_first(api: Api) -> None:
    """A Job's selector is the server's: no replacement has it."""
    api.on("PUT configmaps/a", invalid("ConfigMap", "a", ("data", "field is immutable")))
    api.on(WHOLE, live(MAP))
    state = asked(api, MAP, live(MAP, data={}), method=PUT, recreate=("ConfigMap",))
    assert (state.method, state.wanted) == (MERGE, live(MAP))
    assert api.did() == ["PUT configmaps/a", WHOLE]


def test_a_merge_after_a_replacement_leaves_what_is_there_by_now(api: Api) -> None:
    """Not what was there before somebody wrote it anew."""
    moved = live(MAP, data={"a": "10"})
    api.has(moved)
    api.on("PUT configmaps/a", stale("configmaps", "a"), invalid("ConfigMap", "a", ("data", "field is immutable")))
    how: dict[str, Any] = {"recreate": ("ConfigMap",), "ignored": POINTED, "original": was(MAP)}
    state = asked(api, MAP, live(MAP, data={"a": "9"}), method=PUT, **how)
    assert (state.body["data"], state.wanted) == ({"a": "10"}, moved)
    assert state.patch is not None and state.patch.body == {}


# Replicas


def deployment(replicas: int) -> Item:
    return item("Deployment", "web", spec={"replicas": replicas, "paused": True})


def decided(who: str, why: str = "") -> Any:
    return lambda _item: Decision(who, why)


def answer_with(replicas: int) -> Any:
    def answer(request: Asked) -> dict[str, Any]:
        sent = request.json().get("spec") or {}
        return live(deployment(sent.get("replicas", replicas)))

    return answer


@pytest.mark.parametrize(("who", "warned"), [(SCALED, 0), (UNKNOWN, 1)])
def test_a_merge_leaves_the_replicas_of_an_autoscaler(api: Api, who: str, warned: int) -> None:
    one = deployment(2)
    there = live(one, spec={"replicas": 9, "paused": False})
    api.on("PATCH deployments/web", answer_with(9))
    why = "may not list" if warned else ""
    state = asked(api, one, there, original=was(one, spec={"replicas": 3}), autoscaled=decided(who, why))
    assert api.sent("PATCH deployments/web") == [
        {"spec": {"replicas": 2, "paused": True}},
        {"spec": {"paused": True}},
    ]
    assert state.patch is not None
    assert (state.patch.original["spec"], state.body["spec"]) == ({}, {"paused": True})
    assert len(api.warned) == warned


def test_a_merge_that_leaves_replicas_leaves_other_drift_too(api: Api) -> None:
    one = deployment(2)
    there = live(one, spec={"replicas": 9, "paused": False})
    api.on("PATCH deployments/web", answer_with(9))
    state = asked(
        api,
        one,
        there,
        original=was(one, spec={"replicas": 3, "paused": True}),
        autoscaled=decided(SCALED),
        drift="warn",
    )
    assert state.patch is not None and (state.patch.body, state.patch.lasting) == ({}, True)
    assert state.wanted == there


@pytest.mark.parametrize(("who", "why"), [(SCALED, ""), (UNKNOWN, "may not list")])
def test_a_replacement_has_the_replicas_of_an_autoscaler(api: Api, who: str, why: str) -> None:
    one = deployment(2)
    there = live(one, spec={"replicas": 9})
    api.on("PUT deployments/web", lambda request: request.json())
    state = asked(api, one, there, method=PUT, autoscaled=decided(who, why))
    assert [body["spec"]["replicas"] for body in api.sent("PUT deployments/web")] == [2, 9]
    assert state.body["spec"] == {"replicas": 9, "paused": True}
    assert state.wanted is not None and state.wanted["spec"] == {"replicas": 9, "paused": True}
    assert [bool(why)] == [bool(api.warned)]


def test_where_nothing_would_change_no_autoscaler_is_looked_for(api: Api) -> None:
    one = deployment(2)

    def never(_item: Item) -> Decision:
        raise AssertionError("nobody needs to know")

    state: Optional[ObjectState] = asked(api, one, live(one), original=was(one), autoscaled=never)
    assert state is not None and state.wanted is state.live
