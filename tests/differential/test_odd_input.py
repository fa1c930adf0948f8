# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd charts have helm's answer, hostile ones a clear error: each in a process that may use 10 seconds and 512 MB."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases
import odd_charts

BOMBS = [
    name for name in odd_charts.BOMBS if name not in odd_charts.SLOW[1:] or os.environ.get("NATIVE_HELM_BOMBS") == "all"
]
SECONDS, MEMORY = 10, 512 * 1024 * 1024


def write(folder: Path, files: odd_charts.Files) -> Path:
    for name, content in {**odd_charts.FINE, **files}.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "web"


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def ours(chart: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(cases.OURS), "rel", str(chart)]
    return subprocess.run(command, capture_output=True, check=False, preexec_fn=bounded)


def error_line(stderr: bytes) -> bytes:
    return stderr[stderr.find(b"Error: ") :] if b"Error: " in stderr else stderr


@pytest.mark.parametrize("name", odd_charts.ODD)
def test_odd_input_has_helms_answer(name: str, tmp_path: Path) -> None:
    chart = write(tmp_path, odd_charts.ODD[name]())
    wanted = subprocess.run([str(cases.HELM), "template", "rel", str(chart)], capture_output=True, check=False)
    made = ours(chart)
    assert made.returncode == wanted.returncode, made.stderr[-2000:]
    assert made.stdout == wanted.stdout
    if wanted.returncode:
        assert error_line(made.stderr) == error_line(wanted.stderr)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_one_clear_error(name: str, tmp_path: Path) -> None:
    make, words = odd_charts.BOMBS[name]
    made = ours(write(tmp_path, make()))
    assert made.returncode == 1 and made.stdout == b"", made.stderr[-2000:]
    said = made.stderr.decode()
    assert said.startswith("Error: ") and words in said and "Traceback" not in said
    assert "web/templates/" in said, "the template is named"
