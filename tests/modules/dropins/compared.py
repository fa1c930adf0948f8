# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two collections' results of one playbook, held against each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Results = dict[str, dict[str, Any]]


def books() -> list[str]:
    """Return the playbooks' names."""
    return sorted(path.stem for path in HERE.glob("helm*.yml"))


def pinned(book: str) -> Path:
    """Return where the peer's results of a playbook are."""
    return HERE / "peer" / f"{book}.json"


def differences(book: str, ours: Results) -> dict[str, dict[str, list[Any]]]:
    """Return task -> key -> the peer's and our value, of what the peer has and ours lacks or has otherwise; of a
    mapping key by key."""
    peers: Results = json.loads(pinned(book).read_text(encoding="utf-8"))
    assert list(ours) == [name for name in ours if name in peers] and len(ours) == len(peers), "other tasks are pinned"
    found = {name: dict(_differing("", peers[name], ours[name])) for name in ours}
    return {name: difference for name, difference in found.items() if difference}


def _differing(place: str, peers: dict[str, Any], ours: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    rows = [(f"{place}{lost}", [peers[lost], None]) for lost in sorted(set(peers) - set(ours))]
    for key in sorted(set(peers) & set(ours)):
        name, old, new = f"{place}{key}", peers[key], ours[key]
        if isinstance(old, dict) and isinstance(new, dict) and key in ("status", "diff"):
            rows += _differing(f"{name}.", old, new)
        elif old != new:
            rows.append((name, [old, new]))
    return rows
