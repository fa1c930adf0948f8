# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List elements that were given another key by hand. tests/release/test_repeated.py has the same on the real API
server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.kube import patch_schema
from ansible_collections.native.helm.plugins.module_utils._helm.plan import ignoring, model, observe, remade
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import FieldConflict, Item, ObjectState
from ansible_collections.native.helm.plugins.module_utils._helm.plan.situation import SCALED, Decision

from .api import Api, forbidden, held, invalid, item, live, managed, stated

UDP: dict[str, Any] = {"port": 53, "protocol": "UDP", "name": "dns"}
TCP: dict[str, Any] = {"port": 53, "protocol": "TCP", "name": "dns-tcp"}
SCTP = {**TCP, "protocol": "SCTP"}
PLAIN = {"port": 53, "name": "dns-tcp"}
LIVE_KEY = {"port": 53, "protocol": "SCTP"}
APPLY = "PATCH services/a"


def service(*ports: dict[str, Any], **spec: Any) -> Item:
    return item("Service", spec={"ports": list(ports), **spec})


def key(port: int, protocol: str) -> str:
    return f"k:{json.dumps({'port': port, 'protocol': protocol}, separators=(',', ':'))}"


def edited(one: Item, *protocols: str) -> dict[str, Any]:
    """The live object, some of its ports held by kubectl, by protocol."""
    fields = {"f:spec": {"f:ports": {key(53, protocol): {"f:name": {}} for protocol in protocols}}}
    return managed(managed(live(one), {"f:spec": {}}), fields, "kubectl-edit", operation="Update")


def seen(api: Api, chart: Item, before: Item, there: dict[str, Any], **policy: Any) -> ObjectState:
    api.has(there)
    return observe.observe_target(api.client, chart, *stated(**{"original": {chart.key: before}, **policy}), known=True)


def test_the_keys_are_those_of_lists_that_have_two() -> None:
    names = {name for others in patch_schema.OTHERS.values() for name, _default in others}
    assert names == set(model.SECOND_KEYS)


def test_an_edited_element_is_found_deep_inside() -> None:
    def deployment(protocol: str, **more: Any) -> Item:
        ports = [{"containerPort": 53, "name": "dns", "protocol": protocol}]
        containers = [{"name": "side"}, {"name": "main", "ports": ports, **more}]
        return item("Deployment", spec={"template": {"spec": {"containers": containers}}})

    chart, by_hand = deployment("TCP"), deployment("UDP")
    (found,) = remade.find(chart, chart, by_hand.body)
    path = ["spec", "template", "spec", "containers", {"name": "main"}, "ports"]
    assert (found.path, found.live) == (path, {"containerPort": 53, "protocol": "UDP"})
    assert found.keys == found.said == {"containerPort": 53, "protocol": "TCP"}
    assert remade.followed(chart, [found]).body == by_hand.body
    assert remade.put_back(by_hand.body, [found]) == chart.body
    assert remade.find(chart, chart, chart.body) == []
    assert remade.find(by_hand, chart, by_hand.body) == []  # the chart followed


@pytest.mark.parametrize(
    ("before", "now", "there"),
    [
        pytest.param(service(UDP, TCP), service(UDP, TCP), service(UDP, SCTP), id="one"),
        pytest.param(
            service(UDP, TCP),
            service({**UDP, "name": "x"}, {**TCP, "name": "y"}),
            service({**UDP, "protocol": "SCTP"}, {**TCP, "protocol": "UDP"}),
            id="one in the place of another",
        ),
        pytest.param(service(PLAIN), service({**PLAIN, "name": "x"}), service(SCTP), id="left out"),
    ],
)
def test_what_follows_the_live_keys_can_be_put_back(before: Item, now: Item, there: Item) -> None:
    found = remade.find(now, before, there.body)
    protocols = [port["protocol"] for port in there.body["spec"]["ports"]]
    followed = remade.followed(now, found).body
    assert [port["protocol"] for port in followed["spec"]["ports"]] == protocols
    assert remade.put_back(followed, found) == now.body


@pytest.mark.parametrize("kind", ["Service", "Widget"])
def test_others_elements_are_not_the_charts(kind: str) -> None:
    def of_kind(*ports: Any) -> Item:
        return item(kind, spec={"ports": list(ports)})

    chart = of_kind(UDP, TCP)
    for theirs in ({**SCTP, "name": "theirs"}, {**SCTP, "port": 54}, SCTP if kind == "Widget" else TCP):
        assert remade.find(chart, chart, of_kind(UDP, theirs).body) == []


