# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of equivalent mutants: lines that are gone are noticed here, and not only by `make mutants`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "plugins/module_utils/_helm"


def load_equivalents() -> ModuleType:
    spec = importlib.util.spec_from_file_location("equivalents", ROOT / "tests/mutants/equivalents.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


equivalents = load_equivalents()
ENTRY = 'kube/merge.py _scalar 2\n- return "a"\n+ return "b"\nNobody asks.\n'


def test_every_line_that_is_mutated_is_in_its_file() -> None:
    known = equivalents.load()
    assert known
    for file, _function, was, _now, _number in known:
        lines = {line.strip() for line in (CORE / file).read_text("utf-8").splitlines()}
        assert set(was) <= lines, f"{file}: {was}: take the entry out of equivalent.txt, or write it anew"


def test_an_entry_is_a_place_a_change_and_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(
        f"# about it\n\n{ENTRY}\n\nplan/build.py module\n- A = 1\n- B\n+ A = 2\n+ B\nOf no use,\nnot at all.\n"
    )
    assert equivalents.load(path) == {
        ("kube/merge.py", "_scalar", ('return "a"',), ('return "b"',), 2): "Nobody asks.",
        ("plan/build.py", "", ("A = 1", "B"), ("A = 2", "B"), 1): "Of no use, not at all.",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace("Nobody asks.\n", ""), "has no file and function, - line, . line or reason"),
        (ENTRY.replace("kube/merge.py _scalar 2\n", ""), "has no file and function"),
        (ENTRY.replace('+ return "b"\n', ""), "has no file and function"),
        (f"{ENTRY}\n{ENTRY}", "this is there twice"),
    ],
)
def test_an_entry_that_is_none_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "list"
    path.write_text(text)
    with pytest.raises(ValueError, match=words):
        equivalents.load(path)
