# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of cases_*.json gives what Go gave for it (make_expected.py), output and error."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from gotmpl_fixtures import execute

from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl import parser, units

HERE = Path(__file__).resolve().parent
TOGETHER = 25  # rows a test: thousands of tests of one row would be slow to collect


def _groups() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("cases_template_*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        rows = [{"data": kept["data"], **row} for row in kept["rows"]]
        found += [
            pytest.param(rows[start : start + TOGETHER], id=f"{path.stem[15:]}-{start}")
            for start in range(0, len(rows), TOGETHER)
        ]
    return found


def _expected(row: dict[str, Any]) -> tuple[str, str]:
    """Return a row's expected output and error."""
    text = str(row.get("out", ""))
    if "out_b64" in row:
        text = base64.b64decode(row["out_b64"]).decode("utf-8", "surrogateescape")
    return text, row.get("err", "")


@pytest.mark.parametrize("large", [parser.LARGE, 0], ids=["", "all-apart"])
@pytest.mark.parametrize("rows", _groups())
def test_template_gives_what_go_gives(
    rows: list[dict[str, Any]], large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where every body that can gets code of its own, not only large ones."""
    units._memory.clear()
    monkeypatch.setattr(parser, "LARGE", large)
    wrong = []
    for row in rows:
        got = execute(row)
        if got != _expected(row):
            wrong.append((row["template"], row.get("missingkey"), "go:", _expected(row), "here:", got))
    assert not wrong
