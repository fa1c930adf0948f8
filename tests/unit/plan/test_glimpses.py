# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live objects of releases that are looked at beside each other: when they are listed together, and how old they may
be."""

from __future__ import annotations

import string
from typing import Optional

from ansible_collections.native.helm.plugins.module_utils._helm.base import turns
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.kube.client import Client
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ownership import owned_body
from ansible_collections.native.helm.plugins.module_utils._helm.plan.reads import Reads

from .api import Api, denied

INSTANCE = "app.kubernetes.io/instance"
SELECTOR = INSTANCE + " in ({}),app.kubernetes.io/managed-by=Helm"


class Fleet:
    """Releases of one ConfigMap each, which has the release's name; all of them expected. clock: seconds."""

    def __init__(self, api: Api, names: str, *, kind: str = "ConfigMap", label: str = INSTANCE) -> None:
        self.api, self.kind, self.label, self.clock = api, kind, label, 0.0
        self.env = Env()
        self.env.monotonic = lambda: self.clock
        api.has(*(self.item(name).body for name in names))
        api.client.expect([("ns", name) for name in names])
        self.client = api.client.beside(self.env)
        self.client.list("v1", "Pod", "ns")  # discovery
        api.asked.clear()

    def item(self, name: str) -> Item:
        metadata = {"name": name, "namespace": "ns", "labels": {self.label: name}}
        return Item(owned_body({"apiVersion": "v1", "kind": self.kind, "metadata": metadata}, name, "ns"), "ns")

    def glimpse(self, name: str) -> Optional[str]:
        """The name of what a release sees of its object, None where it has to ask for it."""
        live = Reads(self.client, [self.item(name)]).glimpse(self.item(name))
        return None if live is None else str(live["metadata"]["name"])

    def write(self) -> None:
        """Write an object of the kind as one of the releases."""
        self.api.on("PATCH configmaps/a", {"metadata": {"name": "a"}})
        self.client.apply(self.item("a").body)

    def listed(self) -> list[str]:
        """The releases that each list asked for."""
        head, tail = SELECTOR.split("{}")
        selectors = [asked.query["labelSelector"] for asked in self.api.asked if asked.method == "GET"]
        assert all(text.startswith(head) and text.endswith(tail) for text in selectors)
        return [text[len(head) : -len(tail)].replace(",", "") for text in selectors]


def test_the_third_that_asks_lists_for_those_that_have_not(api: Api) -> None:
    fleet = Fleet(api, "abcdef")
    assert [fleet.glimpse(name) for name in "abcdef"] == [None, None, "c", "d", "e", "f"]
    assert fleet.listed() == ["cdef"]


def test_few_at_a_time_are_not_listed(api: Api) -> None:
    fleet = Fleet(api, "abcdef")
    for name in "abcdef":
        assert fleet.glimpse(name) is None
        fleet.clock += turns.A_MOMENT / 2
    assert fleet.listed() == []


def test_an_object_is_given_away_once(api: Api) -> None:
    """Who looks again wants to know what is new."""
    fleet = Fleet(api, "abcd")
    assert [fleet.glimpse(name) for name in "abcc"] == [None, None, "c", None]
    assert fleet.listed() == ["cd"]


def test_what_is_old_is_listed_anew(api: Api) -> None:
    fleet = Fleet(api, "abcdefgh")
    assert [fleet.glimpse(name) for name in "abcde"] == [None, None, "c", "d", "e"]
    fleet.clock += turns.A_MOMENT
    assert [fleet.glimpse(name) for name in "fgh"] == [None, None, "h"]  # few ask, at first
    assert fleet.listed() == ["cdefgh", "h"]


def test_a_write_of_the_kind_makes_a_list_old(api: Api) -> None:
    fleet = Fleet(api, "abcdefg")
    assert [fleet.glimpse(name) for name in "abcde"] == [None, None, "c", "d", "e"]
    fleet.write()
    assert [fleet.glimpse(name) for name in "fg"] == ["f", "g"]
    assert fleet.listed() == ["cdefg", "fg"]


def test_where_each_release_is_written_nothing_is_listed_any_more(api: Api) -> None:
    """Else so many releases would be read again for each of them."""
    fleet = Fleet(api, "abcdefghij")
    found = []
    for name in "abcdefghij":
        found.append(fleet.glimpse(name))
        fleet.write()
    assert found == [None, None, "c", *[None] * 7]
    assert fleet.listed() == ["cdefghij"]


def test_who_may_read_but_not_list_reads(api: Api) -> None:
    fleet = Fleet(api, "abcdef")
    api.on("GET configmaps", denied("list", "configmaps"))
    assert [fleet.glimpse(name) for name in "abcd"] == [None] * 4
    fleet.clock += turns.A_MOMENT
    assert [fleet.glimpse(name) for name in "ef"] == [None] * 2
    assert fleet.listed() == ["cdef"]


def test_a_list_has_no_more_releases_than_may_be_held_in_memory(api: Api) -> None:
    names = string.ascii_lowercase + string.digits
    fleet = Fleet(api, names)
    assert [fleet.glimpse(name) for name in names] == [None, None, *names[2:]]
    assert fleet.listed() == ["".join(sorted(names[2:25])), "".join(sorted(names[25:]))]


def test_an_object_that_the_list_lacks_is_asked_for(api: Api) -> None:
    fleet = Fleet(api, "abcd")
    api.lost(fleet.item("d").body)
    assert [fleet.glimpse(name) for name in "abcd"] == [None, None, "c", None]


def test_secrets_are_not_listed(api: Api) -> None:
    fleet = Fleet(api, "abcd", kind="Secret")
    assert [fleet.glimpse(name) for name in "abcd"] == [None] * 4
    assert api.did() == []


def test_another_label_may_have_the_name(api: Api) -> None:
    fleet = Fleet(api, "abcd", label="app")
    assert [fleet.glimpse(name) for name in "abcd"] == [None, None, "c", "d"]
    selectors = [asked.query["labelSelector"] for asked in api.asked]
    assert selectors == ["app in (c,d),app.kubernetes.io/managed-by=Helm"]


def test_who_was_not_expected_asks(api: Api) -> None:
    fleet = Fleet(api, "abcd")
    assert [fleet.glimpse(name) for name in "abcx"] == [None, None, "c", None]


def test_where_no_releases_are_beside_each_other_nothing_is_listed(api: Api) -> None:
    fleet = Fleet(api, "abcd")
    alone = Client(api.client.connection, fleet.env)
    items = [fleet.item(name) for name in "abcd"]
    assert [Reads(alone, [one]).glimpse(one) for one in items] == [None] * 4
    assert api.did() == []
