# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_repo with Caddy and a real registry: the files are helm's, in both directions."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any, Callable

import pytest
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository.index import Index
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

from .conftest import Home, Run

MakeArchive = Callable[..., Path]


@pytest.fixture
def served(caddy: Caddy, home: Home, chart_archive: MakeArchive) -> Path:
    """A folder of Caddy with one chart and an index that helm made."""
    folder = caddy.root / secrets.token_hex(8)  # not the test's name: that has words which the test looks for
    folder.mkdir()
    shutil.copy(chart_archive("shop", "1.0.0"), folder)
    home.helm("repo", "index", folder)
    os.utime(folder / "index.yaml", (1_714_979_289, 1_714_979_289))
    return folder


def settings(kind: str, caddy: Caddy, keys: Keys) -> tuple[str, dict[str, Any], list[object]]:
    """The server of that kind: its URL, the task's options, helm's."""
    if kind == "password":
        task: dict[str, Any] = {"username": USER, "password": PASSWORD, "ca_cert": str(keys.ca)}
        return caddy.password, task, ["--username", USER, "--password", PASSWORD, "--ca-file", keys.ca]
    if kind == "certificate":
        pair = {"client_cert": str(keys.client), "client_key": str(keys.client_key)}
        theirs = ["--cert-file", keys.client, "--key-file", keys.client_key, "--ca-file", keys.ca]
        return caddy.certificate, {**pair, "ca_cert": str(keys.ca)}, theirs
    return caddy.old, {"validate_certs": False}, ["--insecure-skip-tls-verify"]


@pytest.mark.parametrize("kind", ["password", "certificate", "unchecked"])
def test_a_private_repository_is_the_same_to_helm_and_to_us(
    run: Run, converge: Run, home: Home, caddy: Caddy, keys: Keys, served: Path, kind: str, tmp_path: Path
) -> None:
    url, task, theirs = settings(kind, caddy, keys)
    url = f"{url}/{served.name}"
    converge("helm_repo", name="ours", url=url, **task)
    file = Path(home.paths.repositories)
    ours = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    more = ["--insecure-skip-tls-verify"] if kind == "unchecked" else []  # pull does not look at what the file says
    home.helm("pull", "ours/shop", "-d", tmp_path, *more)
    file.unlink()
    home.helm("repo", "add", "ours", url, *theirs)
    assert file.read_text() == ours
    assert not run("helm_repo", name="ours", url=url, **task)["changed"]
    found = home.locator().locate(ChartSource("ours/shop"))
    assert found.archive == (tmp_path / "shop-1.0.0.tgz").read_bytes()


def test_only_this_repository_is_asked_and_only_whether_there_is_news(
    run: Run, home: Home, caddy: Caddy, served: Path, chart_archive: MakeArchive
) -> None:
    url = f"{caddy.plain}/{served.name}"
    run("helm_repo", name="other", url=url + "/")
    task = {"name": "ours", "url": url, "update_cache": True}
    assert run("helm_repo", **task)["changed"]
    before = len(caddy.asked())
    again = run("helm_repo", **task)
    assert (again["changed"], again["cache_updated"]) == (False, True)
    assert caddy.asked()[before:] == [f"- GET /{served.name}/index.yaml 304"]
    shutil.copy(chart_archive("shop", "1.1.0"), served)
    home.helm("repo", "index", served)
    assert run("helm_repo", **task)["changed"]
    assert "1.1.0" in home.helm("search", "repo", "ours/")
    assert "1.1.0" not in home.helm("search", "repo", "other/")
    before = len(caddy.asked())
    assert not run("helm_repo", **task, force=True)["changed"]
    assert caddy.asked()[before:] == [f"- GET /{served.name}/index.yaml 200"]


