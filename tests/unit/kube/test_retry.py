# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the network and of the server: what is tried again, how long, and what is told when it was in vain."""

from __future__ import annotations

import contextlib
from typing import Any, Optional

import pytest
from ports import closed_port

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    KubeError,
    NotFound,
    Unreachable,
)
from ansible_collections.native.helm.plugins.module_utils._helm.kube import retry

from .conftest import World, transport_to
from .server import CLOSE, HANG, RESET, Action, Asked, Reply, Server, status

NAMED = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
GENERATED = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a-"}}
REVIEW = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {}}
APPLY = {"Content-Type": "application/apply-patch+yaml"}
MERGE = {"Content-Type": "application/merge-patch+json"}
JSON_PATCH = {"Content-Type": "application/json-patch+json"}


def busy(code: int, wait: Optional[int] = None) -> Reply:
    return Reply(code, status(code, "Busy", "busy"), headers={} if wait is None else {"Retry-After": str(wait)})


def send(
    server: Server, world: World, method: str = "GET", body: Any = None, headers: Any = None, *, timeout: float = 60.0
) -> Any:
    """One request by a transport that has talked to the server before. timeout: short only for one that hangs, as a
    server that had to wait for the processor would be sent the request once more."""
    transport = transport_to(server.url, world)
    transport.pools.answered = True
    return transport.request(method, "/x", body=body, headers=headers, timeout=timeout)


def test_429_is_tried_again_after_the_time_asked_for(world: World) -> None:
    with Server(busy(429, 7), busy(429, 3), Reply(200, {"ok": 1})) as server:
        assert send(server, world, "POST", GENERATED).json() == {"ok": 1}
    assert world.slept == [7.0, 3.0]


def test_a_wait_beyond_the_deadline_is_not_begun(world: World) -> None:
    with Server(busy(429, 3600)) as server, pytest.raises(KubeError, match="busy"):
        send(server, world)
    assert world.slept == []


def test_the_deadline_ends_it(world: World) -> None:
    with Server(busy(503)) as server, pytest.raises(KubeError, match="busy") as caught:
        send(server, world)
    assert 50 < sum(world.slept) <= retry.RETRY_FOR
    assert max(world.slept) <= retry.LONGEST_PAUSE * 1.25
    assert caught.value.lost_reply


@pytest.mark.parametrize(("step", "most"), [(None, 60.0), (600.0, 600.0), (20.0, 20.0), (0.0, 5.0)])
def test_no_request_is_tried_for_longer_than_a_step_may_take(world: World, step: Optional[float], most: float) -> None:
    with Server(busy(503)) as server:
        transport = transport_to(server.url, world)
        transport.pools.answered, transport.retry_for = True, step
        with pytest.raises(KubeError, match="busy"):
            transport.request("PUT", "/x", body=NAMED)
    assert most - 6.5 < sum(world.slept) <= most


@pytest.mark.parametrize("code", [502, 503, 504])
@pytest.mark.parametrize(
    ("method", "body", "headers"),
    [
        ("GET", None, None),
        ("DELETE", {}, None),
        ("PUT", NAMED, None),
        ("PATCH", NAMED, APPLY),
        ("PATCH", NAMED, MERGE),
        ("POST", NAMED, None),
        ("POST", REVIEW, None),
    ],
    ids=["get", "delete", "put", "apply", "merge", "create", "review"],
)
def test_what_is_safe_twice_survives_a_busy_server(
    world: World, code: int, method: str, body: Any, headers: Any
) -> None:
    with Server(busy(code), Reply(200, {"ok": 1})) as server:
        assert send(server, world, method, body, headers).json() == {"ok": 1}
    assert len(server.asked) == 2
    assert server.asked[0].body == server.asked[1].body


SAFE_TWICE = pytest.mark.parametrize(
    ("method", "body", "headers"),
    [("GET", None, None), ("PATCH", NAMED, APPLY), ("POST", NAMED, None)],
    ids=["get", "apply", "create"],
)


@SAFE_TWICE
@pytest.mark.parametrize("fault", [RESET, CLOSE])
def test_what_is_safe_twice_survives_a_broken_connection(
    world: World, fault: str, method: str, body: Any, headers: Any
) -> None:
    with Server(fault, Reply(200, {"ok": 1})) as server:
        assert send(server, world, method, body, headers).json() == {"ok": 1}
    assert len(server.asked) == 2


@SAFE_TWICE
def test_what_is_safe_twice_survives_a_server_that_hangs(world: World, method: str, body: Any, headers: Any) -> None:
    with Server(HANG, Reply(200, {"ok": 1})) as server:
        assert send(server, world, method, body, headers, timeout=0.5).json() == {"ok": 1}
        server.await_requests(2)
    assert world.slept  # as often as it took the server, which may be slow besides, longer than that


def test_an_answer_that_breaks_off_is_tried_again(world: World) -> None:
    broken = Reply(200, {"items": "x" * 1000})
    broken.cut = 100
    with Server(broken, Reply(200, {"ok": 1})) as server:
        assert send(server, world).json() == {"ok": 1}


@pytest.mark.parametrize("fault", [RESET, CLOSE, HANG, busy(503), busy(500, 1)])
@pytest.mark.parametrize(
    ("method", "body", "headers"),
    [("POST", GENERATED, None), ("PATCH", [{"op": "add"}], JSON_PATCH)],
    ids=["generated-name", "json-patch"],
)
def test_what_is_not_safe_twice_is_sent_once_and_says_that_it_may_have_been_done(
    world: World, fault: Action, method: str, body: Any, headers: Any
) -> None:
    with Server(fault, Reply(200)) as server:
        with pytest.raises(KubeError) as caught:
            send(server, world, method, body, headers, timeout=0.5 if fault == HANG else 60.0)
        server.await_requests(1)  # it may be given up before it has read what was sent
    assert caught.value.lost_reply
    assert len(server.asked) == 1


