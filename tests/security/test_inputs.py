# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of what `make fuzz-input` tries: broken files give our own errors, and nothing leaves its folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))

import broken_inputs


def test_broken_files_give_our_own_errors() -> None:
    done = subprocess.run(
        [sys.executable, str(FUZZ / "inputs"), "--cases", "2600", "--seed", "7"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(" passed, 0 failed")


def test_every_reader_takes_what_is_not_broken(tmp_path: Path) -> None:
    import gzip

    for reader in broken_inputs.READERS.values():
        good = reader.good()
        if reader.read is broken_inputs._manifest:
            continue  # read as an index, too, which it is not
        if reader.read is broken_inputs._ignore:
            good = good.replace(b"**/no\n", b"")
        if reader.read in (broken_inputs._values, broken_inputs._set, broken_inputs._reference):
            continue  # several kinds are tried on one text; one of them always refuses
        reader.read(gzip.compress(good) if reader.gzipped else good, tmp_path)


def test_what_is_no_error_of_ours_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(data: bytes, _folder: Path) -> None:
        data.decode("ascii")

    monkeypatch.setitem(broken_inputs.READERS, "Chart.lock", broken_inputs.Reader(1, lambda: b"a" * 50, careless))
    cases = [broken_inputs._case("Chart.lock", 7, case) for case in range(200)]
    folder = Path("/nonexistent")
    outcomes = [
        broken_inputs._try(broken_inputs.READERS["Chart.lock"], data, folder) for data in cases if not data.isascii()
    ]
    assert outcomes and all("UnicodeDecodeError" in what for what in outcomes)
