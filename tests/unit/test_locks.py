# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock files of what the tests build and start: one holder at a time, also where the file is removed."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import pytest
from ports import free_port

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cluster"))

from _control_plane import layout, lifecycle, steps

LONG = 30.0  # seconds that nothing here takes
KWOKCTL = """#!/bin/sh
mkdir -p "$KWOK_WORKDIR/clusters/new"
echo "options:" > "$KWOK_WORKDIR/clusters/new/kwok.yaml"
echo "  etcdPort: {taken}" >> "$KWOK_WORKDIR/clusters/new/kwok.yaml"
echo "  kwokControllerPort: {late}" >> "$KWOK_WORKDIR/clusters/new/kwok.yaml"
"""


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


def test_no_other_cluster_starts_before_each_process_has_its_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kwokctl ends when the API server answers: the next one gave ports again that the others took a moment later."""
    monkeypatch.setenv("NATIVE_HELM_CACHE", str(tmp_path / "cache"))
    late, told = free_port(), threading.Semaphore(0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (tmp_path / "kwokctl").write_text(KWOKCTL.format(taken=taken.getsockname()[1], late=late), encoding="utf-8")
        (tmp_path / "kwokctl").chmod(0o755)
        cluster = layout.Cluster("new")
        start = threading.Thread(target=lifecycle.create, args=(cluster, tmp_path, LONG), daemon=True)
        start.start()
        written = cluster.folder / "kwok.yaml"
        while not written.is_file() or lifecycle.not_taken(cluster) != f"kwokControllerPort {late}":
            assert start.is_alive()
        monkeypatch.setattr(steps, "say", lambda text: told.release())
        other = Holder(layout.ports_lock())
        other.start()
        assert told.acquire(timeout=LONG) and not other.has_it.is_set()
        with socket.create_server(("127.0.0.1", late)):
            start.join(LONG)
            assert other.has_it.wait(LONG) and not start.is_alive()
        other.may_leave.set()
        other.join(LONG)
