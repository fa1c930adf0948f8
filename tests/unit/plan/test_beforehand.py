# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked about objects whose namespace the run makes first, and that each is told of as if it had been asked
about itself."""

from __future__ import annotations

import pytest
from unit.kube.server import Asked, Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import NotFound
from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import APPLY, MERGE, Item, ObjectState
from ansible_collections.native.helm.plugins.module_utils._helm.plan.served import Served

from .api import Api, invalid, item, live, not_found, stated

NO_NAMESPACE = not_found("namespaces", "ns")
MAPS = [item("ConfigMap", name) for name in "abc"]
SERVICE = item("Service", "d")


def look(api: Api, *items: Item, method: str = APPLY) -> list[ObjectState]:
    served = Served(api.client)
    served.absent = frozenset({"ns"})
    policy, situation = stated(method=method, served=served)
    return observe.observe(api.client, list(items), policy, situation).targets


def elsewhere(api: Api) -> None:
    for plural in ("configmaps", "services"):
        api.on(f"POST {plural}", Reply(201, {}))


def test_one_of_a_kind_is_asked_about_in_its_place(api: Api) -> None:
    elsewhere(api)
    api.on("PATCH configmaps/a", NO_NAMESPACE)
    api.on("PATCH services/d", NO_NAMESPACE)
    states = look(api, MAPS[0], SERVICE, MAPS[1], MAPS[2])
    assert sorted(api.did()) == ["PATCH configmaps/a", "PATCH services/d", *["POST configmaps"] * 3, "POST services"]
    assert [state.item.name for state in states] == ["a", "d", "b", "c"]
    assert [(state.unsure, state.method, state.body) for state in states] == [
        (True, APPLY, state.item.body) for state in states
    ]


def test_each_is_told_of_by_its_own_name(api: Api) -> None:
    elsewhere(api)
    api.on("PATCH configmaps/a", NO_NAMESPACE)
    states = look(api, *MAPS)
    refusals = [state.refusal for state in states]
    assert all(isinstance(refusal, NotFound) for refusal in refusals)
    assert [refusal.subject for refusal in refusals if refusal] == [f"ConfigMap ns/{name}" for name in "abc"]
    assert len({id(refusal) for refusal in refusals}) == 3


def test_the_values_of_each_are_asked_about(api: Api) -> None:
    wrong = invalid("configmaps", "b", ("data", "Invalid value"))
    api.on("PATCH configmaps/a", NO_NAMESPACE)
    api.on("POST configmaps", lambda asked: wrong if asked.json()["metadata"]["name"] == "b" else Reply(201, {}))
    states = look(api, *MAPS)
    assert ["Invalid value" in str(state.refusal) for state in states] == [False, True, False]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(403, status(403, "Forbidden", 'configmaps "a" is forbidden: User "u" cannot patch', kind="configmaps")),
        live(MAPS[0]),
    ],
    ids=["no right", "another run made the namespace meanwhile"],
)
def test_where_the_server_says_anything_else_each_is_asked_about(api: Api, answer: Reply) -> None:
    elsewhere(api)
    for name in "abc":
        api.on(f"PATCH configmaps/{name}", answer)
    look(api, *MAPS)
    assert {f"PATCH configmaps/{name}" for name in "abc"} <= set(api.did())


def test_what_the_client_merges_is_asked_about_the_same_way(api: Api) -> None:
    asked_here: list[str] = []

    def answer(asked: Asked) -> Reply:
        if "/namespaces/ns/" in asked.path:
            asked_here.append(asked.json()["metadata"]["name"])
            return NO_NAMESPACE
        return Reply(201, {})

    api.on("POST configmaps", answer)
    states = look(api, *MAPS, method=MERGE)
    assert asked_here == ["a"]
    assert [(state.method, state.unsure) for state in states] == [(MERGE, True)] * 3
