# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Newer versions of releases' charts, by real repositories and a registry; which ones there are, helm's search says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry
from ports import closed_port

from ansible_collections.native.helm.plugins.module_utils._helm.actions.updates import Updates, UpdateSource
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials
from ansible_collections.native.helm.plugins.module_utils._helm.semver.version import InvalidVersion

from .conftest import PLAIN, Home, Run, trusting

VERSIONS = ("1.0.0", "1.1.0", "1.10.0", "2.0.0", "3.0.0-rc.1")
Shelf = Callable[..., str]


@pytest.fixture
def shelf(caddy: Caddy, home: Home, chart_archive: Callable[..., Path], tmp_path: Path) -> Shelf:
    """A function that makes a repository of a name with versions of shop in it; it gives the folder's name."""

    def make(name: str, *versions: str, chart: str = "shop") -> str:
        folder = caddy.root / f"{tmp_path.name}-{name}"
        folder.mkdir(exist_ok=True)
        for version in versions:
            shutil.copy(chart_archive(chart, version, appVersion=f"app-{version}"), folder)
        home.helm("repo", "index", folder)
        return folder.name

    return make


@pytest.fixture
def known(shelf: Shelf, home: Home, caddy: Caddy) -> Callable[..., str]:
    """As shelf, for repositories that helm knows by the name; gives the URL."""

    def add(name: str, *versions: str, chart: str = "shop") -> str:
        url = f"{caddy.plain}/{shelf(name, *versions, chart=chart)}"
        home.helm("repo", "add", name, url)
        return url

    return add


def release(version: str, chart: str = "shop", **changes: str) -> dict[str, Any]:
    return {"name": "web", "namespace": "prod", "chart": chart, "chart_version": version, **changes}


def asked(
    home: Home, *releases: dict[str, Any], sources: tuple[UpdateSource, ...] = (), warned: Optional[list[str]] = None
) -> list[dict[str, Any]]:
    """The answers of one task."""
    env = Env()
    env.warn = (warned if warned is not None else []).append
    updates = Updates(sources, env, home.environ, writable=False)
    return [updates.of(one) for one in releases]


def searched(home: Home, *flags: str) -> str:
    """The version that helm's search says is the newest one."""
    found = json.loads(home.helm("search", "repo", "example/shop", "-o", "json", *flags))
    assert len(found) == 1
    return str(found[0]["version"])


def test_newer_versions_by_a_known_repository_are_those_of_helms_search(
    home: Home, known: Callable[..., str]
) -> None:
    known("example", *VERSIONS)
    every = {str(one["version"]) for one in json.loads(home.helm("search", "repo", "example/shop", "-l", "-o", "json"))}
    old, new = asked(home, release("1.1.0"), release("2.0.0"))
    assert old["state"] == "available" and old["newest"] == searched(home) == "2.0.0"
    assert old["newest_app_version"] == "app-2.0.0" and not old["deprecated"]
    assert old["newer"] == ["2.0.0", "1.10.0"] and set(old["newer"]) == every - {"1.0.0", "1.1.0"}
    assert old["source"] == "example" and old["errors"] == [] and old["message"] == ""
    assert (new["state"], new["newest"], new["newer"]) == ("current", "2.0.0", [])


@pytest.mark.parametrize("constraint", ["^1", "~1.1", "<1.10", ">=2", "*"])
def test_the_newest_within_a_range_is_helms(home: Home, known: Callable[..., str], constraint: str) -> None:
    known("example", *VERSIONS)
    only_range = UpdateSource(ChartSource("", version=constraint))
    (found,) = asked(home, release("1.1.0"), sources=(only_range,))
    assert found["newest_within"] == searched(home, "--version", constraint)
    assert (found["newest"], found["constraint"]) == ("2.0.0", constraint)
    newer = found["newest_within"] not in ("1.0.0", "1.1.0")
    assert found["state"] == ("available" if newer else "beyond")


def test_pre_releases_count_with_devel_only(home: Home, known: Callable[..., str]) -> None:
    url = known("example", *VERSIONS)
    place = ChartSource("shop", repo_url=url, devel=True)
    (found,) = asked(home, release("2.0.0"), sources=(UpdateSource(place),))
    assert found["newest"] == searched(home, "--devel") == "3.0.0-rc.1" and found["state"] == "available"
    (installed,) = asked(home, release("3.0.0-rc.1"))  # it is there, and nothing is newer
    assert (installed["state"], installed["newest"]) == ("current", "2.0.0")


def test_of_a_chart_in_two_repositories_only_what_both_say_is_told(home: Home, known: Callable[..., str]) -> None:
    known("one", "1.0.0", "1.1.0", "2.0.0")
    known("two", "1.0.0", "1.1.0")
    first, second = asked(home, release("1.0.0"), release("2.0.0"))
    assert (first["state"], first["newest"], first["newer"]) == ("ambiguous", "", [])
    assert "may be from any of one, two" in first["message"] and "update_sources" in first["message"]
    assert [(one["source"], one["newest"], one["has_installed"]) for one in first["candidates"]] == [
        ("one", "2.0.0", True),
        ("two", "1.1.0", True),
    ]
    assert (second["state"], second["source"]) == ("current", "one")  # the other one never had it
    known("two", "2.0.0")
    assert asked(home, release("1.0.0"))[0]["state"] == "available"  # a mirror: wherever it is from, it is that
    chosen = UpdateSource(ChartSource("two/shop"), releases=("prod/*",))
    (told,) = asked(home, release("1.0.0"), sources=(chosen,))
    assert (told["state"], told["source"]) == ("available", "two")


