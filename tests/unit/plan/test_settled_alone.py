# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an apply would leave as it is, told from a live object as the API server keeps it. That its dry run says the
same is tested in tests/release."""
# ruff: noqa: E501 - tables of changes have long lines

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import settled
from ansible_collections.native.helm.plugins.module_utils._helm.plan.settled import is_equal, is_settled, quantity

BODY: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "x",
        "namespace": "ns",
        "labels": {"a": "b"},
        "finalizers": ["example.com/a", "example.com/b"],
    },
    "spec": {
        "selector": {"app": "x"},
        "clusterIPs": ["10.0.0.1", "10.0.0.2"],
        "ports": [{"name": "http", "port": 80}, {"name": "metrics", "port": 9090, "protocol": "TCP"}],
    },
}
ENTRY: dict[str, Any] = {
    "manager": "helm",
    "operation": "Apply",
    "apiVersion": "v1",
    "fieldsType": "FieldsV1",
    "fieldsV1": {
        "f:metadata": {
            "f:labels": {"f:a": {}},
            "f:finalizers": {'v:"example.com/a"': {}, 'v:"example.com/b"': {}},
        },
        "f:spec": {
            "f:selector": {},
            "f:clusterIPs": {},
            "f:ports": {
                'k:{"port":80,"protocol":"TCP"}': {".": {}, "f:name": {}, "f:port": {}},
                'k:{"port":9090,"protocol":"TCP"}': {".": {}, "f:name": {}, "f:port": {}, "f:protocol": {}},
            },
        },
    },
}
LIVE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "x",
        "namespace": "ns",
        "uid": "u",
        "resourceVersion": "7",
        "creationTimestamp": "2026-11-22T11:13:08Z",
        "labels": {"a": "b", "other": "c"},
        "finalizers": ["example.com/a", "example.com/b"],
        "managedFields": [
            ENTRY,
            {"manager": "helm", "operation": "Update", "subresource": "status", "apiVersion": "v1"},
            {"manager": "kubectl", "operation": "Update", "apiVersion": "v1"},
        ],
    },
    "spec": {
        "selector": {"app": "x"},
        "clusterIPs": ["10.0.0.1", "10.0.0.2"],
        "sessionAffinity": "None",
        "ports": [
            {"name": "http", "port": 80, "protocol": "TCP", "targetPort": 80},
            {"name": "metrics", "port": 9090, "protocol": "TCP", "targetPort": 9090},
        ],
    },
    "status": {"loadBalancer": {}},
}


def told(change: Callable[[dict[str, Any], dict[str, Any]], Any] = lambda _live, _body: None) -> bool:
    """Whether the object is settled once live and body are changed."""
    live, body = copy.deepcopy(LIVE), copy.deepcopy(BODY)
    change(live, body)
    return is_settled(live, body)


def fields(live: dict[str, Any]) -> Any:
    return live["metadata"]["managedFields"][0]["fieldsV1"]


@pytest.mark.parametrize(("kind", "settled"), [("Secret", True), ("Widget", False)])
def test_a_secret_is_settled_whose_string_data_helm_holds(kind: str, settled: bool) -> None:
    """As releases of before have it: the chart's stringData is sent as data."""
    body = {"apiVersion": "v1", "kind": kind, "data": {"a": "eA=="}, "metadata": {"name": "s"}}
    entry = {"manager": "helm", "operation": "Apply", "apiVersion": "v1", "fieldsV1": {"f:stringData": {"f:a": {}}}}
    live = {**body, "metadata": {"name": "s", "managedFields": [entry]}}
    assert is_settled(live, body) is settled


def test_what_was_applied_and_left_alone_is_settled() -> None:
    assert told() is True


