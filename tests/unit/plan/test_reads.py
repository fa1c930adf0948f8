# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which live objects are listed and which are read, and that a list is never the last word."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import Item
from ansible_collections.native.helm.plugins.module_utils._helm.plan.ownership import owned_body
from ansible_collections.native.helm.plugins.module_utils._helm.plan.reads import Reads

from .api import Api, denied

INSTANCE = {"app.kubernetes.io/instance": "web"}
ONLY = "app.kubernetes.io/instance=web,app.kubernetes.io/managed-by=Helm"


def item(name: str, kind: str = "ConfigMap", *, labels: Optional[dict[str, str]] = None, place: str = "ns") -> Item:
    """An object of release web."""
    metadata = {"name": name, "namespace": place, "labels": INSTANCE if labels is None else labels}
    return Item(owned_body({"apiVersion": "v1", "kind": kind, "metadata": metadata}, "web", "ns"), place)


def there(api: Api, *items: Item) -> list[Item]:
    api.has(*(one.body for one in items))
    return list(items)


def lists(api: Api) -> list[Any]:
    return [asked.query.get("labelSelector") for asked in api.asked if "labelSelector" in asked.query]


def test_three_of_a_kind_are_one_list(api: Api) -> None:
    items = there(api, *map(item, "abc"))
    reads = Reads(api.client, items)
    assert [(reads.of(one) or {})["metadata"]["name"] for one in items] == ["a", "b", "c"]
    assert api.did() == ["GET configmaps"]
    assert lists(api) == [ONLY]


def test_what_a_list_does_not_have_is_asked_for_by_its_name(api: Api) -> None:
    """Somebody may have taken the label away that it was listed by; the list alone says nothing."""
    items = [*there(api, *map(item, "ab")), item("c")]
    reads = Reads(api.client, items)
    api.has(item("c", labels={}).body)
    assert [reads.of(one) is not None for one in [*items, item("d")]] == [True, True, True, False]
    assert api.did() == ["GET configmaps", "GET configmaps/c", "GET configmaps/d"]


@pytest.mark.parametrize(
    "items",
    [
        [item("a"), item("b")],
        [item("a", "Secret"), item("b", "Secret"), item("c", "Secret")],
        [item("a", labels={}), item("b", labels={}), item("c", labels={"app": "other"})],
        [item("a"), item("b"), item("c", place="other")],
    ],
    ids=["two are few", "Secrets of others are nobody's business", "no label names the release", "another namespace"],
)
def test_what_is_read_one_by_one(api: Api, items: list[Item]) -> None:
    reads = Reads(api.client, there(api, *items))
    assert api.did() == []
    assert all(reads.of(one) for one in items)
    assert len(api.did()) == len(items) and lists(api) == []


def test_who_may_read_but_not_list_reads(api: Api) -> None:
    items = there(api, *map(item, "abc"))
    api.on("GET configmaps", denied("list", "configmaps"))
    reads = Reads(api.client, items)
    assert all(reads.of(one) for one in items)
    assert api.did() == ["GET configmaps", "GET configmaps/a", "GET configmaps/b", "GET configmaps/c"]


def test_who_may_not_read_is_told_of_the_object(api: Api) -> None:
    api.on("GET configmaps", denied("list", "configmaps"))
    api.on("GET configmaps/a", denied("get", "configmaps"))
    reads = Reads(api.client, list(map(item, "abc")))
    with pytest.raises(Forbidden) as caught:
        reads.of(item("a"))
    assert caught.value.subject == "ConfigMap ns/a"


def test_the_label_is_that_of_the_last_revision(api: Api) -> None:
    """A chart that comes to label its objects finds them as they were left, without the label."""
    before = {one.key: one for one in (item(name, labels={"release": "web"}) for name in "abc")}
    Reads(api.client, list(map(item, "abc")), before)
    assert lists(api) == ["release=web,app.kubernetes.io/managed-by=Helm"]


def test_each_label_that_names_the_release_is_a_list(api: Api) -> None:
    """Subcharts have conventions of their own; the usual one counts where there are both."""
    both = {"a.release": "web", **INSTANCE}
    Reads(api.client, [item(name, labels=both) for name in "abc"])
    Reads(api.client, [item(name, labels={"release": "web"}) for name in "abc"])
    assert lists(api) == [ONLY, "release=web,app.kubernetes.io/managed-by=Helm"]
