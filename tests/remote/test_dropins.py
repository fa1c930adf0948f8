# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drop-in modules for charts, repositories and registries, beside helm."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Callable

import openpgp
import pytest
import yaml
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry

from .conftest import Home, Run


@pytest.fixture
def url(caddy: Caddy, home: Home, chart_archive: Callable[..., Path], tmp_path: Path) -> str:
    """A repository of its own, with shop 1.0.0 and 1.1.0."""
    folder = caddy.root / tmp_path.name
    folder.mkdir()
    for version in ("1.0.0", "1.1.0"):
        shutil.copy(chart_archive("shop", version), folder)
    home.helm("repo", "index", folder)
    return f"{caddy.plain}/{tmp_path.name}"


def repositories(home: Home) -> list[dict[str, object]]:
    document = yaml.safe_load((home.folder / "config/repositories.yaml").read_text())
    found: list[dict[str, object]] = document["repositories"]
    return found


def test_a_repository_is_added_once(run: Run, home: Home, url: str) -> None:
    task = {"name": "example", "repo_url": f"{url}/"}
    predicted = run("helm_repository", check=True, **task)
    assert predicted["changed"] and predicted["stdout"] == "" and not (home.folder / "config").exists()
    done = run("helm_repository", **task)
    assert done["changed"] and done["command"] == f"helm repo add example {url}"
    assert done["stdout"] == '"example" has been added to your repositories\n' and done["stderr"] == ""
    assert home.helm("show", "chart", "example/shop").startswith("apiVersion")
    again = run("helm_repository", **task)
    assert not again["changed"] and (again["repo_name"], again["repo_url"]) == ("example", url)
    assert run("helm_repository", **task, force=True)["changed"]


def test_another_url_is_refused_unless_forced(run: Run, home: Home, url: str, caddy: Caddy) -> None:
    run("helm_repository", name="example", url=url)
    other = f"{url}/."
    failed = run("helm_repository", name="example", url=other)
    assert failed["failed"] and "Repository already have a repository named example" in failed["msg"]
    assert repositories(home)[0]["url"] == url
    assert run("helm_repository", name="example", url=other, force_update=True)["changed"]
    assert repositories(home)[0]["url"] == other


def test_settings_that_a_task_does_not_give_stay(run: Run, home: Home, caddy: Caddy, keys: Keys, url: str) -> None:
    private = url.replace(caddy.plain, caddy.password)
    home.helm("repo", "add", "p", private, "--username", USER, "--password", PASSWORD, "--ca-file", keys.ca)
    before = repositories(home)
    assert not run("helm_repository", name="p", url=private)["changed"]
    assert not run("helm_repository", name="p", url=private, username=USER, password=PASSWORD)["changed"]
    assert repositories(home) == before
    refused = run("helm_repository", name="p", url=private, username=USER, password="another password")
    assert refused["failed"] and "401 Unauthorized" in refused["stderr"] and repositories(home) == before
    assert "another password" not in json.dumps(refused)


def test_a_cluster_of_the_group_is_not_the_repositorys(run: Run, url: str) -> None:
    """ca_cert and validate_certs are the API server's."""
    cluster = {"ca_cert": "/nowhere/ca.pem", "validate_certs": False, "host": "https://127.0.0.1:1", "api_key": "abcd"}
    assert run("helm_repository", name="example", url=url, **cluster)["changed"]


def test_a_repository_is_removed_once(run: Run, home: Home, url: str) -> None:
    run("helm_repository", name="example", url=url)
    done = run("helm_repository", name="example", state="absent")
    assert done["changed"] and done["command"] == "helm repo rm example"
    assert done["stdout"] == '"example" has been removed from your repositories\n' and repositories(home) == []
    assert not run("helm_repository", name="example", state="absent")["changed"]


