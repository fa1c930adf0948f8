# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal stops the run where it is, but not while something holds it off."""

from __future__ import annotations

import os
import signal

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError, Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.entry.signals import stoppable


def stop() -> None:
    """What a kill does to this process."""
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_stops_the_run_at_once_and_only_once():
    with pytest.raises(Stopped, match="interrupted by SIGTERM"), stoppable(Env()):
        try:
            stop()
        finally:
            stop()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_held_stop_comes_when_the_outermost_context_is_left():
    env, done = Env(), []
    with pytest.raises(Stopped, match="interrupted by SIGTERM"), stoppable(env):
        with env.hold_stop():
            with env.hold_stop():
                stop()
                done.append("inner")
            done.append("outer")
        done.append("after")
    assert done == ["inner", "outer"]


def test_a_held_stop_comes_after_an_error_too_and_keeps_it_as_its_context():
    env = Env()
    with pytest.raises(Stopped) as caught, stoppable(env), env.hold_stop():
        stop()
        raise ReleaseError("taken")
    assert str(caught.value.__context__) == "taken"


def test_a_stop_is_not_repeated_by_contexts_that_put_things_in_order_after_it():
    env, done = Env(), []
    with pytest.raises(Stopped), stoppable(env):
        try:
            stop()
        finally:
            with env.hold_stop():
                done.append("record closed")
            done.append("objects removed")
    assert done == ["record closed", "objects removed"]


def test_outside_of_a_task_nothing_is_held():
    env = Env()
    with stoppable(env):
        pass
    with env.hold_stop():
        pass


def test_what_was_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nohup
    try:
        with stoppable(Env()):
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


class TimedOut(BaseException):
    """What Ansible's alarm raises."""


def ring(_number: int, _frame: object) -> None:
    raise TimedOut("Timed out after 5 second(s).")


def test_the_alarm_of_a_task_rings_when_nothing_holds_it():
    before = signal.signal(signal.SIGALRM, ring)
    try:
        with pytest.raises(TimedOut), stoppable(Env()):
            os.kill(os.getpid(), signal.SIGALRM)
        assert signal.getsignal(signal.SIGALRM) is ring
    finally:
        signal.signal(signal.SIGALRM, before)


def test_the_alarm_of_a_task_waits_for_what_holds_it():
    before, env, done = signal.signal(signal.SIGALRM, ring), Env(), []
    try:
        with pytest.raises(TimedOut), stoppable(env):
            with env.hold_stop():
                os.kill(os.getpid(), signal.SIGALRM)
                done.append("record written")
            done.append("after")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert done == ["record written"]
