# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""charts/ and Chart.lock beside helm dependency update and build: each takes what the other wrote."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Callable, Iterator

import loopback
import pytest
import yaml
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, loader, states
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import vendoring
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource, Located
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.missing import fetch_missing

from .conftest import PLAIN, Home

MakeArchive = Callable[..., Path]


@pytest.fixture
def repository(tmp_path: Path, home: Home, chart_archive: MakeArchive) -> Iterator[str]:
    """The URL of a repository with a few charts."""
    folder = tmp_path / "repository"
    folder.mkdir()
    for name, version in (("db", "1.2.0"), ("db", "1.3.1"), ("db", "2.0.0-rc.1"), ("cache", "0.4.0"), ("v", "v3.1.0")):
        shutil.copy(chart_archive(name, version), folder)
    home.helm("repo", "index", folder)
    with loopback.files(folder) as server:
        yield server.url


def written(folder: Path, name: str, dependencies: list[dict[str, Any]], **facts: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    metadata = {"apiVersion": "v2", "name": name, "version": "0.1.0", **facts}
    if dependencies:
        metadata["dependencies"] = dependencies
    (folder / "Chart.yaml").write_text(yaml.safe_dump(metadata))
    (folder / "values.yaml").write_text("a: 1\n")
    return folder


def plan(folder: Path, home: Home, policy: str) -> vendoring.Vendored:
    located = Located(loader.load(str(folder)), str(folder), "")
    task = ChartSource(str(folder), credentials=PLAIN)
    return vendoring.vendor(located, home.locator(), task, policy=policy, epoch=None)


def ours(folder: Path, home: Home, policy: str = "update") -> list[str]:
    made = plan(folder, home, policy)
    vendoring.write(made)
    return made.changed


def lock_of(folder: Path) -> dict[str, Any]:
    path = folder / "Chart.lock" if (folder / "Chart.lock").exists() else folder / "requirements.lock"
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    found.pop("generated")
    return found


def contents(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """What the archives in charts/ hold."""
    return {
        path.name: [(item.name, item.data) for item in archive.read_archive(path.read_bytes())]
        for path in sorted((folder / "charts").glob("*.tgz"))
    }


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed(folder: Path, home: Home) -> list[str]:
    """The states as helm dependency list says them."""
    lines = home.helm("dependency", "list", folder).splitlines()[1:]
    return [line.split("\t")[3].strip() for line in lines if line.count("\t") == 3]


def scenario(name: str, folder: Path, url: str) -> Path:
    near = written(folder / "near", "near", [])
    nested = written(
        folder / "nested", "nested", [{"name": "near", "version": "0.1.0", "repository": "file://../near"}]
    )
    db = {"name": "db", "version": "^1.0", "repository": url}
    found: dict[str, list[dict[str, Any]]] = {
        "a folder": [{"name": "near", "version": ">=0.1", "repository": "file://../near"}],
        "an absolute folder": [{"name": "near", "version": "*", "repository": f"file://{near}"}],
        "a repository": [db, {"name": "cache", "version": "0.4.0", "repository": f"{url}/"}],
        "known by name": [
            {**db, "repository": "@known"},
            {"name": "cache", "version": "x", "repository": "alias:known"},
        ],
        "an alias": [db, {**db, "alias": "other", "condition": "other.enabled", "tags": ["b", "a"]}],
        "a pre-release": [{**db, "version": ">1.5.0-0"}],
        "imports": [{**db, "import-values": ["data", {"child": "a<b", "parent": "c"}]}],
        "a v in the version": [{"name": "v", "version": "~3.1", "repository": url}],
        "nested": [{"name": "nested", "version": "0.1.0", "repository": "file://../nested"}],
        "in charts": [{"name": "own", "version": "0.1.0"}, db],
    }
    chart = written(folder / "web", "web", found[name])
    if name == "in charts":
        written(chart / "charts/own", "own", [])
    assert nested.is_dir()
    return chart


SCENARIOS = (
    "a folder", "an absolute folder", "a repository", "known by name", "an alias", "a pre-release", "imports",
    "a v in the version", "nested", "in charts",
)  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_update_and_build_are_helms(tmp_path, home, repository, name):
    home.helm("repo", "add", "known", repository)
    mine = scenario(name, tmp_path / "mine", repository)
    theirs = tmp_path / "mine" / "theirs"
    shutil.copytree(mine, theirs)
    home.helm("dependency", "update", theirs)
    assert "Chart.lock" in ours(mine, home)
    assert lock_of(mine) == lock_of(theirs)
    assert contents(mine) == contents(theirs)
    assert [item["status"] for item in states.states(loader.load(str(mine)), str(mine))] == listed(mine, home)
    assert ours(mine, home) == []  # nothing to do the second time
    assert ours(theirs, home) == ours(theirs, home, "build") == []  # nor after helm
    before = everything(mine)
    home.helm("dependency", "build", mine)
    assert {**everything(mine), **before}.keys() == before.keys()
    shutil.rmtree(theirs / "charts", ignore_errors=True)
    if name != "in charts":
        ours(theirs, home, "build")
        assert contents(mine) == contents(theirs)


@pytest.mark.parametrize("name", SCENARIOS)
def test_dependency_update_renders_as_after_helms_and_leaves_the_folder_alone(
    tmp_path, home, repository, chart_archive, run, name
):
    """The lock and charts/ have an older version; helm dependency update writes both anew, the task looks past them."""
    home.helm("repo", "add", "known", repository)
    chart = scenario(name, tmp_path / "mine", repository)
    home.helm("dependency", "update", chart)
    released = tmp_path / "repository"
    shutil.copy(chart_archive("db", "1.4.0"), released)
    home.helm("repo", "index", released)
    home.helm("repo", "update")
    before = everything(chart)
    old = run("helm_template", chart=str(chart))["text"]
    new = run("helm_template", chart=str(chart), dependency_update=True)["text"]
    assert everything(chart) == before
    assert old == home.helm("template", chart)
    home.helm("dependency", "update", chart)
    assert new == home.helm("template", chart)
    assert (new != old) is (b"^1.0" in before["Chart.yaml"])


def test_charts_of_apiversion_v1_have_their_own_files(tmp_path, home, repository):
    chart = written(tmp_path / "old", "old", [], apiVersion="v1")
    wanted = {"dependencies": [{"name": "db", "version": "^1", "repository": repository}]}
    (chart / "requirements.yaml").write_text(yaml.safe_dump(wanted))
    theirs = tmp_path / "theirs"
    shutil.copytree(chart, theirs)
    home.helm("dependency", "update", theirs)
    assert ours(chart, home) == ["charts/db-1.3.1.tgz", "requirements.lock"]
    assert lock_of(chart) == lock_of(theirs)
    assert ours(theirs, home, "build") == []


def test_a_registry(tmp_path, home, registry: Registry, chart_archive):
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        home.helm("push", chart_archive("far", version), f"oci://{registry.host}/charts", "--plain-http")
    repository = f"oci://{registry.host}/charts"
    chart = written(tmp_path / "web", "web", [{"name": "far", "version": "^1", "repository": repository}])
    theirs = tmp_path / "theirs"
    shutil.copytree(chart, theirs)
    home.helm("dependency", "update", theirs, "--plain-http")
    assert ours(chart, home) == ["Chart.lock", "charts/far-1.1.0.tgz"]
    assert lock_of(chart) == lock_of(theirs)
    assert contents(chart) == contents(theirs)
    assert ours(theirs, home, "build") == []


def test_outdated_archives_go_and_others_stay(tmp_path, home, repository, chart_archive):
    chart = written(tmp_path / "web", "web", [{"name": "db", "version": "1.2.0", "repository": repository}])
    theirs = tmp_path / "theirs"
    shutil.copytree(chart, theirs)
    for folder in (chart, theirs):
        (folder / "charts").mkdir()
        shutil.copy(chart_archive("db", "1.1.0"), folder / "charts")
        shutil.copy(chart_archive("else", "1.1.0"), folder / "charts")
        (folder / "charts/_x.tgz").write_text("no chart\n")
    home.helm("dependency", "update", theirs)
    assert ours(chart, home) == ["Chart.lock", "charts/db-1.1.0.tgz", "charts/db-1.2.0.tgz", "charts/else-1.1.0.tgz"]
    assert sorted(path.name for path in (chart / "charts").iterdir()) == sorted(
        path.name for path in (theirs / "charts").iterdir()
    )


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ({"name": "none", "version": "1.0.0"}, "none chart not found in repo"),
        ({"name": "db", "version": "9"}, "can't get a valid version for 1 subchart"),
        ({"name": "near", "version": "9", "repository": "file://../near"}, "can't get a valid version"),
        ({"name": "near", "version": "9", "repository": "file://../nowhere"}, "directory .* not found"),
        ({"name": "own", "version": "1", "repository": ""}, "not found"),
        ({"name": "db", "version": "1", "repository": "@nobody"}, "no repository definition for @nobody"),
        ({"name": "../x", "version": "1"}, "../x chart not found in repo"),
    ],
)
def test_where_one_fails_nothing_is_written(tmp_path, home, repository, bad, problem):
    written(tmp_path / "near", "near", [])
    good = {"name": "db", "version": "^1", "repository": repository}
    chart = written(tmp_path / "web", "web", [good, {"repository": repository, **bad, "alias": "bad"}])
    before = everything(chart)
    with pytest.raises(HelmError, match=problem):
        ours(chart, home)
    assert everything(chart) == before
    assert not (chart / "charts").exists()


