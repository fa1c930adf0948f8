#!/usr/bin/env python3
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make expected.json: what the real helm says of each row.

Rows that are new or have another command are asked; with --all every row, and what helm says otherwise than before is
printed.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS)]

import collection_path

collection_path.install()

from chart_servers.caddy import Caddy
from chart_servers.keys import Keys
from chart_servers.registry import Registry

from remote.conftest import Home
from remote.words import asking, world


def main() -> int:
    """0; with --all 1 where helm does not say the same as before."""
    before = asking.known() if asking.EXPECTED.exists() else {}
    rows = {name: case for name, case in asking.ROWS.items() if "--all" in sys.argv or not is_known(name, before)}
    with tempfile.TemporaryDirectory(prefix="words-") as folder:
        asked = answers(Path(folder), rows)
    made = {name: asked.get(name) or before[name] for name in asking.ROWS}
    asking.EXPECTED.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")
    other = [name for name in asked if is_known(name, before) and asked[name] != before[name]]
    for name in other:
        said = f"{before[name].said}\n{asked[name].said}"
        print(f"{name}: helm says now one thing, now another:\n{said}", file=sys.stderr)
    print(f"{len(made)} rows, {len(asked)} of them asked")
    return 1 if other else 0


def is_known(name: str, before: dict[str, asking.Answer]) -> bool:
    """Whether helm was asked this row's command."""
    return name in before and before[name].command == asking.ROWS[name].command


def answers(folder: Path, rows: dict[str, asking.Case]) -> dict[str, asking.Answer]:
    """helm's answers, each from a home of its own."""
    keys = Keys(folder / "keys")
    servers = (Caddy(folder / "caddy", keys), Registry(folder / "plain"), Registry(folder / "private", keys))
    (folder / "w").mkdir()
    there = world.World(folder / "w", *servers, keys)
    found = {}
    try:
        for name, case in rows.items():
            place = folder / "row"
            (place / "home").mkdir(parents=True)
            (place / "out").mkdir()
            where = {**there.places, "out": str(place / "out"), "home": str(place / "home")}
            found[name] = asking.ask(Home(place / "home"), case, where)
            shutil.rmtree(place)
    finally:
        there.stop()
        for server in servers:
            server.stop()
    return found


if __name__ == "__main__":
    sys.exit(main())
