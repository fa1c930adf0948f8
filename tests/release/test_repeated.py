# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One port by two protocols, and other lists in which what a strategic merge goes by stands twice.

The API server's own merge loses or mixes up such elements, and helm's client-side upgrades with it. After a run of ours
the live list is the chart's, with what another manager has added to it, and a second run is ok.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from .conftest import MakeChart
from .harness import Releases
from .raw import BOTH, BOTH_IDS, CLIENT, PUT, Object, Raw, deployment, service

Ports = list[tuple[int, str, str]]  # number, protocol, name

UDP, TCP, METRICS = (53, "UDP", "dns"), (53, "TCP", "dns-tcp"), (9153, "TCP", "metrics")
INJECTED = (15090, "TCP", "envoy")
STATES: dict[str, Ports] = {
    "both": [UDP, TCP],
    "metrics": [UDP, TCP, METRICS],
    "between": [UDP, METRICS, TCP],
    "renamed": [UDP, (53, "TCP", "domain")],
    "turned": [TCP, UDP],
    "udp": [UDP],
    "tcp": [TCP],
    "swapped": [(53, "UDP", "dns-tcp"), (53, "TCP", "dns")],
}


def pairs_in_a_row(states: list[str]) -> list[str]:
    """The states in an order in which each one follows each other one once."""
    rest = {state: [other for other in states if other != state] for state in states}
    way, walk = states[:1], []
    while way:  # Hierholzer's
        if rest[way[-1]]:
            way.append(rest[way[-1]].pop())
        else:
            walk.append(way.pop())
    return walk[::-1]


def objects(ports: Ports, *, plain: bool = False) -> list[Object]:
    """A Deployment and a Service with the ports. plain: TCP is left out."""

    def one(field: str, number: int, protocol: str, name: str) -> Object:
        return {field: number, "name": name, **({} if plain and protocol == "TCP" else {"protocol": protocol})}

    container = [one("containerPort", *port) for port in ports]
    return [deployment(ports=container), service("d", ports=[one("port", *port) for port in ports])]


def live(raw: Raw) -> list[Ports]:
    """The live ports of both."""
    (container,) = raw.get("deployment", "d")["spec"]["template"]["spec"]["containers"]
    of_pods = [(port["containerPort"], port["protocol"], port["name"]) for port in container.get("ports", [])]
    of_service = [(port["port"], port["protocol"], port["name"]) for port in raw.get("service", "d")["spec"]["ports"]]
    return [of_pods, of_service]


def side_by_side(ports: Ports) -> Ports:
    """The order that the API server's merge makes: what has one number stands together."""
    numbers = [port[0] for port in ports]
    return sorted(ports, key=lambda port: numbers.index(port[0]))


def inject(raw: Raw) -> None:
    """Another manager adds a port to both, by server-side apply."""
    number, protocol, name = INJECTED
    client = Client(Connection.from_options({"kubeconfig": raw.releases.kubeconfig}, {}), Env())
    for body in objects([INJECTED]):
        spec = body["spec"]
        if body["kind"] == "Deployment":
            ports = spec["template"]["spec"]["containers"][0]["ports"]
            spec = {"template": {"spec": {"containers": [{"name": "c", "ports": ports}]}}}
        else:
            spec = {"ports": spec["ports"]}
        client.apply({**body, "spec": spec}, raw.releases.namespace, manager="robot")
    assert all((number, protocol, name) in ports for ports in live(raw))


def settle(raw: Raw, ports: Ports, *, plain: bool = False, **how: Any) -> None:
    """Run, as check mode says it, and once more: it is ok."""
    predicted = raw.run(*objects(ports, plain=plain), check=True, **how)
    done = raw.run(*objects(ports, plain=plain), **how)
    assert done.changes == predicted.changes
    again = raw.run(*objects(ports, plain=plain), **how)
    assert (again.changed, again.reason, raw.releases.writes()) == (False, [], [])


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Raw:
    return Raw(releases, make_chart, **request.param)


@pytest.fixture
def client_side(releases: Releases, make_chart: MakeChart) -> Raw:
    return Raw(releases, make_chart, **CLIENT)


@pytest.mark.parametrize("injected", [False, True], ids=["alone", "beside another's"])
def test_each_change_of_ports_ends_with_those_of_the_chart(both: Raw, injected: bool) -> None:
    # All changes where it matters most; the server's own apply knows these lists.
    states = list(STATES) if both.method == CLIENT and injected else ["both", "between", "renamed", "tcp"]
    walk = pairs_in_a_row(states)
    assert len(walk) == len(states) * (len(states) - 1) + 1
    both.run(*objects(STATES[walk[0]]))
    if injected:
        inject(both)
    for number, (before, after) in enumerate(itertools.pairwise(walk)):
        settle(both, STATES[after], plain=number % 2 == 1)
        for found in live(both):
            assert (INJECTED in found) is injected, f"{before}, then {after}: {found}"
            ours = [port for port in found if port != INJECTED]
            assert ours in (STATES[after], side_by_side(STATES[after])), f"{before}, then {after}"


