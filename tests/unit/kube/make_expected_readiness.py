# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make readiness_cases.jsonl: random objects of every kind, with what Helm's two waiters say of them.

make_expected_readiness.py [CASES] [SEED]: how many of each waiter, and from which seed.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any, Callable, Optional

import kube_oracle

Object = dict[str, Any]
LONG_AGO, FAR_AHEAD = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
TRUTH = ("True", "False", "Unknown")


class Maker:
    """Random objects."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, **choices: tuple[Any, ...]) -> Object:
        """A mapping with each key in seven of eight cases, its value one of the choices."""
        return {key: self.random.choice(values) for key, values in choices.items() if self.random.random() < 0.875}

    def conditions(self, *kinds: str, reasons: tuple[str, ...] = ("R",)) -> list[Object]:
        found = []
        for kind in self.random.sample(kinds, self.random.randint(0, len(kinds))):
            one = {"type": kind, "status": self.random.choice(TRUTH)}
            found.append({**one, **self.some(reason=reasons, message=("some message", ""))})
        return found

    def meta(self, api_version: str, kind: str, **more: Any) -> Object:
        metadata = {"name": "x", "namespace": "ns", **more}
        if self.random.random() < 0.04:
            metadata["deletionTimestamp"] = LONG_AGO
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata}

    def generations(self, item: Object) -> None:
        item["metadata"].update(self.some(generation=(2,)))
        item.setdefault("status", {}).update(self.some(observedGeneration=(2, 2, 2, 2, 2, 1)))

    def numbers(self, *names: str, most: int = 3) -> Object:
        wanted = self.random.randint(0, most)
        return {
            name: self.random.choice((wanted, wanted, wanted, 0, 1, most))
            for name in names
            if self.random.random() < 0.9
        }

    # --- kinds

    def deployment(self) -> Object:
        item = self.meta(self.random.choice(("apps/v1", "apps/v1", "extensions/v1beta1")), "Deployment")
        replicas = self.random.choice((0, 1, 3))
        item["spec"] = {
            **self.some(replicas=(replicas,), progressDeadlineSeconds=(600, 2147483647), paused=(False, True))
        }
        item["spec"]["selector"] = {"matchLabels": {"app": "x"}}
        near = (replicas, replicas, replicas, replicas, replicas, replicas, 0, 5)
        item["status"] = self.some(replicas=near, updatedReplicas=near, readyReplicas=near, availableReplicas=near)
        reasons = ("NewReplicaSetAvailable", "NewReplicaSetAvailable", "ReplicaSetUpdated", "ProgressDeadlineExceeded")
        item["status"]["conditions"] = self.conditions("Progressing", "Available", "ReplicaFailure", reasons=reasons)
        self.generations(item)
        return item

    def stateful_set(self) -> Object:
        item = self.meta("apps/v1", "StatefulSet")
        replicas = self.random.choice((0, 1, 3))
        strategy = self.some(type=("RollingUpdate", "RollingUpdate", "RollingUpdate", "OnDelete"))
        if strategy.get("type") == "RollingUpdate":
            strategy.update(self.some(rollingUpdate=({}, {"partition": 0}, {"partition": 2}, None)))
        item["spec"] = {
            "selector": {"matchLabels": {"app": "x"}},
            "updateStrategy": strategy,
            **self.some(replicas=(replicas,)),
        }
        near = (replicas, replicas, replicas, replicas, replicas, 0, 5)
        item["status"] = self.some(
            replicas=near, readyReplicas=near, currentReplicas=near, updatedReplicas=near,
            currentRevision=("a",), updateRevision=("a", "a", "b"),
        )  # fmt: skip
        self.generations(item)
        return item

    def daemon_set(self) -> Object:
        item = self.meta("apps/v1", "DaemonSet")
        strategy: Object = {"type": self.random.choice(("RollingUpdate", "RollingUpdate", "OnDelete"))}
        if strategy["type"] == "RollingUpdate":
            strategy["rollingUpdate"] = {"maxUnavailable": self.random.choice((0, 1, 2, "25%", "34%", "100%"))}
        item["spec"] = {"selector": {"matchLabels": {"app": "x"}}, "updateStrategy": strategy}
        names = (
            "desiredNumberScheduled",
            "currentNumberScheduled",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberReady",
        )
        wanted = self.random.choice((0, 1, 3, 4))
        item["status"] = self.some(**dict.fromkeys(names, (wanted,) * 6 + (0, 2)))
        self.generations(item)
        return item

    def replica_set(self) -> Object:
        item = self.meta("apps/v1", "ReplicaSet")
        replicas = self.random.choice((0, 1, 3))
        item["spec"] = {"selector": {"matchLabels": {"app": "x"}}, **self.some(replicas=(replicas,))}
        near = (replicas,) * 6 + (0, 5)
        item["status"] = self.some(replicas=near, readyReplicas=near, availableReplicas=near, fullyLabeledReplicas=near)
        item["status"]["conditions"] = self.conditions("ReplicaFailure") if self.random.random() < 0.3 else []
        self.generations(item)
        return item

    def pod(self, name: str = "x") -> Object:
        created = self.random.choice((LONG_AGO, FAR_AHEAD))
        item = self.meta("v1", "Pod", creationTimestamp=created, labels={"app": "x"})
        item["metadata"]["name"] = name
        item["status"] = self.some(phase=("Pending", "Running", "Running", "Succeeded", "Failed", "Unknown", ""))
        item["status"]["conditions"] = self.conditions("PodScheduled", "Ready", reasons=("Unschedulable", "Other"))
        states = (
            {"waiting": {"reason": "CrashLoopBackOff"}},
            {"waiting": {"reason": "Other"}},
            {"running": {}},
            {"waiting": {}},
        )
        item["status"].update(
            self.some(
                containerStatuses=tuple(
                    [{"name": n, "state": self.random.choice(states)} for n in "ab"] for _ in range(3)
                )
            )
        )
        return item

    def job(self) -> Object:
        item = self.meta("batch/v1", "Job")
        item["spec"] = {"backoffLimit": self.random.choice((0, 2)), **self.some(completions=(1, 3), parallelism=(1, 2))}
        item["status"] = self.some(startTime=(LONG_AGO,), succeeded=(0, 1, 3), failed=(0, 1, 3), active=(0, 1))
        item["status"]["conditions"] = self.conditions("Complete", "Failed", "Suspended")
        return item

    def service(self) -> Object:
        item = self.meta("v1", "Service")
        item["spec"] = self.some(
            type=("ClusterIP", "LoadBalancer", "LoadBalancer", "NodePort", "ExternalName"),
            clusterIP=("10.0.0.1", "", "None"), externalIPs=([], ["1.2.3.4"]),
        )  # fmt: skip
        item["status"] = self.some(loadBalancer=({}, {"ingress": []}, {"ingress": [{"ip": "1.2.3.4"}]}))
        return item

    def claim(self) -> Object:
        item = self.meta("v1", "PersistentVolumeClaim")
        item["status"] = self.some(phase=("Bound", "Pending", "Lost"))
        return item

    def definition(self) -> Object:
        item = self.meta("apiextensions.k8s.io/v1", "CustomResourceDefinition")
        item["status"] = {
            "conditions": self.conditions("NamesAccepted", "Established", reasons=("Installing", "Clash"))
        }
        return item

    def custom(self) -> Object:
        item = self.meta("example.com/v1", "Foo")
        odd = self.random.random()
        if odd < 0.1:
            item["status"] = self.random.choice(
                ("text", [], {"conditions": "text"}, {"conditions": ["text"]}, {"conditions": [{"type": 1}]})
            )
        elif odd < 0.15:
            item["metadata"]["generation"] = 1
            item["status"] = {"observedGeneration": self.random.choice(("1", 1.5, True))}
        elif odd < 0.2:
            item["status"] = self.random.choice((None, {"conditions": None}, {"conditions": [{"status": "True"}]}))
        else:
            item["status"] = {"conditions": self.conditions("Ready", "Reconciling", "Stalled", "Other")}
            self.generations(item)
        return item

    def plain(self) -> Object:
        kinds = (
            ("v1", "Secret"), ("v1", "ConfigMap"), ("batch/v1", "CronJob"), ("policy/v1", "PodDisruptionBudget"),
            ("autoscaling/v2", "HorizontalPodAutoscaler"), ("networking.k8s.io/v1", "Ingress"), ("v1", "Namespace"),
            ("v1", "ReplicationController"),
        )  # fmt: skip
        item = self.meta(*self.random.choice(kinds))
        item["status"] = (
            {"conditions": self.conditions("Ready", "AbleToScale", "Stalled")} if self.random.random() < 0.5 else {}
        )
        self.generations(item)
        return item

    def watcher_case(self) -> Object:
        makers: tuple[Callable[[], Object], ...] = (
            self.deployment, self.deployment, self.stateful_set, self.stateful_set, self.daemon_set, self.replica_set,
            self.pod, self.pod, self.job, self.service, self.claim, self.definition, self.custom, self.custom,
            self.plain,
        )  # fmt: skip
        item = self.random.choice(makers)()
        case: Object = {"op": "kstatus", "object": item}
        if item["kind"] in ("StatefulSet", "ReplicaSet"):
            case["related"] = [self.pod(f"p{index}") for index in range(self.random.choice((0, 0, 1, 2)))]
        return case

    # --- the legacy waiter reads typed objects with the server's defaults in them

    def legacy_case(self) -> Object:
        makers: tuple[Callable[[], tuple[Object, list[Object]]], ...] = (
            self._legacy_deployment, self._legacy_deployment, self._legacy_deployment, self._legacy_replica_set,
            self._legacy_plain, self._legacy_plain, self._legacy_plain,
        )  # fmt: skip
        item, related = self.random.choice(makers)()
        item["metadata"].pop("deletionTimestamp", None)
        return {"op": "legacy", "object": item, "related": related, "jobs": self.random.random() < 0.7}

    def _legacy_deployment(self) -> tuple[Object, list[Object]]:
        item = self.deployment()
        item["apiVersion"] = "apps/v1"
        item["metadata"]["uid"] = "u1"
        replicas = item["spec"].setdefault("replicas", 1)
        numbers = (0, 1, 2, "0%", "25%", "34%", "100%", "150%")
        rolling = {
            "type": "RollingUpdate",
            "rollingUpdate": {key: self.random.choice(numbers) for key in ("maxSurge", "maxUnavailable")},
        }
        item["spec"]["strategy"] = self.random.choice((rolling, rolling, rolling, {"type": "Recreate"}))
        item["spec"]["paused"] = self.random.random() < 0.05
        item["spec"]["template"] = self._template("new")
        sets = [
            self._owned(f"r{index}", self.random.choice(("new", "new", "old")), replicas)
            for index in range(self.random.randint(0, 2))
        ]
        return item, sets

    def _template(self, image: str, **labels: str) -> Object:
        return {"metadata": {"labels": {"app": "x", **labels}}, "spec": {"containers": [{"name": "c", "image": image}]}}

    def _owned(self, name: str, image: str, replicas: int) -> Object:
        item = self.meta(
            "apps/v1", "ReplicaSet", labels={"app": "x"}, creationTimestamp=self.random.choice((LONG_AGO, FAR_AHEAD))
        )
        item["metadata"]["name"] = name
        item["metadata"].pop("deletionTimestamp", None)
        uid = self.random.choice(("u1", "u1", "u1", "u2"))
        item["metadata"]["ownerReferences"] = [
            {"apiVersion": "apps/v1", "kind": "Deployment", "name": "x", "uid": uid, "controller": True}
        ]
        item["spec"] = {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "x"}},
            "template": self._template(image, **{"pod-template-hash": name}),
        }
        item["status"] = {"replicas": replicas, **self.some(readyReplicas=(replicas, replicas, 0, 1, 2))}
        self.generations(item)
        return item

    def _legacy_replica_set(self) -> tuple[Object, list[Object]]:
        item = self.replica_set()
        if self.random.random() < 0.4:
            item.update(apiVersion="v1", kind="ReplicationController")
            item["spec"]["selector"] = {"app": "x"}
        pods = [self.pod(f"p{index}") for index in range(self.random.choice((0, 1, 2)))]
        for pod in pods:
            pod["metadata"].pop("deletionTimestamp", None)
        return item, pods

    def _legacy_plain(self) -> tuple[Object, list[Object]]:
        makers = (self.stateful_set, self.daemon_set, self.pod, self.job, self.service, self.claim, self.plain)
        item = self.random.choice(makers)()
        if item["kind"] == "ReplicationController":
            item.update(kind="ConfigMap")
        item.get("status", {}).pop("conditions", None) if item["kind"] not in ("Pod", "Job") else None
        if item["kind"] == "ConfigMap" or item["kind"] == "Secret":
            item.pop("status", None)
        return item, []


def main(count: int, seed: int) -> None:
    """Write count cases a strategy, each with its answer."""
    maker = Maker(seed)
    cases = [maker.watcher_case() for _ in range(count)] + [maker.legacy_case() for _ in range(count)]
    rows = [
        json.dumps({**case, "answer": answer}, ensure_ascii=False, separators=(",", ":"))
        for case, answer in zip(cases, kube_oracle.ask(cases))
    ]
    Path(__file__).with_name("readiness_cases.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    print(f"readiness_cases.jsonl: {len(rows)} rows")


def number(arguments: list[str], index: int, default: int) -> int:
    """Return an argument as a number."""
    given: Optional[str] = arguments[index] if len(arguments) > index else None
    return int(given) if given else default


if __name__ == "__main__":
    main(number(sys.argv, 1, 450), number(sys.argv, 2, 1))
