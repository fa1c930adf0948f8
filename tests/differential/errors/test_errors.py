# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be rendered is refused in helm's words: expected.json has them, as the real helm said them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cases

from . import table

INPUTS = table.inputs_by_name()
EXPECTED = table.expected()


def test_expectations_are_of_these_inputs() -> None:
    known = {name: answer.digest for name, answer in EXPECTED.items()}
    assert known == {name: case.digest() for name, case in INPUTS.items()}, (
        "run tests/differential/errors/make_expected"
    )
    assert sum(answer.code == 1 for answer in EXPECTED.values()) >= 700


# helm shows what it was given, which may hold a password; ours never does
DISCREET = {
    "option: set of a list with more": 'Error: failed parsing --set data: key "…" has no value\n',
    "option: set with a second key without value": 'Error: failed parsing --set data: key "…" has no value\n',
    "option: set-json of a whole that is broken": "Error: failed parsing --set-json data JSON\n",
    "option: set-json of a whole with more": "Error: failed parsing --set-json data JSON\n",
    "option: set-json of text": "Error: failed parsing --set-json data\n",
    "option: set-json of two, the second broken": "Error: failed parsing --set-json data\n",
    "option: set-json that is broken": "Error: failed parsing --set-json data\n",
    "option: set-json with more": "Error: failed parsing --set-json data\n",
    "option: set-json without value": "Error: failed parsing --set-json data\n",
}


# not yet as helm: what is wrong with the values is said, in other words, or at another place of the tree
OPEN = {
    "chart: archive in charts that is none",
    "schema: property names",
    "schema: property names, length",
    "schema: reference to what is missing",
    "schema: reference to what is no pointer",
    "schema: type that is none",
    "schema: minimum that is text",
    "schema: pattern that is none",
    "schema: enum that is text",
    "schema: draft 4: exclusive minimum",
    "schema: draft 4: exclusive maximum",
    "schema: draft 4: a number for exclusive minimum",
    "schema: draft 4: additional items",
    "schema: draft 4: format",
    "schema: draft 6: property names",
    "schema: draft 6: format",
    "schema: draft 7: format date-time",
    "schema: draft 2019: unevaluated items",
    "schema: draft 2020: prefix items",
    "schema: draft 2020: unevaluated items",
    "schema: draft 2020: reference beside others",
    "schema: draft 2020: array form of items",
    "schema: draft 7: bad itself",
    "schema: draft 7: format hostname",
    "schema: draft 7: format ipv4",
    "schema: draft 7: format uuid",
    "schema: draft 7: format json-pointer",
    "schema: draft 2020: bad itself",
    "schema: pattern of properties, false",
}


def _marked() -> list[Any]:
    mark = pytest.mark.xfail(strict=True, reason="not yet as helm")
    return [pytest.param(name, marks=[mark] if name in OPEN else []) for name in INPUTS]


@pytest.mark.parametrize("name", _marked())
def test_answer_is_helms(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    INPUTS[name].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    made = cases.run_ours(INPUTS[name].arguments)
    wanted = EXPECTED[name]
    assert made.code == wanted.code
    assert (made.error or made.text).replace(str(tmp_path), "FOLDER") == DISCREET.get(name, wanted.text)


def test_schema_with_a_broken_pattern_ends_in_an_error_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are not helm's yet, the end is."""
    name = "schema: pattern that is none"
    INPUTS[name].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    made = cases.run_ours(INPUTS[name].arguments)
    assert made.code == EXPECTED[name].code == 1
    assert "'(' is not valid regex: " in EXPECTED[name].text
    assert "'(' is not valid regex: " in made.error
