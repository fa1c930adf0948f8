# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many releases at one API server, in threads of one process: nobody waits for what another one is busy with, what is
the server's is asked for once, and each hears its own."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.desk import Desk
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError, NotFound, Stopped
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client

from .conftest import World, client_to, connect
from .server import Asked, Reply, Server, status
from .test_discovery import NEW, serving

BUSY = Reply(503, status(503, "ServiceUnavailable", "the server is currently unable to handle the request"))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these gave or raised, done by a thread each."""
    found: list[Any] = [None] * len(works)

    def run(index: int) -> None:
        try:
            found[index] = works[index]()
        except Exception as error:
            found[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


class Held:
    """A server's answers, of which those for /busy are held until they are let go. go: released once for each."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.paths: list[str] = []  # in the order in which they were asked for

    def __call__(self, asked: Asked) -> Reply:
        self.paths.append(asked.path)
        if asked.path == "/busy":
            assert self.go.acquire(timeout=120)
        return Reply()


def until(is_so: Callable[[], bool]) -> None:
    """Return when it is so."""
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_sign_of_life_waits_for_no_connection_that_others_are_busy_with() -> None:
    """32 threads at four connections had one wait for minutes, and after 30 seconds its run counts as dead."""
    held = Held()
    with Server(held) as server:
        client = Client(connect(server.url), Env())

        def live() -> None:
            server.await_requests(4)
            try:
                for _unused in range(20):
                    with client.transport.urgently():
                        client.transport.request("GET", "/life")
            finally:
                held.go.release(32)

        found = at_once(live, *[lambda: client.transport.request("GET", "/busy").status] * 32)
        assert found == [None, *[200] * 32]
        assert held.paths[:24] == ["/busy"] * 4 + ["/life"] * 20
        assert len(server.connections) <= 5  # the one that it makes is kept


def test_who_waits_for_a_connection_gets_it_in_turn() -> None:
    """Of those that wait for a connection of urllib3's own pool any one gets it, and some waited for minutes."""
    held = Held()
    with Server(held) as server:
        client = Client(connect(server.url), Env())
        turns = client.transport.pools.turns
        busy = [threading.Thread(target=client.transport.request, args=("GET", "/busy")) for _unused in range(4)]
        for thread in busy:
            thread.start()
        server.await_requests(4)
        waiting = []
        for number in range(12):
            waiting.append(threading.Thread(target=client.transport.request, args=("GET", f"/{number}")))
            waiting[-1].start()
            until(lambda: len(turns._waiting) == len(waiting))
        held.go.release()  # one connection is free for all that wait: they ask one after another
        for thread in waiting:
            thread.join()
        held.go.release(3)
        for thread in busy:
            thread.join()
        assert held.paths == ["/busy"] * 4 + [f"/{number}" for number in range(12)]
        assert len(server.connections) <= 4


def test_what_is_urgent_takes_a_connection_that_is_free() -> None:
    with Server(lambda asked: Reply(200, {"path": asked.path})) as server:
        client = Client(connect(server.url), Env())
        client.transport.request("GET", "/first")
        with client.transport.urgently():
            client.transport.request("GET", "/life")
        assert len(server.connections) == 1


def test_releases_share_connections_and_what_the_server_serves() -> None:
    with Server(serving(NEW)) as server:
        first = Client(connect(server.url), Env())
        clients = [first.beside(Env()) for _unused in range(16)]
        found = at_once(*[lambda client=client: client.resource("v1", "Pod") for client in clients])
        assert {resource.plural for resource in found} == {"pods"}
        assert [asked.path for asked in server.asked] == ["/api", "/apis"]
        assert len(server.connections) <= 12


