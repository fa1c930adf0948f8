# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness as Helm's two waiters judge it: readiness_cases.jsonl has their answers (make_expected_readiness.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.kube import readiness
from ansible_collections.native.helm.plugins.module_utils._helm.kube.readiness import HOOK, LEGACY
from ansible_collections.native.helm.plugins.module_utils._helm.kube.verdict import (
    FAILED,
    PROGRESSING,
    READY,
    Readiness,
)

NOW = 1_900_000_000.0  # between the cases' two dates
CASES = [json.loads(line) for line in (Path(__file__).parent / "readiness_cases.jsonl").read_text("utf-8").splitlines()]
KINDS = sorted({(case["op"], case["object"]["kind"]) for case in CASES})
STATES = {"Current": READY, "Failed": FAILED}


@pytest.mark.parametrize(("op", "kind"), KINDS)
def test_every_random_object_is_judged_as_helm_does(op: str, kind: str) -> None:
    cases = [case for case in CASES if (case["op"], case["object"]["kind"]) == (op, kind)]
    assert cases
    for case in cases:
        answer = case["answer"]
        assert "err" not in answer, answer
        if op == "kstatus":
            found = readiness.ready(case["object"], related=case.get("related", ()), now=NOW)
            assert (found.status, found.message) == (answer["status"], answer["message"]), json.dumps(case)
            assert found.state == STATES.get(answer["status"], PROGRESSING)
        else:
            found = readiness.ready(case["object"], strategy=LEGACY, jobs=case["jobs"], related=_selected(case))
            assert (found.state == READY) is answer["ready"], json.dumps(case)
            assert (found.message if found.state == FAILED else None) == answer.get("error"), json.dumps(case)


def _selected(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects that the waiter would have asked for."""
    wanted = readiness.related_to(case["object"], LEGACY)
    if wanted is None:
        return []
    return [item for item in case["related"] if (item["apiVersion"], item["kind"]) == wanted[:2]]


def test_every_outcome_is_among_the_cases() -> None:
    statuses = {case["answer"]["status"] for case in CASES if case["op"] == "kstatus"}
    assert statuses == {"Current", "InProgress", "Failed", "Terminating", "Unknown"}
    assert {case["answer"]["ready"] for case in CASES if case["op"] == "legacy"} == {True, False}


def job(*conditions: tuple[str, str]) -> dict[str, Any]:
    listed = [{"type": kind, "status": status} for kind, status in conditions]
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "j"},
        "spec": {},
        "status": {"conditions": listed, "startTime": "x"},
    }


def pod(phase: str, **status: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "status": {"phase": phase, **status}}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (job(), Readiness(PROGRESSING, "Job in progress")),
        (job(("Complete", "True")), Readiness(READY, "Job Completed. succeeded: 0/1")),
        (job(("Failed", "True")), Readiness(FAILED, "Job Failed. failed: 0/1")),
        (job(("Failed", "False"), ("Complete", "Unknown")), Readiness(PROGRESSING, "Job in progress")),
        (pod("Pending"), Readiness(PROGRESSING, "Pod in progress")),
        (pod("Running"), Readiness(PROGRESSING, "Pod in progress")),
        (pod("Succeeded"), Readiness(READY, "pod p succeeded")),
        (pod("Failed"), Readiness(FAILED, "pod p failed")),
        ({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}, Readiness(READY, "Resource is current")),
    ],
)
def test_hooks(item: dict[str, Any], expected: Readiness) -> None:
    """As helm's internal/statusreaders; tests/kube has the same against the real helm."""
    assert readiness.ready(item, strategy=HOOK) == expected


def test_waiting_for_jobs_waits_for_their_end() -> None:
    assert readiness.ready(job()).state == READY
    assert readiness.ready(job(), jobs=True).state == PROGRESSING


def test_a_pod_without_a_node_says_when_to_look_again() -> None:
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
    item = pod("Pending", conditions=[condition])
    item["metadata"]["creationTimestamp"] = "2026-01-01T00:00:00Z"
    created = 1767225600.0
    assert readiness.ready(item, now=created + 5).recheck == 10
    assert readiness.ready(item, now=created + 16) == Readiness(FAILED, "Pod could not be scheduled")


@pytest.mark.parametrize(
    ("api_version", "kind", "strategy", "expected"),
    [
        ("apps/v1", "StatefulSet", "watcher", ("v1", "Pod", "app=x")),
        ("apps/v1", "ReplicaSet", "watcher", ("v1", "Pod", "app=x")),
        ("apps/v1", "Deployment", "watcher", None),
        ("apps/v1", "Deployment", "legacy", ("apps/v1", "ReplicaSet", "app=x")),
        ("apps/v1", "StatefulSet", "legacy", None),
        ("v1", "Pod", "legacy", None),
        ("apps/v1", "StatefulSet", "hook", None),
    ],
)
def test_by_what_an_object_is_judged_besides(api_version: str, kind: str, strategy: str, expected: Any) -> None:
    item = {"apiVersion": api_version, "kind": kind, "spec": {"selector": {"matchLabels": {"app": "x"}}}}
    assert readiness.related_to(item, strategy) == expected


def test_a_replication_controllers_selector_is_plain() -> None:
    item = {"apiVersion": "v1", "kind": "ReplicationController", "spec": {"selector": {"b": "2", "a": "1"}}}
    assert readiness.related_to(item, LEGACY) == ("v1", "Pod", "a=1,b=2")


def test_a_selector_of_expressions() -> None:
    selector = {
        "matchLabels": {"a": "1"},
        "matchExpressions": [
            {"key": "b", "operator": "In", "values": ["y", "x"]},
            {"key": "c", "operator": "NotIn", "values": ["z"]},
            {"key": "d", "operator": "Exists"},
            {"key": "e", "operator": "DoesNotExist"},
        ],
    }
    assert readiness.selector_text(selector) == "a=1,b in (x,y),c notin (z),d,!e"
