# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a release stands, by a list of many releases' heads: what another run did since is seen all the same."""

from __future__ import annotations

from typing import Iterator

import pytest
from unit.kube.conftest import World, client_to
from unit.release.record_server import Records, Server, lending

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import PendingOptions
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Info, Release
from ansible_collections.native.helm.plugins.module_utils._helm.release.secrets import SecretsDriver
from ansible_collections.native.helm.plugins.module_utils._helm.releases.history import settle

LIST = "name in (other,web),owner=helm"
ALONE = "name=web,owner=helm"


class Place:
    """A namespace with revision 1 of web, deployed, whose heads were listed with those of another release."""

    def __init__(self, url: str, records: Records, world: World) -> None:
        self.world, self.records = world, records
        self.driver = SecretsDriver(client_to(url, world), "ns", world)
        self.first = Release(name="web", namespace="ns", version=1, info=Info(status="deployed"))
        self.driver.create(self.first)
        self.storage = lending(self.driver, world, "web", "other")
        self.storage.lent("other")

    def settled(self, *, write: bool = True) -> list[tuple[int, str]]:
        """The revisions that a run finds, with their statuses."""
        history = settle(self.storage, "web", PendingOptions(), self.world, check=False, write=write)[0]
        return [(head.version, head.status) for head in history.heads]

    def lists(self) -> list[str]:
        """The lists that were asked for, by their selectors."""
        return [asked.query["labelSelector"] for asked in self.records.asked if "labelSelector" in asked.query]


@pytest.fixture
def place() -> Iterator[Place]:
    records = Records()
    with Server(records) as server:
        yield Place(server.url, records, World())


def test_a_release_that_nobody_touched_is_where_the_list_says(place: Place) -> None:
    assert place.settled() == [(1, "deployed")]
    assert place.lists() == [LIST]


def test_a_second_look_is_of_the_release_alone(place: Place) -> None:
    place.settled()
    assert place.settled() == [(1, "deployed")]
    assert place.lists() == [LIST, ALONE]


def test_a_revision_that_another_run_made_since_is_seen(place: Place) -> None:
    place.driver.create(Release(name="web", namespace="ns", version=2, info=Info(status="deployed")))
    place.first.info.status = "superseded"
    place.driver.update(place.first)
    assert place.settled() == [(1, "superseded"), (2, "deployed")]
    assert place.lists() == [LIST, ALONE]


def test_a_release_that_was_removed_since_is_not_there(place: Place) -> None:
    place.driver.delete(place.first.key)
    assert place.settled() == []
    assert place.lists() == [LIST, ALONE]


def test_one_that_was_made_anew_since_is_not_taken_for_the_old_one(place: Place) -> None:
    place.driver.delete(place.first.key)
    place.driver.create(Release(name="web", namespace="ns", version=1, info=Info(status="failed")))
    assert place.settled() == [(1, "failed")]
    assert place.lists() == [LIST, ALONE]


def test_what_is_taken_away_is_looked_at_by_itself(place: Place) -> None:
    """A revision that another run has begun since would be left behind."""
    place.records.age = 400  # seconds: that one died
    place.driver.create(Release(name="web", namespace="ns", version=2, info=Info(status="pending-upgrade")))
    assert place.settled(write=False) == [(1, "deployed"), (2, "failed")]


def test_nothing_to_take_away_is_known_by_the_list(place: Place) -> None:
    storage = lending(place.driver, place.world, "none")
    assert settle(storage, "none", PendingOptions(), place.world, check=False, write=False)[0].heads == []
    assert place.lists() == [LIST, "name in (none),owner=helm"]
