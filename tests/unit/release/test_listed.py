# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The heads of many releases by one request: each takes its own once, none that are old."""

from __future__ import annotations

from typing import Iterator

import pytest
from record_server import Records, Server, lending
from unit.kube.conftest import World, client_to
from unit.kube.test_many_threads import at_once

from ansible_collections.native.helm.plugins.module_utils._helm.base import turns
from ansible_collections.native.helm.plugins.module_utils._helm.release.listed import Listed
from ansible_collections.native.helm.plugins.module_utils._helm.release.memory import MemoryDriver
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver


class Place:
    """A namespace with two revisions of a and one of b; a, b and c are expected, in this order."""

    def __init__(self, url: str, records: Records, world: World) -> None:
        self.world, self.records = world, records
        self.driver = SecretsDriver(client_to(url, world), "ns", world)
        for name, version in (("a", 1), ("a", 2), ("b", 1), ("stranger", 1)):
            self.driver.create(Release(name=name, namespace="ns", version=version, info=Info(status="deployed")))
        self.storage = lending(self.driver, world, *"abc")
        self.driver.heads()  # discovery
        records.asked.clear()

    def lent(self, name: str) -> object:
        """The versions of a release, None for one that has to ask for itself."""
        heads = self.storage.lent(name)
        return None if heads is None else [head.version for head in heads]

    def selectors(self) -> list[str]:
        """Of the lists that were asked for."""
        return [asked.query["labelSelector"] for asked in self.records.asked]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def place(world: World) -> Iterator[Place]:
    records = Records()
    with Server(records) as server:
        yield Place(server.url, records, world)


def test_all_are_listed_by_one_request(place: Place) -> None:
    assert [place.lent(name) for name in "abc"] == [[1, 2], [1], []]
    assert place.selectors() == ["name in (a,b,c),owner=helm"]


def test_one_lists_for_all_that_ask_at_once(place: Place) -> None:
    assert at_once(*(lambda name=name: place.lent(name) for name in "abc")) == [[1, 2], [1], []]
    assert len(place.selectors()) == 1


def test_who_looks_again_and_who_was_not_expected_asks_for_itself(place: Place) -> None:
    place.lent("a")
    assert [place.lent("a"), place.lent("stranger")] == [None, None]


@pytest.mark.parametrize(
    ("later", "selectors"),
    [
        (turns.A_MOMENT - 0.1, ["name in (a,b,c),owner=helm"]),
        (turns.A_MOMENT, ["name in (a,b,c),owner=helm", "name in (b,c),owner=helm"]),
    ],
)
def test_what_is_old_is_listed_anew_with_those_that_still_wait(
    place: Place, later: float, selectors: list[str]
) -> None:
    place.lent("a")
    place.world.clock += later
    place.driver.create(Release(name="b", namespace="ns", version=2, info=Info(status="deployed")))
    place.records.asked.clear()
    place.lent("b")
    assert [selectors[0], *place.selectors()] == selectors
    assert place.lent("c") == []
    assert [selectors[0], *place.selectors()] == selectors


def test_a_list_asks_for_no_more_names_than_an_address_takes(place: Place) -> None:
    names = [f"release-{number:03}-{'x' * 40}" for number in range(250)]
    storage = lending(place.driver, place.world, *names)
    assert [storage.lent(name) for name in names] == [[]] * 250
    asked = [text.removeprefix("name in (").removesuffix("),owner=helm").split(",") for text in place.selectors()]
    assert [name for group in asked for name in group] == names
    assert all(len("%2C".join(group)) <= 4000 for group in asked)
    assert len(asked) == 4


def test_a_database_lists_each_release_by_itself(world: World) -> None:
    assert Listed([("ns", "a")]).lender(MemoryDriver("ns", world), world) is None
