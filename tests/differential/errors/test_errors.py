# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be rendered is refused in helm's words: expected.json has them, as the real helm said them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cases

from . import table

INPUTS = table.inputs_by_name()
EXPECTED = table.expected()


def test_expectations_are_of_these_inputs() -> None:
    known = {name: answer.digest for name, answer in EXPECTED.items()}
    assert known == {name: case.digest() for name, case in INPUTS.items()}, (
        "run make expected FOLDER=tests/differential/errors"
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


@pytest.mark.parametrize("name", INPUTS)
def test_answer_is_helms(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    INPUTS[name].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    made = cases.run_ours(INPUTS[name].arguments)
    wanted = EXPECTED[name]
    assert made.code == wanted.code
    assert (made.error or made.text).replace(str(tmp_path), "FOLDER") == DISCREET.get(name, wanted.text)
