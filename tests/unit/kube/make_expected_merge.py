# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make merge_cases.jsonl: random manifests before and after, and live objects, and those of merge_corners.py, with the
patches that Kubernetes' own libraries make of them; and check that ours have the very same effect.

make_expected_merge.py [CASES] [SEED]: how many random ones, and from which seed.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import collection_path
import kube_oracle
import merge_corners

Object = dict[str, Any]


class Maker:
    """Random manifests."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def case(self) -> Object:
        """A manifest, what became of it, and the live object: the first with others' changes in it."""
        maker = self.random.choice(
            (self.deployment, self.deployment, self.service, self.config_map, self.account, self.custom)
        )
        original = maker()
        modified = self.changed(original, maker)
        current = self.live(original, maker) if self.random.random() < 0.95 else copy.deepcopy(modified)
        return {"original": original, "modified": modified, "current": current}

    def changed(self, item: Object, maker: Any) -> Object:
        """The item with parts of another of its kind."""
        return self.mixed(item, maker(), self.random.choice((0.0, 0.1, 0.3, 0.6)))

    def live(self, item: Object, maker: Any) -> Object:
        found = self.mixed(item, maker(), self.random.choice((0.0, 0.0, 0.1, 0.3)))
        found["status"] = {"observedGeneration": 1}
        found["metadata"].update(uid="u", resourceVersion="7", creationTimestamp="2026-01-01T00:00:00Z")
        return found

    def mixed(self, one: Any, other: Any, share: float) -> Any:
        if isinstance(one, dict) and isinstance(other, dict):
            keys = [key for key in one if key in ("apiVersion", "kind", "metadata") or self.random.random() > share / 3]
            keys += [key for key in other if key not in one and self.random.random() < share]
            return {
                key: self.mixed(one[key], other[key], share)
                if key in one and key in other
                else copy.deepcopy(one.get(key, other.get(key)))
                for key in keys
            }
        if self.random.random() < share:
            return copy.deepcopy(other)
        if isinstance(one, list) and self.random.random() < share:
            kept = [copy.deepcopy(item) for item in one if self.random.random() > share / 2]
            self.random.shuffle(kept)
            return kept
        return copy.deepcopy(one)

    def some(self, **choices: Any) -> Object:
        return {key: value for key, value in choices.items() if self.random.random() < 0.6}

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def few(self, names: tuple[Any, ...], most: int = 4) -> list[Any]:
        return self.random.sample(names, self.random.randint(0, min(most, len(names))))

    def metadata(self) -> Object:
        more = self.some(
            labels={name: self.pick("1", "2") for name in self.few(("a", "b", "c"))},
            annotations={name: self.pick("1", "2", "") for name in self.few(("x/y", "b"))},
            finalizers=self.few(("f/a", "f/b", "f/c")),
        )
        return {"name": "x", "namespace": "ns", **more}

    def container(self, name: str) -> Object:
        return {
            "name": name,
            "image": self.pick("a:1", "a:2"),
            **self.some(
                env=[self.variable(one) for one in self.few(("A", "B", "C", "D", "D"))],
                ports=[
                    {"containerPort": port, **self.some(name=f"p{port}", protocol=self.pick("TCP", "UDP"))}
                    for port in self.few((80, 443, 8080))
                ],
                volumeMounts=[{"mountPath": path, "name": self.pick("v", "w")} for path in self.few(("/a", "/b"))],
                args=self.few(("-a", "-b", "-c")),
                resources={"limits": self.some(cpu="1", memory=self.pick("1Gi", "2Gi"))},
                livenessProbe=self.some(
                    periodSeconds=self.pick(1, 2), httpGet={"path": "/", "port": self.pick(80, "http")}
                ),
            ),
        }

    def variable(self, name: str) -> Object:
        source = {"valueFrom": {"secretKeyRef": {"name": self.pick("s", "t"), "key": "k"}}}
        return {"name": name, **self.pick({"value": "1"}, {"value": "2"}, source)}

    def volume(self, name: str) -> Object:
        return {
            "name": name,
            **self.pick(
                {"emptyDir": {}},
                {"emptyDir": {"medium": "Memory"}},
                {"configMap": {"name": self.pick("c", "d")}},
                {"secret": {"secretName": "s"}},
            ),
        }

    def deployment(self) -> Object:
        pod = {
            "containers": [self.container(name) for name in self.few(("c1", "c2", "c3"), 3)],
            **self.some(
                initContainers=[self.container(name) for name in self.few(("i1", "i2"))],
                volumes=[self.volume(name) for name in self.few(("v", "w", "u"))],
                imagePullSecrets=[{"name": name} for name in self.few(("s", "t"))],
                tolerations=[{"key": name} for name in self.few(("k", "l"))],
                nodeSelector=self.some(disk="ssd", zone="z"),
                hostAliases=[{"ip": ip, "hostnames": self.few(("h", "i"))} for ip in self.few(("1.1.1.1", "2.2.2.2"))],
            ),
        }
        rolling = {"type": "RollingUpdate", "rollingUpdate": self.some(maxSurge=self.pick(1, "25%"), maxUnavailable=0)}
        spec = {
            **self.some(
                replicas=self.pick(1, 2, 3),
                strategy=self.pick(rolling, rolling, {"type": "Recreate"}),
                paused=self.pick(True, False),
            ),
            "selector": {"matchLabels": {"app": "x"}},
            "template": {
                "metadata": {"labels": {"app": "x"}, **self.some(annotations=self.some(sum=self.pick("1", "2")))},
                "spec": pod,
            },
        }
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": self.metadata(), "spec": spec}

    def service(self) -> Object:
        ports = [
            {
                "port": port,
                "targetPort": self.pick(80, "http"),
                **self.some(name=f"p{port}", protocol=self.pick("TCP", "UDP")),
            }
            for port in self.few((53, 53, 80, 443))
        ]
        spec = {
            "ports": ports,
            **self.some(
                selector=self.some(app="x", tier="y"),
                type=self.pick("ClusterIP", "NodePort"),
                externalIPs=self.few(("1.1.1.1", "2.2.2.2")),
            ),
        }
        return {"apiVersion": "v1", "kind": "Service", "metadata": self.metadata(), "spec": spec}

    def config_map(self) -> Object:
        data = {name: self.pick("1", "2", "") for name in self.few(("a", "b", "c"))}
        return {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": self.metadata(),
            **self.some(data=data, immutable=False),
        }

    def account(self) -> Object:
        lists = self.some(
            secrets=[{"name": n} for n in self.few(("s", "t", "u"))],
            imagePullSecrets=[{"name": n} for n in self.few(("s", "t"))],
        )
        return {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": self.metadata(),
            **lists,
            **self.some(automountServiceAccountToken=self.pick(True, False)),
        }

    def custom(self) -> Object:
        spec = self.some(
            list=[self.pick(1, "a", {"b": 1}) for _ in range(self.random.randint(0, 3))],
            map=self.some(a=self.pick(1, 1.5, None), b=self.some(c={}, d=self.pick(True, 1))),
            null=None,
            number=self.pick(1, 2, 2.5),
        )
        return {"apiVersion": "example.com/v1", "kind": "Foo", "metadata": self.metadata(), **self.some(spec=spec)}