# What an apply does not send, or the server writes by itself.
SAME: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "another adds a field": lambda live, body: live["spec"].update(externalName="x"),
    "another adds an element": lambda live, body: live["spec"]["ports"].append({"port": 1, "protocol": "TCP"}),
    "another adds an element between": lambda live, body: live["spec"]["ports"].insert(1, {"port": 1, "protocol": "TCP"}),
    "another's finalizer": lambda live, body: live["metadata"]["finalizers"].append("example.com/c"),
    "an empty map that is not there": lambda live, body: body["spec"].update(sessionAffinityConfig={}),
    "an empty list that is not there": lambda live, body: body["metadata"].update(ownerReferences=[]),
    "an empty list where there is an empty one": lambda live, body: (
        body["spec"].update(externalIPs=[]), live["spec"].update(externalIPs=[])
    ),
    **{
        f"the body's own {name}": lambda live, body, name=name: body["metadata"].update({name: "0"})  # type: ignore[misc]
        for name in ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")
    },
    "no namespace": lambda live, body: body["metadata"].pop("namespace"),
    "only a name, and nothing else held": lambda live, body: (
        body.update(metadata={"name": "x"}), fields(live).pop("f:metadata")
    ),
    "elements in another order than that of their keys": lambda live, body: (
        body["spec"]["ports"].reverse(), live["spec"]["ports"].reverse()
    ),
    "a key that a schema of its own fills in": lambda live, body: (
        body.update(list=[{"name": "a"}]), live.update(list=[{"name": "a", "zone": "z"}]),
        fields(live).update({"f:list": {'k:{"name":"a","zone":"z"}': {".": {}, "f:name": {}}}}),
    ),
    "values that are the same as amounts": lambda live, body: (
        body.update(list=["1", "1000m"]), live.update(list=["1", "1000m"]),
        fields(live).update({"f:list": {'v:"1"': {}, 'v:"1000m"': {}}}),
    ),
    "amounts in elements": lambda live, body: (
        body.update(limits=[{"name": "a", "most": {"x": "1000m"}}]), live.update(limits=[{"name": "a", "most": {"x": "1"}}]),
        fields(live).update({"f:limits": {'k:{"name":"a"}': {"f:name": {}, "f:most": {"f:x": {}}}}}),
    ),
    "a protocol that is left out of every port": lambda live, body: (
        body["spec"]["ports"][1].pop("protocol"),
        fields(live)["f:spec"]["f:ports"]['k:{"port":9090,"protocol":"TCP"}'].pop("f:protocol"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_what_makes_no_difference(case: str) -> None:
    assert told(SAME[case]) is True


def entry(live: dict[str, Any], **change: Any) -> None:
    live["metadata"]["managedFields"][0] = {**ENTRY, **change}


OTHER: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "nobody's": lambda live, body: live["metadata"].pop("managedFields"),
    "no metadata": lambda live, body: live.pop("metadata"),
    "null": lambda live, body: live["metadata"].update(managedFields=None),
    "another manager's": lambda live, body: entry(live, manager="kubectl"),
    "by an update": lambda live, body: entry(live, operation="Update"),
    "of a subresource": lambda live, body: entry(live, subresource="scale"),
    "by two ways": lambda live, body: live["metadata"]["managedFields"].append({"manager": "helm", "operation": "Update"}),
    "in another version": lambda live, body: entry(live, apiVersion="v2"),
    "wanted in another version": lambda live, body: body.update(apiVersion="v2"),
    "read in another version": lambda live, body: live.update(apiVersion="v2"),
    "without its fields": lambda live, body: entry(live, fieldsV1=None),
    "another value": lambda live, body: live["metadata"]["labels"].update(a="c"),
    "a label more": lambda live, body: body["metadata"]["labels"].update(other="c"),
    "a label less": lambda live, body: body["metadata"].update(labels={}),
    "a label that is gone": lambda live, body: live["metadata"]["labels"].pop("a"),
    "labels that are gone": lambda live, body: live["metadata"].pop("labels"),
    "no labels any more": lambda live, body: body["metadata"].pop("labels"),
    "no metadata of its own": lambda live, body: body.update(metadata={"name": "x"}),
    "no metadata wanted": lambda live, body: body.pop("metadata"),
    "a part more": lambda live, body: body.update(status={"a": "b"}),
    "a part less": lambda live, body: body.pop("spec"),
    "a map as a whole": lambda live, body: live["spec"]["selector"].update(more="x"),
    "a list as a whole": lambda live, body: live["spec"]["clusterIPs"].reverse(),
    "an empty map in place of one that is there": lambda live, body: (
        body["spec"].update(sessionAffinityConfig={}), live["spec"].update(sessionAffinityConfig={"clientIP": {}})
    ),
    "an empty text that is not there": lambda live, body: body["spec"].update(externalName=""),
    "a null": lambda live, body: body["spec"].update(externalName=None),
    "another order wanted": lambda live, body: body["spec"]["ports"].reverse(),
    "another order there": lambda live, body: live["spec"]["ports"].reverse(),
    "another order of values": lambda live, body: body["metadata"]["finalizers"].reverse(),
    "another order of values there": lambda live, body: live["metadata"]["finalizers"].reverse(),
    "an element less": lambda live, body: body["spec"]["ports"].pop(),
    "an element more": lambda live, body: body["spec"]["ports"].append({"port": 1}),
    "another element": lambda live, body: body["spec"]["ports"][0].update(port=81),
    "another name of an element": lambda live, body: body["spec"]["ports"][0].update(name="h"),
    "an element that is gone": lambda live, body: live["spec"]["ports"].pop(),
    "an element that is there twice": lambda live, body: live["spec"]["ports"].append(live["spec"]["ports"][0]),
    "an element that is wanted twice": lambda live, body: body["spec"]["ports"].__setitem__(1, body["spec"]["ports"][0]),
    "an element of another protocol": lambda live, body: live["spec"]["ports"][0].update(protocol="UDP"),
    "an element of a protocol that is left out there": lambda live, body: live["spec"]["ports"][0].pop("protocol"),
    "another value of a list": lambda live, body: body["metadata"]["finalizers"].__setitem__(0, "example.com/c"),
    "an element that is no map": lambda live, body: body["spec"]["ports"].__setitem__(0, "http"),
    "a list that is gone": lambda live, body: live["spec"].pop("ports"),
    "a list that is wanted no more": lambda live, body: body["spec"].update(ports=None),
    "a list for a map": lambda live, body: body["metadata"].update(labels=["a"]),
    "a map for a list": lambda live, body: body["spec"].update(ports={"port": 80}),
    "a text for a list": lambda live, body: live["spec"].update(ports="80"),
    "numbers known by their places": lambda live, body: (
        body.update(list=[0, 1]), live.update(list=[0, 1]), fields(live).update({"f:list": {"i:0": {}, "i:1": {}}}),
    ),
    "elements known by their places": lambda live, body: fields(live)["f:spec"].update(
        {"f:ports": {"i:0": {"f:port": {}}, "i:1": {"f:port": {}}}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHER)
def test_what_is_not_surely_the_same_is_not_settled(case: str) -> None:
    assert told(OTHER[case]) is False


def test_an_object_of_nothing_is_settled() -> None:
    """As a ServiceAccount often is: the apply holds no field."""
    bare = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "x"}}
    live = {**bare, "metadata": {"name": "x", "managedFields": [{**ENTRY, "fieldsV1": {}}]}}
    assert is_settled(live, bare) is False  # nothing is wanted, and something is there: the dry run says
    assert is_settled(live, {**bare, "metadata": None}) is False


def test_quantities_of_resources_are_compared_as_amounts() -> None:
    def deployed(cpu: Any, memory: Any, text: Any) -> dict[str, Any]:
        resources = {"limits": {"cpu": cpu, "memory": memory}}
        return {"apiVersion": "apps/v1", "kind": "X", "spec": {"containers": [{"name": "a", "resources": resources}]},
                "other": {"cpu": text}}  # fmt: skip

    resources = {"f:limits": {"f:cpu": {}, "f:memory": {}}}
    held = {
        "f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:name": {}, "f:resources": resources}}},
        "f:other": {"f:cpu": {}},
    }
    live = {
        **deployed("500m", "1Gi", "1"),
        "metadata": {"managedFields": [{**ENTRY, "apiVersion": "apps/v1", "fieldsV1": held}]},
    }
    assert is_settled(live, deployed(0.5, "1024Mi", "1")) is True
    assert is_settled(live, deployed("501m", "1Gi", "1")) is False
    assert is_settled(live, deployed("500m", "1Gi", "1000m")) is False


