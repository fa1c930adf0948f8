# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of a refused dry run: an error, a refusal for the gate, an object to be made anew, or a comparison."""

from __future__ import annotations

from typing import Optional

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KubeError,
    NotFound,
    Unauthorized,
    Unreachable,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import refusals
from ansible_collections.native.helm.plugins.module_utils._helm.plan.conflicts import CORRECT, WARN, Policy
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    MERGE,
    PUT,
    Item,
    ObjectState,
    Patch,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import UNKNOWN, Decision, Situation

from .api import Api, denied, exists, forbidden, invalid, item, live, not_found, stated, webhook

ONE = item("ConfigMap", data={"a": "1"})
IMMUTABLE = ("data", "Forbidden: field is immutable when `immutable` is set")
WHAT = "object ns/a /v1, Kind=ConfigMap"


def error_of(api: Api, answer: Reply, one: Item = ONE) -> KubeError:
    """What the client makes of the server's answer to the dry run of an apply."""
    plural = {"ConfigMap": "configmaps", "Deployment": "deployments", "Pod": "pods"}[one.kind]
    api.on(f"PATCH {plural}/{one.name}", answer)
    try:
        api.client.apply(one.body, one.namespace, dry_run=True)
    except KubeError as error:
        api.asked.clear()
        return error
    raise AssertionError("it was not refused")


def settled(
    api: Api, answer: Reply, one: Item = ONE, *, policy: Optional[tuple[Policy, Situation]] = None, method: str = APPLY
) -> tuple[ObjectState, KubeError]:
    """The state of an object whose dry run was refused, and the error."""
    error = error_of(api, answer, one)
    state = ObjectState(one, one.body, method=method)
    if method == MERGE:
        state.patch = Patch("merge", {}, one.body)
    refusals.settle(api.client, state, *(policy or stated()), error)
    return state, error


# What is no verdict about the object.


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("no answer"),
        Unauthorized("Unauthorized", status=401),
        Forbidden("the server is busy", status=429),
        Conflict("the object has been modified", status=409, reason="Conflict"),
    ],
    ids=["no answer", "user unknown", "busy", "conflict"],
)
def test_what_is_no_verdict_is_an_error(api: Api, error: KubeError) -> None:
    state = ObjectState(ONE, ONE.body)
    with pytest.raises(type(error)) as caught:
        refusals.settle(api.client, state, *stated(), error)
    assert caught.value is error
    assert (state.problem, state.refusal, api.did()) == (None, None, [])


def test_an_object_that_cannot_be_read_either_is_an_error(api: Api) -> None:
    api.on("GET configmaps/a", forbidden("get", "configmaps", "a"))
    error = error_of(api, forbidden("patch", "configmaps", "a"))
    with pytest.raises(Forbidden, match="cannot patch") as caught:
        refusals.settle(api.client, ObjectState(ONE, ONE.body), *stated(), error)
    assert caught.value is error and error.__suppress_context__


# A namespace that is not there yet.

NO_NAMESPACE = Reply(404, status(404, "NotFound", 'namespaces "ns" not found', name="ns", kind="namespaces"))
VALUES = invalid("ConfigMap", "a", ("data[b c]", "Invalid value"))


def test_an_object_of_a_namespace_to_come_is_asked_about_in_one_that_is_there(api: Api) -> None:
    api.on("POST configmaps", VALUES)
    state, error = settled(api, NO_NAMESPACE)
    (asked,) = api.asked
    assert asked.path == "/api/v1/namespaces/default/configmaps"
    assert asked.query["dryRun"] == "All"
    assert asked.json() == {**ONE.body, "metadata": {"name": "a", "namespace": "default"}}
    assert (state.unsure, state.problem, state.live) == (True, error, None)
    assert isinstance(state.refusal, Invalid)
    problem = 'ConfigMap "a" is invalid: data[b c]: Invalid value'
    assert state.refusal.problem == f"server-side apply failed for {WHAT}: {problem}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Reply(201, ONE.body), []),
        (exists("configmaps", "a"), ['ConfigMap a: asked about it in default: configmaps "a" already exists']),
        (
            denied("exceeded quota: q"),
            ['ConfigMap a: asked about it in default: configmaps "a" is forbidden: exceeded quota: q'],
        ),
        (Reply(422, status(422, "Invalid", "a webhook's words")), []),
        (Reply(400, status(400, "BadRequest", "unknown field", causes=[{"reason": "x"}, {"field": ""}])), []),
    ],
    ids=["taken", "a namesake", "that namespace's quota", "no field", "an empty field"],
)
def test_what_is_said_of_that_namespace_does_not_count(api: Api, answer: Reply, said: list[str]) -> None:
    api.on("POST configmaps", answer)
    state, error = settled(api, NO_NAMESPACE)
    assert state.unsure is True and state.refusal is not None
    assert isinstance(state.refusal, NotFound) and 'namespaces "ns" not found' in state.refusal.problem
    assert state.problem is error
    assert [line for line in api.told if "asked about it" in line] == said


