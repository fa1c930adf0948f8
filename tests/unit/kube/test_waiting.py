# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits on a network that fails: an outage ends no wait before its own time, and no wait rests on watches alone."""

from __future__ import annotations

from typing import Any, Callable, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.apply.wait import Waiter
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, WaitTimeout
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.releases.standing import is_passing

from .conftest import World, client_to
from .server import RESET, Asked, Reply, Server, status
from .test_discovery import NEW, serving
from .test_watch import ENDED, event, pod, stream

BUSY = Reply(503, status(503, "ServiceUnavailable", "the server is currently unable to handle the request"))
FORBIDDEN = Reply(403, status(403, "Forbidden", 'pods "a" is forbidden'))
NO_WATCH = Reply(403, status(403, "Forbidden", "pods is forbidden: cannot watch"))
ITEM = Item({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "n"}}, "n")
START = 1000.0  # of a World's clock


class OnePod:
    """Serves one pod, which is ready from a time on, and does what it is told to in an outage."""

    def __init__(self, world: World, *, ready: float, watches: Any = ENDED) -> None:
        self.world, self.ready, self.watches = world, ready, watches
        self.outage: tuple[float, float] = (0.0, 0.0)
        self.fault: Any = BUSY
        self.asked: list[Asked] = []
        self.reads: Optional[Reply] = None

    def __call__(self, asked: Asked) -> Any:
        if asked.path in ("/api", "/apis"):
            return serving(NEW)(asked)
        self.asked.append(asked)
        now = self.world.clock - START
        if self.outage[0] <= now < self.outage[1]:
            return self.fault
        if asked.query.get("watch"):
            return self.watches
        is_ready = now >= self.ready
        condition = {"type": "Ready", "status": "True" if is_ready else "False"}
        found = pod("a", 2 if is_ready else 1, status={"phase": "Running", "conditions": [condition]})
        found["metadata"]["namespace"] = "n"
        if "/pods/" in asked.path:
            return self.reads or Reply(200, found)
        return Reply(200, {"metadata": {"resourceVersion": "1"}, "items": [found]})

    def count(self, is_wanted: Callable[[Asked], bool]) -> int:
        return len([asked for asked in self.asked if is_wanted(asked)])


def wait(pods: OnePod, timeout: float) -> list[str]:
    """Wait for the pod; return what was warned of."""
    warned: list[str] = []
    pods.world.warn = warned.append
    with Server(pods) as server:
        client = client_to(server.url, pods.world)
        client.resource("v1", "Pod")
        Waiter(client, pods.world, timeout).until_ready([ITEM])
    return warned


@pytest.mark.parametrize("fault", [BUSY, RESET], ids=["503", "reset"])
def test_an_outage_of_90_seconds_does_not_end_a_wait_of_ten_minutes(world: World, fault: Any) -> None:
    pods = OnePod(world, ready=95.0)
    pods.outage, pods.fault = (3.0, 93.0), fault
    warned = wait(pods, 600.0)
    assert 90 < world.clock - START < 110
    assert len(warned) == 1
    assert warned[0].endswith("more: an outage does not end the wait")


def test_an_outage_that_lasts_ends_the_wait_at_its_own_time_and_undoes_nothing(world: World) -> None:
    pods = OnePod(world, ready=0.0)
    pods.outage = (0.0, 10_000.0)
    with pytest.raises(WaitTimeout, match="it could not be looked at: the server is currently unable") as caught:
        wait(pods, 120.0)
    assert 120 <= world.clock - START < 121 + 10  # what explains the failure asks once more
    assert is_passing(caught.value)


def test_a_wait_is_not_prolonged_by_an_outage(world: World) -> None:
    pods = OnePod(world, ready=0.0)
    pods.outage = (0.0, 10_000.0)
    with pytest.raises(WaitTimeout, match="context deadline exceeded"):
        wait(pods, 7.0)
    assert 7 <= world.clock - START < 7 + 1 + 10