def test_lists_that_are_none_are_left_to_the_server() -> None:
    chart = service(TCP)
    for ports in (None, 5, ["x"], [{"name": "x"}]):
        assert remade.find(chart, chart, item("Service", spec={"ports": ports}).body) == []
    assert remade.find(chart, item("Service", spec=None), service(SCTP).body) == []


def test_an_edited_element_becomes_helms_so_that_the_apply_takes_it_away(api: Api) -> None:
    chart, there = service(UDP, {**TCP, "name": "x"}), edited(service(UDP, SCTP), "SCTP")
    answer = {**there, "spec": {"ports": [UDP, {**TCP, "name": "x"}]}}
    api.on(APPLY, {**there, "spec": {"ports": [UDP, {**SCTP, "name": "x"}]}}, answer)
    state = seen(api, chart, service(UDP, TCP), there)
    applied, merged = api.sent(APPLY)
    assert applied == service(UDP, {**SCTP, "name": "x"}).body  # the server's conflicts are of the live element
    assert merged == {"spec": {"ports": [{"$patch": "replace"}, UDP, {**TCP, "name": "x"}]}}
    assert [request.query["dryRun"] for request in api.asked if request.method == "PATCH"] == ["All", "All"]
    assert (state.body, state.wanted, state.live, state.same) == (chart.body, answer, there, False)
    assert (state.taken, state.drifted, state.refused) == ([["spec", "ports", LIVE_KEY]], [], [])


def test_an_element_that_the_chart_drops_goes_too(api: Api) -> None:
    there = edited(service(UDP, SCTP), "SCTP")
    api.on(APPLY, there, live(service(UDP)))
    state = seen(api, service(UDP), service(UDP, TCP), there)
    assert [body["spec"]["ports"] for body in api.sent(APPLY)] == [[UDP], [{"$patch": "replace"}, UDP]]
    assert (state.body, state.taken) == (service(UDP).body, [["spec", "ports", LIVE_KEY]])


def test_an_element_that_the_chart_drops_goes_where_all_else_is_settled(api: Api) -> None:
    """Helm holds what the chart says, and what is there besides was not the chart's but by its name."""
    other = {"port": 80, "protocol": "TCP", "name": "http"}
    fields = {"f:spec": {"f:ports": {key(80, "TCP"): {".": {}, "f:name": {}, "f:port": {}, "f:protocol": {}}}}}
    by_hand = {"f:spec": {"f:ports": {key(53, "SCTP"): {}}}}
    there = managed(managed(live(service(SCTP, other)), fields), by_hand, "kubectl-edit", operation="Update")
    api.on(APPLY, there, live(service(other)))
    state = seen(api, service(other), service(TCP, other), there)
    assert (state.taken, state.same) == ([["spec", "ports", LIVE_KEY]], False)
    status = managed(managed(live(service(other)), fields), by_hand, "robot", operation="Update", subresource="status")
    assert seen(api, service(other), service(other), status).same
    assert api.did()[-1] == "GET services/a"


@pytest.mark.parametrize(
    ("fields", "manager", "more", "asked"),
    [
        ({"f:spec": {key(80, "TCP"): {}}}, "kubectl-edit", {}, True),
        ({"f:spec": {'k:{"topologyKey":"a","whenUnsatisfiable":"b"}': {}}}, "kubectl-edit", {}, True),
        ({"f:spec": {"f:type": {}}}, "kubectl-edit", {}, False),
        ({"f:spec": {key(80, "TCP"): {}}}, "helm", {}, False),
        ({"f:spec": {key(80, "TCP"): {}}}, "helm", {"subresource": "status"}, False),
        ({"f:spec": {key(80, "TCP"): {}}}, "robot", {"subresource": "status"}, False),
    ],
)
def test_elements_are_looked_at_where_someone_else_holds_one_with_two_keys(
    api: Api, monkeypatch: pytest.MonkeyPatch, fields: Any, manager: str, more: dict[str, str], *, asked: bool
) -> None:
    seen_by: list[Item] = []
    monkeypatch.setattr(remade, "observe", lambda _client, state, *_facts, **_how: seen_by.append(state.item))
    chart = service(UDP)
    there = managed(live(chart), fields, manager, operation="Update", **more)
    api.on(APPLY, there)
    seen(api, chart, chart, there)
    assert seen_by == ([chart] if asked else [])