def test_a_login_is_tried_each_time(run: Run, home: Home, private: Registry, keys: Keys) -> None:
    task = {"host": private.host, "username": USER, "password": PASSWORD, "ca_file": str(keys.ca)}
    done = run("helm_registry_auth", **task)
    assert done["changed"] and done["stdout"] == "Login Succeeded\n"
    login = f"helm registry login {private.host} --username={USER} --password-stdin --ca-file={keys.ca}"
    assert done["command"] == login
    assert not run("helm_registry_auth", **task)["changed"]
    wrong = run("helm_registry_auth", **{**task, "password": "WrongPassword"})
    assert wrong["failed"] and "401" in wrong["stderr"] and "unauthorized" in wrong["stderr"].lower()
    assert wrong["stderr"].startswith(f'Error: authenticating to "{private.host}": ')
    assert "WrongPassword" not in json.dumps(wrong)
    out = run("helm_registry_auth", host=private.host, state="absent")
    assert out["changed"] and out["stdout"] == f"Removing login credentials for {private.host}\n"
    assert not run("helm_registry_auth", registry_url=private.host, state="absent")["changed"]


def test_a_chart_is_pulled(run: Run, url: str, tmp_path: Path) -> None:
    task = {"chart_ref": "shop", "repo_url": url, "destination": str(tmp_path / "a")}
    predicted = run("helm_pull", check=True, **task)
    assert predicted["changed"] and predicted["rc"] == 0 and not (tmp_path / "a").exists()
    done = run("helm_pull", **task)
    assert done["changed"] and done["archive"] == str(tmp_path / "a/shop-1.1.0.tgz")
    assert done["command"] == f"helm pull shop --repo {url} --destination {tmp_path / 'a'}"
    assert (done["rc"], done["stdout"], done["stderr"]) == (0, "", "")
    assert not run("helm_pull", **task)["changed"]
    assert run("helm_pull", **task, force=True)["changed"]


@pytest.mark.parametrize("untar", [True, False])
def test_a_version_that_is_there_is_not_asked_for(
    run: Run, caddy: Caddy, url: str, tmp_path: Path, untar: bool
) -> None:
    task = {"chart_ref": "shop", "repo_url": url, "destination": str(tmp_path / "a"), "chart_version": "1.0.0"}
    task["untar_chart"] = untar
    assert run("helm_pull", **task)["changed"]
    if untar:
        (tmp_path / "a/shop/values.yaml").write_text("mine: 1\n")
    asked = len(caddy.asked())
    again = run("helm_pull", **task)
    assert not again["changed"] and (again["command"], again["rc"]) == ("", 0)
    assert again["msg"] == "Chart shop version 1.0.0 already exists in destination directory"
    assert len(caddy.asked()) == asked
    assert run("helm_pull", **task, force=True)["changed"]
    assert not untar or (tmp_path / "a/shop/values.yaml").read_text() == "size: 1\n"


def test_force_replaces_no_folder_without_a_chart(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "a/shop").mkdir(parents=True)
    (tmp_path / "a/shop/mine.txt").write_text("mine")
    task = {"chart_ref": "shop", "repo_url": url, "destination": str(tmp_path / "a"), "untar_chart": True}
    failed = run("helm_pull", **task, force=True)
    path = tmp_path / "a/shop"
    assert failed["stderr"] == f"Error: failed to untar: a file or directory with the name {path} already exists"
    assert (failed["rc"], failed["stdout"]) == (1, "") and os.listdir(path) == ["mine.txt"]


def test_a_chart_of_a_registry_tells_what_helm_prints(
    run: Run, home: Home, registry: Registry, chart_archive: Callable[..., Path], tmp_path: Path
) -> None:
    home.helm("push", chart_archive("shop", "1.0.0+a"), f"{registry.url}/dropin", "--plain-http")
    (tmp_path / "b").mkdir()
    chart = f"{registry.url}/dropin/shop"
    said = home.helm("pull", chart, "--plain-http", "--version", "1.0.0+a", "-d", tmp_path / "b")
    done = run("helm_pull", chart_ref=chart, plain_http=True, chart_version="1.0.0+a", destination=str(tmp_path / "a"))
    assert said.startswith(done["stdout"]) and done["stdout"].startswith("Pulled: ")


