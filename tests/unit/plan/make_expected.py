# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make quota_cases.jsonl: what pods take of a quota, as the API server of NATIVE_HELM_TEST_KUBECONFIG counts it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAME = "quota-cases"
COUNTED = (
    "pods", "count/pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
    "requests.ephemeral-storage", "limits.ephemeral-storage", "ephemeral-storage", "requests.example.com/gpu",
    "requests.hugepages-2Mi", "hugepages-2Mi",
)  # fmt: skip
UNITS = {"": Fraction(1), "m": Fraction(1, 1000), **{f"{u}i": Fraction(1024**p) for p, u in enumerate("KMGT", 1)}}
OVERHEAD = {"cpu": "100m", "memory": "16Mi"}


def kubectl(*words: str, body: Any = None) -> str:
    """Return what kubectl prints."""
    own = os.environ["NATIVE_HELM_TEST_KUBECONFIG"]
    tool = [str(HERE.parents[1] / "tools" / "kubectl"), "--kubeconfig", own, *words]
    given = None if body is None else json.dumps(body)
    return subprocess.run(tool, input=given, check=True, capture_output=True, text=True).stdout


def used() -> dict[str, Fraction]:
    """Return what the quota counted so far."""
    found = json.loads(kubectl("get", "quota", "q", "-n", NAME, "-o", "json")).get("status") or {}
    return {name: number(text) for name, text in (found.get("used") or {}).items()}


def number(text: str) -> Fraction:
    """Return a quantity's number."""
    digits = text.rstrip("mKMGTi")
    return Fraction(digits) * UNITS[text[len(digits) :]]


def main() -> None:
    """Ask about each pod of the file again, and write it anew."""
    file = HERE / "quota_cases.jsonl"
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    kubectl("create", "namespace", NAME)
    runtime = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": NAME}, "handler": "x"}
    kubectl("create", "-f", "-", body={**runtime, "overhead": {"podFixed": OVERHEAD}})
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}}
    kubectl("create", "-n", NAME, "-f", "-", body={**quota, "spec": {"hard": dict.fromkeys(COUNTED, "1000Gi")}})
    while not used():
        time.sleep(0.5)
    for case in cases:
        spec, before = case["spec"], used()
        asked = {**spec, "runtimeClassName": NAME} if spec.get("overhead") else spec
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "p-"}, "spec": asked}
        kubectl("create", "-n", NAME, "-f", "-", body=pod)
        after = {name: amount - before[name] for name, amount in used().items() if amount != before[name]}
        case["used"] = {name: str(amount) for name, amount in sorted(after.items())}
    file.write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")
    kubectl("delete", "runtimeclass", NAME)
    kubectl("delete", "namespace", NAME, "--wait=false")


if __name__ == "__main__":
    main()
