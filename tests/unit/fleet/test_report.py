# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says of many releases."""

from __future__ import annotations

from typing import Any

from ansible_collections.native.helm.plugins.module_utils._helm.fleet import report

UPDATED = {"action": "update", "kind": "ConfigMap", "name": "x"}
SERVER = {"server": "https://one", "user": "u"}


def unchanged(objects: int = 2, **more: Any) -> dict[str, Any]:
    changes = [{"action": "unchanged", "kind": "ConfigMap", "name": str(number)} for number in range(objects)]
    return {"changed": False, "changes": changes, "reason": [], "diff": [], "connection": SERVER, **more}


def changed(**more: Any) -> dict[str, Any]:
    heads = {"before_header": "v1 ConfigMap x (live)", "after_header": "v1 ConfigMap x (update)"}
    entry = {"before": "a", "after": "b", **heads}
    return {
        "changed": True, "changes": [UPDATED, {**UPDATED, "action": "unchanged"}], "diff": [entry],
        "connection": SERVER, **more,
    }  # fmt: skip


def failed(text: str) -> dict[str, Any]:
    return {"changed": False, "failed": True, "msg": text}


def result(results: dict[str, Any], *levels: list[str], **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"skipped": {}, "pruned": [], "seconds": 1.23, "check": False, **more}
    return report.result(results, levels or [list(results)], **given)


def test_fifty_releases_of_which_one_changed_are_short() -> None:
    results = {f"web/r{number}": unchanged(40) for number in range(49)}
    whole = result({**results, "web/shop": changed()})
    assert whole["msg"] == "1 of 50 releases changed, 49 unchanged, in 1.2 s"
    assert whole["changed"] is True
    assert whole["failed"] is False
    one = whole["releases"]["web/r7"]
    assert one == {"outcome": "unchanged", "changed": False, "reason": [], "unchanged_objects": 40}
    assert len(whole["releases"]["web/shop"]["changes"]) == 2
    assert whole["summary"] == {
        "changed": 1, "unchanged": 49, "failed": 0, "skipped": 0, "pruned": 0, "seconds": 1.2,
    }  # fmt: skip


def test_the_diffs_entries_are_headed_by_their_release() -> None:
    (entry,) = result({"web/shop": changed(), "web/cache": unchanged()})["diff"]
    assert entry["before_header"] == "web/shop: v1 ConfigMap x (live)"
    assert entry["after_header"] == "web/shop: v1 ConfigMap x (update)"
    assert entry["before"] == "a"


def test_the_connection_is_told_once_where_it_is_one() -> None:
    one = result({"a/x": unchanged(), "a/y": changed(), "a/z": failed("no")})
    assert one["connection"] == SERVER
    assert not any("connection" in own for own in one["releases"].values())
    two = result({"a/x": unchanged(), "a/y": unchanged(connection={"server": "https://two", "user": "u"})})
    assert "connection" not in two
    assert two["releases"]["a/y"]["connection"]["server"] == "https://two"


def test_failed_and_skipped_are_named_with_what_they_say() -> None:
    whole = result(
        {"a/x": failed("Installing a/x: no"), "a/y": changed()},
        ["a/x", "a/y"], ["a/z"],
        skipped={"a/z": "a/x failed, which has to be done before it"},
    )  # fmt: skip
    assert whole["msg"] == "1 of 3 releases changed, 1 failed, 1 skipped, in 1.2 s\na/x: Installing a/x: no"
    assert (whole["failed"], whole["changed"]) == (True, True)
    assert (whole["failed_releases"], whole["skipped_releases"]) == (["a/x"], ["a/z"])
    assert whole["releases"]["a/z"] == {
        "outcome": "skipped", "changed": False, "msg": "a/x failed, which has to be done before it",
    }  # fmt: skip
    assert whole["order"] == [["a/x", "a/y"], ["a/z"]]


def test_many_failures_are_not_all_told() -> None:
    whole = result({f"a/r{number}": failed("no") for number in range(13)})
    assert whole["msg"].splitlines()[-1] == "… and 3 more: see failed_releases"
    assert len(whole["msg"].splitlines()) == 12


def test_a_failed_release_that_changed_something_changed_something() -> None:
    assert result({"a/x": {**failed("no"), "changed": True}})["changed"] is True


def test_pruned() -> None:
    whole = result({"a/old": changed(), "a/gone": unchanged()}, ["a/old"], ["a/gone"], pruned=["a/old", "a/gone"])
    assert {key: own["outcome"] for key, own in whole["releases"].items()} == {"a/old": "pruned", "a/gone": "unchanged"}


def test_check_mode_says_what_would_be() -> None:
    whole = result({"a/x": changed(), "a/old": changed(), "a/y": unchanged()}, pruned=["a/old"], check=True)
    assert whole["msg"] == "1 of 3 releases would change, 1 as wanted, 1 would be pruned, in 1.2 s"


def test_nothing_to_do() -> None:
    assert result({})["msg"] == "There are no releases to look after"


def test_a_namespace_that_several_found_missing_is_told_once() -> None:
    def first(name: str) -> dict[str, Any]:
        objects = (("Namespace", "web"), ("Pod", name))
        made = [{"action": "create", "kind": kind, "name": whose} for kind, whose in objects]
        heads = ("v1 Namespace web (absent)", f"v1 Pod web/{name} (absent)")
        diff = [{"before": "", "after": "x", "before_header": head} for head in heads]
        return {"changed": True, "changes": made, "diff": diff}

    whole = result({"web/a": first("a"), "web/b": first("b")})
    told = {key: [entry["kind"] for entry in own["changes"]] for key, own in whole["releases"].items()}
    assert told == {"web/a": ["Namespace", "Pod"], "web/b": ["Pod"]}
    assert [entry["before_header"] for entry in whole["diff"]] == [
        "web/a: v1 Namespace web (absent)", "web/a: v1 Pod web/a (absent)", "web/b: v1 Pod web/b (absent)",
    ]  # fmt: skip
