# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents: what is refused before anything is asked of a cluster, and whom they are for."""

from __future__ import annotations

import copy
import json
from typing import Any, Callable

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.approval import document, sealing
from ansible_collections.native.helm.plugins.module_utils._helm.approval.document import Planned, Who
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError

NOW = 1_800_000_000_000_000_000
HERE = Who("https://one:6443", "me", "uid-1", "system:me")
ENTRY: dict[str, Any] = {
    "name": "shop", "namespace": "web", "action": "upgrade", "options": {}, "unchanged": 3, "hooks": [{"name": "h"}],
    "objects": [{"action": "update", "kind": "ConfigMap", "namespace": "web", "name": "shop"}],
}  # fmt: skip


def written(key: str = "", *entries: dict[str, Any]) -> dict[str, Any]:
    seal = ("salt", sealing.Seal(key, "salt")) if key else None
    listed = [{**entry, **HERE.described()} for entry in entries or (ENTRY,)]
    whole = document.made("helm_release", listed, NOW, seal)
    return document.signed(whole, None if seal is None else seal[1])


@pytest.mark.parametrize("key", ["", "a key"])
def test_what_was_written_is_read_again(key: str) -> None:
    whole = written(key)
    for given in (whole, json.dumps(whole), json.dumps(whole).encode()):
        planned = Planned(given, "helm_release", key)
        assert (planned.id, set(planned.releases)) == (whole["id"], {"web/shop"})
        assert planned.releases["web/shop"]["server"] == "https://one:6443"
    assert (whole["summary"]["upgrade"], whole["summary"]["update"], whole["summary"]["hooks"]) == (1, 1, 1)
    assert ("seal" in whole) is bool(key)


def test_each_plan_has_an_id_and_hmacs_of_its_own() -> None:
    assert written()["id"] == written()["id"]
    other = {**ENTRY, "unchanged": 4}
    assert written()["id"] != written("", other)["id"]
    assert sealing.Seal("key", "a").of("x") != sealing.Seal("key", "b").of("x")
    assert sealing.Seal("key", "a").of("x") == sealing.Seal("key", "a").of("x")
    assert all(len(part) < 4 for part in written("k")["seal"].split("-"))  # no secret is found in it by chance


def changed(name: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda whole: {**whole, name: value}


def in_entry(name: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda whole: document.signed({**whole, "releases": [{**whole["releases"][0], name: value}]}, None)


def touched(whole: dict[str, Any]) -> Any:
    other = copy.deepcopy(whole)
    other["releases"][0]["objects"][0]["action"] = "delete"
    return other


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _whole: "{", "it is no JSON"),
        (lambda _whole: ["a"], "it is no mapping"),
        (lambda _whole: {}, "it is no plan of this collection"),
        (changed("kind", "other/plan"), "it is no plan of this collection"),
        (changed("format", 2), "it has the format 2"),
        (changed("format", "1"), "it has the format '1'"),
        (changed("module", "helm_rollback"), "it is a plan of helm_rollback"),
        (changed("releases", "web/shop"), "a part of it is missing"),
        (changed("time", "2099-01-01T00:00:00Z"), "it was changed since it was made"),
        (changed("id", "1"), "it was changed since it was made"),
        (touched, "it was changed since it was made"),
        (in_entry("options", None), "a part of it is missing"),
        (in_entry("action", "explode"), "a part of it is missing"),
        (in_entry("objects", [{"action": "update"}]), "a part of it is missing"),
        (in_entry("hooks", ["h"]), "a part of it is missing"),
        (in_entry("name", 1), "a part of it is missing"),
    ],
)
def test_what_is_no_plan_or_was_changed_is_refused(change: Callable[[dict[str, Any]], Any], said: str) -> None:
    with pytest.raises(RequestError) as caught:
        Planned(change(written()), "helm_release", "")
    assert caught.value.problem.startswith(said)
    assert caught.value.aftermath == "Nothing was touched"