def requests(case: Object) -> list[Object]:
    """Return what to ask the oracle about a case."""
    if case["original"]["kind"] == "Foo":
        return [{"op": "json_merge", **case}, {"op": "json_merge3", **case}]
    return [{"op": "strategic_merge", **case}]


def main(count: int, seed: int) -> None:
    """Write count random cases and the corners, with the oracle's patches.

    Which of our patches have another effect is said on stderr: those for lists that the library spoils do.
    """
    collection_path.install()
    from ansible_collections.native.helm.plugins.module_utils._helm.kube import merge

    maker = Maker(seed)
    cases = [maker.case() for _ in range(count)] + merge_corners.cases()
    asked = [(case, request) for case in cases for request in requests(case)]
    answers = kube_oracle.ask(request for _, request in asked)
    checks, rows = [], []
    for (case, request), answer in zip(asked, answers):
        if "err" in answer:  # the library contradicts itself where a list has an element twice: nothing to compare with
            continue
        rows.append(json.dumps({**request, "answer": answer}, separators=(",", ":")) + "\n")
        if request["op"] == "strategic_merge" and "result" in answer:
            patch = merge.three_way(case["original"], case["modified"], case["current"])[1]
            if '{"$patch": "replace"}' not in json.dumps(patch):  # else ours is another on purpose: repeated.py
                checks.append((case, answer, {"op": "strategic_apply", "current": case["current"], "patch": patch}))
    Path(__file__).with_name("merge_cases.jsonl").write_text("".join(rows), encoding="utf-8")
    wrong = 0
    for (case, answer, check), found in zip(checks, kube_oracle.ask(check for _, _, check in checks)):
        if found.get("result") != answer["result"]:
            wrong += 1
            if wrong < 4:
                print(
                    json.dumps({"case": case, "ours": check["patch"], "theirs": answer, "effect": found}, indent=1),
                    file=sys.stderr,
                )
    print(f"merge_cases.jsonl: {len(rows)} rows")
    print(f"{len(checks)} strategic patches applied, {wrong} with another effect", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