def test_ports_that_helm_has_spoiled_are_put_right(client_side: Raw) -> None:
    """Helm's client-side upgrade fails, or says that all went well, and the live ports are others than the chart's."""
    failed, spoiled = set(), set()
    for after in ("renamed", "udp", "tcp", "swapped", "metrics"):
        settle(client_side, STATES["both"])
        if not client_side.helm(*objects(STATES[after])):
            failed.add(after)
        elif any(sorted(ports) != sorted(STATES[after]) for ports in live(client_side)):
            spoiled.add(after)
        settle(client_side, STATES[after])
        assert [sorted(ports) for ports in live(client_side)] == [sorted(STATES[after])] * 2, after
    assert "renamed" in spoiled
    assert failed >= {"udp", "tcp"}


def test_where_drift_stays_only_the_charts_changes_are_written(client_side: Raw) -> None:
    client_side.run(*objects([UDP, TCP]))
    inject(client_side)
    rename = '[{"op": "replace", "path": "/spec/ports/0/name", "value": "by-hand"}]'
    client_side.kubectl("patch", "service", "d", "--type=json", "-p", rename)
    settle(client_side, [UDP, (53, "TCP", "domain"), METRICS], drift="ignore")
    of_service = live(client_side)[1]
    assert sorted(of_service) == sorted([(53, "UDP", "by-hand"), (53, "TCP", "domain"), METRICS, INJECTED])
    settle(client_side, [UDP, (53, "TCP", "domain"), METRICS])
    assert [port for port in live(client_side)[1] if port != INJECTED] == [UDP, (53, "TCP", "domain"), METRICS]


def test_a_services_node_ports_stay(client_side: Raw) -> None:
    def typed(ports: Ports) -> Object:
        body = objects(ports)[1]
        return {**body, "spec": {**body["spec"], "type": "NodePort"}}

    def node_ports() -> dict[str, int]:
        return {port["protocol"]: port["nodePort"] for port in client_side.get("service", "d")["spec"]["ports"]}

    client_side.run(typed([UDP, TCP]))
    before = node_ports()
    client_side.run(typed([(53, "UDP", "domain"), TCP]))
    assert node_ports() == before
    client_side.run(typed([TCP]))
    assert node_ports() == {"TCP": before["TCP"]}


def test_replacing_objects_knows_no_such_lists(releases: Releases, make_chart: MakeChart) -> None:
    raw = Raw(releases, make_chart, **PUT)
    for state in ("both", "between", "swapped", "tcp"):
        settle(raw, STATES[state])
        assert live(raw) == [STATES[state]] * 2


def spread(when: str, skew: int) -> Object:
    return {
        "topologyKey": "zone", "whenUnsatisfiable": when, "maxSkew": skew, "labelSelector": {"matchLabels": {"a": "b"}}
    }  # fmt: skip


def variable(name: str, value: str) -> Object:
    return {"name": name, "value": value}


LISTS: dict[str, list[list[Object]]] = {
    "env": [
        [variable("A", "1"), variable("A", "2")],
        [variable("A", "2")],
        [variable("A", "2"), variable("B", "1"), variable("A", "3")],
        [variable("A", "3"), variable("A", "2"), variable("B", "1")],
        [variable("B", "1")],
    ],
    "ports": [
        [{"containerPort": 80, "name": "one"}, {"containerPort": 80, "name": "two"}],
        [{"containerPort": 80, "name": "two"}, {"containerPort": 80, "name": "one"}],
        [{"containerPort": 80, "name": "one"}],
    ],
    "topologySpreadConstraints": [
        [spread("DoNotSchedule", 1), spread("ScheduleAnyway", 1)],
        [spread("DoNotSchedule", 1), spread("ScheduleAnyway", 2)],
        [spread("ScheduleAnyway", 2), spread("DoNotSchedule", 1)],
        [spread("DoNotSchedule", 3)],
    ],
    "hostAliases": [
        [{"ip": "10.0.0.1", "hostnames": ["a"]}, {"ip": "10.0.0.1", "hostnames": ["b"]}],
        [{"ip": "10.0.0.1", "hostnames": ["b"]}, {"ip": "10.0.0.1", "hostnames": ["c"]}],
        [{"ip": "10.0.0.1", "hostnames": ["c"]}],
    ],
    "imagePullSecrets": [
        [{"name": "x"}, {"name": "x"}],
        [{"name": "x"}],
        [{"name": "y"}, {"name": "x"}, {"name": "y"}],
    ],
}


