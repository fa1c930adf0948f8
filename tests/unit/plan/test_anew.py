# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects with fields that cannot be changed in place: what has to hold before one is deleted to be made anew, and what
is said where it does not. The answers are the API server's own."""

from __future__ import annotations

from typing import Any

import pytest
from unit.kube.server import Reply, status

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Forbidden,
    Invalid,
    KubeError,
    RequestError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.plan import anew
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ignoring import Ignored
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item, ObjectState
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import SCALED, UNKNOWN, Decision

from .api import Api, denied, exists, forbidden, held, invalid, item, live, stated, webhook

WEB = item("Deployment", "web", spec={"selector": {"matchLabels": {"a": "new"}}, "replicas": 2})
THERE = live(WEB, spec={"selector": {"matchLabels": {"a": "old"}}, "replicas": 9})
SELECTOR = ("spec.selector", "Invalid value: {}: field is immutable")
IMAGE = ("spec.template.spec.containers[0].image", "Required value")
IMMUTABLE = invalid("Deployment.apps", "web", SELECTOR)
TAKEN = exists("deployments.apps", "web")
CREATION, DELETION = "POST deployments", "DELETE deployments/web"
GONE = {"kind": "Status", "status": "Success"}
ALLOWED: dict[str, Any] = {"recreate": ("Deployment",)}


def refusal(api: Api, reply: Reply, request: str = "PATCH deployments/web", one: Item = WEB) -> Any:
    """The error that an answer to an object's dry run gives."""
    api.on(request, reply)
    with pytest.raises(KubeError) as caught:
        api.client.apply(one.body, one.namespace, dry_run=True)
    api.asked.clear()
    return caught.value


def settled(api: Api, *, one: Item = WEB, there: Any = THERE, **policy: Any) -> ObjectState:
    """What is made of a refusal because of an immutable field."""
    error = refusal(api, IMMUTABLE)
    state = ObjectState(one, {"sent": 1}, there)
    anew.settle(api.client, state, *stated(**policy), error)
    return state


def refused(api: Api, *, reply: Reply = IMMUTABLE, one: Item = WEB, there: Any = THERE, **policy: Any) -> Any:
    """The error that comes of a refusal, which is the very one that the server gave."""
    error = refusal(api, reply)
    state = ObjectState(one, {"sent": 1}, there)
    with pytest.raises(Invalid) as caught:
        anew.settle(api.client, state, *stated(**policy), error)
    assert caught.value is error
    assert (state.anew, state.body, state.wanted) == (False, {"sent": 1}, None)
    return caught.value


