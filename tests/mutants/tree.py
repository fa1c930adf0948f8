# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rooms that are mutated, and a copy of the checkout to do it in: a mutant may write where it should not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CORE = "plugins/module_utils/_helm"


class Room(NamedTuple):
    """files: globs below _helm; tests: paths below tests/, none needs a cluster; database: some need a PostgreSQL."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    database: bool = False


VALUES = ("coalesce", "inputs", "overlay", "strvals")

ROOMS = {
    "plan": Room(("plan/**/*.py",), ("unit/plan",)),
    "release": Room(("release/**/*.py",), ("unit/release",), database=True),
    "merge": Room(
        ("kube/*merge*.py", "kube/repeated.py"), ("unit/kube/test_*merge*.py", "unit/kube/test_repeated*.py")
    ),
    "values": Room(
        ("chart/tables.py", "chart/values_file.py", *(f"chart/values/{name}.py" for name in VALUES)),
        ("unit/chart/values", "unit/chart/test_tables.py", "unit/chart/test_values_file.py"),
    ),
}


def copy(folder: Path) -> Path:
    """Copy what git knows of the checkout, as it is now, and what is new in it; returns where to."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def files(tree: Path, room: Room) -> list[str]:
    """The room's files, below _helm."""
    core = tree / CORE
    found = {str(path.relative_to(core)) for glob in room.files for path in core.glob(glob)}
    return sorted(found)


def tests(tree: Path, room: Room) -> list[str]:
    """The room's test files and folders, below the tree. Raises ValueError where a name stands for none."""
    found = []
    for glob in room.tests:
        paths = sorted(str(path.relative_to(tree)) for path in (tree / "tests").glob(glob))
        if not paths:
            raise ValueError(f"there is no tests/{glob}")
        found += paths
    return found


def variables(folder: Path) -> dict[str, str]:
    """The environment of what runs in the copy: a home and a folder for temporary files of its own."""
    (folder / "home").mkdir(exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    own = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONHASHSEED": "0"}
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "CI")}
    cache = os.environ.get("NATIVE_HELM_CACHE") or str(Path.home() / ".cache/native-helm")
    return {**kept, **own, "NATIVE_HELM_CACHE": cache, "PYTHONPATH": str(Path(__file__).resolve().parent)}
