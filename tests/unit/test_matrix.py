# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the support matrix says what was run, on which Kubernetes, and what was not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "matrix"), str(TESTS / "cluster")]

import rows

DOCS = TESTS.parent / "docs"


def test_the_page_is_made_of_what_was_run() -> None:
    kept = json.loads((DOCS / "support_matrix.json").read_text(encoding="utf-8"))
    assert (DOCS / "support_matrix.md").read_text(encoding="utf-8") == rows.page(kept)
    assert set(kept) <= {row.key for row in rows.ROWS}


def test_each_kubernetes_has_its_line_and_what_was_not_run_says_so() -> None:
    first, *others = rows.ROWS
    ran = {"1.35": {"verdict": "failed", "commit": "b"}, "1.36": {"verdict": "passed", "commit": "a"}}
    lines = [line for line in rows.page({first.key: ran}).splitlines() if line.startswith("| 2.")]
    assert lines[0] == f"| {' | '.join(first)} | 1.35 | failed | b |"
    assert lines[1] == f"| {' | '.join(first)} | 1.36 | passed | a |"
    assert lines[2:] == [f"| {' | '.join(row)} |  | not run |  |" for row in others]


def test_the_kubernetes_is_the_one_that_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATIVE_HELM_KUBERNETES", "1.34")
    assert rows.kubernetes() == "1.34"
    monkeypatch.delenv("NATIVE_HELM_KUBERNETES")
    assert rows.kubernetes() == "1.36"
