# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which releases of a fleet are left over, and in which order they go."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import Context
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.fleet import pruning
from ansible_collections.native.helm.plugins.module_utils._helm.release import labels
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Head, Info, Release

Store = Callable[..., "Records"]


class Records:
    """Records in several namespaces, as the drivers of the API server give them."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], Release] = {}

    def add(self, key: str, when: str, *, fleet: str = "shop", version: int = 1, status: str = "deployed") -> None:
        namespace, _slash, name = key.partition("/")
        own = {pruning.LABEL: fleet} if fleet else {}
        info = Info(first_deployed=when, status=status)
        record = Release(name, namespace, version, info, labels=own)
        self._records[record.key, namespace] = record

    def heads(self, name: str = "", *, namespace: str | None = None) -> list[Head]:
        assert (name, namespace) == ("", "")
        return [
            labels.head(key, place, labels.of_record(record, "createdAt", 0))
            for (key, place), record in self._records.items()
        ]

    def get(self, key: str, namespace: str | None = None) -> Release:
        return self._records[key, namespace or ""]


def context(driver: Any) -> Context:
    def no_client() -> Any:
        raise AssertionError("nothing but the records is asked for")

    return Context(no_client, Env(), drivers={"default": driver})


def test_the_youngest_goes_first() -> None:
    """Times have as many digits after the point as Go writes, and zones."""
    records = Records()
    records.add("web/third", "2026-01-01T12:00:00.5Z")
    records.add("web/first", "2026-01-01T13:00:00.000000001+02:00")
    records.add("db/second", "2026-01-01T12:00:00Z")
    records.add("db/fourth", "2026-01-01T12:00:00.51Z")
    found = pruning.leftovers(context(records), "shop", ())
    assert [left.key for left in found] == ["db/fourth", "web/third", "db/second", "web/first"]


def test_what_is_listed_of_another_fleet_or_of_none_or_gone_stays() -> None:
    records = Records()
    records.add("web/listed", "2026-01-01T12:00:00Z")
    records.add("web/theirs", "2026-01-01T12:00:00Z", fleet="other")
    records.add("web/nobodys", "2026-01-01T12:00:00Z", fleet="")
    records.add("web/gone", "2026-01-01T12:00:00Z", status="uninstalled")
    records.add("web/left", "2026-01-01T12:00:00Z", status="failed")
    found = pruning.leftovers(context(records), "shop", {"web/listed", "db/left"})
    assert [left.key for left in found] == ["web/left"]


def test_the_last_revision_says_whose_a_release_is() -> None:
    records = Records()
    records.add("web/moved", "2026-01-01T12:00:00Z")
    records.add("web/moved", "2026-01-01T12:00:00Z", fleet="other", version=10)
    records.add("web/came", "2026-01-01T12:00:00Z", fleet="other", version=9)
    records.add("web/came", "2026-01-01T12:00:00Z", version=10)
    assert [left.key for left in pruning.leftovers(context(records), "shop", ())] == ["web/came"]


def test_who_may_not_look_everywhere_is_told_so() -> None:
    class Closed(Records):
        def heads(self, name: str = "", *, namespace: str | None = None) -> list[Head]:
            raise Forbidden("secrets is forbidden", status=403)

    with pytest.raises(Forbidden) as caught:
        pruning.leftovers(context(Closed()), "shop", ())
    assert caught.value.doing == "looking in all namespaces for releases of the fleet shop"
    assert "leave out prune" in caught.value.hint


def test_an_empty_list_is_the_whole_fleet_only_where_that_is_said() -> None:
    with pytest.raises(RequestError) as caught:
        pruning.check_list((), allow_empty=False)
    assert "would remove the whole fleet" in caught.value.problem
    pruning.check_list((), allow_empty=True)
    pruning.check_list(("web/shop",), allow_empty=False)


def test_the_fleet_is_one_more_label() -> None:
    assert pruning.labelled(None, "shop") == {"native.helm/fleet": "shop"}
    assert pruning.labelled({"team": "a"}, "shop") == {"team": "a", "native.helm/fleet": "shop"}
