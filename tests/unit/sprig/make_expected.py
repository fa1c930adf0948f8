#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask Go for the expected result of every row in cases_*.json, and write it into the row.

`make_expected.py` rewrites the files; `--check` fails when a row differs. To add rows, write them without
"out" and "err". The answers come from tests/oracle: text/template with Sprig, built with helm's own Go.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "oracle"))

from client import Oracle

RESULTS = ("out", "out_b64", "err")
# Sprig's dates are in the machine's zone: one that is neither UTC nor at whole hours of history, the tests set it too
ZONE = "America/New_York"


def answered(oracle: Oracle, data: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with Go's results; of a template that fails only the error counts."""
    questions = [{"op": "gotmpl", "template": row["template"], "data": data} for row in rows]
    made = []
    for row, answer in zip(rows, oracle.ask_all(questions)):
        kept = {key: value for key, value in row.items() if key not in RESULTS}
        names = ("err",) if "err" in answer else ("out", "out_b64")
        kept.update({name: answer[name] for name in names if name in answer})
        made.append(kept)
    return made


def dump(data: Any, rows: list[dict[str, Any]]) -> str:
    """Return a file's text: the data that the rows share, and the rows, one a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows)
    return f'{{"data": {json.dumps(data, ensure_ascii=True)},\n"rows": [\n{lines}\n]}}\n'


def main() -> int:
    """Bring every file up to date, or compare."""
    os.environ["TZ"] = ZONE
    stale = 0
    with Oracle() as oracle:
        for path in sorted(HERE.glob("cases_*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            rows = answered(oracle, kept["data"], kept["rows"])
            changed = sum(before != after for before, after in zip(kept["rows"], rows))
            print(f"{path.name}: {len(rows)} rows, {changed} changed")
            stale += changed
            if "--check" not in sys.argv:
                path.write_text(dump(kept["data"], rows), encoding="utf-8")
    return int(stale > 0 and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
