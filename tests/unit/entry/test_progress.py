# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that are shown while a task waits: when something has changed, and every 30 seconds at the least."""

from __future__ import annotations

import threading

from ansible_collections.native.helm.plugins.module_utils._helm.base import events
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.events import Event
from ansible_collections.native.helm.plugins.module_utils._helm.entry import progress, watching
from ansible_collections.native.helm.plugins.module_utils._helm.entry.progress import Progress
from ansible_collections.native.helm.plugins.module_utils._helm.entry.task import Task

BEGAN = 1000.0
WEB, DB = "Deployment web/shop", "StatefulSet web/db"


class Clock:
    """A Progress whose thread does nothing, looked at at times of the test's choice."""

    def __init__(self, *, verbose: bool = False) -> None:
        self.shown: list[str] = []
        self.progress = Progress(self.shown.append, verbose=verbose)
        self.progress.close()

    def wait(self, what: str, state: str = events.WAITING, why: str = "", release: str = "web/shop") -> None:
        self.progress.hear(Event(events.WAIT, state, what, why, BEGAN, release=release))

    def hear(self, step: str, state: str, what: str = "", **more: str) -> None:
        self.progress.hear(Event(step, state, what, release="web/shop", **more))

    def at(self, seconds: float, monkeypatch) -> list[str]:
        """What is shown by then."""
        monkeypatch.setattr(progress.time, "monotonic", lambda: BEGAN + seconds)
        self.shown.clear()
        self.progress._tick()
        return list(self.shown)


def test_a_line_when_something_changed_and_every_thirty_seconds(monkeypatch) -> None:
    clock = Clock()
    clock.wait(WEB)
    clock.wait(DB)
    assert clock.at(1, monkeypatch) == []  # nothing to speak of yet
    clock.wait(WEB, why="Available: 0/2")
    assert clock.at(3, monkeypatch) == [f"web/shop: 3 s: 2 of 2 not ready: {WEB}: Available: 0/2; and 1 more"]
    assert clock.at(20, monkeypatch) == []
    clock.wait(WEB, why="Available: 1/2")
    assert clock.at(21, monkeypatch) == [f"web/shop: 21 s: 2 of 2 not ready: {WEB}: Available: 1/2; and 1 more"]
    assert clock.at(50, monkeypatch) == []
    assert clock.at(51, monkeypatch) == [f"web/shop: 51 s: 2 of 2 not ready: {WEB}: Available: 1/2; and 1 more"]
    clock.wait(WEB, events.READY)
    clock.wait(DB, why="Replicas: 0/1")
    assert clock.at(60, monkeypatch) == [f"web/shop: 60 s: 1 of 2 not ready: {DB}: Replicas: 0/1"]
    clock.wait(DB, events.READY)
    assert clock.at(61, monkeypatch) == ["web/shop: waited 61 s"]
    assert clock.at(120, monkeypatch) == []


def test_a_wait_that_nobody_would_notice_shows_nothing(monkeypatch) -> None:
    clock = Clock()
    clock.wait(WEB)
    clock.wait(WEB, events.READY)
    assert clock.at(40, monkeypatch) == []


def test_many_releases_are_one_block_of_lines(monkeypatch) -> None:
    clock = Clock()
    for number in range(50):
        clock.wait(WEB, why="no pods", release=f"web/{number}")
    (block,) = clock.at(5, monkeypatch)
    assert block.split("\n") == [f"web/{number}: 5 s: 1 of 1 not ready: {WEB}: no pods" for number in range(50)]


def test_another_runs_turn_and_a_server_that_is_away_are_waits_too(monkeypatch) -> None:
    clock = Clock()
    monkeypatch.setattr(progress.time, "monotonic", lambda: BEGAN)
    clock.hear(events.TURN, events.WAITING, why="waiting for revision 2, pending-upgrade")
    assert clock.at(4, monkeypatch) == ["web/shop: 4 s: waiting for revision 2, pending-upgrade"]
    clock.hear(events.TURN, events.ENDED)
    clock.hear(events.RETRY, events.WAITING, "GET /version", why="connection refused")
    assert clock.at(9, monkeypatch) == ["web/shop: 5 s: GET /version: connection refused, trying again"]
    clock.hear(events.RETRY, events.ENDED, "GET /version")
    assert clock.at(10, monkeypatch)[0].startswith("web/shop: waited")


def test_logs_that_a_policy_asks_for_are_shown_and_the_rest_where_more_is_wanted(monkeypatch) -> None:
    heard = [
        (events.HOOK, events.STARTED, "pre-install hook Job a", {}),
        (events.LOG, "hook-succeeded", "Job a", {"text": "one\ntwo\n"}),
        (events.OBJECT, "create", "ConfigMap web/a", {}),
    ]
    for verbose, lines in (
        (False, ["web/shop: the log of Job a:", "    one", "    two"]),
        (True, [
            "web/shop: pre-install hook Job a: started", "web/shop: the log of Job a:", "    one", "    two",
            "web/shop: create ConfigMap web/a",
        ]),
    ):  # fmt: skip
        clock = Clock(verbose=verbose)
        for step, state, what, more in heard:
            clock.hear(step, state, what, **more)
        assert clock.at(0, monkeypatch) == ["\n".join(lines)]


def test_lines_are_shown_by_a_thread_of_their_own_and_the_last_before_the_end() -> None:
    threads: list[threading.Thread] = []
    shown = Progress(lambda _text: threads.append(threading.current_thread()), verbose=False)
    shown.hear(Event(events.LOG, "hook-succeeded", "Job a", text="one", release="web/shop"))
    shown.close()
    assert threads and threading.main_thread() not in threads


def test_who_does_not_want_to_see_it_pays_nothing() -> None:
    for check, watched, environ in (
        (True, True, {}), (False, False, {}), (False, True, {"NATIVE_HELM_PROGRESS": "no"}),
    ):  # fmt: skip
        task = Task({}, check=check, env=Env(), environ=environ)
        task.watched = watched
        watching.begin(task)
        assert not events.is_heard(task.env)


def test_a_release_of_several_is_shown_less_its_own_secrets() -> None:
    heard: list[Event] = []
    env = Env()
    env.tell = heard.append
    one = Task({}, check=False, env=env, environ={})
    watching.join(one, lambda: env.secrets.add("c4n4ry-late"))
    events.tell(env, events.LOG, "hook-succeeded", "Job a", why="c4n4ry-late", text="with c4n4ry-late in it")
    assert (heard[0].why, heard[0].text) == ("********", "with ******** in it")
