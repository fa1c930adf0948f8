#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the oracle again what Helm's own code says of the rows of cases_{strvals,merge,process}.json and
../cases_lock.json.

Each row is an object: what is asked, and "gives" (a value) or "fails" (Go's text). int64 is written {"int64": "5"}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "oracle"))

from client import Oracle


def plain(tagged: dict[str, Any]) -> Any:
    """Return the value that the oracle describes."""
    kind, value = tagged["t"], tagged.get("v")
    if kind == "map":
        return {key: plain(item) for key, item in sorted(value.items())}
    if kind == "list":
        return [plain(item) for item in value]
    if kind == "float64":
        return float(value)
    if kind in ("nil", "string", "bool"):
        return value
    return {kind: value}


def outline(chart: dict[str, Any]) -> dict[str, Any]:
    """Return which subcharts are left, by name; helm's order of undeclared ones is that of a Go map."""
    parts = sorted((outline(part) for part in chart["charts"]), key=lambda part: str(part["name"]))
    return {"name": chart["name"], "values": plain(chart["values"]), "charts": parts}


def outcome(answer: dict[str, Any]) -> dict[str, Any]:
    if "err" in answer:
        return {"fails": answer["err"]}
    if "digest" in answer:
        return {"gives": answer["digest"]}
    found = {"gives": plain(answer["value"])}
    if "chart" in answer:
        found["chart"] = outline(answer["chart"])
    return found


def make(name: str, oracle: Oracle) -> None:
    path = (HERE.parent if name == "lock" else HERE) / f"cases_{name}.json"
    rows = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        asked = row["ask"]
        answers = [outcome(oracle.ask(**asked)) for _ in range(6 if asked["op"] == "coalesce" else 1)]
        if any(answer != answers[0] for answer in answers):
            print(f"{name}: helm itself is not sure, row dropped: {asked}", file=sys.stderr)
            continue
        rows.append({"ask": asked, **answers[0]})
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main() -> None:
    with Oracle(quiet=True) as oracle:
        for name in sys.argv[1:] or ("strvals", "merge", "process", "lock"):
            make(name, oracle)


main()
