# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in which a merge key stands twice. tests/release/test_repeated.py has the same on the real API server."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.kube import merge

Object = dict[str, Any]

UDP: Object = {"port": 53, "protocol": "UDP", "name": "dns"}
TCP: Object = {"port": 53, "protocol": "TCP", "name": "dns-tcp"}
METRICS: Object = {"port": 9153, "protocol": "TCP", "name": "metrics"}
INJECTED: Object = {"port": 15090, "protocol": "TCP", "name": "envoy"}
REPLACE = {"$patch": "replace"}


def service(*ports: Object) -> Object:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"ports": list(ports)}}


def deployment(*containers: Object, **pod: Any) -> Object:
    spec = {"template": {"spec": {"containers": list(containers), **pod}}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": spec}


def container(name: str = "main", **more: Any) -> Object:
    return {"name": name, "image": "i", **more}


def spread(when: str, skew: int, zone: str = "a") -> Object:
    return {
        "topologyKey": "zone", "whenUnsatisfiable": when, "maxSkew": skew, "labelSelector": {"matchLabels": {"z": zone}}
    }  # fmt: skip


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