def test_another_thing_that_is_missing_is_a_refusal(api: Api) -> None:
    missing = not_found("clusterroles", "reader", "rbac.authorization.k8s.io")
    state, _error = settled(api, missing)
    assert (state.unsure, api.did()) == (False, ["GET configmaps/a"])
    assert isinstance(state.refusal, NotFound)


# A new object.


def test_a_new_object_that_is_refused(api: Api) -> None:
    state, error = settled(api, VALUES)
    assert api.did() == ["GET configmaps/a"]
    assert (state.live, state.problem, state.unsure) == (None, error, False)
    assert state.refusal is not None
    assert state.refusal.problem == f"server-side apply failed for {WHAT}: {error.problem}"
    assert isinstance(state.refusal, Invalid)


def test_a_new_object_that_the_client_writes_is_refused_in_other_words(api: Api) -> None:
    state, error = settled(api, VALUES, method=MERGE)
    assert state.refusal is not None and state.refusal.problem == error.problem


def test_a_new_pod_is_looked_at_beyond_what_it_lacks(api: Api) -> None:
    pod = item("Pod", spec={"serviceAccountName": "x"})
    lacks = denied('error looking up service account ns/x: serviceaccount "x" not found', "pods")
    api.on("POST pods", denied('violates PodSecurity "restricted:latest"', "pods"))
    state, _error = settled(api, lacks, pod)
    assert state.refusal is not None and "violates PodSecurity" in state.refusal.problem


def test_a_pod_that_is_there_is_refused_for_what_it_lacks(api: Api) -> None:
    pod = item("Pod", spec={"serviceAccountName": "x"})
    api.has(live(pod))
    lacks = denied('error looking up service account ns/x: serviceaccount "x" not found', "pods")
    state, error = settled(api, lacks, pod)
    assert api.did() == ["GET pods/a"]
    assert state.refusal is not None and error.problem in state.refusal.problem


# An object that is there.


