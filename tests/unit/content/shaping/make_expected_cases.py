# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make cases.jsonl: objects, patches and rules for images (corners.py, image_corners.py, and random ones), with what
the real kustomize makes of them.

make_expected_cases.py [RANDOM] [SEED]: how many random ones, and from which seed.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
TOOL = HERE.parents[2] / "tools" / "kustomize"
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "kube")]

import corners
import image_corners
import make_expected_merge

Object = dict[str, Any]


def ask(kustomize: str, case: Object) -> Object:
    """Return kustomize's answer to a case: {objects} or {err}; turned: the objects with the patches the other way
    round."""
    found = built(kustomize, case)
    if len(case.get("patches", [])) > 1 and "err" not in found:
        found["turned"] = built(kustomize, {**case, "patches": case["patches"][::-1]}).get("objects")
    return found


def built(kustomize: str, case: Object) -> Object:
    """Return what kustomize builds of a case."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Not as JSON: kustomize keeps the quotes around a text, and would put them around a number in its place.
        (folder / "objects.yaml").write_text("---\n".join(yaml.safe_dump(item) for item in case["objects"]), "utf-8")
        patches = [{**entry, "patch": json.dumps(entry["patch"])} for entry in case.get("patches", [])]
        asked = {"resources": ["objects.yaml"], "patches": patches, "images": case.get("images", [])}
        asked["sortOptions"] = {"order": "fifo"}  # as they come
        (folder / "kustomization.yaml").write_text(json.dumps(asked), "utf-8")
        ran = subprocess.run([kustomize, "build", name], capture_output=True, text=True, check=False)
        if ran.returncode:
            return {"err": ran.stderr.replace(name, "FOLDER").strip()}
        return {"objects": [item for item in yaml.safe_load_all(ran.stdout) if item is not None]}


class Maker(make_expected_merge.Maker):
    """Random objects and patches of them."""

    def patch_case(self, number: int) -> Object:
        """An object of a kind, and one or two patches made of other objects of its kind."""
        maker = self.random.choice((self.deployment, self.deployment, self.service, self.account, self.custom))
        item = self.without_twins(maker())
        patches = []
        for _unused in range(self.random.choice((1, 1, 2))):
            content = self.patch(self.without_twins(maker()), item)
            patches.append({"target": {"kind": item["kind"]}, "patch": content})
        return {"id": f"random {number}", "objects": [item], "patches": patches}

    def patch(self, other: Object, item: Object) -> Object:
        """A patch: parts of another object, nulls and directives among them."""
        return {
            **self.part(other, item),
            **{key: item[key] for key in ("apiVersion", "kind")},
            "metadata": {"name": "x"},
        }

    def part(self, other: Any, item: Any) -> Any:
        if isinstance(other, list):
            return [self.element(entry, item) for entry in other]
        if not isinstance(other, dict):
            return other
        found = {}
        for key, value in other.items():
            inside = item.get(key) if isinstance(item, dict) else None
            if key in ("name", "port", "containerPort", "protocol", "mountPath", "ip") or self.random.random() < 0.7:
                found[key] = self.part(value, inside)
        if isinstance(item, dict):
            gone = [key for key in item if key not in other and self.random.random() < 0.2]
            found.update(dict.fromkeys(gone))
        return found

    def element(self, entry: Any, items: Any) -> Any:
        if isinstance(entry, dict) and "name" in entry and "port" not in entry and self.random.random() < 0.15:
            return {"name": entry["name"], "$patch": "delete"} if items is not None else entry
        return self.part(entry, None)

    def without_twins(self, value: Any) -> Any:
        """The value without elements that stand twice, by name or by port: kustomize loses those."""
        if isinstance(value, dict):
            return {key: self.without_twins(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        found: dict[Any, Any] = {}
        for item in value:
            mark = item
            if isinstance(item, dict):
                item = {**item, "protocol": "TCP"} if "port" in item or "containerPort" in item else item
                mark = item.get("port") or item.get("containerPort") or item.get("name") or json.dumps(item)
            found.setdefault(json.dumps(mark), self.without_twins(item))
        return list(found.values())


def shortened(case: Object, answer: Object) -> Object:
    """Return what is stored of a case: what the corners have is not, objects that stayed as they were are numbers."""
    own = case if case["id"].startswith("random ") else {"id": case["id"]}

    def short(items: list[Any]) -> list[Any]:
        return [case["objects"].index(item) if item in case["objects"] else item for item in items]

    return {**own, "answer": {key: short(value) if isinstance(value, list) else value for key, value in answer.items()}}


def main(count: int, seed: int) -> None:
    """Write all cases with kustomize's answers."""
    kustomize = subprocess.run([str(TOOL), "--path"], capture_output=True, text=True, check=True).stdout.strip()
    maker = Maker(seed)
    cases = corners.cases() + image_corners.cases()
    cases += [copy.deepcopy(maker.patch_case(number)) for number in range(count)]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda case: ask(kustomize, case), cases)
        rows = [json.dumps(shortened(case, answer), separators=(",", ":")) for case, answer in zip(cases, answers)]
    (HERE / "cases.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    print(f"cases.jsonl: {len(rows)} rows")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 90, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
