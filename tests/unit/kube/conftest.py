# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world whose clock only moves when somebody sleeps, and a connection to a server of the test's own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport


class World(Env):
    """clock: seconds. slept: every pause. said: every debug line."""

    __slots__ = ("clock", "said", "slept")

    def __init__(self) -> None:
        super().__init__()
        self.clock = 1000.0
        self.slept: list[float] = []
        self.said: list[str] = []
        self.monotonic = lambda: self.clock
        self.now_ns = lambda: int(self.clock * 1e9)
        self.sleep = self._sleep
        self.random_bytes = lambda count: b"\x80" * count
        self.debug = self.said.append

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock += seconds


@pytest.fixture
def world() -> World:
    return World()


def connect(url: str, **options: Any) -> Connection:
    """A connection to url, from options alone."""
    return Connection.from_options({"host": url, "api_key": "the-token", **options}, {})


def transport_to(url: str, world: World, **options: Any) -> Transport:
    return Transport(connect(url, **options), world)


def client_to(url: str, world: World, **options: Any) -> Client:
    return Client(connect(url, **options), world)
