# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_repo: repositories, indexes, and what helm makes of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from .surroundings import Run, chart, helm, snapshot


def test_index(run: Run, converge: Run, tmp_path: Path) -> None:
    served = tmp_path / "served"
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        folder = chart(tmp_path / version / "shop", version=version)
        run("helm_chart", path=str(folder), state="packaged", dest=str(served))
    done = converge("helm_repo", path=str(served), state="indexed", url="https://charts.example.com/x/")
    assert done["charts"] == {"shop": ["1.10.0", "1.9.0", "1.0.0"]}
    ours = yaml.safe_load((served / "index.yaml").read_text())
    helm("repo", "index", str(served), "--url", "https://charts.example.com/x/")
    helms = yaml.safe_load((served / "index.yaml").read_text())
    for index in (ours, helms):
        index.pop("generated")
        for entry in index["entries"]["shop"]:
            entry.pop("created")
    assert ours == helms


def test_index_merges(run: Run, converge: Run, tmp_path: Path) -> None:
    run("helm_chart", path=str(chart(tmp_path / "shop")), state="packaged", dest=str(tmp_path / "served"))
    other = {"apiVersion": "v1", "entries": {"old": [{"name": "old", "version": "0.1.0", "urls": ["old-0.1.0.tgz"]}]}}
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other))
    done = converge("helm_repo", path=str(tmp_path / "served"), state="indexed", merge=str(tmp_path / "other.yaml"))
    assert done["charts"] == {"old": ["0.1.0"], "shop": ["1.0.0"]}


def test_repo_present_is_what_helm_knows(run: Run, converge: Run, repository: str) -> None:
    done = converge("helm_repo", name="mine", url=repository)
    assert done["cache_updated"]
    assert json.loads(helm("repo", "list", "-o", "json")) == [{"name": "mine", "url": repository}]
    assert "mine/cache" in helm("search", "repo", "mine/")
    assert not run("helm_repo", name="mine", url=f"{repository}/")["changed"]


def test_repo_that_helm_added_is_known(run: Run, repository: str) -> None:
    helm("repo", "add", "mine", repository)
    assert not run("helm_repo", name="mine", url=repository)["changed"]


@pytest.mark.parametrize(
    "difference",
    [{"username": "u", "password": "p"}, {"pass_credentials": True}, {"validate_certs": False}, {"ca_cert": "/ca.pem"}],
    ids=lambda difference: next(iter(difference)),
)
def test_repo_compares_every_setting(run: Run, converge: Run, repository: str, difference: dict[str, Any]) -> None:
    run("helm_repo", name="mine", url=repository)
    converge("helm_repo", name="mine", url=repository, **difference)
    converge("helm_repo", name="mine", url=repository)


def test_repo_password_shows_nowhere(run: Run, repository: str) -> None:
    for password in ("c4nary-one", "c4nary-two"):
        result = run("helm_repo", name="mine", url=repository, username="u", password=password, diff=True)
        assert result["changed"] and "c4nary" not in json.dumps(result)
    assert result["diff"][0]["before"] != result["diff"][0]["after"]


def test_repo_absent(run: Run, converge: Run, repository: str, home: Path) -> None:
    run("helm_repo", name="mine", url=repository)
    converge("helm_repo", name="mine", state="absent")
    assert json.loads(helm("repo", "list", "-o", "json")) == []
    assert not list((home / "helm-cache/repository").glob("mine-*"))


def test_repo_update_cache(run: Run, repository: str, home: Path, tmp_path: Path) -> None:
    task = {"name": "mine", "url": repository, "update_cache": True, "cache_valid_time": 3600}
    run("helm_repo", **task)
    run("helm_chart", path=str(chart(tmp_path / "new")), state="packaged", dest=str(tmp_path / "served"))
    run("helm_repo", path=str(tmp_path / "served"), state="indexed")
    fresh = run("helm_repo", **task)
    assert (fresh["changed"], fresh["cache_updated"]) == (False, False)
    index = home / "helm-cache/repository/mine-index.yaml"
    os.utime(index, (0, 0))
    old = run("helm_repo", check=True, **task)
    assert (old["changed"], old["cache_updated"]) == (True, True)
    assert "new" not in index.read_text()
    assert run("helm_repo", **task)["changed"] and "new" in index.read_text()
    os.utime(index, (0, 0))
    same = run("helm_repo", **task)
    assert (same["changed"], same["cache_updated"]) == (False, True)


def test_repo_damaged_index_is_fetched_again(run: Run, repository: str, home: Path) -> None:
    run("helm_repo", name="mine", url=repository)
    index = home / "helm-cache/repository/mine-index.yaml"
    index.write_text("half an ind")
    assert run("helm_repo", name="mine", url=repository)["changed"]
    assert "cache" in index.read_text()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"name": "a/b", "url": "http://127.0.0.1:9"}, "repository name (a/b) contains '/'"),
        ({"name": "a", "url": "http://127.0.0.1:9"}, 'looks like "http://127.0.0.1:9" is not a valid chart repository'),
        ({"url": "oci://registry.example.com"}, "a login needs a user name and a password"),
        ({"url": "oci://registry.example.com/x"}, "a login is for a registry's host"),
        ({"url": "http://127.0.0.1:9"}, "missing: name"),
        ({"name": "..", "url": "http://127.0.0.1:9"}, "is no name of a file"),
        ({"name": "a"}, "missing: url"),
        ({"state": "indexed"}, "missing: path"),
        ({"state": "indexed", "path": "/nowhere/at/all"}, "No such file or directory"),
    ],
)
def test_repo_bad_input(run: Run, tmp_path: Path, params: dict[str, Any], words: str) -> None:
    before = snapshot(tmp_path)
    result = run("helm_repo", **params)
    assert result["failed"] and words in result["msg"]
    assert {name for name in snapshot(tmp_path) if not name.endswith(".lock")} == set(before)


def test_the_action_groups_cluster_is_no_harm(run: Run, repository: str, tmp_path: Path) -> None:
    cluster = {"kubeconfig": "/nowhere", "context": "c", "api_key": "k", "host": "https://h", "in_cluster": False}
    assert not run("helm_repo", name="mine", url=repository, **cluster).get("failed")
    assert not run("helm_chart", path=str(tmp_path / "cache"), state="absent", **cluster).get("failed")