@pytest.mark.parametrize("name", LISTS)
def test_other_lists(client_side: Raw, name: str) -> None:
    inside = name in ("env", "ports")
    for items in [*LISTS[name], *reversed(LISTS[name])]:
        body = deployment(**({name: items} if inside else {}))
        pod = body["spec"]["template"]["spec"]
        if not inside:
            pod[name] = items
        client_side.run(body)
        again = client_side.run(body)
        assert (again.changed, client_side.releases.writes()) == (False, [])
        found = client_side.get("deployment", "d")["spec"]["template"]["spec"]
        live_items = (found["containers"][0] if inside else found)[name]
        plain = [{key: value for key, value in item.items() if key in items[0]} for item in live_items]
        assert sorted(plain, key=str) == sorted(items, key=str)


# A person gives ports another protocol: the API server takes such a port for another one.
EDITED: dict[str, tuple[Ports, list[tuple[int, str]], bool]] = {
    # the chart's ports; which of them gets which protocol; whether the chart leaves TCP out
    "one": ([UDP, TCP], [(1, "SCTP")], False),
    "both": ([UDP, TCP], [(0, "SCTP"), (1, "UDP")], True),
    "turned": ([UDP, TCP], [(0, "TCP"), (1, "UDP")], False),
    "the only one": ([TCP, METRICS], [(0, "UDP")], True),
}


def edit(raw: Raw, changes: list[tuple[int, str]]) -> None:
    """Change protocols by hand, in both objects."""
    for kind, path in (("service", "/spec/ports"), ("deployment", "/spec/template/spec/containers/0/ports")):
        patch = [
            {"op": "replace", "path": f"{path}/{index}/protocol", "value": protocol} for index, protocol in changes
        ]
        raw.kubectl("patch", kind, "d", "--type=json", "-p", json.dumps(patch))


def renamed(ports: Ports) -> Ports:
    return [(number, protocol, f"{name}-x") for number, protocol, name in ports]


@pytest.mark.parametrize("case", EDITED)
def test_protocols_that_were_edited_are_put_back(both: Raw, case: str) -> None:
    ports, changes, plain = EDITED[case]
    for after in (ports, [*renamed(ports), (8080, "TCP", "admin")], ports[1:]):
        both.run(*objects(ports, plain=plain))
        edit(both, changes)
        assert ports not in live(both)
        settle(both, after, plain=plain)
        assert [sorted(found) for found in live(both)] == [sorted(after)] * 2, after


@pytest.mark.parametrize("case", ["one", "both"])
def test_protocols_that_were_edited_stay_where_drift_does(both: Raw, case: str) -> None:
    ports, changes, _plain = EDITED[case]
    both.run(*objects(ports))
    edit(both, changes)
    edited = live(both)
    warned = both.run(*objects(ports), drift="warn")
    assert (warned.changed, live(both)) == (False, edited)
    assert {entry["kind"] for entry in warned.drift} == {"Deployment", "Service"}
    more = [*ports, (8080, "TCP", "admin")]
    settle(both, more, drift="ignore")
    assert live(both) == [[*found, (8080, "TCP", "admin")] for found in edited]
    settle(both, more)
    assert [sorted(found) for found in live(both)] == [sorted(more)] * 2


def test_a_port_that_was_given_another_protocol_and_name_is_anothers(both: Raw) -> None:
    both.run(*objects([UDP, TCP]))
    patch = [{"op": "replace", "path": "/spec/ports/1", "value": {"port": 53, "protocol": "SCTP", "name": "theirs"}}]
    both.kubectl("patch", "service", "d", "--type=json", "-p", json.dumps(patch))
    settle(both, [UDP, TCP])
    assert sorted(live(both)[1]) == sorted([UDP, TCP, (53, "SCTP", "theirs")])


BLANK: dict[str, Any] = {"empty": "", "null": None}


@pytest.mark.parametrize("blank", BLANK.values(), ids=BLANK)
def test_a_protocol_that_says_nothing_is_the_default(both: Raw, blank: Any) -> None:
    """helm's second apply of such a port is refused, as a duplicate of the first."""
    for ports in ([TCP], [(53, "TCP", "domain")], [UDP, TCP], [TCP, UDP], [(53, "TCP", "domain"), UDP]):
        bodies = objects(ports)
        for port in (*bodies[0]["spec"]["template"]["spec"]["containers"][0]["ports"], *bodies[1]["spec"]["ports"]):
            port["protocol"] = blank if port["protocol"] == "TCP" else port["protocol"]
        predicted = both.run(*bodies, check=True)
        assert both.run(*bodies).changes == predicted.changes
        assert [sorted(found) for found in live(both)] == [sorted(ports)] * 2
        again = both.run(*bodies)
        assert (again.changed, both.releases.writes()) == (False, [])


def test_a_release_that_helm_cannot_upgrade_for_such_a_port_goes_on(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart("ported", service=json.dumps(service(ports=[{"name": "http", "port": 80, "protocol": ""}])))
    releases.helm("install", "web", str(chart))
    assert "Duplicate value" in releases.helm_fails("upgrade", "web", str(chart))
    releases.apply(chart=chart)
    assert releases.apply(chart=chart).changed is False
    assert [port["protocol"] for port in releases.get("service", "s")["spec"]["ports"]] == ["TCP"]
