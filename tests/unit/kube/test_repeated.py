# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in which a merge key stands twice. tests/release/test_repeated.py has the same on the real API server."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.kube import merge, repeated

Object = dict[str, Any]

UDP: Object = {"port": 53, "protocol": "UDP", "name": "dns"}
TCP: Object = {"port": 53, "protocol": "TCP", "name": "dns-tcp"}
METRICS: Object = {"port": 9153, "protocol": "TCP", "name": "metrics"}
INJECTED: Object = {"port": 15090, "protocol": "TCP", "name": "envoy"}
REPLACE = {"$patch": "replace"}


def service(*ports: Object) -> Object:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"ports": list(ports)}}


def given(port: Object, **more: Any) -> Object:
    """A port as the server has it."""
    return {"targetPort": port["port"], "nodePort": 30000 + port["port"], **port, **more}


def ports_after(patch: Object, live: list[Object]) -> list[Object]:
    """The live ports after a patch that sends the list whole, or not at all."""
    assert set(patch) <= {"spec"}
    assert set(patch.get("spec", {})) <= {"ports"}
    if not patch:
        return live
    assert patch["spec"]["ports"][0] == REPLACE
    return list(patch["spec"]["ports"][1:])


CHANGES: dict[str, tuple[list[Object], list[Object]]] = {
    "add one": ([UDP, TCP], [UDP, TCP, METRICS]),
    "rename one": ([UDP, TCP], [UDP, {**TCP, "name": "domain"}]),
    "turn the order": ([UDP, TCP, METRICS], [METRICS, TCP, UDP]),
    "remove the first": ([UDP, TCP], [TCP]),
    "remove the second": ([UDP, TCP], [UDP]),
    "add the first": ([TCP], [UDP, TCP]),
    "add the second": ([UDP], [UDP, TCP]),
    "leave the protocol out": ([UDP, TCP], [UDP, {"port": 53, "name": "dns-tcp"}]),
    "swap the names": ([UDP, TCP], [{**UDP, "name": "dns-tcp"}, {**TCP, "name": "dns"}]),
    "other targets": ([UDP, TCP], [{**UDP, "targetPort": 1053}, {**TCP, "targetPort": 1054}]),
}


def wanted_of(new: list[Object], live: list[Object]) -> list[Object]:
    """The chart's ports, each with what the server had given it."""
    found = []
    for port in new:
        key = (port["port"], port.get("protocol", "TCP"))
        found.append({**next((one for one in live if (one["port"], one["protocol"]) == key), {}), **port})
    return found


@pytest.mark.parametrize("injected", [(), (INJECTED,)], ids=["alone", "beside another's"])
@pytest.mark.parametrize("change", CHANGES)
def test_ports_are_those_of_the_chart_and_others_stay(change: str, injected: tuple[Object, ...]) -> None:
    old, new = CHANGES[change]
    live = [given(port) for port in (*old, *injected)]
    _kind, patch = merge.three_way(service(*old), service(*new), service(*live))
    found = ports_after(patch, live)
    assert found[: len(new)] == wanted_of(new, live)
    assert found[len(new) :] == [given(port) for port in injected]
    again = merge.three_way(service(*new), service(*new), service(*found))[1]
    assert again in ({}, {"spec": {"$setElementOrder/ports": [{"port": port["port"]} for port in new]}})


@pytest.mark.parametrize("order", list(itertools.permutations([UDP, TCP, INJECTED])))
def test_drift_is_put_back_and_only_that(order: tuple[Object, ...]) -> None:
    chart = service(UDP, TCP)
    names = [port["name"] for port in order]
    live = [given(port) for port in order]
    patch = merge.three_way(chart, chart, service(*live))[1]
    assert bool(patch) is (names.index("dns") > names.index("dns-tcp"))
    renamed = [given(port, **({"name": "by-hand"} if port is TCP else {})) for port in order]
    found = ports_after(merge.three_way(chart, chart, service(*renamed))[1], renamed)
    assert [port for port in found if port["name"] != "envoy"] == [given(UDP), given(TCP)]
    assert [port["name"] for port in found if port["name"] == "envoy"] == ["envoy"]