def test_a_server_that_stays_away_is_not_waited_for_as_long_by_each_request(world: World) -> None:
    answers = {"now": Reply(200)}
    waited = []
    with Server(lambda _asked: answers["now"]) as server:
        transport = transport_to(server.url, world)
        for answer in (Reply(200), busy(503), busy(503), busy(503), Reply(200), busy(503)):
            answers["now"], before = answer, sum(world.slept)
            with contextlib.suppress(KubeError):
                transport.request("GET", "/x")
            waited.append(sum(world.slept) - before)
    assert [seconds > 50 for seconds in waited] == [False, True, False, False, False, True]
    assert all(1 < seconds <= retry.RETRY_STILL_AWAY_FOR for seconds in waited[2:4])


def test_a_refusal_after_a_lost_reply_says_so(world: World) -> None:
    with Server(RESET, Reply(409, status(409, "AlreadyExists", "there"))) as server, pytest.raises(Conflict) as caught:
        send(server, world, "POST", NAMED)
    assert caught.value.lost_reply


def test_a_deletion_that_was_done_already_says_so(world: World) -> None:
    with Server(RESET, Reply(404, status(404, "NotFound", "gone"))) as server, pytest.raises(NotFound) as caught:
        send(server, world, "DELETE")
    assert caught.value.lost_reply


@pytest.mark.parametrize(
    "message",
    [
        "etcdserver: leader changed",
        "etcdserver: request timed out",
        "rpc error: raft proposal dropped",
        "transport is closing",
    ],
)
def test_a_store_that_changes_its_leader_is_waited_for(world: World, message: str) -> None:
    with Server(Reply(500, status(500, "InternalError", message)), Reply(200)) as server:
        send(server, world)
    assert len(server.asked) == 2


@pytest.mark.parametrize("reason", ["ServerTimeout", "Timeout"])
def test_a_500_that_says_later_is_tried_again(world: World, reason: str) -> None:
    with Server(Reply(500, status(500, reason, "later", retryAfterSeconds=2)), Reply(200)) as server:
        send(server, world)
    assert world.slept == [2.0]


def test_any_other_500_is_final(world: World) -> None:
    body = status(500, "InternalError", 'failed calling webhook "w": connection refused')
    with Server(Reply(500, body)) as server, pytest.raises(KubeError, match="webhook"):
        send(server, world)
    assert len(server.asked) == 1


def test_a_server_that_was_never_there_is_given_up_soon(world: World) -> None:
    transport = transport_to(f"http://127.0.0.1:{closed_port()}", world)
    with pytest.raises(Unreachable) as caught:
        transport.request("POST", "/x", body=GENERATED)
    error = caught.value
    assert error.problem == "Kubernetes cluster unreachable: connection refused"
    assert "the server's address" in error.hint
    assert not error.lost_reply
    assert sum(world.slept) <= retry.RETRY_FIRST_CONTACT_FOR


def test_a_first_request_whose_reply_was_lost_is_sent_again_however_long_it_took(world: World) -> None:
    def slow(asked: Asked) -> Action:
        world.clock += 10.0
        return RESET

    with Server(slow, Reply(200, {"ok": 1})) as server:
        assert transport_to(server.url, world).request("GET", "/x").json() == {"ok": 1}
    with Server(slow) as server, pytest.raises(Unreachable, match="reset"):
        transport_to(server.url, world).request("GET", "/x")
    assert len(server.asked) == 2


def test_a_server_that_was_there_is_waited_for_even_with_what_is_not_safe_twice(world: World) -> None:
    with Server(Reply(200, {"ok": 1})) as server:
        transport = transport_to("http://127.0.0.1:1", world)
        transport.pools.answered = True
        attempts = []

        def come_back(seconds: float) -> None:
            attempts.append(seconds)
            world.clock += seconds
            if len(attempts) == 4:
                transport.connection.server = server.url

        world.sleep = come_back
        assert transport.request("POST", "/x", body=GENERATED).json() == {"ok": 1}
    assert len(server.asked) == 1


def test_a_slow_server_is_named_as_such(world: World) -> None:
    with Server(HANG) as server, pytest.raises(Unreachable) as caught:
        send(server, world, "POST", GENERATED, timeout=0.5)
    assert caught.value.problem == "Kubernetes cluster unreachable: no answer within 0.5 s"
    assert "request_timeout" in caught.value.hint


def test_a_name_that_does_not_resolve_is_named_as_such(world: World) -> None:
    with pytest.raises(Unreachable, match="does not resolve"):
        transport_to("https://no-such-host.invalid", world).request("GET", "/x")


def test_every_attempt_is_told_to_debug_without_the_query(world: World) -> None:
    with Server(busy(503), Reply(200)) as server:
        send(server, world)
    assert world.said == ["GET /x: busy; again in 0.1 s"]


def test_pauses_grow_and_differ_by_the_random_byte() -> None:
    quiet, loud = ([retry.pause_after(n, byte) for n in range(1, 9)] for byte in (0, 255))
    assert quiet == sorted(quiet)
    assert all(low < high <= retry.LONGEST_PAUSE * 1.25 for low, high in zip(quiet, loud))


def test_an_idle_connection_that_the_server_closed_is_no_failure(world: World) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, headers={"Connection": "close"})

    with Server(answer) as server:
        transport = transport_to(server.url, world)
        for _ in range(3):
            transport.request("POST", "/x", body=GENERATED)
    assert world.slept == []
