# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What many releases ask an API server is asked once: for a moment, and never longer than it is true as far as they
know."""

from __future__ import annotations

import threading
from typing import Any, Iterator

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import turns
from ansible_collections.native.helm.plugins.module_utils._helm.base.desk import Desk
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.kube import once
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client

from .conftest import World, client_to
from .server import Asked, Reply, Server
from .test_discovery import NEW, serving
from .test_many_threads import at_once

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "ns"}}


class Count:
    """A look at the server. seen: what it finds. looks: how often it was done. busy: set while one is under way, which
    goes on when on is set."""

    def __init__(self, seen: Any = "none") -> None:
        self.seen, self.looks = seen, 0
        self.busy, self.on = threading.Event(), threading.Event()
        self.on.set()

    def __call__(self) -> Any:
        self.looks += 1
        found = self.seen
        self.busy.set()
        assert self.on.wait(20)
        if found == "away":
            raise KubeError("away", status=503)
        return found


class Both:
    """One thing seen by many: of a kind Quota, in ns. clock: seconds."""

    def __init__(self) -> None:
        self.once, self.look, self.clock = once.Once(), Count(), 0.0

    def see(self, *, kept: bool = True) -> Any:
        return self.once.of("Quota", "ns", self.look, is_kept=lambda _value: kept, now=lambda: self.clock)


def test_one_looks_for_all_that_ask_at_once() -> None:
    both = Both()
    assert at_once(*[both.see] * 8) == ["none"] * 8
    assert both.look.looks == 1


@pytest.mark.parametrize(("later", "looks"), [(turns.A_MOMENT - 0.1, 1), (turns.A_MOMENT, 2)])
def test_what_was_seen_counts_for_a_moment(later: float, looks: int) -> None:
    both = Both()
    both.see()
    both.clock = later
    both.see()
    assert both.look.looks == looks


def test_what_others_may_not_go_by_is_seen_by_each() -> None:
    both = Both()
    both.look.seen = "used 1"
    assert both.see(kept=False) == "used 1"
    both.look.seen = "used 2"
    assert both.see(kept=False) == "used 2"


def test_a_write_of_the_kind_is_seen_by_the_next() -> None:
    both = Both()
    both.see()
    both.look.seen = "one"
    both.once.written("Other")
    assert both.see() == "none"
    both.once.written("Quota")
    assert both.see() == "one"


def test_what_was_read_before_a_write_ended_is_not_kept() -> None:
    both = Both()
    both.look.on.clear()
    found: list[Any] = []
    reader = threading.Thread(target=lambda: found.append(both.see()))
    reader.start()
    assert both.look.busy.wait(20)
    both.once.written("Quota")  # its answer may be of before
    both.look.on.set()
    reader.join(20)
    both.look.seen = "one"
    assert (found, both.see()) == (["none"], "one")


def test_a_failure_is_for_those_that_wait_and_the_next_one_looks_again() -> None:
    both = Both()
    both.look.seen = "away"
    with pytest.raises(KubeError, match="away"):
        both.see()
    both.look.seen = "none"
    assert both.see() == "none"


def test_each_that_waits_gets_an_error_of_its_own() -> None:
    both, come = Both(), threading.Semaphore(0)
    both.look.seen = "away"
    both.look.on.clear()

    def see() -> Any:
        come.release()
        return both.see()

    def let_on() -> None:
        assert all(come.acquire(timeout=20) for _thread in range(8))
        both.look.on.set()

    errors = at_once(*[see] * 8, let_on)[:8]
    assert {str(error) for error in errors} == {"away"}
    assert len({id(error) for error in errors}) == len({id(error.facts) for error in errors}) == 8


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with pods that says yes to all."""
    discovery = serving(NEW)

    def answer(asked: Asked) -> Any:
        if asked.path in ("/api", "/apis"):
            return discovery(asked)
        return Reply(200, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "items": []})

    with Server(answer) as found:
        yield found