def test_a_refusal_is_no_outage(world: World) -> None:
    pods = OnePod(world, ready=0.0)
    pods.reads = FORBIDDEN
    with pytest.raises(Forbidden):
        wait(pods, 600.0)
    assert world.clock == START


def test_a_watch_that_holds_events_back_is_not_waited_for(world: World) -> None:
    pods = OnePod(world, ready=61.0)
    wait(pods, 600.0)
    assert 61 <= world.clock - START <= 61 + 5.5


def test_after_a_change_that_no_watch_told_of_it_is_looked_at_every_two_seconds(world: World) -> None:
    pods = OnePod(world, ready=50.0)
    original, changed = pods.__call__, 20.0

    def answer(asked: Asked) -> Any:
        reply = original(asked)
        if "/pods/" in asked.path and changed <= world.clock - START < 50.0:
            found = pod("a", 5, status={"phase": "Running"})
            found["metadata"]["namespace"] = "n"
            return Reply(200, found)
        return reply

    with Server(answer) as server:
        client = client_to(server.url, world)
        Waiter(client, world, 600.0).until_ready([ITEM])
    late = [asked for asked in pods.asked if asked.query.get("watch")]
    assert 50 <= world.clock - START <= 52.5
    assert len(late) < 5 * 25 + 25, "it went on watching"
    assert world.slept[-5:] == [2.0] * 5


def test_who_may_not_watch_looks_every_two_seconds(world: World) -> None:
    pods = OnePod(world, ready=20.0, watches=NO_WATCH)
    wait(pods, 600.0)
    assert 20 <= world.clock - START <= 22
    assert pods.count(lambda asked: bool(asked.query.get("watch"))) == 1


def test_the_logs_of_a_pod_are_asked_for_as_long_as_the_task_gives_a_step(world: World) -> None:
    warned: list[str] = []
    world.warn = warned.append
    pods = {"kind": "APIResourceList", "resources": [{"name": "pods", "kind": "Pod", "namespaced": True}]}
    away = Reply(503, status(503, "ServiceUnavailable", "the server is shutting down"))

    def answer(asked: Asked) -> Reply:
        if not asked.path.endswith("/log"):
            return Reply(200, pods)
        return Reply(200, b"the end") if world.clock > 1000 + 90 else away

    with Server(answer) as server:
        client = client_to(server.url, world)
        client.transport.retry_for = 600.0
        client.resource("v1", "Pod")
        assert client.logs("apps", "web-1") == "the end"
    assert len(warned) == 1 and "the server is shutting down; still waiting" in warned[0]


def test_a_watch_goes_on_from_what_was_read(world: World) -> None:
    """No list comes between: what changes after the read is told."""
    pods = OnePod(world, ready=3.0)
    wait(pods, 600.0)
    watches = [asked.query for asked in pods.asked if asked.query.get("watch")]
    assert watches and {query["resourceVersion"] for query in watches} == {"1"}
    assert pods.count(lambda asked: asked.path.endswith("/pods") and not asked.query.get("watch")) == 0


@pytest.mark.parametrize("told", ["in the answer", "in the stream"])
def test_where_the_server_has_forgotten_that_the_watch_begins_with_a_list(world: World, told: str) -> None:
    expired = status(410, "Expired", "too old resource version: 1 (7)")
    pods = OnePod(world, ready=3.0)
    pods.watches = Reply(410, expired) if told == "in the answer" else stream(event("ERROR", expired))
    original = pods.__call__

    def answer(asked: Asked) -> Any:
        if asked.path.endswith("/pods") and not asked.query.get("watch"):
            pods.watches, pods.ready = ENDED, 0.0
        return original(asked)

    with Server(answer) as server:
        Waiter(client_to(server.url, world), world, 600.0).until_ready([ITEM])
    assert pods.count(lambda asked: asked.path.endswith("/pods") and not asked.query.get("watch")) == 1