def test_a_name_alone_is_no_answer(home: Home, known: Callable[..., str]) -> None:
    """Somebody's own chart may have the name of a public one."""
    known("example", *VERSIONS)
    own, other, odd = asked(home, release("0.7.0"), release("1.0.0", chart="mine"), release("one"))
    assert (own["state"], own["newest"]) == ("unknown", "")
    assert own["message"].startswith("example: there is a chart named shop, but no 0.7.0 of it")
    assert own["candidates"][0]["newest"] == "2.0.0"
    assert other["message"].startswith("no known repository has a chart named mine")
    assert (odd["state"], odd["message"]) == ("unknown", "'one' is no version")


def test_a_task_that_says_where_the_chart_is_from_is_believed(home: Home, known: Callable[..., str]) -> None:
    known("example", *VERSIONS)
    sources = (
        UpdateSource(ChartSource("other/shop"), releases=("test/*",)),
        UpdateSource(ChartSource("example/shop", version="^1")),
        UpdateSource(ChartSource("", version="<1")),
    )
    (found,) = asked(home, release("0.7.0"), sources=sources)
    assert (found["state"], found["newest"], found["newest_within"]) == ("available", "2.0.0", "1.10.0")
    (none,) = asked(home, release("1.0.0", "mine"), sources=(UpdateSource(ChartSource("example/mine")),))
    assert (none["state"], none["message"]) == ("unknown", "there is no chart named mine where update_sources says")
    with pytest.raises(InvalidVersion, match="improper constraint"):
        asked(home, release("1.0.0"), sources=(UpdateSource(ChartSource("shop", version="a b")),))


def test_an_index_is_fetched_once_and_one_that_cannot_be_had_is_told(
    home: Home, caddy: Caddy, known: Callable[..., str], shelf: Shelf
) -> None:
    away = f"http://127.0.0.1:{closed_port()}"
    known("example", *VERSIONS)
    known("broken", "1.0.0", chart="rest")
    (caddy.root / shelf("broken") / "index.yaml").write_text("a: [\n")
    before = len(caddy.asked())
    warned: list[str] = []
    base = UpdateSource(ChartSource("", repo_url=away))
    found = asked(home, *[release("1.0.0"), release("1.0.0", "rest")] * 3, sources=(base,), warned=warned)
    assert len(caddy.asked()[before:]) == 2
    assert [one["state"] for one in found] == ["available", "unknown"] * 3
    assert [[error["source"] for error in one["errors"]] for one in found] == [[away, "broken"]] * 6
    assert found[1]["message"] == "not all places that may have rest could be asked"
    assert len(warned) == 2 and "connection refused" in warned[0] and "broken" in warned[1]


def test_newer_versions_by_a_registry(
    home: Home, registry: Registry, chart_archive: Callable[..., Path], tmp_path: Path
) -> None:
    base = f"{registry.url}/{tmp_path.name}"
    for version in VERSIONS:
        home.helm("push", "--plain-http", chart_archive("shop", version), base)
    named = UpdateSource(ChartSource(f"{base}/shop", version="^1", credentials=PLAIN))
    anywhere = UpdateSource(ChartSource("", repo_url=f"{base}/", credentials=PLAIN))
    for source in (named, anywhere):
        (found,) = asked(home, release("1.0.0"), sources=(source,))
        assert (found["state"], found["newest"], found["newer"]) == ("available", "2.0.0", ["2.0.0", "1.10.0", "1.1.0"])
        assert found["source"] == f"{base}/shop"
    warned: list[str] = []
    (other,) = asked(home, release("1.0.0", "cache"), sources=(anywhere,), warned=warned)
    assert (other["state"], other["errors"], warned) == ("unknown", [], [])  # the registry says that it has none
    unreachable = f"oci://127.0.0.1:{closed_port()}/charts"
    sources = (UpdateSource(ChartSource("", repo_url=unreachable, credentials=PLAIN)),)
    lost = asked(home, release("1.0.0"), release("1.0.0", "cache"), sources=sources, warned=warned)
    assert len(warned) == 1 and all(one["errors"][0]["source"].startswith(unreachable) for one in lost)


def test_who_we_are_to_a_repository_that_helm_knows(
    home: Home, run: Run, caddy: Caddy, keys: Keys, shelf: Shelf
) -> None:
    """The task gives its URL only; the password is helm's, for the chart's other versions too."""
    url = f"{caddy.password}/{shelf('closed', *VERSIONS)}"
    given = UpdateSource(ChartSource("shop", repo_url=url, credentials=trusting(keys)))
    assert asked(home, release("1.0.0"), sources=(given,))[0]["state"] == "available"
    home.helm("repo", "add", "closed", url, "--username", USER, "--password", PASSWORD, "--ca-file", keys.ca)
    plain = UpdateSource(ChartSource("shop", repo_url=url, credentials=Credentials()))
    assert asked(home, release("1.0.0"), sources=(plain,))[0]["newest"] == "2.0.0"
    shown = run("helm_chart_info", chart="shop", chart_repo_url=url, versions=True)
    assert [one["version"] for one in shown["versions"]][:1] == ["2.0.0"], shown
