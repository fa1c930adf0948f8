# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that we once answered differently than the oracle, with its answers (tests/fuzz/fuzz --pin, --repin)."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "oracle"), str(HERE.parents[1] / "fuzz")]

import mirror
from grammars import GRAMMARS


@pytest.fixture(autouse=True, scope="module")
def _zone() -> Iterator[None]:
    """The machine's zone is the one that the fuzzer sets."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def rows(name: str) -> list[Any]:
    """The rows [request, answer] of a grammar."""
    path = HERE / f"cases_{name}.json"
    found: list[Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


@pytest.mark.parametrize("grammar", [grammar for grammar in GRAMMARS if rows(grammar.name)], ids=lambda one: one.name)
def test_is_answered_as_the_oracle_does(grammar: Any) -> None:
    wrong = []
    for request, answer in rows(grammar.name):
        theirs = grammar.normal(request, dict(answer))
        ours = grammar.normal(request, mirror.answer(request))
        if json.dumps(theirs, sort_keys=True) != json.dumps(ours, sort_keys=True):
            wrong.append((request, theirs, ours))
    assert not wrong


def test_every_table_belongs_to_a_grammar() -> None:
    names = {f"cases_{grammar.name}.json" for grammar in GRAMMARS}
    assert {path.name for path in HERE.glob("cases_*.json")} <= names