def looks_after(client: Client, write: Any) -> int:
    """How often something of the kind was seen, once before write and once after it."""
    look = Count()
    client.once("Pod", "ns", look, is_kept=lambda _value: True)
    write(client)
    client.once("Pod", "ns", look, is_kept=lambda _value: True)
    return look.looks


WRITES = {
    "create": lambda client: client.create(POD),
    "apply": lambda client: client.apply(POD),
    "replace": lambda client: client.replace(POD),
    "patch": lambda client: client.patch("v1", "Pod", "ns", "a", {}),
    "delete": lambda client: client.delete("v1", "Pod", "ns", "a"),
}
LOOKS = {
    "get": lambda client: client.get("v1", "Pod", "ns", "a"),
    "list": lambda client: client.list("v1", "Pod", "ns"),
    "dry create": lambda client: client.create(POD, dry_run=True),
    "dry apply": lambda client: client.apply(POD, dry_run=True),
    "dry delete": lambda client: client.delete("v1", "Pod", "ns", "a", dry_run=True),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_write_of_one_client_is_seen_by_the_others(server: Server, world: World, write: Any) -> None:
    client = client_to(server.url, world)
    one, other = client.beside(world), client.beside(world)
    assert looks_after(one, lambda _one: write(other)) == 2


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_look_makes_nothing_old(server: Server, world: World, look: Any) -> None:
    assert looks_after(client_to(server.url, world).beside(world), look) == 1


def test_one_release_by_itself_always_looks(server: Server, world: World) -> None:
    assert looks_after(client_to(server.url, world), lambda _client: None) == 2


def test_the_others_wait_for_the_one_that_makes_it() -> None:
    shared, made, done = once.Once(), threading.Event(), []
    maker = Env()
    shared.await_maker("Namespace", "ns", maker)

    def other() -> None:
        shared.await_maker("Namespace", "ns", Env())
        done.append(made.is_set())

    threads = [threading.Thread(target=other) for _number in range(3)]
    for thread in threads:
        thread.start()
    made.set()
    shared.written("Namespace")
    for thread in threads:
        thread.join(20)
    assert done == [True] * 3


def test_where_the_maker_gives_up_the_next_one_is_it() -> None:
    shared, envs, began = once.Once(), [Env() for _number in range(3)], []
    gone_on = [threading.Event() for _env in envs]
    shared.await_maker("Namespace", "ns", maker := Env())

    def other(number: int) -> None:
        shared.await_maker("Namespace", "ns", envs[number])
        began.append(number)
        assert gone_on[number].wait(20)
        shared.gives_up(envs[number])

    threads = [threading.Thread(target=other, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    shared.gives_up(maker)
    for turn in range(3):
        while len(began) == turn:
            threads[0].join(0.01)
        assert len(began) == turn + 1  # one at a time
        gone_on[began[turn]].set()
    for thread in threads:
        thread.join(20)
    assert sorted(began) == [0, 1, 2]


def test_a_maker_that_takes_too_long_is_not_waited_for(world: World) -> None:
    shared = once.Once()
    shared.await_maker("Namespace", "ns", Env())
    began = world.clock
    shared.await_maker("Namespace", "ns", world)
    assert once.PATIENCE <= world.clock - began < once.PATIENCE + 0.1


def test_a_stop_is_raised_in_those_that_wait() -> None:
    shared, stopped = once.Once(), []
    shared.await_maker("Namespace", "ns", Env())

    def wait(env: Env) -> None:
        try:
            shared.await_maker("Namespace", "ns", env)
        except Stopped as stop:
            stopped.append(stop.problem)

    with Desk(Env()) as desk:
        env = desk.env()
        desk.begin(lambda: wait(env), lambda _done: None)
        desk.stop("interrupted by SIGTERM")
        desk.serve()
    assert stopped == ["interrupted by SIGTERM"]
