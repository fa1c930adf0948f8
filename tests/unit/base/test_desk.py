# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers have the main thread do what belongs to it, and all of them stop where it does no harm."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.desk import Desk
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError, Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.entry.signals import stoppable


class Crew:
    """Workers at a desk, and what came of them by name."""

    def __init__(self, env: Env) -> None:
        self.desk = Desk(env)
        self.ended: dict[str, Future[Any]] = {}

    def begin(self, name: str, work: Callable[[Env], Any]) -> None:
        env = self.desk.env(release=name)
        self.desk.begin(lambda: work(env), lambda done: self.ended.update({name: done}))

    def serve(self) -> None:
        with self.desk:
            self.desk.serve()

    def problems(self) -> dict[str, str]:
        return {name: str(done.exception() or "") for name, done in sorted(self.ended.items())}


def main() -> bool:
    return threading.current_thread() is threading.main_thread()


def test_one_thread_alone_does_everything_itself() -> None:
    assert Env().at_desk(main) is True


def test_the_main_thread_does_what_workers_ask_for() -> None:
    crew = Crew(Env())
    for number in range(20):
        crew.begin(str(number), lambda env, number=number: (main(), env.at_desk(main), env.at_desk(lambda: number)))
    crew.serve()
    assert {name: done.result() for name, done in crew.ended.items()} == {
        str(number): (False, True, number) for number in range(20)
    }


def test_what_fails_at_the_desk_fails_in_the_worker_and_only_there() -> None:
    crew = Crew(Env())

    def failing(env: Env) -> Any:
        def fail() -> None:
            raise ReleaseError("no such value")

        try:
            env.at_desk(fail)
        except ReleaseError as error:
            return f"told: {error.problem}"

    crew.begin("bad", failing)
    crew.begin("good", lambda env: env.at_desk(lambda: "rendered"))
    crew.serve()
    assert {name: done.result() for name, done in crew.ended.items()} == {
        "bad": "told: no such value",
        "good": "rendered",
    }


def test_one_that_ended_may_begin_the_next() -> None:
    desk, order = Desk(Env()), []

    def then(done: Future[int]) -> None:
        order.append((done.result(), main()))
        if done.result() < 3:
            desk.begin(lambda: done.result() + 1, then)

    desk.begin(lambda: 1, then)
    desk.serve()
    assert order == [(1, True), (2, True), (3, True)]


def test_a_signal_stops_every_worker_once_and_lets_it_put_things_in_order() -> None:
    env, closed = Env(), []
    crew = Crew(env)
    asleep = threading.Barrier(4)

    def waiting(own: Env) -> None:
        try:
            asleep.wait()
            own.sleep(600)
        finally:
            own.safe_point()  # it is not raised again
            own.sleep(0.01)
            assert own.at_desk(main)
            closed.append(own.release)

    for name in ("a", "b", "c"):
        crew.begin(name, waiting)

    def kill() -> None:
        asleep.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    began = time.monotonic()
    with pytest.raises(Stopped, match="interrupted by SIGTERM"), stoppable(env), crew.desk:
        threading.Thread(target=kill).start()
    assert time.monotonic() - began < 300
    assert sorted(closed) == ["a", "b", "c"]
    assert crew.problems() == dict.fromkeys("abc", "interrupted by SIGTERM")
    assert crew.desk.stopping == "interrupted by SIGTERM"


def test_a_stop_waits_for_what_holds_it() -> None:
    crew, done = Crew(Env()), []

    def work(env: Env) -> None:
        with env.hold_stop():
            with env.hold_stop():
                crew.desk.stop("enough")
            env.safe_point()
            env.sleep(0.01)
            done.append("record written")
        done.append("after")

    crew.begin("a", work)
    crew.serve()  # a stop that was asked for is none of this thread's
    assert done == ["record written"]
    assert crew.problems() == {"a": "enough"}


def test_what_waits_for_a_server_is_woken() -> None:
    crew, woken = Crew(Env()), threading.Event()

    def work(env: Env) -> None:
        with env.on_stop(woken.set):
            crew.desk.stop("enough")
            assert woken.wait(120)
            env.safe_point()

    crew.begin("a", work)
    crew.serve()
    assert crew.problems() == {"a": "enough"}


def test_a_signal_in_the_middle_of_a_job_stops_the_one_that_asked_too() -> None:
    env = Env()
    crew = Crew(env)

    def work(own: Env) -> None:
        try:
            own.at_desk(lambda: (os.kill(os.getpid(), signal.SIGTERM), time.sleep(5)))
        finally:
            own.safe_point()

    crew.begin("a", work)
    with pytest.raises(Stopped, match="interrupted by SIGTERM"), stoppable(env):
        crew.serve()
    assert crew.problems() == {"a": "interrupted by SIGTERM"}


class TimedOut(BaseException):
    """What Ansible's alarm raises."""


def test_the_alarm_of_a_task_stops_the_workers_and_is_let_through() -> None:
    def ring(_number: int, _frame: object) -> None:
        raise TimedOut("Timed out after 5 second(s).")

    def alarm(own: Env) -> None:
        own.at_desk(main)  # the main thread serves by now
        os.kill(os.getpid(), signal.SIGALRM)
        own.sleep(600)

    before, env = signal.signal(signal.SIGALRM, ring), Env()
    crew = Crew(env)
    crew.begin("a", lambda own: own.sleep(600))
    crew.begin("b", alarm)
    try:
        with pytest.raises(TimedOut), stoppable(env):
            crew.serve()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert crew.problems() == dict.fromkeys("ab", "interrupted (TimedOut)")