def test_what_others_put_in_front_stays_in_front() -> None:
    live = [given(INJECTED), given(UDP), given(TCP)]
    renamed = {**TCP, "name": "domain"}
    patch = merge.three_way(service(UDP, TCP), service(UDP, renamed), service(*live))[1]
    assert [port["name"] for port in ports_after(patch, live)] == ["envoy", "dns", "domain"]


THEIRS = {"port": 53, "protocol": "SCTP", "name": "theirs"}  # another manager's, of a number that the chart has, too


@pytest.mark.parametrize(
    ("old", "live", "new", "wanted"),
    [
        pytest.param([], [THEIRS], [UDP], [UDP, THEIRS], id="the chart adds one"),
        pytest.param([UDP, METRICS], [THEIRS, METRICS], [METRICS], [THEIRS, METRICS], id="the chart drops one"),
        pytest.param([UDP], [UDP, THEIRS], [{**UDP, "name": "x"}], [{**UDP, "name": "x"}, THEIRS], id="it renames one"),
        pytest.param(
            [UDP, METRICS],
            [UDP, METRICS, THEIRS],
            [{**UDP, "name": "x"}, METRICS],
            [{**UDP, "name": "x"}, THEIRS, METRICS],
            id="it renames the first",
        ),
        pytest.param([UDP], [UDP, TCP], [UDP, TCP], [UDP, TCP], id="the chart adds what is there"),
        pytest.param([UDP, TCP], [UDP, THEIRS, TCP], [UDP, TCP], [UDP, THEIRS, TCP], id="nothing changes"),
        pytest.param([UDP], [THEIRS], [UDP], [UDP, THEIRS], id="the chart's was taken away"),
        pytest.param(
            [METRICS, UDP], [THEIRS, UDP, METRICS], [METRICS, UDP], [METRICS, UDP, THEIRS], id="the order is turned"
        ),
    ],
)
def test_a_port_of_others_with_a_number_of_the_charts(
    old: list[Object], live: list[Object], new: list[Object], wanted: list[Object]
) -> None:
    now = [given(port) for port in live]
    found = ports_after(merge.three_way(service(*old), service(*new), service(*now))[1], now)
    assert [{key: port[key] for key in ("port", "protocol", "name")} for port in found] == wanted
    assert "ports" not in merge.three_way(service(*new), service(*new), service(*found))[1].get("spec", {})


@pytest.mark.parametrize("more", [(), (METRICS,)])
@pytest.mark.parametrize("chart", [TCP, {"port": 53, "name": "dns-tcp"}], ids=["told", "left out"])
def test_a_protocol_that_was_edited_is_put_back(chart: Object, more: tuple[Object, ...]) -> None:
    """Where the chart leaves it out, too: the default is what it means. The port's other settings stay."""
    live = [given({**TCP, "protocol": "SCTP"}), *map(given, more)]
    patch = merge.three_way(service(chart, *more), service(chart, *more), service(*live))[1]
    assert ports_after(patch, live) == [given(TCP), *map(given, more)]
    dropped = merge.three_way(service(chart, *more), service(*more), service(*live))[1]
    assert ports_after(dropped, live) == list(map(given, more))


def by_hand(*protocols: str) -> list[Object]:
    """The live ports of the chart (UDP, TCP), after someone gave them other protocols."""
    return [given({**port, "protocol": protocol}) for port, protocol in zip((UDP, TCP), protocols, strict=True)]


RENAMED: list[Object] = [{**UDP, "name": "x"}, {**TCP, "name": "y"}]


