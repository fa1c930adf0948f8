# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directives of strategic merge patches: directives.jsonl holds what the API server's own library makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.content.shaping import strategic

TABLE = [json.loads(line) for line in (Path(__file__).parent / "directives.jsonl").read_text("utf-8").splitlines()]
POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "a", "args": ["-x"], "ports": [{"containerPort": 80}]}]},
}


@pytest.mark.parametrize("case", TABLE, ids=[case["id"] for case in TABLE])
def test_as_the_api_server(case: dict[str, Any]) -> None:
    before = json.dumps(case["object"])
    assert strategic.patched(case["object"], case["patch"]) == case["answer"]
    assert json.dumps(case["object"]) == before


def container(**fields: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "a", **fields}]}}


def test_a_port_without_a_protocol_is_the_one_by_tcp() -> None:
    """As the API server's default says. kustomize loses the patch without a word."""
    found = strategic.patched(POD, container(ports=[{"containerPort": 80, "protocol": "TCP", "name": "http"}]))
    assert found is not None
    assert found["spec"]["containers"][0]["ports"] == [{"containerPort": 80, "protocol": "TCP", "name": "http"}]


def test_an_element_that_stands_twice_is_patched_twice_and_none_is_lost() -> None:
    env = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}, {"name": "B", "value": "3"}]
    pod = {**POD, "spec": {"containers": [{"name": "a", "env": env}]}}
    found = strategic.patched(pod, container(env=[{"name": "A", "value": "9"}]))
    assert found is not None
    assert [item["value"] for item in found["spec"]["containers"][0]["env"]] == ["9", "9", "3"]


def test_a_directive_for_a_list_that_has_no_keys() -> None:
    found = strategic.patched(POD, container(args=[{"$patch": "replace"}, "-y"]))
    assert found is not None
    assert found["spec"]["containers"][0]["args"] == ["-y"]


def test_the_patch_is_not_shared_by_the_objects_that_it_changes() -> None:
    patch = {"spec": {"tolerations": [{"key": "a"}]}}
    one, other = strategic.patched(POD, patch), strategic.patched(POD, patch)
    assert one is not None
    assert other is not None
    one["spec"]["tolerations"][0]["key"] = "b"
    assert (other["spec"]["tolerations"], patch["spec"]["tolerations"]) == ([{"key": "a"}], [{"key": "a"}])


@pytest.mark.parametrize(
    ("patch", "problem"),
    [
        ({"spec": {"containers": [{"image": "x"}]}}, "an element of spec.containers has no name"),
        (container(**{"$patch": "replace"}), "spec.containers has \\$patch: replace in an element"),
        (container(ports=[{"name": "x"}]), r"an element of spec.containers\[name=a\].ports has no containerPort"),
        (container(args={"a": 1}), r"\[name=a\].args is a list in the object, and a mapping in the patch"),
        ({"spec": {"$patch": "frob"}}, "spec has \\$patch: frob, which is none of merge, replace, delete"),
    ],
)
def test_what_kustomize_loses_is_refused(patch: dict[str, Any], problem: str) -> None:
    with pytest.raises(HelmError, match=problem):
        strategic.patched(POD, patch)
