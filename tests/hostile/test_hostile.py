# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation under every condition: what check mode predicts is what the run does, to the word.

NATIVE_HELM_MATRIX=full does them all and prints the matrix (make hostile); a sample is part of make test.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable

import pytest

from .conditions import CONDITIONS, Servers
from .world import ACTS, Case

Record = Callable[[str, Any], None]

SAMPLE = [
    ("refuses dry runs, 400", "upgrade"),
    ("refuses dry runs, no word", "install"),
    ("denies one object", "upgrade"),
    ("denies deletions", "uninstall"),
    ("mutates", "upgrade"),
    ("down", "rollback"),
    ("policy", "install"),
    ("Pod Security", "upgrade"),
    ("quota of records", "rollback"),
    ("quota, one short", "install"),
    ("LimitRange", "install"),
    ("terminating", "upgrade"),
    ("may not delete configmaps", "upgrade"),
    ("may not update secrets", "install"),
    ("may not patch pods", "install"),
    ("may not delete secrets", "uninstall"),
    ("policy", "template"),
    ("proxy cuts", "upgrade"),
    ("proxy buffers", "install"),
    ("proxy repeats", "rollback"),
]
ROWS = (
    [(condition, operation) for condition in CONDITIONS for operation in ACTS]
    if os.environ.get("NATIVE_HELM_MATRIX") == "full"
    else SAMPLE
)


@pytest.mark.parametrize(("name", "operation"), ROWS, ids=lambda part: part.replace(" ", "_"))
def test_check_mode_says_what_the_run_does(
    kubeconfig: str,
    servers: Servers,
    tmp_path: Path,
    name: str,
    operation: str,
    record_property: Record,
) -> None:
    condition = CONDITIONS[name]
    case = Case(kubeconfig, condition, tmp_path, servers)
    try:
        record_property("cell", [name, operation, "FAILED"])
        ended = case.judge(operation)
        record_property("cell", [name, operation, ended if ended in ("ok", "changed") else "refused"])
    finally:
        case.close()
    if "?" not in condition.fails:
        assert (ended not in ("ok", "changed")) == (operation in condition.fails), ended