def test_what_would_be_taken_as_a_new_one_is_made_anew_where_the_task_allows_it(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    state = settled(api, **ALLOWED)
    assert (state.anew, state.body, state.wanted) == (True, WEB.body, WEB.body)
    assert api.did() == [CREATION, DELETION]
    creation, deletion = api.asked
    assert (creation.json(), creation.query["dryRun"]) == (WEB.body, "All")
    assert deletion.json()["preconditions"] == {"uid": "uid-of-web"}
    assert deletion.query["dryRun"] == "All"
    assert [asked.path.split("/")[5] for asked in api.asked] == ["ns", "ns"]


def test_what_the_server_warns_of_the_new_one_is_told_though_its_name_is_taken(api: Api) -> None:
    """It warns in answers that refuse, too (asked of Kubernetes 1.36)."""
    api.on(CREATION, Reply(409, TAKEN.body, headers={"Warning": '299 - "unknown field \\"spec.imagge\\""'}))
    api.on(DELETION, GONE)
    settled(api, **ALLOWED)
    assert api.warned == ['Deployment ns/web: unknown field "spec.imagge"']


def test_an_object_without_a_uid_is_asked_about_by_its_name(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    settled(api, there={**WEB.body, "metadata": None}, **ALLOWED)
    assert "preconditions" not in api.asked[1].json()


def test_the_name_may_be_free_by_now(api: Api) -> None:
    api.on(CREATION, live(WEB))
    api.on(DELETION, GONE)
    assert settled(api, there=None, **ALLOWED).anew is True


def test_where_the_task_does_not_allow_it_the_hint_says_how(api: Api) -> None:
    api.on(CREATION, TAKEN)
    error = refused(api)
    assert error.hint == (
        "the field cannot be changed in place; to have the object deleted and made anew, set recreate: [Deployment/web]"
    )
    assert api.did() == [CREATION]


@pytest.mark.parametrize(
    ("obstacle", "more"),
    [
        (invalid("Deployment.apps", "web", IMAGE), True),
        (invalid("Deployment.apps", "web", SELECTOR, IMAGE), True),
        (invalid("Deployment.apps", "web", SELECTOR), False),  # it says nothing new
        (denied("exceeded quota: q", "deployments", "web"), True),
        (Reply(422, status(422, "Invalid", "x", causes=[{"field": SELECTOR[0]}, {"message": "no"}])), True),
        (held((".spec", "other")), True),
    ],
)
def test_what_would_be_refused_as_a_new_one_is_not_deleted(api: Api, obstacle: Reply, more: bool) -> None:
    api.on(CREATION, obstacle)
    error = refused(api, **ALLOWED)
    assert error.hint.startswith("it is not deleted to be made anew, as that would be refused too: ") is more
    assert api.did() == [CREATION]


def test_what_would_be_refused_anyhow_is_no_hint_where_nothing_is_allowed(api: Api) -> None:
    api.on(CREATION, invalid("Deployment.apps", "web", IMAGE))
    assert refused(api).hint == ""


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, status(400, "BadRequest", "json: cannot unmarshal number into Go struct field")),
        Reply(422, status(422, "Invalid", 'Deployment.apps "web" is invalid', causes=[])),
        Reply(422, status(422, "Invalid", "x", causes=[{"reason": "X", "message": "no"}])),
        Reply(422, status(422, "Invalid", "x", causes=[{"field": "a"}, {"message": "no"}])),
        Reply(422, status(422, "Other", "x", causes=[{"field": "a"}])),
        Reply(400, status(400, "Invalid", "x", causes=[{"field": "a"}])),
    ],
)
def test_what_is_refused_for_no_field_is_not_made_anew(api: Api, reply: Reply) -> None:
    error = refused(api, reply=reply, **ALLOWED)
    assert (error.hint, api.did()) == ("", [])


UNREADABLE = invalid("", "", ("patch", 'Invalid value: "map[...]": cannot unmarshal number'))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (Reply(400, status(400, "BadRequest", "strict decoding error: .spec.x")), "strict decoding error: .spec.x"),
        (TAKEN, ""),
        (live(WEB), ""),
    ],
)
def test_a_merge_that_cannot_be_read_says_what_a_new_object_is_told(api: Api, answer: Any, hint: str) -> None:
    api.on(CREATION, answer)
    error = refused(api, reply=UNREADABLE, **ALLOWED)
    assert (error.hint, api.did()) == (hint, [CREATION])


def test_a_merge_that_cannot_be_read_for_more_reasons_is_not_asked_about(api: Api) -> None:
    assert refused(api, reply=invalid("", "", ("patch", "x"), SELECTOR), **ALLOWED).hint == ""
    assert api.asked == []


# The deletion


def test_what_may_not_be_deleted_is_not_made_anew(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, forbidden("delete", "deployments", "web", "apps"))
    with pytest.raises(Forbidden) as caught:
        settled(api, **ALLOWED)
    error = caught.value
    assert error.problem.startswith('it cannot be deleted to be made anew: deployments.apps "web" is forbidden: User')
    assert error.told == error.problem
    assert error.facts["failed_objects"][0]["name"] == "web"


def test_a_webhook_that_takes_no_dry_run_of_a_deletion_stands_in_no_way(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, webhook("does not support dry run"))
    assert settled(api, **ALLOWED).anew is True


# What is left to others


