# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart: charts that are made, kept in force and removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from .surroundings import Run, chart, helm, snapshot


@pytest.mark.parametrize("given", ["folder", "archive", "link"])
def test_absent(run: Run, converge: Run, tmp_path: Path, given: str) -> None:
    path = chart(tmp_path / "shop")
    if given == "archive":
        path = Path(run("helm_chart", path=str(path), state="packaged", dest=str(tmp_path))["archive"])
    if given == "link":
        (tmp_path / "link.tgz").symlink_to(path)
        path = tmp_path / "link.tgz"
    converge("helm_chart", path=str(path), state="absent")
    assert not os.path.lexists(path)
    assert given == "folder" or (tmp_path / "shop/Chart.yaml").is_file()


def test_absent_removes_only_charts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("kept")
    for path in (tmp_path / "precious", tmp_path / "precious/file"):
        assert "neither a chart's folder nor an archive" in run("helm_chart", path=str(path), state="absent")["msg"]
    assert (tmp_path / "precious/file").is_file()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"state": "absent", "values": {"a": 1}}, "values: it has no meaning with state=absent"),
        ({"state": "absent", "description": "x"}, "description: it has no meaning with state=absent"),
        ({"state": "packaged", "dependencies": "upgrade"}, "not understood with state=packaged"),
        ({"state": "packaged", "version": "one"}, "invalid semantic version"),
        ({"bump": "minor"}, "bump: it has no meaning without version=bump"),
        ({"bump": "minor", "version": "1.1.0"}, "bump: it has no meaning without version=bump"),
        ({"state": "absent", "bump": "minor"}, "bump: it has no meaning with state=absent"),
        ({"dependencies": ["cache"]}, "is no dependency"),
        ({"dependencies": [{"name": "cache", "verison": "1"}]}, "'verison' is no key of a dependency"),
        ({"files": {"a.yaml": {"a": 1}}}, "the content of a.yaml is not a text"),
    ],
)
def test_chart_options_that_make_no_sense(run: Run, tmp_path: Path, params: dict[str, Any], words: str) -> None:
    folder = chart(tmp_path / "shop")
    before = snapshot(tmp_path)
    result = run("helm_chart", path=str(folder), **params)
    assert result["failed"] and words in result["msg"]
    assert snapshot(tmp_path) == before


def test_present_makes_a_chart_that_helm_takes(converge: Run, tmp_path: Path) -> None:
    done = converge(
        "helm_chart", path=str(tmp_path / "shop"), version="1.2.3", app_version="1.27", values={"replicaCount": 4}
    )
    assert done["metadata"]["name"] == "shop" and done["metadata"]["version"] == "1.2.3"
    assert "0 chart(s) failed" in helm("lint", "--strict", str(tmp_path / "shop"))
    assert "replicas: 4" in helm("template", "r", str(tmp_path / "shop"))


