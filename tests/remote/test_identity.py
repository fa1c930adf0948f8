# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose credentials go to a private repository, asked by tasks and by helm."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Callable

import pytest
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys

from .conftest import Home, Run

MakeArchive = Callable[..., Path]


@pytest.fixture
def needs(tmp_path: Path, home: Home, caddy: Caddy, chart_archive: MakeArchive) -> Path:
    """A chart with a dependency in the repository that wants a password."""
    folder = caddy.root / "identity"
    folder.mkdir(exist_ok=True)
    shutil.copy(chart_archive("dep", "1.0.0"), folder)
    home.helm("repo", "index", folder)
    chart = tmp_path / "needs"
    chart.mkdir()
    (chart / "Chart.yaml").write_text(
        "apiVersion: v2\nname: needs\nversion: 1.0.0\ndependencies:\n"
        f"- {{name: dep, version: 1.x, repository: {caddy.password}/identity}}\n"
    )
    return chart


def test_a_package_gets_its_dependency_with_the_tasks_user(
    needs: Path, run: Run, caddy: Caddy, keys: Keys, tmp_path: Path
) -> None:
    task: dict[str, Any] = {"state": "packaged", "path": str(needs), "dest": str(tmp_path), "dependencies": ["update"]}
    trust = {"chart_ca_cert": str(keys.ca)}
    who = {"chart_repo_username": USER, "chart_repo_password": PASSWORD}
    nobody = run("helm_chart", **task, **trust)
    assert nobody["failed"] and "401" in nobody["msg"]
    elsewhere = run("helm_chart", **task, **trust, **who, chart_repo_url="https://other.example/x")
    assert elsewhere["failed"] and "401" in elsewhere["msg"]
    done = run("helm_chart", **task, **trust, **who, chart_repo_url=f"{caddy.password}/other")
    assert done["changed"] and sorted(done["files"]) == ["Chart.lock", "charts/dep-1.0.0.tgz"]


def test_what_helm_keeps_for_a_repository_is_used_for_dependencies_and_charts(
    needs: Path, home: Home, run: Run, caddy: Caddy, keys: Keys, tmp_path: Path
) -> None:
    url = f"{caddy.password}/identity"
    home.helm("repo", "add", "kept", url, "--username", USER, "--password", PASSWORD, "--ca-file", keys.ca)
    assert run("helm_template", chart=str(needs))["text"]
    task = {"state": "packaged", "path": str(needs), "dest": str(tmp_path), "dependencies": ["update"]}
    assert run("helm_chart", **task)["changed"]
    assert run("helm_chart_info", chart="dep", chart_repo_url=f"{url}/")["metadata"]["version"] == "1.0.0"
