# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client-side merges: merge_cases.jsonl is made by make_expected_merge.py of what Kubernetes' own libraries answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError
from ansible_collections.native.helm.plugins.module_utils._helm.kube import (
    json_merge,
    merge,
    patch_schema,
    patch_tables,
)

CASES = [json.loads(line) for line in (Path(__file__).parent / "merge_cases.jsonl").read_text("utf-8").splitlines()]


def ports_of(item: Any) -> dict[tuple[str, Any], list[Any]]:
    """The protocols of each number, by container or Service."""
    spec = item.get("spec") or {}
    pod = spec.get("template", {}).get("spec", {})
    found: dict[tuple[str, Any], list[Any]] = {}
    for one in [{"name": "", **spec}, *pod.get("containers", []), *pod.get("initContainers", [])]:
        for port in one.get("ports") or []:
            key = (one["name"], port.get("containerPort", port.get("port")))
            found.setdefault(key, []).append(port.get("protocol", "TCP"))
    return found


def is_spoiled(case: Any) -> bool:
    """Whether an element stands twice by its merge key, or one is live that is another by its protocol: there
    Kubernetes' library loses elements or takes one for the other, and we differ from it (test_repeated.py)."""
    sides = [ports_of(case[side]) for side in ("original", "modified", "current")]
    twice = any(len(protocols) > 1 for side in sides for protocols in side.values())
    chart = {key: sides[0].get(key, []) + sides[1].get(key, []) for key in {**sides[0], **sides[1]}}
    met = any(protocol not in chart[key] for key, live in sides[2].items() if key in chart for protocol in live)
    return twice or met or has_twice(case)


def has_twice(value: Any) -> bool:
    """Whether a name stands twice in a list."""
    if isinstance(value, dict):
        return any(map(has_twice, value.values()))
    if not isinstance(value, list):
        return False
    names = [item["name"] for item in value if isinstance(item, dict) and "name" in item and "port" not in item]
    return len(set(names)) < len(names) or any(map(has_twice, value))


@pytest.mark.parametrize("op", ["strategic_merge", "json_merge", "json_merge3"])
def test_patches_of_random_manifests_are_those_of_kubernetes_libraries(op: str) -> None:
    cases = [case for case in CASES if case["op"] == op and not is_spoiled(case)]
    assert len(cases) > 20
    for case in cases:
        original, modified, current = case["original"], case["modified"], case["current"]
        kept = json.dumps([original, modified, current])
        if op == "json_merge3":
            found = json_merge.three_way(original, modified, current)
        else:
            kind, found = merge.three_way(original, modified, current)
            assert kind == ("strategic" if op == "strategic_merge" else "merge")
        assert found == case["answer"]["patch"], json.dumps(case)
        assert json.dumps([original, modified, current]) == kept


def test_lists_that_the_library_spoils_end_as_the_manifest_says() -> None:
    cases = [case for case in CASES if case["modified"]["kind"] == "Service" and is_spoiled(case)]
    cases = [case for case in cases if case["modified"].get("spec", {}).get("ports")]
    assert len(cases) > 5
    for case in cases:
        patch = merge.three_way(case["original"], case["modified"], case["current"])[1]
        sent = patch.get("spec", {}).get("ports", case["current"]["spec"].get("ports", []))
        rest = iter(port for port in sent if "$patch" not in port)  # others' may stand in between
        for port in case["modified"]["spec"]["ports"]:
            assert any(port.items() <= found.items() for found in rest), json.dumps(case)


def test_every_rule_is_among_the_cases() -> None:
    text = json.dumps([case["answer"] for case in CASES])
    for directive in ('"$patch": "delete"', "$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys"):
        assert directive in text


