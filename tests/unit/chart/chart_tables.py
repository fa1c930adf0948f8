# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of this folder: what Helm's own code gave, read for parametrize and compared type by type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of cases_NAME.json; values/NAME is of the folder values."""
    folder, _unused, name = name.rpartition("/")
    path = Path(__file__).parent / folder / f"cases_{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plain(value: Any) -> Any:
    """Return value as the tables write it: int64 is {"int64": "5"}, and no other number than float is known."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Int64):
        return {"int64": str(int(value))}
    assert value is None or type(value) in (bool, str, float), repr(value)
    return value


def outcome(work: Callable[[], Any]) -> dict[str, Any]:
    """Return {"gives": what work returns} or {"fails": the problem of the error that it raises}."""
    try:
        return {"gives": plain(work())}
    except HelmError as error:
        return {"fails": error.problem}


def lay(folder: Path, files: dict[str, str]) -> None:
    """Write files, name -> text, below folder; a name with a slash at its end is an empty folder."""
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
