# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight different releases in threads of one process end as in eight processes: a sample; `make side-by-side` has 200
rounds."""

from __future__ import annotations

import functools
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base import events
from ansible_collections.native.helm.plugins.module_utils._helm.base.desk import Desk
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.content import rendering
from ansible_collections.native.helm.plugins.module_utils._helm.entry.signals import stoppable
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import install
from ansible_collections.native.helm.plugins.module_utils._helm.render import engine

from . import side_by_side
from .harness import Releases
from .side_by_side_charts import write_charts


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
    write_charts(tmp_path)
    with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
        wanted = side_by_side.in_processes(kubeconfig, tmp_path, places)
    with side_by_side.Namespaces(kubeconfig, side_by_side.places()) as places:
        found = side_by_side.in_threads(kubeconfig, tmp_path, places)
    texts = list(side_by_side.differences(wanted, found))
    assert not texts, "\n".join(texts)
    assert [set(threads) for threads in rendered] == [{threading.main_thread()}] * 2
    kinds = [step for kind in wanted.values() for step in kind]
    assert len(kinds) == sum(len(steps) + 3 for steps in side_by_side.LIVES.values())


def test_a_signal_ends_every_release_under_way_with_a_record_that_says_so(releases: Releases, tmp_path: Path) -> None:
    write_charts(tmp_path)
    env = Env()
    root = side_by_side.context_of(releases.kubeconfig, tmp_path, env)
    names, ended = ("a", "b", "c"), {}
    waiting = {name: threading.Event() for name in names}

    def work(name: str, own: Env) -> Any:
        own.tell = lambda event: waiting[name].set() if event.step == events.WAIT and event.why else None
        chart = str(tmp_path / "late")
        given = requests.ValuesInput({"text": "one"})
        long = requests.WaitOptions(wait=True, timeout=300.0)
        request = requests.ReleaseRequest(name, releases.namespace, lambda: loader.load(chart), given, waiting=long)
        return install.install_or_upgrade(request, root.beside(own))

    def kill() -> None:
        for begun in waiting.values():
            begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Stopped, match="interrupted by SIGTERM"), stoppable(env), Desk(env) as desk:
        for name in names:
            own = desk.env(release=f"{releases.namespace}/{name}")
            desk.begin(functools.partial(work, name, own), functools.partial(ended.__setitem__, name))
        threading.Thread(target=kill, daemon=True).start()
        desk.serve()
    assert {name: type(done.exception()) for name, done in ended.items()} == dict.fromkeys(names, Stopped)
    for name in names:
        assert releases.labels(1, name)["status"] == "failed"
        assert "interrupted by SIGTERM" in releases.record(1, name)["info"]["description"]
        held = releases.get("secret", f"sh.helm.release.v1.{name}.v1")["metadata"].get("annotations") or {}
        assert not [key for key in held if key.startswith("native.helm/")]
