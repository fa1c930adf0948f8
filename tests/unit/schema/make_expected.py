#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the oracle again what it says of the cases in cases_schema.json, and write that into them.

Go goes through its maps in any order: of the answers that it gives to one question, the one that is there stays."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "oracle"))

from client import Oracle

path = HERE / "cases_schema.json"
cases = json.loads(path.read_text())
ASKED = 60  # times, until the answer that is there comes


def answer(oracle: Oracle, case: dict[str, Any]) -> str:
    said = ""
    for _unused in range(ASKED):
        said = oracle.ask(op="schema", schema=json.dumps(case["schema"]), data=case["values"]).get("err", "")
        if said == case.get("err"):
            break
    return said


with Oracle(quiet=True) as oracle:
    for case in cases:
        case["err"] = answer(oracle, case)
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