def test_a_text_in_the_place_of_what_was_a_map(api: Api) -> None:
    chart, there = service(UDP, TCP, x="now"), edited(service(UDP, SCTP, x="now"), "SCTP")
    api.on(APPLY, {**there, "y": 1}, live(chart))
    state = seen(api, chart, service(UDP, TCP, x={"was": "map"}), there)
    assert (state.wanted, state.same) == (live(chart), False)


@pytest.mark.parametrize("drift", ["warn", "ignore"])
def test_where_drift_stays_the_chart_follows_the_live_key(api: Api, drift: str) -> None:
    chart, there = service(UDP, TCP), edited(service(UDP, SCTP), "SCTP")
    api.on(APPLY, there)
    state = seen(api, chart, chart, there, drift=drift)
    assert api.sent(APPLY) == [service(UDP, SCTP).body]
    assert (state.body, state.taken, state.same) == (service(UDP, SCTP).body, [], True)
    assert state.drifted == [LEFT]


LEFT = FieldConflict('.spec.ports[port=53,protocol="SCTP"].protocol', "kubectl-edit", "", "")


def test_where_drift_stays_all_of_it_is_told(api: Api) -> None:
    chart, there = service({**TCP, "name": "x"}), edited(service(SCTP), "SCTP")
    conflict = held(('.spec.ports[port=53,protocol="SCTP"].name', "kubectl-edit"))
    api.on(APPLY, conflict, there)
    state = seen(api, chart, service(TCP), there, drift="ignore")
    assert [one.field.rpartition(".")[2] for one in state.drifted] == ["name", "protocol"]
    assert state.body == service({"port": 53, "protocol": "SCTP"}).body


def test_who_made_it_so_is_told() -> None:
    """Not those who hold something else of the object, nor helm, which has followed in an earlier revision."""
    chart, there = service(TCP), live(service(SCTP))
    found = remade.find(chart, chart, there)
    assert remade.left(found, there) == [LEFT._replace(manager="")]
    fields = {"f:spec": {"f:ports": {key(53, "SCTP"): {}}}}
    for manager, more in (("helm", fields), ("robot", {"f:spec": {"f:ports": {}}}), ("kubectl-edit", fields)):
        there = managed(there, more, manager)
    assert remade.left(found, there) == [LEFT]
    assert remade.left(found, managed(live(service(SCTP)), {}, "robot")) == [LEFT._replace(manager="")]


def test_what_follows_keeps_its_template() -> None:
    chart = Item(service(TCP).body, "ns", "shop/templates/service.yaml")
    followed = remade.followed(chart, remade.find(chart, chart, service(SCTP).body))
    assert (followed.source, followed.namespace) == (chart.source, "ns")


def test_an_object_of_no_revision_is_applied_as_it_is(api: Api) -> None:
    chart, there = service(TCP), edited(service(SCTP), "SCTP")
    api.has(there)
    api.on(APPLY, there)
    state = observe.observe_target(api.client, chart, *stated(), known=True)
    assert (api.sent(APPLY), state.taken) == ([chart.body], [])


def test_replicas_of_an_autoscaler_stay_beside_it(api: Api) -> None:
    def deployment(replicas: int, protocol: str) -> Item:
        ports = [{"containerPort": 53, "name": "dns", "protocol": protocol}]
        pod = {"spec": {"containers": [{"name": "main", "ports": ports}]}}
        return item("Deployment", spec={"replicas": replicas, "template": pod})

    chart, by_hand = deployment(2, "TCP"), deployment(9, "UDP")
    there = managed(live(by_hand), {"f:spec": {'k:{"containerPort":53,"protocol":"UDP"}': {}}}, "kubectl-edit")
    api.has(there)
    request = "PATCH deployments/a"
    api.on(request, live(deployment(2, "UDP")), there, live(deployment(9, "TCP")))
    scaled: Any = lambda _item: Decision(SCALED)  # noqa: E731
    how = stated(original={chart.key: chart}, autoscaled=scaled)
    state = observe.observe_target(api.client, chart, *how, known=True)
    assert ["replicas" in body["spec"] for body in api.sent(request)] == [True, False, False]
    assert "replicas" not in state.body["spec"]
    assert state.taken == [
        ["spec", "template", "spec", "containers", {"name": "main"}, "ports", {"containerPort": 53, "protocol": "UDP"}]
    ]


