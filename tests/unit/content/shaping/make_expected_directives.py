# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make directives.jsonl: patches with the directives that kustomize does not know, and what the API server's own
library makes of them (tests/unit/kube/oracle, strategic_apply).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "kube")]

import corners
import kube_oracle

Object = dict[str, Any]


def pods(spec: Object) -> Object:
    """A patch of a pod template."""
    return {"spec": {"template": {"spec": spec}}}


def names(*values: str) -> list[Object]:
    """Elements that are nothing but a name."""
    return [{"name": value} for value in values]


ORDER = "$setElementOrder"
CASES: dict[str, tuple[Object, Object]] = {
    "the order stays": (
        corners.RICH,
        pods({f"{ORDER}/containers": names("app", "side"), "containers": [{"name": "side", "image": "s:2"}]}),
    ),
    "turned round": (corners.RICH, pods({f"{ORDER}/containers": names("side", "app")})),
    "one added between": (
        corners.RICH,
        pods({f"{ORDER}/containers": names("app", "more", "side"), "containers": [{"name": "more", "image": "m"}]}),
    ),
    "an order of some": (
        corners.RICH,
        pods({f"{ORDER}/volumes": names("x", "w"), "volumes": [{"name": "x", "emptyDir": {}}]}),
    ),
    "an order of one, last": (
        corners.RICH,
        pods({f"{ORDER}/initContainers": names("wait", "new"), "initContainers": [{"name": "new", "image": "n"}]}),
    ),
    "an order of scalars": (
        corners.ACCOUNT,
        {"metadata": {f"{ORDER}/finalizers": ["f/c", "f/b", "f/a"], "finalizers": ["f/c"]}},
    ),
    "a scalar taken out": (corners.ACCOUNT, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["f/a"]}}),
    "one out, one in": (
        corners.ACCOUNT,
        {
            "metadata": {
                "$deleteFromPrimitiveList/finalizers": ["f/a"],
                f"{ORDER}/finalizers": ["f/b", "f/z"],
                "finalizers": ["f/z"],
            }
        },
    ),
    "another source of a volume": (
        corners.RICH,
        pods(
            {
                f"{ORDER}/volumes": names("v", "w"),
                "volumes": [{"name": "v", "$retainKeys": ["name", "configMap"], "configMap": {"name": "c"}}],
            }
        ),
    ),
    "another strategy": (
        corners.merge({"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}),
        {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}},
    ),
}


def main() -> None:
    """Write the cases with the library's answers."""
    answers = kube_oracle.ask(
        {"op": "strategic_apply", "current": item, "patch": patch} for item, patch in CASES.values()
    )
    rows = [
        json.dumps({"id": name, "object": item, "patch": patch, "answer": answer["result"]})
        for (name, (item, patch)), answer in zip(CASES.items(), answers)
    ]
    (HERE / "directives.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    print(f"directives.jsonl: {len(rows)} rows")


if __name__ == "__main__":
    main()
