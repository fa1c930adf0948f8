# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Formatting gives what Go's fmt and strconv give: the rows of cases_fmt.json (gotmpl/make_expected.py asks Go)."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "gotmpl"))

from gotmpl_fixtures import format_row


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((HERE / "cases_fmt.json").read_text(encoding="utf-8"))["rows"]
    return rows


def _group(row: dict[str, Any]) -> str:
    """One test a verb: thousands of rows as tests of their own would be slow to collect."""
    return str(row.get("how") or row["format"][-1:] or "empty")


@pytest.mark.parametrize("group", sorted({_group(row) for row in _rows()}))
def test_format_gives_what_go_gives(group: str) -> None:
    rows = [row for row in _rows() if _group(row) == group]
    wrong = []
    for row in rows:
        text = row.get("out", "")
        if "out_b64" in row:
            text = base64.b64decode(row["out_b64"]).decode("utf-8", "surrogateescape")
        got = format_row(row)
        if got != text:
            wrong.append((row, got))
    assert rows and not wrong
