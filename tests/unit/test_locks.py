# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock files of what the tests build and start: one holder at a time, also where the file is removed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cluster"))

from _control_plane import layout, lifecycle, steps

LONG = 30.0  # seconds that nothing here takes


class Holder(threading.Thread):
    """Waits for a lock, then holds it until it may leave."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.has_it, self.may_leave = path, threading.Event(), threading.Event()

    def run(self) -> None:
        with steps.locked(self.path, "tests"):
            self.has_it.set()
            self.may_leave.wait(LONG)


def test_who_waits_for_a_file_that_is_removed_takes_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, told = tmp_path / "lock", threading.Semaphore(0)
    monkeypatch.setattr(steps, "say", lambda text: told.release())
    first, second = Holder(path), Holder(path)
    with steps.locked(path, "tests"):
        first.start()
        assert told.acquire(timeout=LONG)
        path.unlink()
    assert first.has_it.wait(LONG)
    second.start()
    assert told.acquire(timeout=LONG) and not second.has_it.is_set()
    first.may_leave.set()
    assert second.has_it.wait(LONG)
    second.may_leave.set()
    first.join(LONG)
    second.join(LONG)
    assert path.exists()


def test_a_cluster_that_is_gone_leaves_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATIVE_HELM_CACHE", str(tmp_path))
    layout.state_root().mkdir(parents=True)
    assert lifecycle.down("never-there") is False
    assert list(tmp_path.rglob("*lock*")) == []