def test_a_lock_out_of_sync_is_refused_by_both(tmp_path, home, repository):
    chart = written(tmp_path / "web", "web", [{"name": "db", "version": "^1", "repository": repository}])
    ours(chart, home)
    written(chart, "web", [{"name": "db", "version": "1.2.0", "repository": repository}])
    said = home.helm_error("dependency", "build", chart)
    with pytest.raises(HelmError) as caught:
        ours(chart, home, "build")
    assert said == caught.value.problem


def test_without_a_lock_build_is_update(tmp_path, home, repository):
    chart = written(tmp_path / "web", "web", [{"name": "db", "version": "^1", "repository": repository}])
    assert ours(chart, home, "build") == ["Chart.lock", "charts/db-1.3.1.tgz"]


def test_a_chart_without_dependencies_stays(tmp_path, home):
    assert ours(written(tmp_path / "web", "web", []), home) == []


def test_states_are_those_of_helm_dependency_list(tmp_path, home, chart_archive):
    wanted = ["ok", "folder", "gone", "wrong", "many", "misnamed", "corrupt", "range", "one"]
    chart = written(tmp_path / "web", "web", [{"name": name, "version": "^1.0.0"} for name in wanted] + [
        {"name": "invalid", "version": "a.b"}, {"name": "odd-[", "version": "1"},
    ])  # fmt: skip
    (chart / "charts").mkdir()
    there = "ok-1.0.0 wrong-2.0.0 many-1.0.0 many-1.0.1 invalid-1.0.0 range-1.9.9 one-1.0.0 one-more-1.0.0"
    for name, _dash, version in (text.rpartition("-") for text in there.split()):
        shutil.copy(chart_archive(name, version), chart / "charts")
    shutil.copy(chart_archive("other", "1.0.0"), chart / "charts/misnamed-1.0.0.tgz")
    written(chart / "charts/folder", "folder", [], version="1.5.0")
    found = loader.load(str(chart))
    (chart / "charts/corrupt-1.0.0.tgz").write_text("x")
    mine = [item["status"] for item in states.states(found, str(chart))]
    (chart / "charts/corrupt-1.0.0.tgz").unlink()
    theirs = listed(chart, home)
    theirs[wanted.index("corrupt")] = "corrupt"  # helm does not even load such a chart
    assert mine == theirs


