# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs of life of a record that is held: when they are given, what they say, and what ends them."""

from __future__ import annotations

import threading
import types
from typing import Any, Callable

import pytest
from held_record import HOLDER, KEY, LEASE, PATH, Place, name, puts, taken
from record_server import Asked, refusal

from ansible_collections.native.helm.plugins.module_utils._helm.release import keeper as keepers
from ansible_collections.native.helm.plugins.module_utils._helm.release.keeper import Keeper, ReleaseLost
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import HookRun

# Signs of life.


class Beats(threading.Event):
    """An event that is waited for so many times in vain, and then set. waited: for how long each time. during: what
    happens while it is waited for."""

    def __init__(self, count: int, during: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.count, self.during = count, during
        self.waited: list[Any] = []

    def wait(self, timeout: Any = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) > self.count:
            self.set()
            return True
        self.during()
        return False


def alive(place: Place, count: int, during: Callable[[], None] = lambda: None, lease: float = 30.0) -> Keeper:
    """A keeper after so many signs of life, given in this thread."""
    keeper = place.keeper(0.0)
    keeper.create([])
    keeper._lease = lease
    keeper._ended = Beats(count, during)
    keeper._beat()
    return keeper


def test_the_record_is_written_three_times_a_lease(place: Place) -> None:
    assert keepers.LEASE == 30.0
    keeper = alive(place, 4)
    assert keeper._ended.waited == [10.0] * 5  # type: ignore[attr-defined]
    assert len(puts(place)) == 4
    assert keeper.record.mark == place.records.objects[PATH]["metadata"]["resourceVersion"]
    assert place.stops == ["hold", "free"]  # it is no step of the run


def test_a_sign_of_life_says_what_was_stored_last(place: Place) -> None:
    keeper = place.keeper(0.0)
    keeper.create([])
    keeper.record.info.status = "deployed"
    keeper.record.hooks[0].last_run = HookRun(phase="Running")
    keeper._ended = Beats(1)
    keeper._beat()
    read = place.storage.driver.get(KEY)
    assert (read.info.status, read.hooks[0].last_run.phase) == ("pending-upgrade", "")
    assert place.annotations()[HOLDER] == name()
    keeper._ended = threading.Event()
    keeper.store()
    assert place.status() == "deployed"


def test_no_sign_of_life_follows_the_end(place: Place) -> None:
    keeper = place.keeper(0.0)
    keeper.create([])
    keeper._ended = Beats(5)
    keeper._ended.during = keeper.end
    keeper._beat()
    assert len(puts(place)) == 1
    assert place.annotations() == {}


def test_a_sign_of_life_finds_that_the_record_was_taken(place: Place) -> None:
    keeper = alive(place, 5, lambda: taken(place))
    assert len(puts(place)) == 1
    assert len(keeper._ended.waited) == 1  # type: ignore[attr-defined]
    with pytest.raises(ReleaseLost):
        keeper.check()


def test_a_sign_of_life_that_cannot_be_given_is_given_later(place: Place) -> None:
    keeper = place.keeper(0.0)
    keeper.create([])
    place.records.faults.append(refusal(403, message="not now"))
    keeper._ended = Beats(2)
    keeper._beat()
    keeper.check()
    assert place.world.said[-1] == "release web: no sign of life could be given: not now"
    assert len(puts(place)) == 2


def test_who_never_began_shows_no_life(place: Place) -> None:
    keeper = place.keeper(30.0)
    keeper._ended = Beats(3)
    keeper._beat()
    assert len(keeper._ended.waited) == 1
    assert place.records.asked == []


def test_life_is_shown_from_the_first_writing_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict[str, Any]] = []

    class Thread:
        def __init__(self, **how: Any) -> None:
            begun.append(how)

        def start(self) -> None:
            begun[-1]["started"] = True

    parts = types.SimpleNamespace(Thread=Thread, Lock=threading.Lock, Event=threading.Event)
    monkeypatch.setattr(keepers, "threading", parts)
    for lease in (0.0, -1.0):
        place.records.objects.clear()
        place.keeper(lease).create([])
    assert begun == []
    place.records.objects.clear()
    keeper = place.keeper(0.5)
    keeper.create([])
    keeper.store()
    assert begun == [{"target": keeper._beat, "daemon": True, "started": True}]
    assert place.annotations()[LEASE] == "0.5"


def under_way(place: Place, leave: Callable[[Keeper], None]) -> tuple[list[str], Keeper]:
    """Let a keeper go while a sign of life is on its way; return in which order things ended."""
    order: list[str] = []
    there, go = threading.Event(), threading.Event()

    def slow(asked: Asked) -> Any:
        if asked.method == "PUT" and not order:
            there.set()
            go.wait(120)
            order.append("sign of life")
        return None

    keeper = place.keeper(0.03)
    place.records.before = slow
    keeper.create([])
    assert there.wait(120)

    def left() -> None:
        leave(keeper)
        order.append("left")

    leaving = threading.Thread(target=left)
    leaving.start()
    while not keeper._ended.is_set():
        leaving.join(0.001)
    leaving.join(0.05)
    assert leaving.is_alive()
    go.set()
    leaving.join(120)
    return order, keeper


@pytest.mark.parametrize("leave", [Keeper.let_go, Keeper.end])
def test_who_lets_go_waits_for_a_sign_of_life_on_its_way(place: Place, leave: Callable[[Keeper], None]) -> None:
    order, keeper = under_way(place, leave)
    assert order == ["sign of life", "left"]
    assert keeper.is_open is False
    assert (place.annotations() == {}) is (leave is Keeper.end)