def test_whose_conflicts_are_forced_puts_elements_back(api: Api) -> None:
    chart, there = service(TCP), edited(service(SCTP), "SCTP")
    api.on(APPLY, there, live(chart))
    state = seen(api, chart, chart, there, drift="warn", force=True)
    assert (state.body, state.taken, state.drifted) == (chart.body, [["spec", "ports", LIVE_KEY]], [])


def test_other_fields_of_an_edited_element_are_drift_too(api: Api) -> None:
    """The last revision set them, though under another key: kubectl made an element of its own of it."""
    chart, before = service({**TCP, "name": "x"}), service(TCP)
    there = edited(service(SCTP), "SCTP")
    conflict = held(('.spec.ports[port=53,protocol="SCTP"].name', "kubectl-edit"))
    api.on(APPLY, conflict, there, live(chart))
    state = seen(api, chart, before, there)
    assert [request.query.get("force") for request in api.asked if request.method == "PATCH"] == ["false", "true", None]
    assert (state.refused, state.force, state.body) == ([], True, chart.body)


def test_what_else_others_hold_is_refused(api: Api) -> None:
    chart, there = service(TCP, sessionAffinity="ClientIP"), edited(service(SCTP), "SCTP")
    api.on(APPLY, held((".spec.sessionAffinity", "robot")))
    state = seen(api, chart, service(TCP), there)
    assert [one.field for one in state.refused] == [".spec.sessionAffinity"]
    assert (state.taken, state.wanted, len(api.sent(APPLY))) == ([], None, 1)


def test_what_the_server_refuses_is_told(api: Api) -> None:
    chart, there = service(TCP, type="x"), edited(service(SCTP), "SCTP")
    api.on(APPLY, invalid("Service", "a", ("spec.type", "Unsupported value")))
    api.on("POST services", invalid("Service", "a", ("spec.type", "Unsupported value")))
    state = seen(api, chart, service(TCP), there)
    assert state.refusal is not None and "spec.type: Unsupported value" in state.refusal.problem
    assert (state.live, state.taken) == (there, [])


def test_a_merge_that_is_refused_is_told(api: Api) -> None:
    from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden

    chart, there = service(TCP), edited(service(SCTP), "SCTP")
    api.on(APPLY, there, forbidden("patch", "services", "a"))
    with pytest.raises(Forbidden, match="server-side apply failed for object ns/a"):
        seen(api, chart, chart, there)


@pytest.mark.parametrize(
    ("path", "taken"), [("/spec/type", True), ("/spec/ports/0", True), ("/spec/ports/1", False), ("/spec/ports", False)]
)
def test_what_drift_does_not_count_stays_beside_it(api: Api, path: str, taken: bool) -> None:
    chart = service(UDP, TCP, type="ClusterIP")
    there = edited(service(UDP, SCTP, type="NodePort"), "SCTP")
    api.on(APPLY, there, live(chart))
    state = seen(api, chart, chart, there, settled=True, ignored=(ignoring.Ignored(paths=(path,)),))
    assert bool(state.taken) is taken
    assert api.sent(APPLY)[0]["spec"]["ports"][1]["protocol"] == ("SCTP" if taken else "TCP")
    if path == "/spec/type":
        assert state.body["spec"] == {"type": "NodePort", "ports": [UDP, TCP]}
        assert "type" not in api.sent(APPLY)[1]["spec"]


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(edited(service(UDP, TCP), "TCP"), id="nothing was edited"),
        pytest.param(managed(live(service(UDP, SCTP)), {"f:spec": {"f:type": {}}}, "robot"), id="nobody holds one"),
    ],
)
def test_elsewhere_the_chart_is_applied_as_it_is(api: Api, there: dict[str, Any]) -> None:
    chart = service(UDP, TCP, type="ClusterIP")
    api.on(APPLY, live(chart))
    state = seen(api, chart, service(UDP, TCP), there)
    assert api.sent(APPLY) == [chart.body]
    assert state.taken == []