def deployment(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": spec}


def containers(*names: str, **more: Any) -> dict[str, Any]:
    return {"template": {"spec": {"containers": [{"name": name, "image": "i", **more} for name in names]}}}


def test_what_others_set_stays() -> None:
    manifest = deployment(**containers("app"))
    live = deployment(replicas=5, **containers("app", "injected-sidecar"))
    order = {"template": {"spec": {"$setElementOrder/containers": [{"name": "app"}]}}}
    assert merge.three_way(manifest, manifest, live) == ("strategic", {"spec": order})
    assert merge.three_way(manifest, manifest, deployment(replicas=5, **containers("app"))) == ("strategic", {})


def test_what_the_manifest_no_longer_has_goes_and_only_that() -> None:
    old, new = deployment(replicas=2, **containers("app", "old")), deployment(**containers("app"))
    live = deployment(replicas=2, **containers("app", "old", "injected"))
    assert merge.three_way(old, new, live)[1]["spec"] == {
        "replicas": None,
        "template": {
            "spec": {
                "containers": [{"name": "old", "$patch": "delete"}],
                "$setElementOrder/containers": [{"name": "app"}],
            }
        },
    }


def test_drift_is_put_back() -> None:
    manifest = deployment(replicas=2, **containers("app"))
    live = deployment(replicas=9, **containers("app"))
    assert merge.three_way(manifest, manifest, live)[1] == {"spec": {"replicas": 2}}


def test_another_strategy_takes_its_old_settings_away() -> None:
    old = deployment(strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}})
    new = deployment(strategy={"type": "Recreate"})
    assert merge.three_way(old, new, old)[1] == {
        "spec": {"strategy": {"type": "Recreate", "rollingUpdate": None, "$retainKeys": ["type"]}}
    }


def test_a_custom_resource_is_compared_with_its_last_manifest_alone() -> None:
    def foo(**spec: Any) -> dict[str, Any]:
        return {"apiVersion": "example.com/v1", "kind": "Foo", "spec": spec}

    patch = merge.three_way(foo(a=1, b=2, l=[1, 2]), foo(a=1, c=3, l=[1]), foo(a=7, b=2, l=[1, 2]))
    assert patch == ("merge", {"spec": {"c": 3, "l": [1], "b": None}})


def test_a_list_with_a_name_twice_that_the_chart_left_alone_is_left_alone() -> None:
    twice = deployment(**containers("b", "a"))
    twice["spec"]["template"]["spec"]["containers"] += [{"name": "a", "image": "other"}]
    assert merge.three_way(twice, twice, deployment(**containers("a")), lasting=True) == ("strategic", {})


def test_a_field_that_others_added_to_a_union_is_taken_out_of_it() -> None:
    """$retainKeys: of a strategy only what the manifest has stays, else the API server would refuse it."""
    recreate = deployment(strategy={"type": "Recreate"})
    live = deployment(strategy={"type": "Recreate", "rollingUpdate": {"maxSurge": 1}})
    assert merge.three_way(recreate, recreate, live)[1] == {"spec": {"strategy": {"$retainKeys": ["type"]}}}


@pytest.mark.parametrize(
    ("api_version", "kind", "known"),
    [
        ("apps/v1", "Deployment", True),
        ("v1", "Secret", True),
        ("networking.k8s.io/v1", "Ingress", True),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", True),
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", False),
        ("gateway.networking.k8s.io/v1", "HTTPRoute", False),
        ("example.com/v1", "Deployment", False),
    ],
)
def test_which_kinds_have_rules_of_their_own(api_version: str, kind: str, known: bool) -> None:
    assert (patch_schema.of_kind(api_version, kind) is not None) is known


def test_the_tables_are_whole() -> None:
    names = {shape.lstrip("*") for fields in patch_tables.SHAPES.values() for shape, _, _ in fields.values() if shape}
    names |= {shape for kinds in patch_tables.KINDS.values() for shape in kinds.values()}
    assert names <= set(patch_tables.SHAPES)
    replaced = [
        shape for fields in patch_tables.SHAPES.values() for shape, how, _ in fields.values() if how == "replace"
    ]
    assert replaced
    assert not any(replaced)  # nothing in what is replaced has rules, so nobody looks into it


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ([{"name": "a"}], [{"image": "x"}], "an element of containers has no name"),
        ([{"image": "x"}], [{"name": "a"}], "an element of containers has no name"),
        ([{"name": "a"}], ["a"], "the elements of containers are of different types"),
        ([[1]], [[2]], "the elements of containers are of different types, or lists"),
    ],
)
def test_lists_that_cannot_be_merged_are_named(old: list[Any], new: list[Any], problem: str) -> None:
    before, after = ({"template": {"spec": {"containers": items}}} for items in (old, new))
    with pytest.raises(KubeError, match=problem):
        merge.three_way(deployment(**before), deployment(**after), deployment(**before))