def test_a_policys_refusal_is_for_the_gate(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    state, error = settled(api, denied("no such values here"))
    assert api.did() == ["GET configmaps/a"]
    assert (state.live, state.wanted, state.anew) == (live(ONE, data={"a": "0"}), None, False)
    assert state.refusal is not None
    assert state.refusal.problem == f"server-side apply failed for {WHAT}: {error.problem}"


def test_a_refused_merge_is_told_in_the_words_of_a_merge(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    state, error = settled(api, denied("no such values here"), method=MERGE)
    assert state.refusal is not None
    assert state.refusal.problem == f'cannot patch "a" with kind ConfigMap: {error.problem}'


def test_an_object_is_made_anew_where_that_is_what_it_takes(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("POST configmaps", exists("configmaps", "a"))
    api.on("DELETE configmaps/a", {})
    state, error = settled(api, invalid("ConfigMap", "a", IMMUTABLE), policy=stated(recreate=("ConfigMap",)))
    assert (state.anew, state.refusal, state.problem) == (True, None, error)
    assert state.wanted == ONE.body
    assert api.did() == ["GET configmaps/a", "POST configmaps", "DELETE configmaps/a"]


def test_what_is_against_making_it_anew_is_the_refusal(api: Api) -> None:
    api.has(live(ONE, data={"a": "0"}))
    api.on("POST configmaps", exists("configmaps", "a"))
    state, error = settled(api, invalid("ConfigMap", "a", IMMUTABLE))
    assert state.anew is False and state.refusal is not None
    assert state.refusal.problem == f"server-side apply failed for {WHAT}: {error.problem}"
    assert "set recreate: [ConfigMap/a]" in state.refusal.hint
    api.on("DELETE configmaps/a", forbidden("delete", "configmaps", "a"))
    state, _error = settled(api, invalid("ConfigMap", "a", IMMUTABLE), policy=stated(recreate=("ConfigMap",)))
    assert state.anew is False and isinstance(state.refusal, Forbidden)
    assert "it cannot be deleted to be made anew" in state.refusal.problem


# A comparison without a dry run.

NO_DRY_RUN = webhook("does not support dry run")
NO_RIGHT = forbidden("patch", "configmaps", "a")
THERE = live(ONE, data={"a": "0"})


def test_what_takes_no_dry_run_is_compared(api: Api) -> None:
    api.has(THERE)
    state, error = settled(api, NO_DRY_RUN)
    assert (state.refusal, state.problem, state.live, state.same) == (None, error, THERE, False)
    assert state.wanted == {**THERE, "data": {"a": "1"}}
    assert len(api.warned) == 1
    assert api.warned[0].startswith(f"ConfigMap ns/a: no server-side dry run ({error.problem})")


def test_a_new_object_that_takes_no_dry_run_is_taken_as_it_is(api: Api) -> None:
    state, error = settled(api, NO_DRY_RUN)
    assert (state.refusal, state.problem, state.live, state.wanted) == (None, error, None, None)


def test_who_may_not_write_is_told_what_would_be_written(api: Api) -> None:
    api.has(THERE)
    state, error = settled(api, NO_RIGHT)
    assert state.wanted == {**THERE, "data": {"a": "1"}}
    assert isinstance(state.refusal, Forbidden)
    assert state.refusal.problem == f"server-side apply failed for {WHAT}: {error.problem}"
    assert (state.problem, api.warned) == (error, [])


@pytest.mark.parametrize(
    "answer", [webhook("does not support dry run"), forbidden("patch", "deployments", "a", "apps")]
)
def test_replicas_that_may_be_an_autoscalers_are_left_and_told(api: Api, answer: Reply) -> None:
    one = item("Deployment", spec={"replicas": 1})
    api.has(live(one, spec={"replicas": 3}))
    policy = stated(autoscaled=lambda _item: Decision(UNKNOWN, "nobody may look"))
    state, _error = settled(api, answer, one, policy=policy)
    assert state.wanted is not None and state.wanted["spec"] == {"replicas": 3}
    assert [line for line in api.warned if "its replicas are left as they are" in line] != []


def test_who_may_not_write_a_new_object_is_told_so(api: Api) -> None:
    state, _error = settled(api, NO_RIGHT)
    assert (state.live, state.wanted) == (None, None)
    assert isinstance(state.refusal, Forbidden)


def test_an_object_that_is_put_in_the_live_ones_place_is_the_charts(api: Api) -> None:
    api.has(THERE)
    state, _error = settled(api, NO_DRY_RUN, method=PUT)
    assert (state.live, state.wanted, state.same, state.force) == (THERE, ONE.body, False, False)


def test_a_merge_is_compared_by_its_patch(api: Api) -> None:
    api.has(THERE)
    state, _error = settled(api, NO_DRY_RUN, method=MERGE)
    assert state.patch is not None and state.patch.body == {"data": {"a": "1"}}


@pytest.mark.parametrize(
    ("policy", "force"),
    [
        (stated(), False),
        (stated(force=True), True),
        (stated(settled=True, drift=CORRECT), True),
        (stated(settled=True, drift=WARN), False),
        (stated(settled=False, drift=CORRECT), False),
    ],
)
def test_fields_of_others_are_taken_where_that_is_allowed(
    api: Api, policy: tuple[Policy, Situation], force: bool
) -> None:
    """By the write itself, as no dry run could tell whose they are."""
    api.has(THERE)
    state, _error = settled(api, NO_DRY_RUN, policy=policy)
    assert state.force is force


def test_what_was_to_be_taken_stays_so(api: Api) -> None:
    api.has(THERE)
    error = error_of(api, NO_DRY_RUN)
    state = ObjectState(ONE, ONE.body, force=True)
    refusals.settle(api.client, state, *stated(), error)
    assert state.force is True