@pytest.mark.parametrize("new", [[UDP, TCP], RENAMED, [TCP], [RENAMED[0]]], ids=["same", "renamed", "one", "other one"])
@pytest.mark.parametrize("more", [(), (INJECTED,), (THEIRS,)], ids=["alone", "beside another's", "of one number"])
@pytest.mark.parametrize(
    "protocols", [("UDP", "SCTP"), ("SCTP", "TCP"), ("SCTP", "UDP"), ("TCP", "SCTP"), ("TCP", "UDP")], ids="-".join
)
def test_edited_protocols_are_put_back_and_no_port_is_added(
    protocols: tuple[str, str], more: tuple[Object, ...], new: list[Object]
) -> None:
    live = [*by_hand(*protocols), *map(given, more)]
    if more == (THEIRS,) and "SCTP" in protocols:
        live[-1]["protocol"] = "DCCP"  # no other one of its number has it
    found = ports_after(merge.three_way(service(UDP, TCP), service(*new), service(*live))[1], live)
    ours = [{key: port[key] for key in ("port", "protocol", "name")} for port in found if port not in live[2:]]
    assert ours == new
    assert [port for port in found if port in live[2:]] == live[2:]
    assert all(port["nodePort"] == 30053 for port in found if port["name"] != "envoy")


@pytest.mark.parametrize("protocols", [("UDP", "SCTP"), ("SCTP", "UDP"), ("TCP", "SCTP")], ids="-".join)
def test_edited_protocols_stay_where_drift_does(protocols: tuple[str, str]) -> None:
    live = [*by_hand(*protocols), given(THEIRS, protocol="DCCP")]
    patch = merge.three_way(service(UDP, TCP), service(*RENAMED), service(*live), lasting=True)[1]
    assert ports_after(patch, live) == [{**live[0], "name": "x"}, {**live[1], "name": "y"}, live[2]]
    patch = merge.three_way(service(UDP, TCP), service(UDP, RENAMED[1]), service(*live), lasting=True)[1]
    assert ports_after(patch, live) == [live[0], {**live[1], "name": "y"}, live[2]]
    patch = merge.three_way(service(UDP, TCP), service(UDP, TCP, METRICS), service(*live), lasting=True)[1]
    assert ports_after(patch, live) == [*live, METRICS]
    patch = merge.three_way(service(UDP, TCP), service(UDP), service(*live), lasting=True)[1]
    assert ports_after(patch, live) == [live[0], live[2]]