def test_by_a_key_a_change_is_told_whoever_made_it() -> None:
    whole = written("a key")
    forged = touched(whole)
    forged["id"] = document.signed({**forged, "seal": whole["seal"]}, None)["id"]
    for given, key, said in (
        (forged, "a key", "the key is another one than it was planned with, or it was changed since"),
        (whole, "another", "the key is another one than it was planned with, or it was changed since"),
        (whole, "", "it was planned with a key, and none is given"),
        (written(), "a key", "a key is given, and it was planned without one"),
        ({name: value for name, value in whole.items() if name not in ("seal", "salt")}, "a key", "a key is given"),
    ):
        with pytest.raises(RequestError) as caught:
            Planned(given, "helm_release", key)
        assert caught.value.problem.startswith(said) and caught.value.facts["secrets_compared"] is False


@pytest.mark.parametrize(
    ("seconds", "most", "said"),
    [
        (0, 60, ""),
        (60, 60, ""),
        (61, 60, "1 min 1 s ago, and max_age is 1 min"),
        (90_000, 86_400, "25 h ago, and max_age is 24 h"),
        (-200, 60, ""),  # clocks
        (-7200, 60, "2 h from now, and the clocks differ"),
    ],
)
def test_a_plan_has_an_age(seconds: int, most: float, said: str) -> None:
    planned, now = Planned(written(), "helm_release", ""), NOW + seconds * 1_000_000_000
    if not said:
        planned.check_age(now, most)
        return
    with pytest.raises(RequestError) as caught:
        planned.check_age(now, most)
    assert said in caught.value.problem


@pytest.mark.parametrize(
    ("now", "differs"),
    [
        (HERE, []),
        (Who("https://other-name:6443", "another-entry", "uid-1", "system:me"), []),
        (Who("https://one:6443", "me", "uid-2", "system:me"), ["server"]),  # another one by the same address
        (Who("https://one:6443", "me", "uid-1", "system:you"), ["user"]),
        (Who("https://one:6443/", "me"), []),  # who may not read these is known by the rest
        (Who("https://two:6443", "you"), ["server", "user"]),
    ],
)
def test_a_plan_is_for_a_server_and_a_user(now: Who, differs: list[str]) -> None:
    assert [word for word, _planned, _now in document.differing(HERE, now)] == differs
    planned = Planned(written(), "helm_release", "")
    if not differs:
        planned.check_who(now)
        return
    with pytest.raises(RequestError) as caught:
        planned.check_who(now)
    assert caught.value.facts["differences"][0]["field"] == differs[0]


def test_each_release_is_in_a_cluster_of_its_own() -> None:
    other = Who("https://two:6443", "me", "uid-2", "system:me")
    listed = {"web/a": {**ENTRY, "name": "a", **HERE.described()}, "web/b": {**ENTRY, "name": "b", **other.described()}}
    whole = document.signed(document.made("helm_releases", [*listed.values()], NOW, None), None)
    planned = Planned(whole, "helm_releases", "")
    assert document.elsewhere(planned.releases, listed) == []
    swapped = {"web/a": {**listed["web/a"], **other.described()}, "web/b": listed["web/b"]}
    assert document.elsewhere(planned.releases, swapped) == [
        {"release": "web/a", "object": "", "field": "server", "planned": HERE.server, "now": other.server}
    ]


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "nothing is to be done"),
        ({"none": 4}, "nothing is to be done"),
        ({"install": 1, "create": 3}, "1 release to be installed; 3 objects to be created"),
        (
            {"upgrade": 2, "uninstall": 1, "update": 1, "delete": 5},
            "2 releases to be upgraded, 1 removed; 1 object to be updated, 5 deleted",
        ),
        ({"rollback": 1}, "1 release to be rolled back"),
    ],
)
def test_a_summary_in_words(counts: dict[str, int], text: str) -> None:
    assert document.sentence({**document.summary([]), **counts}) == text
