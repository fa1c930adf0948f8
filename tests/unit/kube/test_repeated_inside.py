# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in which a merge key stands twice, deep inside objects, and what becomes of such lists that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.kube import merge, repeated

from .test_repeated import INJECTED, REPLACE, TCP, UDP, Object, container, deployment, given, service, spread


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