def test_one_that_looks_for_an_unknown_kind_keeps_nobody_from_known_ones() -> None:
    asked_for, answer = threading.Event(), threading.Event()

    def reply(asked: Asked) -> Any:
        if asked.path == "/apis/example.com/v1":
            asked_for.set()
            assert answer.wait(120)
            return Reply(404, status(404, "NotFound"))
        return serving(NEW)(asked)

    with Server(reply) as server:
        client = Client(connect(server.url), Env())
        client.resource("v1", "Pod")

        def known() -> str:
            assert asked_for.wait(120)
            try:
                return client.beside(Env()).resource("v1", "Pod").plural
            finally:
                answer.set()

        missing, plural = at_once(lambda: client.resource("example.com/v1", "Thing"), known)
        assert isinstance(missing, NotFound)
        assert plural == "pods"


def test_what_all_wait_for_fails_once_for_all(world: World) -> None:
    """Each of them trying for as long as one may would add up."""
    turn = CountingLock()

    def away(_asked: Asked) -> Reply:
        until(lambda: turn.came == 8)
        return BUSY

    with Server(away) as server:
        first = client_to(server.url, world)
        first.discovery._server.turns._turns["known"] = turn  # type: ignore[assignment]
        found = at_once(*[lambda: first.beside(world).api_versions()] * 8)
        assert {error.status for error in found} == {503}
        assert len({id(error) for error in found}) == 8  # a copy each: what is said about one is not said about all
        one = len(server.asked)
        with pytest.raises(KubeError):
            client_to(server.url, world).api_versions()
        assert one == len(server.asked) - one


class CountingLock:
    """A lock that knows how many threads have come to it."""

    def __init__(self) -> None:
        self.came = 0
        self._counted = threading.Lock()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._counted:
            self.came += 1
        self._lock.acquire()

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


def test_each_release_hears_of_its_own_requests() -> None:
    heard: dict[str, list[str]] = {"a": [], "b": []}

    def env_of(name: str) -> Env:
        env = Env()
        env.release, env.sleep = name, lambda _seconds: None
        env.tell = lambda event: heard[name].append(f"{event.release} {event.object}")
        return env

    once = iter([BUSY])
    with Server(lambda asked: next(once, Reply()) if asked.path == "/a" else Reply()) as server:
        a = Client(connect(server.url), env_of("a"))
        a.transport.request("GET", "/")
        b = a.beside(env_of("b"))
        at_once(lambda: a.transport.request("GET", "/a"), lambda: b.transport.request("GET", "/b"))
    assert heard == {"a": ["a GET /a", "a GET /a"], "b": []}


def test_a_server_that_has_answered_one_is_known_to_all() -> None:
    """Who has never heard of a server gives it up after 1.5 s: it is more likely a wrong address than a restart."""
    world = World()
    answers = iter([Reply(), *[BUSY] * 12])
    with Server(lambda _asked: next(answers, Reply())) as server:
        first = client_to(server.url, world)
        first.transport.request("GET", "/")
        first.beside(world).transport.request("GET", "/")
    assert world.clock > 1000 + 1.5


def test_a_stop_ends_a_watch_and_what_follows_it_but_not_what_closes_the_record() -> None:
    release = threading.Event()

    def reply(asked: Asked) -> Any:
        if asked.query.get("watch"):
            quiet = Reply()
            quiet.chunks = [release]
            return quiet
        if asked.path == "/api/v1/pods":
            return Reply(200, {"metadata": {"resourceVersion": "1"}, "items": []})
        return serving(NEW)(asked)

    told: list[str] = []
    with Server(reply) as server:
        first = Client(connect(server.url), Env())

        def work(env: Env) -> None:
            client = first.beside(env)
            try:
                threading.Timer(0.3, desk.stop, ["enough"]).start()
                list(client.watch("v1", "Pod", "", timeout=600))
                client.transport.request("GET", "/api")
            except Stopped as stop:
                told.append(stop.problem)
            with env.hold_stop(), client.transport.urgently():
                told.append(str(client.transport.request("GET", "/api").status))

        began = time.monotonic()
        with Desk(Env()) as desk:
            env = desk.env()
            desk.begin(lambda: work(env), lambda done: done.result())
        release.set()
    assert told == ["enough", "200"]
    assert time.monotonic() - began < 300
