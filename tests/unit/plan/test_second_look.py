# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked a second time, once it is known what is left as it is: always as helm, and never more than asked."""

from __future__ import annotations

from typing import Any

from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe, second_look
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import ObjectState

from .api import Api, item, live, stated

ONE = item("ConfigMap", namespace="elsewhere", data={"a": "1", "b": "1"})
ASKED = {"dryRun": "All", "fieldManager": "helm", "fieldValidation": "Strict", "force": "false"}
OTHERS = live(ONE, data={"a": "9", "b": "0"})


def test_the_second_dry_run_is_asked_as_the_first(api: Api) -> None:
    api.has(OTHERS)
    api.on("PATCH configmaps/a", live(ONE), live(ONE, data={"a": "9", "b": "1"}))
    facts = stated(settled=True, ignored=(Ignored(paths=("/data/a",)),))
    state = observe.observe_target(api.client, ONE, *facts)
    patches = [asked for asked in api.asked if asked.method == "PATCH"]
    assert [asked.path for asked in patches] == ["/api/v1/namespaces/elsewhere/configmaps/a"] * 2
    assert [asked.query for asked in patches] == [ASKED] * 2
    assert patches[1].json()["data"] == {"a": "9", "b": "1"}
    assert (state.wanted or {})["data"] == {"a": "9", "b": "1"} and state.same is False


def test_places_that_the_apply_leaves_anyway_are_sent_as_the_chart_has_them(api: Api) -> None:
    """Else helm would hold what it has left to others."""
    state = ObjectState(ONE, ONE.body, OTHERS, wanted=live(ONE, data={"a": "9", "b": "1"}))
    second_look.leave(api.client, state, [["data", "a"]])
    assert (state.body, api.did()) == (ONE.body, [])


def test_places_of_an_object_that_is_not_there_yet(api: Api) -> None:
    state = ObjectState(ONE, ONE.body, None, wanted=ONE.body)
    api.on("PATCH configmaps/a", ONE.body)
    second_look.leave(api.client, state, [["data", "a"]])
    assert [body["data"] for body in api.sent("PATCH configmaps/a")] == [{"b": "1"}]


def test_nobody_asks_who_sets_replicas_where_what_is_left_was_all(api: Api) -> None:
    def never(*_asked: Any) -> Any:
        raise AssertionError("it was asked")

    one = item("Deployment", spec={"replicas": 1, "paused": False})
    there = live(one, spec={"replicas": 1, "paused": True})
    api.has(there)
    api.on("PATCH deployments/a", live(one), there)
    facts = stated(ignored=(Ignored(paths=("/spec/paused",)),), settled=True, autoscaled=never, replicas_at=never)
    assert observe.observe_target(api.client, one, *facts).same is True