def test_a_signature_comes_along(run: Run, home: Home, caddy: Caddy, url: str, tmp_path: Path) -> None:
    served = caddy.root / url.rpartition("/")[2]
    unsigned = run("helm_pull", chart_ref="shop", repo_url=url, destination=str(tmp_path / "a"), provenance=True)
    assert unsigned["changed"] and "Verification not found" in json.dumps(unsigned["warnings"])
    secret = tmp_path / "secret.gpg"
    secret.write_bytes(openpgp.Key("alice").secret)
    shutil.unpack_archive(served / "shop-1.1.0.tgz", tmp_path / "signing", format="gztar")
    sign = ("--sign", "--key", "Alice", "--keyring", secret)
    home.helm("package", tmp_path / "signing/shop", *sign, "-d", served)
    home.helm("repo", "index", served)
    done = run("helm_pull", chart_ref="shop", repo_url=url, destination=str(tmp_path / "b"), provenance=True)
    assert sorted(os.listdir(tmp_path / "b")) == ["shop-1.1.0.tgz", "shop-1.1.0.tgz.prov"]
    assert "verification" not in done and "warnings" not in done
    public = tmp_path / "public.gpg"
    public.write_bytes(openpgp.Key("alice").public)
    task = {"chart_ref": "shop", "repo_url": url, "verify_chart": True, "verify_chart_keyring": str(public)}
    verified = run("helm_pull", **task, destination=str(tmp_path / "c"))
    (tmp_path / "d").mkdir()
    said = home.helm("pull", "shop", "--repo", url, "--verify", "--keyring", public, "-d", tmp_path / "d")
    assert verified["stdout"] == said


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        ("helm_pull", {"chart_version": "1", "chart_devel": True}, "mutually exclusive: chart_version|chart_devel"),
        ("helm_pull", {"username": "a"}, "missing parameter(s) required by 'repo_username': repo_password"),
        ("helm_pull", {"password": "abcd"}, "missing parameter(s) required by 'repo_password': repo_username"),
        ("helm_repository", {"repo_name": "a"}, "repo_state is present but all of the following are missing: repo_url"),
        ("helm_repository", {"repo_name": "a", "context": "a", "ca_cert": "b"}, "mutually exclusive: context|ca_cert"),
        ("helm_repository", {"repo_name": "a", "url": "b", "username": "c"}, "together: repo_username, repo_password"),
        ("helm_registry_auth", {"host": "a", "username": "b"}, "required together: username, password"),
        ("helm_plugin", {"plugin_name": "a"}, "state is present but all of the following are missing: plugin_path"),
        ("helm_plugin", {"plugin_name": "a", "plugin_path": "b"}, "mutually exclusive: plugin_name|plugin_path"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(run: Run, module: str, options: dict[str, object], words: str) -> None:
    required = {"chart_ref": "shop", "destination": "/nowhere"} if module == "helm_pull" else {}
    failed = run(module, **required, **options)
    assert failed["failed"] and words in failed["msg"]


def test_no_plugin_is_needed(run: Run) -> None:
    path = "https://github.com/databus23/helm-diff"
    done = run("helm_plugin", plugin_path=path, plugin_version="3.9.0", verify=False)
    assert (done["changed"], done["rc"]) == (False, 0)
    assert done["command"] == f"helm plugin install {path} --version=3.9.0 --verify=false"
    assert "In its place: check mode and --diff" in json.dumps(done["warnings"])
    gone = run("helm_plugin", plugin_name="env", state="absent")
    assert gone["msg"] == "Plugin not found or is already uninstalled"
    assert "warnings" not in gone
    assert run("helm_plugin", plugin_name="env", state="latest")["msg"] == "Plugin not found"


def test_no_plugin_is_found(run: Run, home: Home) -> None:
    found = run("helm_plugin_info", plugin_name="diff")
    assert (found["changed"], found["plugin_list"], found["rc"]) == (False, [], 0)
    assert found["stdout"] == home.helm("plugin", "list")