def test_an_index_generated_anew_is_no_change(run: Run, home: Home, caddy: Caddy, served: Path) -> None:
    task = {"name": "ours", "url": f"{caddy.plain}/{served.name}", "update_cache": True}
    run("helm_repo", **task)
    lines = (served / "index.yaml").read_text().splitlines()
    (served / "index.yaml").write_text("\n".join([*lines[:-1], 'generated: "2030-01-01T00:00:00Z"', ""]))
    again = run("helm_repo", **task)
    assert (again["changed"], again["cache_updated"]) == (False, True)


def test_what_is_kept_of_a_repository_is_for_one_identity(home: Home, caddy: Caddy, keys: Keys, served: Path) -> None:
    source = ChartSource("shop", repo_url=f"{caddy.password}/{served.name}")
    allowed = Credentials(username=USER, password=PASSWORD, ca_cert=str(keys.ca))
    for credentials in (allowed, allowed):
        home.locator().locate(ChartSource(**{**vars(source), "credentials": credentials}))
    for changes in ({"password": "no"}, {"username": "", "password": ""}, {"ca_cert": ""}):
        with pytest.raises(Exception, match=r"401|signed by unknown authority"):
            refused = Credentials(**{**vars(allowed), **changes})
            home.locator().locate(ChartSource(**{**vars(source), "credentials": refused}))
    folder = Path(home.paths.indexes)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("password", {"password": "wr0ng-word"}, "401 Unauthorized"),
        ("password", {"ca_cert": ""}, "certificate verify failed"),
        ("old", {"ca_cert": "{ca}"}, "certificate has expired"),
        ("certificate", {"client_cert": "", "client_key": ""}, "alert certificate required"),
        ("certificate", {"client_cert": "{stranger}", "client_key": "{stranger_key}"}, "alert unknown ca"),
        ("certificate", {"client_key": "{stranger_key}"}, "no certificate or key in PEM that goes with the others"),
        ("certificate", {"client_cert": "/no/such.pem"}, "No such file or directory"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    run: Run, home: Home, caddy: Caddy, keys: Keys, served: Path, kind: str, changes: dict[str, str], words: str
) -> None:
    url, task, _theirs = settings(kind, caddy, keys)
    task = {"username": None, **({} if kind == "old" else task)}
    task |= {
        name: value.format(**{key: str(path) for key, path in vars(keys).items()}) for name, value in changes.items()
    }
    given = {name: value for name, value in task.items() if value}
    failed = run("helm_repo", name="ours", url=f"{url}/{served.name}", **given)
    assert failed.get("failed") and words in failed["msg"], failed["msg"]
    assert "wr0ng" not in json.dumps(failed) and failed["msg"].endswith(".")
    assert not Path(home.paths.repositories).exists() and not list(home.folder.rglob("ours-index.yaml"))


def test_a_registry_is_logged_in_to_and_out_of(
    run: Run, converge: Run, home: Home, private: Registry, keys: Keys
) -> None:
    task = {"url": f"oci://{private.host}", "username": USER, "password": PASSWORD, "ca_cert": str(keys.ca)}
    done = converge("helm_repo", **task)
    file = Path(home.paths.registry_config)
    ours = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600 and PASSWORD not in json.dumps(done)
    file.unlink()
    home.helm("registry", "login", private.host, "-u", USER, "--password-stdin", "--ca-file", keys.ca, given=PASSWORD)
    assert file.read_text() == ours
    assert not run("helm_repo", **task)["changed"]
    converge("helm_repo", url=task["url"], state="absent")
    theirs = file.read_text()
    home.helm("registry", "logout", private.host)
    assert file.read_text() == theirs and private.host not in theirs


def test_a_login_that_the_registry_refuses_is_not_kept(run: Run, home: Home, private: Registry, keys: Keys) -> None:
    task = {"url": f"oci://{private.host}", "username": USER, "ca_cert": str(keys.ca)}
    assert run("helm_repo", **task, password=PASSWORD)["changed"]
    before = Path(home.paths.registry_config).read_bytes()
    for check in (True, False):
        failed = run("helm_repo", **task, password="wr0ng-word", check=check)
        assert failed.get("failed") and "401" in failed["stderr"] and "wr0ng" not in json.dumps(failed)
    assert Path(home.paths.registry_config).read_bytes() == before


