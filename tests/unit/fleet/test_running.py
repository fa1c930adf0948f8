# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in threads by a schedule: begun as soon as it may be, ended well where the run is stopped."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.fleet.running import Run
from ansible_collections.native.helm.plugins.module_utils._helm.fleet.schedule import Schedule

WAITS = {"base": (), "cache": ("base",), "mail": (), "shop": ("cache",)}


def schedule(**waits: tuple[str, ...]) -> Schedule:
    return Schedule(waits or WAITS, parallel=8, on_failure="stop")


def test_a_slow_one_holds_up_nothing_but_what_needs_it() -> None:
    shop_ended = threading.Event()

    def work(key: str, env: Env) -> dict[str, Any]:
        if key == "mail":
            assert shop_ended.wait(120)  # mail is under way until all the others are done
        if key == "shop":
            shop_ended.set()
        return {"changed": True, "release": env.release}

    run = Run(schedule(), work)
    run.carry_out(Env())
    assert {key: result["release"] for key, result in run.results.items()} == {key: key for key in WAITS}
    assert list(run.results)[-1] == "mail"


def test_the_main_thread_does_what_belongs_to_it() -> None:
    def work(_key: str, env: Env) -> dict[str, Any]:
        own = threading.current_thread()
        return {"main": env.at_desk(lambda: threading.current_thread() is threading.main_thread()), "own": own}

    run = Run(schedule(a=(), b=()), work)
    run.carry_out(Env())
    assert all(result["main"] for result in run.results.values())
    assert len({result["own"] for result in run.results.values()}) == 2


def test_after_a_failure_nothing_new_begins() -> None:
    turns = schedule()
    run = Run(turns, lambda key, _env: {"failed": key == "base"})
    run.carry_out(Env())
    assert set(run.results) == {"base", "mail"}
    assert set(turns.skipped) == {"cache", "shop"}


def test_a_stop_ends_each_at_a_safe_point_and_begins_nothing() -> None:
    waiting = threading.Barrier(2)

    def work(key: str, env: Env) -> dict[str, Any]:
        waiting.wait(120)
        if key == "mail":
            env.at_desk(stop)
        try:
            env.sleep(600)
        except Stopped as stopped:
            return {"failed": True, "msg": stopped.problem}
        return {}

    def stop() -> None:
        raise Stopped("interrupted by SIGTERM")

    turns = schedule()
    run = Run(turns, lambda key, env: work_or_stopped(work, key, env))
    run.carry_out(Env())
    assert run.stopped == "interrupted by SIGTERM"
    assert {key: result["msg"] for key, result in run.results.items()} == dict.fromkeys(
        ("base", "mail"), "interrupted by SIGTERM"
    )
    assert turns.skipped == dict.fromkeys(("cache", "shop"), "the task was stopped: interrupted by SIGTERM")


def work_or_stopped(work: Any, key: str, env: Env) -> dict[str, Any]:
    try:
        found: dict[str, Any] = work(key, env)
    except Stopped as stopped:
        return {"failed": True, "msg": stopped.problem}
    return found


def test_what_is_a_mistake_of_ours_is_raised_once_the_others_have_ended() -> None:
    ended = threading.Event()

    def work(key: str, env: Env) -> dict[str, Any]:
        if key == "bad":
            raise KeyError("surprise")
        try:
            env.sleep(600)
        finally:
            ended.set()
        return {}

    with pytest.raises(KeyError):
        Run(schedule(bad=(), good=()), lambda key, env: work_or_stopped(work, key, env)).carry_out(Env())
    assert ended.is_set()
