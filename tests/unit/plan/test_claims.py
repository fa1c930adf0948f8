# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of one run that ask for the same port or address. The texts are those that a real API server has for the
second of two (tests/release/test_given_out.py)."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Invalid
from ansible_collections.native.helm.plugins.module_utils._helm.plan import claims
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    APPLY,
    CREATE,
    DELETE,
    MERGE,
    REPLACE,
    UNCHANGED,
    UPDATE,
    Item,
    Operation,
)

from .api import item

TAKEN = 'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30007: provided port is already allocated'


def asking(name: str, action: str = CREATE, before: Optional[dict[str, Any]] = None, **spec: Any) -> Operation:
    """A Service that is written so. before: the spec that it has."""
    one = item("Service", name, spec=spec)
    live = None if before is None else {**one.body, "spec": before}
    return Operation(action, one, body=one.body, before=live, after=one.body)


def port(*numbers: int) -> dict[str, Any]:
    return {"type": "NodePort", "ports": [{"port": 80 + place, "nodePort": one} for place, one in enumerate(numbers)]}


def problems(*operations: Operation) -> list[str]:
    return [error.told for error in claims.disputed(list(operations))]


def test_the_later_one_is_refused_in_the_servers_words() -> None:
    (error,) = claims.disputed([asking("a", **port(30007)), asking("b", **port(30007)), asking("c", **port(30008))])
    assert isinstance(error, Invalid)
    assert (error.status, error.reason, error.doing, error.told) == (422, "Invalid", "creating an object", TAKEN)
    assert error.problem == f"server-side apply failed for object ns/b /v1, Kind=Service: {TAKEN}"
    assert error.hint == "Service ns/a of the same chart asks for it too: give one of them another, or leave it out"


@pytest.mark.parametrize(
    ("method", "action", "before"),
    [
        (MERGE, CREATE, ""),
        (MERGE, UPDATE, 'cannot patch "b" with kind Service: '),
        (APPLY, UPDATE, "server-side apply failed for object ns/b /v1, Kind=Service: "),
    ],
)
def test_each_way_to_write_has_its_words(method: str, action: str, before: str) -> None:
    second = asking("b", action, {"ports": []} if action == UPDATE else None, **port(30007))
    second.method = method
    (error,) = claims.disputed([asking("a", **port(30007)), second])
    assert error.problem == before + TAKEN
    assert error.doing == ("creating an object" if action == CREATE else "changing an object")


def test_the_port_that_is_in_the_way_is_named_by_its_place() -> None:
    told = 'Service "b" is invalid: spec.ports[1].nodePort: Invalid value: 30007: provided port is already allocated'
    assert problems(asking("a", **port(30007)), asking("b", **port(30009, 30007))) == [told]


def test_ports_for_health_checks_are_of_the_same_range() -> None:
    told = (
        "Internal error occurred: failed to allocate requested HealthCheck NodePort 30007: "
        "provided port is already allocated"
    )
    assert problems(asking("a", **port(30007)), asking("b", healthCheckNodePort=30007)) == [told]
    assert problems(asking("a", healthCheckNodePort=30007), asking("b", **port(30007))) == [TAKEN]


@pytest.mark.parametrize("spec", [{"clusterIP": "10.96.0.7"}, {"clusterIPs": ["10.96.0.7"]}])
def test_an_address_twice(spec: dict[str, Any]) -> None:
    told = (
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.7"]: failed to allocate IP 10.96.0.7: '
        "provided IP is already allocated"
    )
    assert problems(asking("a", clusterIP="10.96.0.7"), asking("b", **spec)) == [told]


def test_what_is_no_address_is_no_claim() -> None:
    for spec in ({"clusterIP": "None"}, {"clusterIP": ""}, {"clusterIPs": ["None"]}, port(0), {"ports": None}, {}):
        assert problems(asking("a", **spec), asking("b", **spec)) == []


def test_what_a_service_has_already_is_its_own() -> None:
    kept = asking("b", UPDATE, port(30007), **port(30007))
    assert problems(asking("a", **port(30008)), kept) == []
    assert problems(kept, asking("c", UPDATE, port(30008), **port(30008, 30007))) == []  # the server knows of that one
    assert problems(asking("a", REPLACE, {"clusterIP": "10.96.0.7"}, clusterIP="10.96.0.7")) == []


def test_only_services_that_are_written_count() -> None:
    for action in (UNCHANGED, DELETE):
        assert problems(asking("a", action, **port(30007)), asking("b", **port(30007))) == []
    other = Item({"apiVersion": "serving.example.com/v1", "kind": "Service", "metadata": {"name": "a"}}, "ns")
    assert problems(Operation(CREATE, other, body={"spec": port(30007)}), asking("b", **port(30007))) == []


def test_ports_that_most_servers_give_to_nobody_are_told_of() -> None:
    told = [
        f"Service ns/{name}: port {number} is not one of 30000 to 32767, which an API server gives to Services unless "
        "it was started with another --service-node-port-range. A dry run does not look at that: the run fails where "
        "the server does not give the port"
        for name, number in (("a", 29999), ("b", 32768), ("c", 80))
    ]
    wanted = [asking("a", **port(29999, 30000)), asking("b", **port(32767, 32768)), asking("c", healthCheckNodePort=80)]
    assert claims.warnings(wanted) == told
    known = asking("a", UPDATE, port(80), **port(80))
    assert claims.warnings([known, asking("b", UNCHANGED, **port(80)), asking("c", clusterIP="10.96.0.7")]) == []
