# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests are under way at once, by how far the server is."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.kube import pools
from ansible_collections.native.helm.plugins.module_utils._helm.plan.parallel import each

from .conftest import World, client_to
from .server import Asked, Reply, Server


@pytest.mark.parametrize(
    ("seconds", "width"), [([], 4), ([0.001], 4), ([0.2], 12), ([0.2, 0.001], 4), ([0.001, 0.2], 4)]
)
def test_the_quickest_connection_counts(world: World, seconds: list[float], width: int) -> None:
    """Another one may have waited for a machine that is busy."""
    client = client_to("http://127.0.0.1:1", world)
    client.transport.pools._took += seconds
    assert client.width() == width


@pytest.mark.parametrize(("limit", "width"), [(3600.0, 4), (0.0, 12)], ids=["near", "far"])
def test_so_many_are_under_way(world: World, monkeypatch: pytest.MonkeyPatch, limit: float, width: int) -> None:
    """Each of them is answered when as many as may be have come."""
    monkeypatch.setattr(pools, "FAR", limit)
    lock, there, full = threading.Lock(), [0, 0], threading.Event()

    def answer(asked: Asked) -> Any:
        if asked.path == "/first":
            return Reply(200, {})
        with lock:
            there[0] += 1
            there[1] = max(there)
            if there[0] == width:
                full.set()
        assert full.wait(120)
        with lock:
            there[0] -= 1
        return Reply(200, {})

    with Server(answer) as server:
        client = client_to(server.url, world)
        client.transport.request("GET", "/first")
        assert client.width() == width
        each(lambda _one: client.transport.request("GET", "/more"), list(range(24)), workers=client.width())
    assert there == [0, width]
