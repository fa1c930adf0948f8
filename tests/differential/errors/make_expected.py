#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make expected.json: what the real helm says of each case of the tables (those that changed; --all: of all)."""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Mapping

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cases

from errors import table

TIMEOUT = 60


def ask(case: table.Input) -> tuple[int, str]:
    """helm's exit code, and its error or, without one, its output."""
    with tempfile.TemporaryDirectory(prefix="errors-") as folder:
        case.lay(Path(folder))
        command = [str(cases.HELM), "template", *case.arguments]
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=TIMEOUT)
        text = cases.error_of(run.stderr) or run.stdout.decode("utf-8", "surrogateescape")
        return run.returncode, text.replace(folder, "FOLDER")


def main() -> int:
    """0; with --all 1 when helm does not say the same as before."""
    known, made, bad = table.expected(), {}, 0
    for number, (name, case) in enumerate(table.inputs_by_name().items()):
        before = known.get(name)
        same = before is not None and before.digest == case.digest()
        if before is not None and same and "--all" not in sys.argv:
            made[name] = before
            continue
        made[name] = table.Answer(case.digest(), *ask(case))
        if before is not None and same and before != made[name]:
            print(f"{name}: helm says now one thing, now another:\n{before}\n{made[name]}", file=sys.stderr)
            bad += 1
        if number % 20 == 0:
            write({**known, **made})
    write(made)
    refused = sum(answer.code != 0 for answer in made.values())
    print(f"{len(made)} cases, {refused} of them failures")
    return 1 if bad else 0


def write(made: Mapping[str, table.Answer]) -> None:
    """Keep the answers."""
    table.EXPECTED.write_text(json.dumps(made, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