# Values.


@pytest.mark.parametrize(
    ("wanted", "live", "equal"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (1, 1, True),
        (1, 1.0, True),
        (1, 2, False),
        ("1", 1, False),
        (1, "1", False),
        ("", None, True),
        ([], None, True),
        ({}, None, True),
        (0, None, True),
        (False, None, True),
        ("a", None, False),
        (None, None, False),
        (None, "a", False),
        (True, True, True),
        (True, False, False),
        (True, 1, False),
        (1, True, False),
        (0, False, False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": ""}, {}, False),
        ({"a": ""}, {"a": None}, True),
        ([1, "a"], [1, "a"], True),
        ([1, "a"], ["a", 1], False),
        ([1], [1, 2], False),
        ([1, 2], [1], False),
        ({}, [], False),
        ([], {}, False),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, False),
        ([1, 2], [1, 3], False),
        ({"limits": {"cpu": 1}}, {"limits": {"cpu": "1"}}, True),
        ({"limits": {"cpu": "1000m"}}, {"limits": {"cpu": "1"}}, True),
        ({"limits": {"cpu": "x"}}, {"limits": {"cpu": "y"}}, False),
        ({"limits": {"cpu": "1"}}, {"limits": {"cpu": "y"}}, False),
        ({"limits": {"cpu": "y"}}, {"limits": {"cpu": "1"}}, False),
        ({"limit": {"cpu": "1000m"}}, {"limit": {"cpu": "1"}}, False),
        ([{"max": {"cpu": [1]}}], [{"max": {"cpu": ["1"]}}], True),
    ],
)
def test_a_value_is_as_it_is_wanted(wanted: Any, live: Any, equal: bool) -> None:
    assert is_equal(wanted, live, amount=False) is equal


