# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight different releases in threads of one process end as in eight processes: a sample; `make side-by-side` has 200
rounds."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.content import rendering
from ansible_collections.native.helm.plugins.module_utils._helm.render import engine

from . import side_by_side


def watched(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> list[threading.Thread]:
    """The threads that a function of a room runs in."""
    function, threads = getattr(room, name), []

    def watching(*given: Any, **options: Any) -> Any:
        threads.append(threading.current_thread())
        return function(*given, **options)

    monkeypatch.setattr(room, name, watching)
    return threads


def test_eight_releases_in_threads_end_as_in_eight_processes(
    kubeconfig: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = [watched(monkeypatch, engine, "render"), watched(monkeypatch, rendering, "prepared")]
    side_by_side.write_charts(tmp_path)
    with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
        wanted = side_by_side.in_processes(kubeconfig, tmp_path, places)
    with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
        found = side_by_side.in_threads(kubeconfig, tmp_path, places)
    texts = list(side_by_side.differences(wanted, found))
    assert not texts, "\n".join(texts)
    assert [set(threads) for threads in rendered] == [{threading.main_thread()}] * 2
    kinds = [step for kind in wanted.values() for step in kind]
    assert len(kinds) == sum(len(steps) + 3 for steps in side_by_side.LIVES.values())
