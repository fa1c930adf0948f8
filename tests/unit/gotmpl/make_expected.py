#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask Go for the expected results of every row in cases_*.json, and write them into the rows.

`make_expected.py` rewrites the files; `--check` fails when a row differs. To add rows, write them without
"out" and "err".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "oracle"))

from client import Oracle

RESULTS = ("out", "out_b64", "err", "names")


def ask(oracle: Oracle, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return Go's answers to rows."""
    questions = []
    for row in rows:
        asked = {key: item for key, item in row.items() if key not in RESULTS}
        formats = "format" in row or "how" in row
        if formats:
            asked.pop("data", None)
        questions.append({"op": "fixture_format" if formats else "fixture_template", **asked})
    answers = []
    for answer in oracle.ask_all(questions):
        if "out_b64" in answer:
            del answer["out"]
        answers.append({name: answer[name] for name in RESULTS if name in answer})
    return answers


def dump(data: Any, rows: list[dict[str, Any]]) -> str:
    """Return a file's text: the data that rows without their own share, and the rows, one a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows)
    return f'{{"data": {json.dumps(data, ensure_ascii=True)},\n"rows": [\n{lines}\n]}}\n'


def main() -> int:
    """Bring every file up to date, or compare."""
    stale = 0
    with Oracle() as oracle:
        for path in sorted([*HERE.glob("cases_*.json"), *HERE.glob("../golang/cases_fmt.json")]):
            kept = json.loads(path.read_text(encoding="utf-8"))
            rows = kept["rows"]
            fresh = []
            for row, answer in zip(rows, ask(oracle, [{"data": kept["data"], **row} for row in rows])):
                fresh.append({**{key: item for key, item in row.items() if key not in RESULTS}, **answer})
            text = dump(kept["data"], fresh)
            if text != path.read_text(encoding="utf-8"):
                stale += 1
                print(f"{path.name}: {'differs' if '--check' in sys.argv else 'written'}")
                if "--check" not in sys.argv:
                    path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
