# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a release: each reading command of helm on what we wrote, helm_release_info on what helm wrote."""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Callable, Iterator

import pytest
import yaml
from release.harness import Releases

from ansible_collections.native.helm.plugins.module_utils._helm.release.model import SYSTEM_LABELS

from .actors import NEWEST, RELEASE
from .conftest import CASTS, Cast, Pair, whole
from .test_changes import FIRST, SECOND

Read = Callable[[Releases, str], Any]
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?\+0000 UTC)?|\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}")

STAMP = re.compile(r'(?<=edAt": ")\d+')
RESOURCES = re.compile(r"RESOURCES:\n.*?(?=TEST SUITE|NOTES)", re.DOTALL)


def helms(*words: str, form: str = "json") -> Read:
    """A command of helm, as data where it gives data."""

    def read(place: Releases, version: str) -> Any:
        text = place.helm(*words, *(["-o", form] if form else []), version=version)
        return json.loads(text) if form == "json" else text

    return read


# helm's reading commands, on a release of two revisions
COMMANDS: dict[str, Read] = {
    "status": helms("status", RELEASE),
    "status-table": helms("status", RELEASE, form="table"),
    "status-revision": helms("status", RELEASE, "--revision", "1"),
    "history": helms("history", RELEASE),
    "list": helms("list", "--all-namespaces"),
    "list-selector": helms("list", "--selector", "team=a"),
    "get-values": helms("get", "values", RELEASE),
    "get-values-all": helms("get", "values", RELEASE, "--all"),
    "get-values-revision": helms("get", "values", RELEASE, "--revision", "1"),
    "get-manifest": helms("get", "manifest", RELEASE, form=""),
    "get-hooks": helms("get", "hooks", RELEASE, form=""),
    "get-notes": helms("get", "notes", RELEASE, form=""),
    "get-metadata": helms("get", "metadata", RELEASE),
    "get-all": helms("get", "all", RELEASE, form=""),
}
SAMPLE = ("4.3.1",)


def plain(value: Any, place: Releases) -> Any:
    """What was read, without times, live objects and the namespace's name; of all namespaces only this one's."""
    if isinstance(value, list) and value and "namespace" in value[0]:
        value = [entry for entry in value if entry["namespace"] == place.namespace]
    if isinstance(value, dict) and "info" in value:
        value = {**value, "info": {key: item for key, item in value["info"].items() if key != "resources"}}
    if isinstance(value, str):
        value = RESOURCES.sub("", value)
    text = json.dumps(value).replace(place.namespace, "NAMESPACE")
    return json.loads(STAMP.sub("STAMP", TIME.sub("TIME", text)))


def assert_same_but_secrets(ours: str, theirs: str) -> None:
    """Every document of a manifest is the same text; a Secret's values are masked."""
    found, expected = (re.split(r"(?m)^---\n", text) for text in (ours, theirs))
    assert len(found) == len(expected) > 5
    for one, other in zip(found, expected):
        if "kind: Secret" in other:
            secret = yaml.safe_load(other)
            assert yaml.safe_load(one) == {**secret, "data": dict.fromkeys(secret["data"], "********")}
        else:
            assert one == other


def chosen(*, ours_first: bool) -> list[object]:
    return [
        pytest.param(cast, id=cast.id)
        for cast in CASTS
        if cast.ours_first == ours_first and (whole() or cast.version in SAMPLE)
    ]


@pytest.fixture(scope="session")
def two_revisions(pairs: Callable[[], AbstractContextManager[Pair]]) -> Iterator[Callable[[Cast], Pair]]:
    """A function that gives a pair of namespaces: in one the first of the cast has made two revisions, in the other the
    helm that stands for it."""
    made: dict[str, Pair] = {}
    with ExitStack() as stack:

        def give(cast: Cast) -> Pair:
            key = cast.first.name
            if key not in made:
                made[key] = stack.enter_context(pairs())
                for place, actor in zip(made[key], (cast.first, cast.for_first)):
                    actor.install(place, FIRST)
                    actor.upgrade(place, SECOND)
            return made[key]

        yield give


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("cast", chosen(ours_first=True))
def test_helm_says_of_our_release_what_it_says_of_its_own(
    two_revisions: Callable[[Cast], Pair], cast: Cast, command: str
) -> None:
    ours, theirs = two_revisions(cast)
    found, expected = (COMMANDS[command](place, cast.version) for place in (ours, theirs))
    assert plain(found, ours) == plain(expected, theirs)


@pytest.mark.parametrize("cast", chosen(ours_first=False))
def test_we_say_what_helm_says(two_revisions: Callable[[Cast], Pair], cast: Cast) -> None:
    place = two_revisions(cast)[0]
    fields = ["values", "all_values", "manifest", "hooks", "notes", "history"]
    result = place.info(RELEASE, fields=fields)
    (entry,) = result.releases
    read = {name: command(place, NEWEST) for name, command in COMMANDS.items()}
    metadata, status = read["get-metadata"], read["status"]
    names = {"version": "chart_version", "appVersion": "app_version"}
    for key in ("name", "chart", "version", "appVersion", "namespace", "revision", "status"):
        assert entry[names.get(key, key)] == metadata[key]
    assert entry["labels"] == {key: metadata["labels"][key] for key in metadata["labels"] if key not in SYSTEM_LABELS}
    told = {key: entry[key] for key in ("first_deployed", "last_deployed", "description", "status")}
    assert told == {key: status["info"][key] for key in told}
    assert entry["notes"] == status["info"]["notes"] and f"NOTES:\n{entry['notes']}" in read["get-notes"]
    assert entry["release_values"] == read["get-values"]
    assert entry["all_values"] == read["get-values-all"]
    assert_same_but_secrets(entry["manifest"] + "\n", read["get-manifest"])
    assert [{key: hook[key] for key in ("name", "kind", "path", "events", "manifest")} for hook in entry["hooks"]] == [
        {key: hook[key] for key in ("name", "kind", "path", "events", "manifest")} for hook in status["hooks"]
    ]
    assert [(hook["weight"], hook["phase"], hook["started_at"]) for hook in entry["hooks"]] == [
        (hook.get("weight", 0), hook["last_run"]["phase"], hook["last_run"].get("started_at", ""))
        for hook in status["hooks"]
    ]
    assert [
        (
            one["revision"],
            one["status"],
            f"{one['chart']}-{one['chart_version']}",
            one["app_version"],
            one["description"],
        )
        for one in entry["history"]
    ] == [
        (one["revision"], one["status"], one["chart"], one["app_version"], one["description"])
        for one in read["history"]
    ]
    (listed,) = (one for one in read["list"] if one["namespace"] == place.namespace)
    told = dict(result.status or {})
    assert told.pop("release_values") == read["get-values"]
    assert told.pop("notes") == status["info"]["notes"] and told.pop("hooks") and told.pop("manifest")
    assert told == listed
    assert list(yaml.safe_load_all(entry["manifest"]))


@pytest.mark.parametrize("cast", chosen(ours_first=False))
def test_our_listing_is_helms(two_revisions: Callable[[Cast], Pair], cast: Cast) -> None:
    place = two_revisions(cast)[0]
    ours = place.info(all_namespaces=True, states=["deployed"], selector="team=a").releases
    theirs = json.loads(place.helm("list", "--all-namespaces", "--deployed", "--selector", "team=a", "-o", "json"))
    keys = ("name", "namespace", "revision", "status")
    assert [{**{key: str(entry[key]) for key in keys}} for entry in ours] == [
        {key: entry[key] for key in keys} for entry in sorted(theirs, key=lambda one: (one["namespace"], one["name"]))
    ]