@pytest.mark.parametrize(
    ("wanted", "live"),
    [
        (1, "1"),
        ("1Ki", 1024),
        ({"cpu": "1"}, {"cpu": 1}),
        (
            ["2"],
            [
                2000,
            ],
        ),
    ],
)
def test_a_value_that_is_an_amount(wanted: Any, live: Any) -> None:
    same = live != [2000]
    assert is_equal(wanted, live, amount=True) is same
    assert is_equal(wanted, live, amount=False) is False


def test_what_holds_amounts() -> None:
    """Go: k8s.io/api/core/v1, the fields of type ResourceList."""
    assert set(settled.AMOUNTS) == {
        "limits", "requests", "capacity", "hard", "default", "defaultRequest", "max", "min",
    }  # fmt: skip
    for name in settled.AMOUNTS:
        assert is_equal({name: {"x": "1000m"}}, {name: {"x": "1"}}, amount=False) is True


# As Go's resource.Quantity reads them.
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Fraction(0)),
        (5, Fraction(5)),
        (0.5, Fraction(1, 2)),
        ("1.", Fraction(1)),
        (".5", Fraction(1, 2)),
        ("+1", Fraction(1)),
        ("-1.25", Fraction(-5, 4)),
        ("1n", Fraction(1, 10**9)),
        ("1u", Fraction(1, 10**6)),
        ("1m", Fraction(1, 1000)),
        ("1k", Fraction(1000)),
        ("1M", Fraction(10**6)),
        ("1G", Fraction(10**9)),
        ("1T", Fraction(10**12)),
        ("1P", Fraction(10**15)),
        ("1E", Fraction(10**18)),
        ("1Ki", Fraction(1024)),
        ("1Mi", Fraction(2**20)),
        ("1Gi", Fraction(2**30)),
        ("1Ti", Fraction(2**40)),
        ("1Pi", Fraction(2**50)),
        ("1Ei", Fraction(2**60)),
        ("1K", None),
        ("1ki", None),
        ("1mi", None),
        ("1e3", None),
        ("m", None),
        ("", None),
        (".", None),
        ("1 Gi", None),
        ("١", None),
        (None, None),
        (True, None),
    ],
)
def test_a_quantity_is_a_number(text: Any, number: Any) -> None:
    assert quantity(text) == number