def test_cve_2025_53547_nothing_is_written_through_links(tmp_path, home, repository):
    chart = written(tmp_path / "web", "web", [{"name": "db", "version": "^1", "repository": repository}])
    outside = tmp_path / "outside"
    outside.mkdir()
    (chart / "charts").symlink_to(outside)
    with pytest.raises(HelmError, match="symbolic link"):
        ours(chart, home)
    (chart / "charts").unlink()
    (tmp_path / "secret").write_text("keep\n")
    (chart / "Chart.lock").symlink_to(tmp_path / "secret")
    with pytest.raises(HelmError, match="sym"):
        ours(chart, home)
    assert list(outside.iterdir()) == []
    assert (tmp_path / "secret").read_text() == "keep\n"


BAD = {
    "no version": [{"name": "db", "version": ""}],
    "blank version": [{"name": "db", "version": " "}],
    "version that is none": [{"name": "db", "version": "nonsense"}],
    "no version of a folder": [{"name": "near", "version": "", "repository": "file://../near"}],
    "no version, no repository": [{"name": "near", "version": "", "repository": ""}],
    "no chart": [{"name": "none", "version": "1"}],
    "no such version": [{"name": "db", "version": "9"}],
    "no such versions": [
        {"name": "db", "version": "9"},
        {"name": "near", "version": ">2", "repository": "file://../near"},
    ],
    "no folder": [{"name": "near", "version": "1", "repository": "file://../nowhere"}],
    "no name": [{"name": "db", "version": "1", "repository": "@nobody"}],
    "no names": [
        {"name": "db", "version": "1", "repository": "@nobody"},
        {"name": "near", "version": "1", "repository": "alias:none"},
    ],
    "no alias": [{"name": "db", "version": "1", "repository": "alias:none"}],
    "a name as a URL": [{"name": "db", "version": "1", "repository": "stable"}],
    "no server": [{"name": "db", "version": "1", "repository": "http://127.0.0.1:9"}],
    "no repository there": [{"name": "db", "version": "1", "repository": "{}/nothing"}],
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_resolved_is_refused_in_helms_words(tmp_path, home, repository, case):
    written(tmp_path / "near", "near", [])
    wanted = [{"repository": repository, **item} for item in BAD[case]]
    wanted = [{**item, "repository": item["repository"].format(repository)} for item in wanted]
    chart = written(tmp_path / "web", "web", wanted)
    said = home.helm_error("dependency", "update", chart)
    with pytest.raises(HelmError) as caught:
        ours(chart, home)
    assert caught.value.problem == said
    assert caught.value.told or "no cached repository" not in said  # a person is told why


def test_a_range_that_is_missing_is_refused_where_a_release_fetches_it(tmp_path, home, repository):
    chart = written(tmp_path / "web", "web", [{"name": "db", "version": "", "repository": repository}])
    locator = home.locator()
    with pytest.raises(HelmError, match='dependency "db" has an invalid version/constraint format'):
        fetch_missing(locator.locate(ChartSource(str(chart))), locator, ChartSource(str(chart)))
