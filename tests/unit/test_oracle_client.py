# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle's client builds the oracle before it asks: a limit of time on a question never ends a build."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))

import client

PROGRAM = """#!/bin/sh
# as tests/oracle/oracle: builds where nothing is built, then becomes what was built
[ -e built ] || { echo build >> log; [ ! -e broken ] || exit 1; sleep 0.2; touch built; }
[ "$1" != --path ] || exit 0
echo start >> log
while read -r line; do echo '{"out": "1"}'; done
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "oracle"
    path.write_text(PROGRAM, encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(client, "PROGRAM", path)
    return path


def log(program: Path) -> list[str]:
    return program.with_name("log").read_text(encoding="utf-8").split()


def test_the_oracle_is_built_before_the_first_question(program: Path) -> None:
    with client.Oracle() as oracle:
        assert log(program) == ["build"]
        assert oracle.ask(op="render") == {"out": "1"}
    with client.Oracle() as oracle:
        assert oracle.ask(op="render") == {"out": "1"}
    assert log(program) == ["build", "start", "start"]


def test_an_oracle_that_cannot_be_built_is_an_error(program: Path) -> None:
    program.with_name("broken").touch()
    with pytest.raises(client.OracleError, match=r"there is no oracle \(exit 1\)"), client.Oracle():
        pass
    assert log(program) == ["build"]
