#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask Go for the answer of every row in ../semver/cases_semver.json and cases_time.json, and write it into the row.

`make_expected.py` rewrites the files, `--check` fails when a row differs. A row is a request of tests/oracle
and its answer; to add one, write the request with an empty answer.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "oracle"))

from client import Oracle


def main() -> int:
    """Bring both files up to date, or compare."""
    os.environ["TZ"] = "UTC"
    stale = 0
    with Oracle() as oracle:
        for name in ("../semver/cases_semver.json", "cases_time.json"):
            path = HERE / name
            rows = json.loads(path.read_text(encoding="utf-8"))
            answers = oracle.ask_all([request for request, _ in rows])
            changed = sum(answer != before for answer, (_, before) in zip(answers, rows))
            print(f"{name}: {len(rows)} rows, {changed} changed")
            stale += changed
            if "--check" not in sys.argv:
                lines = ",\n".join(json.dumps([request, answer]) for (request, _), answer in zip(rows, answers))
                path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return int(stale > 0 and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
