# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches that break, fall silent, or come too late: what is told stays complete and is told once."""

from __future__ import annotations

import json
import threading
from typing import Any, Union

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden

from .conftest import World, client_to
from .server import RESET, Asked, Reply, Server, status
from .test_discovery import NEW, serving


def pod(name: str, version: int, **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "uid": name, "resourceVersion": str(version)},
        **more,
    }


def event(kind: str, item: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "object": item}).encode() + b"\n"


class Pods:
    """A server of pods: lists and watches, each by a script of its own."""

    def __init__(self, lists: list[Any], watches: list[Any]) -> None:
        self.lists, self.watches = lists, watches
        self.asked: list[Asked] = []

    def __call__(self, asked: Asked) -> Any:
        if asked.path in ("/api", "/apis"):
            return serving(NEW)(asked)
        self.asked.append(asked)
        if asked.query.get("watch"):
            return self.watches.pop(0) if len(self.watches) > 1 else self.watches[0]
        items, version = self.lists.pop(0)
        return Reply(200, {"metadata": {"resourceVersion": str(version)}, "items": items})

    def versions(self) -> list[str]:
        """From which version each watch went on."""
        return [asked.query["resourceVersion"] for asked in self.asked if asked.query.get("watch")]


def stream(*chunks: Union[bytes, threading.Event], whole: bool = True) -> Reply:
    reply = Reply(200)
    reply.chunks = list(chunks)
    reply.cut = None if whole else 0
    return reply


ENDED = stream()


def told(pods: Pods, world: World, count: int) -> list[str]:
    """The first count events, as TYPE name@version."""
    found = []
    with Server(pods) as server:
        watch = client_to(server.url, world).watch("v1", "Pod", "n")
        for kind, item in watch:
            found.append(f"{kind} {item['metadata']['name']}@{item['metadata']['resourceVersion']}")
            if len(found) == count:
                break
        watch.close()
    return found


def test_the_list_is_told_first_then_the_changes(world: World) -> None:
    pods = Pods(
        [([pod("a", 1)], 5)],
        [stream(event("MODIFIED", pod("a", 6)), event("ADDED", pod("b", 7)), event("DELETED", pod("a", 8)))],
    )
    assert told(pods, world, 4) == ["ADDED a@1", "MODIFIED a@6", "ADDED b@7", "DELETED a@8"]
    assert pods.asked[1].query["allowWatchBookmarks"] == "true"


def test_events_may_be_cut_anywhere(world: World) -> None:
    data = event("ADDED", pod("ä", 6)) + event("MODIFIED", pod("ä", 7))
    pieces = [data[index : index + 7] for index in range(0, len(data), 7)]
    assert told(Pods([([], 5)], [stream(*pieces)]), world, 2) == ["ADDED ä@6", "MODIFIED ä@7"]


def test_a_connection_that_ends_is_gone_on_with_where_it_ended(world: World) -> None:
    pods = Pods(
        [([], 5)],
        [
            stream(event("ADDED", pod("a", 6))),
            stream(event("BOOKMARK", {"kind": "Pod", "metadata": {"resourceVersion": "20"}})),
            stream(event("MODIFIED", pod("a", 21))),
        ],
    )
    assert told(pods, world, 2) == ["ADDED a@6", "MODIFIED a@21"]
    assert pods.versions() == ["5", "6", "20"]


@pytest.mark.parametrize("broken", [stream(event("ADDED", pod("a", 6)), b'{"type": "MODI', whole=False), RESET])
def test_a_broken_connection_is_made_anew_and_tells_nothing_twice(world: World, broken: Any) -> None:
    later = stream(event("ADDED", pod("a", 6)) if broken == RESET else b"", event("MODIFIED", pod("a", 7)))
    later.chunks = [chunk for chunk in later.chunks or [] if chunk]
    assert told(Pods([([], 5)], [broken, later]), world, 2) == ["ADDED a@6", "MODIFIED a@7"]


@pytest.mark.parametrize(
    "too_old",
    [stream(event("ERROR", status(410, "Expired", "too old"))), Reply(410, status(410, "Expired", "too old"))],
    ids=["as-event", "as-answer"],
)
def test_after_a_gap_the_list_is_told_as_the_changes_that_it_shows(world: World, too_old: Any) -> None:
    pods = Pods(
        [
            ([pod("same", 1), pod("changed", 2), pod("gone", 3)], 5),
            ([pod("same", 1), pod("changed", 9), pod("new", 8)], 10),
        ],
        [too_old, stream(event("MODIFIED", pod("same", 11)))],
    )
    assert told(pods, world, 7) == [
        "ADDED same@1", "ADDED changed@2", "ADDED gone@3",
        "DELETED gone@3", "MODIFIED changed@9", "ADDED new@8", "MODIFIED same@11",
    ]  # fmt: skip
    assert pods.versions() == ["5", "10"]


def test_a_refusal_ends_it(world: World) -> None:
    pods = Pods([([], 5)], [Reply(403, status(403, "Forbidden", "no"))])
    with Server(pods) as server, pytest.raises(Forbidden):
        list(client_to(server.url, world).watch("v1", "Pod", "n"))


def test_it_ends_with_its_time(world: World) -> None:
    pods = Pods([([pod("a", 1)], 5)], [ENDED])
    with Server(pods) as server:
        assert len(list(client_to(server.url, world).watch("v1", "Pod", "n", timeout=30.0))) == 1
    assert 25 < sum(world.slept) <= 31
    assert pods.asked[1].query["timeoutSeconds"] == "30"


def test_empty_connections_are_not_made_without_a_pause(world: World) -> None:
    pods = Pods([([], 5)], [ENDED])
    with Server(pods) as server:
        list(client_to(server.url, world).watch("v1", "Pod", "n", timeout=2.0))
    assert len(pods.asked) <= 12


def test_one_object_is_selected_by_its_name(world: World) -> None:
    pods = Pods([([], 5)], [ENDED])
    with Server(pods) as server:
        list(client_to(server.url, world).watch("v1", "Pod", "n", name="a", timeout=1.0))
    assert [asked.query["fieldSelector"] for asked in pods.asked[:2]] == ["metadata.name=a"] * 2


def test_another_thread_can_end_a_silent_watch(world: World) -> None:
    with Server(Pods([([], 5)], [stream(event("ADDED", pod("a", 6)), threading.Event())])) as server:
        watch = client_to(server.url, world).watch("v1", "Pod", "n")
        found, first = [], threading.Event()

        def read() -> None:
            for kind, _ in watch:
                found.append(kind)
                first.set()

        reader = threading.Thread(target=read)
        reader.start()
        assert first.wait(120)
        watch.close()
        reader.join(120)  # by itself it would not end: it has no time limit, and the server sends nothing more
        assert not reader.is_alive()
    assert found == ["ADDED"]