def test_what_is_left_to_others_is_in_the_new_object_as_it_was(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    rules = (Ignored(paths=("/metadata/labels",)),)
    there = {**THERE, "metadata": {**THERE["metadata"], "labels": {"x": "1"}}}
    state = settled(api, there=there, ignored=rules, autoscaled=lambda _item: Decision(SCALED), **ALLOWED)
    assert state.body["spec"] == {**WEB.body["spec"], "replicas": 9}
    assert state.body["metadata"]["labels"] == {"x": "1"}
    assert (state.wanted, api.asked[0].json()) == (state.body, state.body)
    assert api.warned == []


def test_replicas_of_which_nobody_can_tell_stay_and_that_is_told(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    state = settled(api, autoscaled=lambda _item: Decision(UNKNOWN, "may not list"), **ALLOWED)
    assert state.body["spec"]["replicas"] == 9
    assert [text.rpartition(": ")[2] for text in api.warned] == ["may not list"]


@pytest.mark.parametrize(
    ("there", "before", "replicas", "warned"),
    [
        (2, 3, 2, 0),  # as the chart says
        (9, 9, 2, 0),  # as the last revision said: nobody but the chart has changed them
        (9, 3, 9, 1),
    ],
)
def test_replicas_that_only_the_chart_has_changed_are_the_charts(
    api: Api, there: int, before: int, replicas: int, warned: int
) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    was = Item({**WEB.body, "spec": {"replicas": before}}, "ns")
    how: dict[str, Any] = {"autoscaled": lambda _item: Decision(UNKNOWN, "may not list"), "original": {WEB.key: was}}
    state = settled(api, there={**THERE, "spec": {"replicas": there}}, **how, **ALLOWED)
    assert (state.body["spec"]["replicas"], len(api.warned)) == (replicas, warned)


def test_an_object_that_drift_does_not_count_is_made_as_the_chart_says(api: Api) -> None:
    api.on(CREATION, TAKEN)
    api.on(DELETION, GONE)
    assert settled(api, ignored=(Ignored(),), **ALLOWED).body == WEB.body


# Addresses and ports of a Service


def service(**spec: Any) -> Item:
    return item("Service", "s", spec=spec)


ADDRESS = ("spec.clusterIPs", "Invalid value: []: failed to allocate IP 10.0.0.1: provided IP is already allocated")


@pytest.mark.parametrize(
    ("spec", "there", "freed"),
    [
        ({"clusterIP": "10.0.0.1"}, {"clusterIPs": ["10.0.0.1"]}, {}),
        ({"clusterIP": "10.0.0.2"}, {"clusterIPs": ["10.0.0.1"]}, {"clusterIP": "10.0.0.2"}),
        ({"clusterIPs": ["10.0.0.1"]}, {"clusterIPs": ["10.0.0.1", "fd00::1"]}, {}),
        ({"clusterIPs": ["10.0.0.1"]}, {"clusterIPs": ["10.0.0.1"]}, {}),
        (
            {"clusterIPs": ["10.0.0.1", "fd00::2"]},
            {"clusterIPs": ["10.0.0.1"]},
            {"clusterIPs": ["10.0.0.1", "fd00::2"]},
        ),
        ({"healthCheckNodePort": 30000}, {"healthCheckNodePort": 30000}, {}),
        ({"healthCheckNodePort": 30000}, {"healthCheckNodePort": 30001}, {"healthCheckNodePort": 30000}),
        (
            {"ports": [{"port": 1, "nodePort": 30001}, {"port": 2, "nodePort": 30002}, {"port": 3}]},
            {"ports": [{"port": 1, "nodePort": 30001}, {"port": 4, "nodePort": 0}, {"port": 5}]},
            {"ports": [{"port": 1}, {"port": 2, "nodePort": 30002}, {"port": 3}]},
        ),
    ],
)
def test_what_a_service_holds_is_free_once_it_is_gone(
    api: Api, spec: dict[str, Any], there: dict[str, Any], freed: dict[str, Any]
) -> None:
    one = service(type="NodePort", **spec)
    api.on("POST services", invalid("Service", "s", ADDRESS), exists("services", "s"))
    found = anew._refused_as_new(api.client, one.body, live(one, spec=there))
    asked = [spec] if freed == spec else [spec, freed]
    assert [body["spec"] for body in api.sent("POST services")] == [{"type": "NodePort", **each} for each in asked]
    assert (found is None) is (freed != spec)
    assert one.body["spec"] == {"type": "NodePort", **spec}


def test_a_service_that_keeps_its_address_is_made_anew(api: Api) -> None:
    one = service(clusterIP="10.0.0.1", type="ClusterIP")
    error = refusal(api, invalid("Service", "s", ("spec.type", "field is immutable")), "PATCH services/s", one)
    api.on("POST services", invalid("Service", "s", ADDRESS), exists("services", "s"))
    api.on("DELETE services/s", GONE)
    state = ObjectState(one, one.body, live(one, spec={"clusterIPs": ["10.0.0.1"]}))
    anew.settle(api.client, state, *stated(recreate=("Service",)), error)
    assert (state.anew, state.body) == (True, one.body)


def test_what_is_refused_after_all_that_is_free_counts(api: Api) -> None:
    one = service(clusterIP="10.0.0.1")
    api.on("POST services", invalid("Service", "s", ADDRESS), denied("no", "services", "s"))
    found = anew._refused_as_new(api.client, one.body, live(one, spec={"clusterIPs": ["10.0.0.1"]}))
    assert isinstance(found, Forbidden)


def test_other_refusals_free_nothing(api: Api) -> None:
    one = service(clusterIP="10.0.0.1")
    api.on("POST services", denied("no", "services", "s"))
    assert anew._refused_as_new(api.client, one.body, live(one, spec={"clusterIPs": ["10.0.0.1"]})) is not None
    assert len(api.asked) == 1


def test_a_service_without_a_spec_holds_nothing() -> None:
    assert anew._without_allocated({"spec": None}, {"spec": None}) == {"spec": {}}


# What may be made anew at all


KEPT = {"annotations": {"helm.sh/resource-policy": "keep"}}


@pytest.mark.parametrize(
    ("recreate", "allowed"),
    [
        (("Deployment",), True),
        (("Secret", "Deployment/web"), True),
        (("Deployment/other",), False),
        (("web",), False),
        ((), False),
    ],
)
def test_what_the_task_names_may_be_made_anew(recreate: tuple[str, ...], allowed: bool) -> None:
    assert anew.is_allowed(WEB, THERE, recreate) is allowed


def test_what_says_that_it_is_kept_is_not_made_anew() -> None:
    kept = Item({**WEB.body, "metadata": {**WEB.body["metadata"], **KEPT}}, "ns")
    assert anew.is_allowed(kept, THERE, ("Deployment",)) is False
    assert anew.is_allowed(WEB, live(kept), ("Deployment",)) is False


NEVER = ["PersistentVolumeClaim", "Namespace", "CustomResourceDefinition"]


@pytest.mark.parametrize("kind", NEVER)
def test_what_holds_data_is_never_made_anew(kind: str) -> None:
    one = item(kind)
    assert anew.is_allowed(one, live(one), (kind, f"{kind}/a")) is False
    assert anew.hint(one, live(one)).startswith(
        f"the field cannot be changed in place, and a {kind} is never made anew by this collection; "
    )
    for entry in (kind, f"{kind}/a"):
        with pytest.raises(RequestError, match=f"^a {kind} is never deleted to be made anew$"):
            anew.check(("Deployment", entry))
    anew.check(("Deployment", "Job/a"))


@pytest.mark.parametrize(
    ("there", "risk"),
    [
        (
            {"kind": "StatefulSet", "spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}},
            "with it",
        ),
        ({"kind": "StatefulSet", "spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain"}}}, ""),
        ({"kind": "StatefulSet", "spec": {"persistentVolumeClaimRetentionPolicy": None}}, ""),
        ({"kind": "StatefulSet", "spec": None}, ""),
        ({"kind": "Other", "spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}}, ""),
        (
            {
                "kind": "PersistentVolume",
                "spec": {"persistentVolumeReclaimPolicy": "Retain"},
                "status": {"phase": "Bound"},
            },
            "the volume is Bound and its reclaim policy Retain",
        ),
        (
            {"kind": "PersistentVolume", "spec": {"persistentVolumeReclaimPolicy": "Delete"}, "status": None},
            "the volume is Available and its reclaim policy Delete",
        ),
        ({"kind": "PersistentVolume", "spec": {"persistentVolumeReclaimPolicy": "Retain"}, "status": {}}, ""),
        (
            {"kind": "PersistentVolume", "spec": {}, "status": {"phase": "Released"}},
            "the volume is Released and its reclaim policy None",
        ),
        ({"kind": "Other", "spec": {"persistentVolumeReclaimPolicy": "Delete"}}, ""),
    ],
)
def test_data_that_would_go_with_the_object_is_not_risked(there: dict[str, Any], risk: str) -> None:
    one = Item({"apiVersion": "v1", "kind": there["kind"], "metadata": {"name": "a"}}, "")
    assert anew.is_allowed(one, there, (there["kind"],)) is not bool(risk)
    said = anew.hint(one, there)
    assert (risk in said) and (("recreate: [" in said) is not bool(risk))
