#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the real helm again what it makes of the folders of cases_{metadata,ignore}.json.

metadata: `helm show chart` (what Chart.yaml becomes), or the error of `helm template`. ignore: the names that
`helm package` packs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
HELM = HERE.parent.parent / "tools" / "helm"


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def run(*words: str) -> tuple[bool, str]:
    done = subprocess.run([str(HELM), *words], capture_output=True, text=True, check=False)
    # Behind the output helm prints an empty line; before an error, "Error: ". Warnings are lines of their own.
    said = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("level="))
    return (True, done.stdout) if done.returncode == 0 else (False, said.removeprefix("Error: "))


def metadata(folder: Path) -> dict[str, object]:
    worked, text = run("show", "chart", str(folder))
    # What is shown may still be refused where charts are installed, and the words are not the same.
    rendered, refusal = run("template", str(folder))
    unread = refusal.startswith("cannot load Chart.yaml") or refusal.endswith(("chart apiVersion", "chart version"))
    if not worked or (not rendered and unread):
        return {"fails": refusal.replace(str(folder), "@")}
    return {"gives": text.removesuffix("\n")}


def ignore(folder: Path) -> dict[str, object]:
    worked, text = run("package", str(folder), "--destination", str(folder.parent))
    if not worked:
        return {"fails": text.replace(str(folder), "@")}
    with tarfile.open(folder.parent / "c-1.0.0.tgz") as packed:
        return {"gives": sorted(name.removeprefix("c/") for name in packed.getnames())}


for name, ask in (("metadata", metadata), ("ignore", ignore)):
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    path = HERE / f"cases_{name}.json"
    rows = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "chart")
            lay(folder, row["ask"])
            rows.append({"ask": row["ask"], **ask(folder)})
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")