def test_present_keeps_comments_and_order(converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    (folder / "Chart.yaml").write_text("# the shop\nversion: 1.0.0  # bumped by hand\nname: shop\napiVersion: v2\n")
    (folder / "values.yaml").write_text("# how many\nreplicas: 1\n\nimage:\n  tag: a # pinned\n")
    done = converge("helm_chart", path=str(folder), version="1.1.0", values={"image": {"tag": "b"}, "extra": [1]})
    assert done["files"] == ["Chart.yaml", "values.yaml"]
    assert (
        folder / "Chart.yaml"
    ).read_text() == "# the shop\nversion: 1.1.0  # bumped by hand\nname: shop\napiVersion: v2\n"
    text = (folder / "values.yaml").read_text()
    assert text.startswith("# how many\nreplicas: 1\n\nimage:\n  tag: b # pinned\n")
    assert yaml.safe_load(text) == {"replicas": 1, "image": {"tag": "b"}, "extra": [1]}


@pytest.mark.parametrize(
    ("bump", "expected"), [({}, "1.2.4"), ({"bump": "minor"}, "1.3.0"), ({"bump": "prerelease"}, "1.2.4-rc.1")]
)
def test_present_raises_the_version_with_what_it_changes(
    converge: Run, tmp_path: Path, bump: dict[str, str], expected: str
) -> None:
    folder = chart(tmp_path / "shop", version="1.2.3")
    (folder / "Chart.yaml").write_text("version: 1.2.3  # raised by the build\nname: shop\napiVersion: v2\n")
    done = converge("helm_chart", path=str(folder), version="bump", values={"image": {"tag": "b"}}, **bump)
    assert done["metadata"]["version"] == expected and done["files"] == ["Chart.yaml", "values.yaml"]
    assert (folder / "Chart.yaml").read_text().startswith(f"version: {expected}  # raised by the build\n")
    assert f"version: {expected}" in helm("show", "chart", str(folder))


def test_present_raises_the_version_each_time_where_nothing_else_is_wanted(run: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop", version="1.2.3+first")
    for expected in ("1.2.4", "1.2.5"):
        predicted = run("helm_chart", path=str(folder), version="bump", check=True)
        done = run("helm_chart", path=str(folder), version="bump")
        assert done["changed"] and done["metadata"]["version"] == expected == predicted["metadata"]["version"]
        assert helm("show", "chart", str(folder)).count(f"version: {expected}\n") == 1


def test_present_starts_a_new_chart_with_its_first_version(converge: Run, tmp_path: Path) -> None:
    done = converge("helm_chart", path=str(tmp_path / "shop"), version="bump", bump="major", values={"replicaCount": 4})
    assert done["metadata"]["version"] == "0.1.0"


@pytest.mark.parametrize("version", ["1.2", "v1.2.3"])
@pytest.mark.parametrize("state", ["present", "packaged"])
def test_a_version_that_is_not_in_full_is_not_raised(run: Run, tmp_path: Path, state: str, version: str) -> None:
    folder = chart(tmp_path / "shop", version=version)
    before = snapshot(tmp_path)
    more = {"dest": str(tmp_path / "out")} if state == "packaged" else {}
    result = run("helm_chart", path=str(folder), state=state, version="bump", **more)
    assert result["failed"] and snapshot(tmp_path) == before
    assert result["msg"] == (
        f"Raising the chart's version {folder}: there is no version after '{version}': it is no semantic version in "
        "full. Write it in Chart.yaml as in 1.2.3, or give the version itself."
    )


def test_present_files(converge: Run, tmp_path: Path) -> None:
    files = {"templates/cm.yaml": "kind: {{ .Values.kind }}\n", "templates/ingress.yaml": None, "README.md": "# Shop\n"}
    done = converge("helm_chart", path=str(tmp_path / "shop"), files=files)
    assert "templates/ingress.yaml" not in done["files"] and "README.md" in done["files"]
    assert (tmp_path / "shop/templates/cm.yaml").read_text() == "kind: {{ .Values.kind }}\n"
    assert not (tmp_path / "shop/templates/ingress.yaml").exists()


def test_present_dependencies_and_their_states(run: Run, converge: Run, tmp_path: Path) -> None:
    folder = chart(tmp_path / "shop")
    chart(folder / "charts/cache")
    wanted = [
        {"name": "cache", "version": "^1", "repository": "https://charts.example.com", "condition": "cache.enabled"},
        {"name": "queue", "version": "2.x", "repository": "https://charts.example.com", "import-values": ["data"]},
    ]
    done = converge("helm_chart", path=str(folder), dependencies=wanted)
    assert [(state["name"], state["status"]) for state in done["dependencies"]] == [
        ("cache", "unpacked"),
        ("queue", "missing"),
    ]
    assert yaml.safe_load((folder / "Chart.yaml").read_text())["dependencies"] == wanted


def test_present_writes_nothing_when_something_is_wrong(run: Run, tmp_path: Path) -> None:
    result = run("helm_chart", path=str(tmp_path / "shop"), version="not a version", values={"a": 1})
    assert result["failed"] and not (tmp_path / "shop").exists()


@pytest.mark.parametrize("path", ["../escape.yaml", "/etc/escape", "templates/../../escape", ".."])
def test_present_files_stay_inside_the_chart(run: Run, tmp_path: Path, path: str) -> None:
    chart(tmp_path / "shop")
    before = snapshot(tmp_path)
    assert run("helm_chart", path=str(tmp_path / "shop"), files={path: "x"})["failed"]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["bad/name", "..", "a" * 251])
def test_present_refuses_names_as_helm(run: Run, tmp_path: Path, name: str) -> None:
    result = run("helm_chart", path=str(tmp_path / "shop"), name=name)
    assert result["failed"] and "chart name must" in result["stderr"]
    assert not (tmp_path / "shop").exists()