def test_relative_addresses_are_found_as_helm_finds_them(
    home: Home, caddy: Caddy, served: Path, chart_archive: MakeArchive, tmp_path: Path
) -> None:
    inner = served / "inner"
    inner.mkdir()
    text = (served / "index.yaml").read_text()
    path = served / "shop-1.0.0.tgz"
    for where, address in (
        (inner / "deep/shop-1.0.0.tgz", "deep/shop-1.0.0.tgz"),
        (served / "shop-1.0.0.tgz", "../shop-1.0.0.tgz"),
        (caddy.root / "root-1.tgz", "/root-1.tgz"),
        (inner / "a+b.tgz", "a%2Bb.tgz"),
    ):
        where.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, where) if where != path else None
        (inner / "index.yaml").write_text(text.replace("- shop-1.0.0.tgz", f"- {address}"))
        url = f"{caddy.plain}/{served.name}/inner/?q=1"
        (tmp_path / "t").mkdir(exist_ok=True)
        before = len(caddy.asked())
        home.helm("pull", "shop", "--repo", url, "-d", tmp_path / "t")
        theirs = caddy.asked()[before:]
        shutil.rmtree(home.paths.cache, ignore_errors=True)
        home.locator().locate(ChartSource("shop", repo_url=url))
        assert caddy.asked()[before + len(theirs) :] == theirs


INDEXES = {
    "a name twice": "entries:\n  a:\n  - {name: a, version: 1.0.0}\n  a:\n  - {name: a, version: 2.0.0}\n",
    "a key twice": "entries:\n  a:\n  - name: a\n    version: 1.0.0\n    name: a\n",
    "keys twice below": "entries:\n  a:\n  - name: a\n    version: 1.0.0\n    annotations: {b: x, c: y, b: z}\n",
    "broken": "entries:\n  a:\n  - name: a\n    version: 1.0.0\n    urls: [\n",
    "no list": "entries:\n  a: x\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_that_helm_refuses_is_refused_in_its_words(run: Run, home: Home, caddy: Caddy, name: str) -> None:
    folder = caddy.root / f"bad-{name.replace(' ', '-')}"
    folder.mkdir()
    (folder / "index.yaml").write_text(f"apiVersion: v1\n{INDEXES[name]}" if INDEXES[name] else "")
    url = f"{caddy.plain}/{folder.name}"
    theirs = home.helm_error("repo", "add", "x", url)
    failed = run("helm_repo", name="x", url=url)
    if name == "no list":  # Go names the types of its structs
        assert "cannot unmarshal string" in theirs and failed["stderr"].endswith("the versions of 'a' are no list")
    else:
        assert failed["stderr"] == f"Error: {theirs}"
    assert not Path(home.paths.repositories).exists()


def test_invalid_entries_are_left_out_as_by_helm(run: Run, home: Home, caddy: Caddy) -> None:
    folder = caddy.root / "invalid"
    folder.mkdir()
    entries = "  - null\n  - {name: a, version: null}\n  - {name: null, version: 1.0.0}\n  - {name: a, version: x}\n"
    good = "  - {name: a, version: 1.0.0, urls: [a.tgz]}\n"
    (folder / "index.yaml").write_text(f"apiVersion: v1\nentries:\n  a:\n{entries}{good}  b: null\n  c: []\n")
    run("helm_repo", name="x", url=f"{caddy.plain}/invalid")
    theirs = json.loads(home.helm("search", "repo", "x/", "-l", "-o", "json"))
    ours = Index.load((folder / "index.yaml").read_bytes(), "x", warn=lambda _text: None)
    assert [(entry["name"], entry["version"]) for entry in theirs] == [("x/a", "1.0.0")]
    assert [entry["version"] for name in ours.names for entry in ours.versions(name)] == ["1.0.0"]
