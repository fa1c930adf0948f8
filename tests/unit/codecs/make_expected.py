#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write cases_yaml_load.json, cases_dump.json and cases_from_json.json: what Go and Helm make of
codec_inputs.json, asked of tests/oracle.

`--check` writes nothing and fails when a file is out of date.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "oracle"))

from client import Oracle

INPUTS = json.loads((HERE / "codec_inputs.json").read_text(encoding="utf-8"))


def text(rnd: random.Random) -> str:
    """A text of awkward words."""
    count = rnd.choice((1, 1, 1, 2, 3, 5, 12, 30))
    return rnd.choice(("", " ", " ", "\n")).join(rnd.choice(INPUTS["words"]) for _ in range(count))


def value(rnd: random.Random, depth: int = 0) -> Any:
    """A value of awkward texts."""
    kind = rnd.random()
    if depth > 3 or kind < 0.5:
        return text(rnd)
    if kind < 0.6:
        return rnd.choice(INPUTS["numbers"])
    if kind < 0.85:
        return {text(rnd): value(rnd, depth + 1) for _ in range(rnd.choice([0, 1, 2, 4]))}
    return [value(rnd, depth + 1) for _ in range(rnd.choice([0, 1, 2, 3]))]


def untagged(tagged: dict[str, Any]) -> Any:
    """A value of the oracle as plain data."""
    kind, inner = tagged["t"], tagged.get("v")
    if kind == "map":
        return {key: untagged(item) for key, item in inner.items()}
    if kind == "list":
        return [untagged(item) for item in inner]
    return float(inner) if kind == "float64" else inner


def load_rows(oracle: Oracle) -> list[Any]:
    """[text, value, error] of everything to be read."""
    placed = [place % scalar for scalar in INPUTS["scalars"] for place in INPUTS["places"]]
    inputs = placed + INPUTS["documents"] + INPUTS["tolerated"]
    answers = oracle.ask_all({"op": "yaml_load", "mode": "any", "text": entry} for entry in inputs)
    return [
        [entry, None if answer.get("err") else untagged(answer["value"]), answer.get("err", "")]
        for entry, answer in zip(inputs, answers)
    ]


def dump_rows(oracle: Oracle) -> list[Any]:
    """[value, toYaml, toYamlPretty, toJson, toToml]. Rows whose keys Go sorts now so and now so are left out."""
    rnd = random.Random(42)
    values = INPUTS["values"] + [value(rnd) for _ in range(400)]
    rows = []
    for entry in values:
        functions = ("toYaml", "toYamlPretty", "toJson") + (("toToml",) if isinstance(entry, dict) else ())
        questions = [{"op": "to_yaml", "func": name, "data": entry} for name in functions]
        first, *others = [[answer["out"] for answer in oracle.ask_all(questions)] for _ in range(4)]
        if all(other == first for other in others):
            rows.append([entry, *first])
    return rows


def from_json_rows(oracle: Oracle) -> list[Any]:
    """[text, fromJson] of texts that are no JSON, or just so."""
    template = "{{ fromJson .Values.text | toJson }}"
    questions = [{"op": "render", "template": template, "data": {"text": entry}} for entry in INPUTS["json"]]
    return [[entry, json.loads(answer["out"])] for entry, answer in zip(INPUTS["json"], oracle.ask_all(questions))]


def main(check: bool) -> int:
    """Write the tables, or compare them."""
    stale = 0
    with Oracle() as oracle:
        tables = {"yaml_load": load_rows(oracle), "dump": dump_rows(oracle), "from_json": from_json_rows(oracle)}
        for title, rows in tables.items():
            name = f"cases_{title}.json"
            made = "[\n" + ",\n".join(json.dumps(row, sort_keys=True) for row in rows) + "\n]\n"
            path = (HERE.parent / "render" if title == "from_json" else HERE) / name
            if check and path.read_text(encoding="utf-8") != made:
                print(f"{name} is out of date")
                stale = 1
            elif not check:
                path.write_text(made, encoding="utf-8")
                print(f"{name}: {len(rows)} rows")
    return stale


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
