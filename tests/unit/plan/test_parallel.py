# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few requests at once: results in their order, and nothing new after a failure."""

from __future__ import annotations

import threading
from concurrent import futures
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.plan import parallel


def test_results_are_in_the_order_of_the_entries() -> None:
    """Whatever ends first."""
    last = threading.Event()

    def double(entry: int) -> int:
        if entry == 3:
            last.set()
        assert last.wait(120)
        return 2 * entry

    assert parallel.each(double, [1, 2, 3]) == [2, 4, 6]
    assert parallel.each(double, []) == []


def test_one_entry_is_worked_on_here() -> None:
    assert parallel.each(lambda _entry: threading.current_thread(), [1]) == [threading.current_thread()]
    assert threading.current_thread() not in parallel.each(lambda _entry: threading.current_thread(), [1, 2])


@pytest.mark.parametrize("count", [2, 3, 4, 9])
def test_so_many_are_worked_on_at_once(count: int) -> None:
    """Each that has begun waits until as many as may be are there; one more never comes."""
    most = min(count, 4)
    lock, there, reached = threading.Lock(), [0, 0], threading.Event()

    def work(entry: int) -> int:
        with lock:
            there[0] += 1
            there[1] = max(there)
            if there[0] == most:
                reached.set()
        assert reached.wait(120)
        with lock:
            there[0] -= 1
        return entry

    assert parallel.each(work, list(range(count))) == list(range(count))
    assert there == [0, most]
    assert parallel.WORKERS == 4


def test_what_is_soon_over_is_worked_on_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread more would be a connection more. Here, any time is soon."""
    monkeypatch.setattr(parallel, "ALONE", 60.0)
    assert len({*parallel.each(lambda _entry: threading.get_ident(), list(range(9)))}) == 1


class Stopped(BaseException):
    """Someone wants the run to end."""


@pytest.mark.parametrize("kind", [ValueError, Stopped])
def test_nothing_new_is_begun_after_a_failure(kind: type[BaseException]) -> None:
    begun: list[int] = []
    failed = threading.Event()

    def work(entry: int) -> int:
        begun.append(entry)
        if entry == 0:
            failed.set()
            raise kind("the first")
        assert failed.wait(120)
        return entry

    with pytest.raises(kind, match="the first"):
        parallel.each(work, list(range(5000)))  # the others do a few before the first one's failure is known
    assert begun[0] == 0 and len(begun) < 5000


def test_the_first_failure_in_the_order_of_the_entries_is_raised() -> None:
    """All that was begun has ended by then."""
    second, ended = threading.Event(), []

    def work(entry: int) -> int:
        if entry == 1:
            second.set()
            raise ValueError("the second")
        assert second.wait(120)
        ended.append(entry)
        raise ValueError("the first")

    with pytest.raises(ValueError, match="the first"):
        parallel.each(work, [0, 1])
    assert ended == [0]


def test_whoever_stops_the_waiting_thread_stops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    go = threading.Event()

    def work(entry: int) -> int:
        begun.append(entry)
        assert go.wait(120)
        return entry

    def stopped(waited: Any) -> None:
        while len(begun) < 4:
            futures.wait  # noqa: B018
        raise Stopped

    def shut_down(pool: Any, **how: Any) -> None:
        go.set()  # the others end only when they were told to begin nothing more
        end(pool, **how)

    end = futures.ThreadPoolExecutor.shutdown
    monkeypatch.setattr(futures, "wait", stopped)
    monkeypatch.setattr(futures.ThreadPoolExecutor, "shutdown", shut_down)
    with pytest.raises(Stopped):
        parallel.each(work, list(range(50)))
    assert len(begun) == 4
