# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of many releases that are worked on at once, in threads of one process."""

from __future__ import annotations

import threading
from typing import Any, Callable

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import Context
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.releases.records import storage_of


def release(name: str, version: int = 1) -> Release:
    return Release(name, "ns", version, Info(status="deployed"), config={"name": name}, manifest=f"# {name}")


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """What work gave or raised in so many threads, which begin together."""
    found: list[Any] = [None] * count
    begun = threading.Barrier(count)

    def run(index: int) -> None:
        begun.wait()
        try:
            found[index] = work(index)
        except Exception as error:
            found[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_records_in_memory_are_those_of_every_release_of_the_task() -> None:
    client = Client(Connection.from_options({"host": "http://127.0.0.1:1", "api_key": "none"}, {}), Env())
    root = Context(lambda: client, Env(), "memory")

    def work(index: int) -> list[str]:
        storage = storage_of(root.beside(Env()), "ns")
        for version in range(1, 20):
            storage.create(release(f"r{index}", version), [])
            storage.heads("")
        return [head.status for head in storage.heads(f"r{index}")]

    assert at_once(work, 8) == [["deployed"] * 19] * 8
    assert len(storage_of(root, "ns").heads("")) == 8 * 19


def test_of_several_that_make_one_revision_one_does() -> None:
    client = Client(Connection.from_options({"host": "http://127.0.0.1:1", "api_key": "none"}, {}), Env())
    root = Context(lambda: client, Env(), "memory")
    found = at_once(lambda _index: storage_of(root.beside(Env()), "ns").driver.create(release("web")), 8)
    assert [isinstance(one, Conflict) for one in found].count(False) == 1


def test_each_record_is_its_own_however_many_are_written_at_once() -> None:
    """More of them than what was written last is remembered of."""
    releases = [release(f"r{index}") for index in range(24)]

    def work(index: int) -> bool:
        return all(codec.decode(codec.encode(releases[index])).config == {"name": f"r{index}"} for _ in range(20))

    assert all(at_once(work, 24))