def test_a_port_without_a_name_is_the_one_that_is_missing() -> None:
    """The others keep what they have."""
    udp, tcp = ({"containerPort": 53, "protocol": protocol} for protocol in ("UDP", "TCP"))
    live = [{**udp, "hostPort": 1}, {**tcp, "protocol": "SCTP", "hostPort": 2}]
    sides = (deployment(container(ports=ports)) for ports in ([udp, tcp], [udp, tcp], live))
    (sent,) = merge.three_way(*sides)[1]["spec"]["template"]["spec"]["containers"]
    assert sent["ports"] == [REPLACE, {**udp, "hostPort": 1}, {**tcp, "hostPort": 2}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("DoNotSchedule", "ScheduleAnyway"), ("DoNotSchedule",)),
        (("DoNotSchedule",), ("DoNotSchedule", "ScheduleAnyway")),
    ],
)
def test_what_the_chart_has_or_had_was_not_edited(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Its own element is missing; the live one is what it drops, or what it adds."""
    there = {**spread("ScheduleAnyway", 1), "nodeTaintsPolicy": "Ignore"}
    sides = ([spread(when, 1) for when in old], [spread(when, 1) for when in new], [there])
    found = merge.three_way(*(deployment(container(), topologySpreadConstraints=items) for items in sides))[1]
    sent = found["spec"]["template"]["spec"]["topologySpreadConstraints"]
    assert sent == [REPLACE, spread("DoNotSchedule", 1), *([there] if len(new) == 2 else [])]


def test_a_port_of_another_name_was_not_edited() -> None:
    """It is another's, and the chart's is missing."""
    live = [given(UDP), given({**TCP, "protocol": "SCTP", "name": "theirs"})]
    found = ports_after(merge.three_way(service(UDP, TCP), service(UDP, TCP), service(*live))[1], live)
    assert found == [live[0], TCP, live[1]]


def test_an_order_that_the_server_makes_is_no_change() -> None:
    """It puts what has one merge key side by side: Go's strategicpatch, normalizeSliceOrder."""
    chart = service(UDP, METRICS, TCP)
    for live in ([UDP, METRICS, TCP], [UDP, TCP, METRICS]):
        assert merge.three_way(chart, chart, service(*map(given, live))) == ("strategic", {})
    turned = merge.three_way(chart, chart, service(*map(given, [TCP, UDP, METRICS])))[1]
    assert turned["spec"]["ports"] == [REPLACE, given(UDP), given(METRICS), given(TCP)]


@pytest.mark.parametrize(
    ("live", "wanted"),
    [
        pytest.param([UDP, TCP], [UDP, {**TCP, "name": "domain"}], id="as it was"),
        pytest.param(
            [UDP, TCP, INJECTED], [UDP, {**TCP, "name": "domain"}, INJECTED], id="with one of another manager"
        ),
        pytest.param(
            [{**UDP, "name": "by-hand"}, TCP], [{**UDP, "name": "by-hand"}, {**TCP, "name": "domain"}], id="edited"
        ),
        pytest.param([TCP], [{**TCP, "name": "domain"}], id="one taken away"),
        pytest.param([UDP], [UDP, {**TCP, "name": "domain"}], id="the changed one taken away"),
    ],
)
def test_where_drift_lasts_only_the_charts_changes_are_written(live: list[Object], wanted: list[Object]) -> None:
    renamed = {**TCP, "name": "domain"}
    patch = merge.three_way(service(UDP, TCP), service(UDP, renamed), service(*live), lasting=True)[1]
    assert ports_after(patch, live) == wanted
    assert merge.three_way(service(UDP, TCP), service(UDP, TCP), service(*live), lasting=True)[1] == {}


@pytest.mark.parametrize("change", CHANGES)
def test_where_drift_lasts_and_there_is_none_the_chart_is_followed(change: str) -> None:
    old, new = CHANGES[change]
    live = [given(port) for port in (*old, INJECTED)]
    found = ports_after(merge.three_way(service(*old), service(*new), service(*live), lasting=True)[1], live)
    served = [{"protocol": "TCP", **port} for port in found]  # the server's default
    assert served == [*wanted_of(new, live), given(INJECTED)]


def test_where_drift_lasts_another_order_does() -> None:
    turned = service(given(TCP), given(UDP))
    assert merge.three_way(service(UDP, TCP), service(UDP, TCP), turned, lasting=True)[1] == {}


def test_what_the_chart_no_longer_says_of_a_port_goes() -> None:
    old, live = {**UDP, "targetPort": 1053}, [given({**UDP, "targetPort": 1053}), given(TCP)]
    found = ports_after(merge.three_way(service(old, TCP), service(UDP, TCP), service(*live))[1], live)
    assert found == [{key: value for key, value in live[0].items() if key != "targetPort"}, live[1]]


def deployment(*containers: Object, **pod: Any) -> Object:
    spec = {"template": {"spec": {"containers": list(containers), **pod}}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": spec}


def container(name: str = "main", **more: Any) -> Object:
    return {"name": name, "image": "i", **more}


def test_a_list_deep_inside_is_found_and_the_rest_is_merged() -> None:
    udp, tcp = {"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "name": "dns-tcp"}
    side, live_tcp = container("side"), {**tcp, "protocol": "TCP"}
    old, new = deployment(container(ports=[udp, tcp])), deployment(container(ports=[tcp]))
    live = deployment(container(ports=[udp, live_tcp], imagePullPolicy="Always"), side)
    kept = json.dumps([old, new, live])
    pod = merge.three_way(old, new, live)[1]["spec"]["template"]["spec"]
    assert pod == {
        "containers": [{"name": "main", "ports": [REPLACE, live_tcp]}],
        "$setElementOrder/containers": [{"name": "main"}],
    }
    assert json.dumps([old, new, live]) == kept
    added = merge.three_way(deployment(side), deployment(container(ports=[udp, tcp]), side), deployment(side))[1]
    assert added["spec"]["template"]["spec"]["containers"] == [container(ports=[udp, tcp])]


def spread(when: str, skew: int, zone: str = "a") -> Object:
    return {
        "topologyKey": "zone", "whenUnsatisfiable": when, "maxSkew": skew, "labelSelector": {"matchLabels": {"z": zone}}
    }  # fmt: skip


def variables(**values: Any) -> list[Object]:
    return [{"name": name.rstrip("_"), "value": value} for name, value in values.items()]


LISTS: dict[str, tuple[list[Object], list[Object], list[Object], list[Object]]] = {
    # the list: old, new and live elements, and what is sent
    "topologySpreadConstraints": (
        [spread("DoNotSchedule", 1), spread("ScheduleAnyway", 1)],
        [spread("DoNotSchedule", 1), spread("ScheduleAnyway", 2, "b")],
        [spread("DoNotSchedule", 1), {**spread("ScheduleAnyway", 1), "nodeTaintsPolicy": "Ignore"}],
        [spread("DoNotSchedule", 1), {**spread("ScheduleAnyway", 2, "b"), "nodeTaintsPolicy": "Ignore"}],
    ),
    "hostAliases": (
        [{"ip": "::1", "hostnames": ["a"]}, {"ip": "::1", "hostnames": ["b"]}],
        [{"ip": "::1", "hostnames": ["a", "c"]}, {"ip": "::1", "hostnames": ["b"]}],
        [{"ip": "::1", "hostnames": ["a"]}, {"ip": "::1", "hostnames": ["b"]}, {"ip": "::2", "hostnames": ["x"]}],
        [{"ip": "::1", "hostnames": ["a", "c"]}, {"ip": "::1", "hostnames": ["b"]}, {"ip": "::2", "hostnames": ["x"]}],
    ),
    "imagePullSecrets": (
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a"}],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_other_lists_of_pods(name: str) -> None:
    old, new, live, sent = LISTS[name]
    before, after, now = (deployment(container(), **{name: items}) for items in (old, new, live))
    patch = merge.three_way(before, after, now)[1]["spec"]["template"]["spec"]
    assert patch == {name: [REPLACE, *sent]}
    assert merge.three_way(before, before, before)[1] == {}


def test_a_variable_that_is_set_twice() -> None:
    twice, once = variables(A="1", B="x", A_="2"), variables(A="2", B="x")
    for old, new in ((twice, once), (once, twice)):
        patch = merge.three_way(*(deployment(container(env=env)) for env in (old, new, old)))[1]
        (sent,) = patch["spec"]["template"]["spec"]["containers"]
        assert sent == {"name": "main", "env": [REPLACE, *new]}
    assert merge.three_way(*(deployment(container(env=twice)) for _unused in range(3)))[1] == {}
    by_hand = deployment(container(env=variables(A="2", B="x", A_="by hand", C="another's")))
    patch = merge.three_way(deployment(container(env=once)), deployment(container(env=once)), by_hand)[1]
    (sent,) = patch["spec"]["template"]["spec"]["containers"]
    assert sent["env"] == [REPLACE, *variables(A="2", B="x", C="another's")]  # what the chart sets is what counts


def test_elements_that_the_server_refuses_are_sent_as_they_are() -> None:
    """Two containers of one name: it is the server that says so, not a merge of both."""
    old, new = deployment(container()), deployment(container(), container(image="j"))
    patch = merge.three_way(old, new, old)[1]["spec"]["template"]["spec"]
    assert patch == {"containers": [REPLACE, container(), container(image="j")]}


def test_a_list_that_the_chart_empties() -> None:
    live = service(given(UDP), given(TCP), given(INJECTED))
    assert merge.three_way(service(UDP, TCP), service(), live)[1] == {"spec": {"ports": [REPLACE, given(INJECTED)]}}


def sides_of(value: Object) -> repeated.Sides:
    return repeated.Sides(value, value, value, value)


def test_an_object_without_such_a_list_is_not_even_copied() -> None:
    pod = {"volumes": [{"name": "v", "emptyDir": {}}], "hostAliases": [{"ip": "::1"}], "nodeSelector": {"a": "b"}}
    sides = sides_of(deployment(container(env=variables(A="1", B="2")), container("side", env=[]), **pod))
    assert repeated.settled(sides, "Deployment", lasting=False) is sides


def test_such_a_list_is_found_in_the_second_of_two() -> None:
    twice = container("side", env=variables(A="1", A_="2"))
    found = repeated.settled(sides_of(deployment(container(), twice)), "Deployment", lasting=False)
    env = found.modified["spec"]["template"]["spec"]["containers"][1]["env"]
    assert isinstance(env, repeated.Whole)
    assert env == variables(A="1", A_="2")


ALIASES = [{"ip": "::1", "hostnames": ["a"]}, {"ip": "::1", "hostnames": ["b"]}]


def test_a_list_that_is_none_is_left_to_the_server() -> None:
    old = deployment(container(), hostAliases=ALIASES)
    new = deployment(hostAliases=ALIASES[:1])
    new["spec"]["template"]["spec"]["containers"] = None
    pod = merge.three_way(old, new, old)[1]["spec"]["template"]["spec"]
    assert pod == {"hostAliases": [REPLACE, *ALIASES[:1]], "containers": None}


def test_such_a_list_that_becomes_none_is_taken_away() -> None:
    twice, none = deployment(container(env=variables(A="1", A_="2"))), deployment(container(env=None))
    (sent,) = merge.three_way(twice, none, twice)[1]["spec"]["template"]["spec"]["containers"]
    assert sent == {"name": "main", "env": None}


def test_what_should_be_a_list_and_is_a_number_is_left_to_the_server() -> None:
    old, new = deployment(container()), deployment()
    new["spec"]["template"]["spec"]["containers"] = 5
    assert merge.three_way(old, new, old)[1]["spec"]["template"]["spec"] == {"containers": 5}


def test_an_element_without_its_key_is_named_beside_such_a_list() -> None:
    old = deployment(container(), hostAliases=ALIASES)
    with pytest.raises(KubeError, match="an element of containers has no name"):
        merge.three_way(old, deployment({"image": "i"}, hostAliases=ALIASES), old)


def test_where_drift_lasts_it_does_so_deep_inside() -> None:
    old = deployment(container(env=variables(A="1", B="x", A_="2")))
    new = deployment(container(env=variables(A="1", B="x", A_="3")))
    live = deployment(container(env=variables(A="1", B="by hand", A_="2")))
    (sent,) = merge.three_way(old, new, live, lasting=True)[1]["spec"]["template"]["spec"]["containers"]
    assert sent["env"] == [REPLACE, *variables(A="1", B="by hand", A_="3")]


def test_where_drift_lasts_a_list_that_was_taken_away_is_sent_without_a_directive() -> None:
    """There is nothing to replace; older API servers keep a directive in a list that they did not have."""
    live = service()
    del live["spec"]["ports"]
    renamed = {**TCP, "name": "domain"}
    patch = merge.three_way(service(UDP, TCP), service(UDP, renamed), live, lasting=True)[1]
    assert patch == {"spec": {"ports": [renamed]}}
