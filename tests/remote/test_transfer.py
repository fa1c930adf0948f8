# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart pulled and pushed, against real servers, with helm at the other end."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from typing import Callable

import openpgp
import pytest
from chart_servers.caddy import Caddy
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.museum import Museum
from chart_servers.registry import Registry

from .conftest import HELM, Home, Run, snapshot

MakeArchive = Callable[..., Path]


@pytest.fixture
def served(caddy: Caddy, home: Home, chart_archive: MakeArchive) -> tuple[str, Path]:
    """A folder of Caddy with an index that helm made: its path below the servers' URLs, and the folder."""
    folder = caddy.root / secrets.token_hex(8)  # not the test's name: that has words which the test looks for
    folder.mkdir()
    for version in ("1.0.0", "1.1.0+b.1"):
        path = chart_archive("shop", version)
        shutil.copy(path, folder)
    home.helm("repo", "index", folder)
    return f"/{folder.name}", folder


def login(keys: Keys) -> dict[str, str]:
    return {"chart_repo_username": USER, "chart_repo_password": PASSWORD, "chart_ca_cert": str(keys.ca)}


def test_pulled_is_what_helm_pulls(
    converge: Run, home: Home, caddy: Caddy, served: tuple[str, Path], keys: Keys, tmp_path: Path
) -> None:
    url = caddy.password + served[0]
    options = ["--repo", url, "--username", USER, "--password", PASSWORD, "--ca-file", keys.ca]
    done = converge(
        "helm_chart", state="pulled", chart="shop", chart_repo_url=url, dest=str(tmp_path / "a"), **login(keys)
    )
    (tmp_path / "b").mkdir()
    home.helm("pull", "shop", *options, "-d", tmp_path / "b")
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")
    assert done["archive"] == str(tmp_path / "a/shop-1.1.0+b.1.tgz") and done["metadata"]["version"] == "1.1.0+b.1"


def test_untar_is_what_helm_unpacks(
    converge: Run, home: Home, registry: Registry, chart_archive: MakeArchive, tmp_path: Path
) -> None:
    path = chart_archive("shop", "1.0.0", dependencies=[])
    home.helm("push", "--plain-http", path, f"{registry.url}/untar")
    chart = f"{registry.url}/untar/shop"
    done = converge("helm_chart", state="pulled", chart=chart, plain_http=True, dest=str(tmp_path / "a"), untar=True)
    home.helm("pull", "--plain-http", chart, "--untar", "-d", tmp_path / "b")
    assert done["path"] == str(tmp_path / "a/shop")
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")


@pytest.mark.parametrize("what", ["edited", "another version", "a file", "a link", "one file more"])
def test_untar_replaces_nothing_unasked(
    run: Run, converge: Run, caddy: Caddy, served: tuple[str, Path], tmp_path: Path, what: str
) -> None:
    task = {"state": "pulled", "chart": "shop", "chart_repo_url": caddy.plain + served[0], "dest": str(tmp_path / "a")}
    task |= {"untar": True}
    run("helm_chart", **task, chart_version="1.0.0" if what == "another version" else "")
    folder = tmp_path / "a/shop"
    (tmp_path / "elsewhere").mkdir()
    if what == "edited":
        (folder / "values.yaml").write_text("mine: 1\n")
    elif what == "one file more":
        (folder / "mine.txt").write_text("mine")
    elif what in ("a file", "a link"):
        shutil.rmtree(folder)
        folder.write_text("mine") if what == "a file" else folder.symlink_to(tmp_path / "elsewhere")
    before = snapshot(tmp_path / "a")
    failed = run("helm_chart", **task)
    assert failed["stderr"] == f"Error: failed to untar: a file or directory with the name {folder} already exists"
    assert snapshot(tmp_path / "a") == before
    converge("helm_chart", **task, force=True)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["shop"]
    assert "version: 1.1.0+b.1" in (folder / "Chart.yaml").read_text()


@pytest.mark.parametrize("place", ["http", "oci"])
def test_signatures_are_verified_where_the_archive_is_from(
    run: Run, converge: Run, home: Home, caddy: Caddy, registry: Registry, served: tuple[str, Path],
    place: str, tmp_path: Path,
) -> None:  # fmt: skip
    archive = served[1] / "shop-1.0.0.tgz"
    public = tmp_path / "public.gpg"
    key = openpgp.Key("alice")
    public.write_bytes(key.public)
    secret = tmp_path / "secret.gpg"
    secret.write_bytes(key.secret)
    home.helm(
        "package", unpacked(home, archive, tmp_path), "--sign", "--key", "Alice", "--keyring", secret, "-d", served[1]
    )
    if place == "oci":
        home.helm("push", "--plain-http", archive, f"{registry.url}/signed")
        chart = {"chart": f"{registry.url}/signed/shop", "plain_http": True}
    else:
        chart = {"chart": f"{caddy.plain}{served[0]}/shop-1.0.0.tgz"}
    task = {"state": "pulled", "dest": str(tmp_path / "a"), "verify": True, "keyring": str(public), **chart}
    done = converge("helm_chart", **task)
    assert done["verification"]["signed_by"] == [openpgp.ALICE]
    home.helm("verify", done["archive"], "--keyring", public)
    public.write_bytes(openpgp.Key("mallory").public)
    shutil.rmtree(tmp_path / "a")
    failed = run("helm_chart", **task)
    assert failed["stderr"] == "Error: openpgp: signature made by unknown entity" and not (tmp_path / "a").exists()


def unpacked(home: Home, archive: Path, tmp_path: Path) -> Path:
    shutil.unpack_archive(archive, tmp_path / "signing", format="gztar")
    return tmp_path / "signing/shop"


def test_an_unsigned_chart_is_refused_where_a_signature_is_asked_for(
    run: Run, caddy: Caddy, served: tuple[str, Path], registry: Registry, home: Home, tmp_path: Path
) -> None:
    home.helm("push", "--plain-http", served[1] / "shop-1.0.0.tgz", f"{registry.url}/unsigned")
    (tmp_path / "ring").write_bytes(b"")
    for chart in (f"{caddy.plain}{served[0]}/shop-1.0.0.tgz", f"{registry.url}/unsigned/shop"):
        task = {"state": "pulled", "dest": str(tmp_path / "a"), "verify": True, "keyring": str(tmp_path / "ring")}
        failed = run("helm_chart", **task, chart=chart, plain_http=True)
        assert failed["failed"] and (".prov" in failed["stderr"]), failed
        assert not (tmp_path / "a").exists()


def test_pushed_to_a_registry_is_what_helm_installs(
    converge: Run, home: Home, private: Registry, keys: Keys, chart_archive: MakeArchive
) -> None:
    path = chart_archive("shop", "1.0.0+x")
    task = {"state": "pushed", "path": str(path), "chart_repo_url": f"{private.url}/pushed", **login(keys)}
    done = converge("helm_chart", **task)
    assert done["reference"] == f"{private.url}/pushed/shop:1.0.0_x"
    options = ["--username", USER, "--password", PASSWORD, "--ca-file", keys.ca]
    assert "kind: ConfigMap" in home.helm("template", f"{private.url}/pushed/shop", "-g", *options)
    Path(f"{path}.prov").write_text("now signed\n")
    assert converge("helm_chart", **task)["manifest_digest"] != done["manifest_digest"]


@pytest.mark.parametrize("context", ["", "/museum"])
def test_pushed_to_a_chart_server(
    run: Run, converge: Run, home: Home, chart_archive: MakeArchive, tmp_path: Path, context: str
) -> None:
    museum = Museum(tmp_path / "museum", HELM, context=context)
    try:
        path = chart_archive("shop", "1.0.0")
        Path(f"{path}.prov").write_text("signed\n")
        account = {"chart_repo_username": USER, "chart_repo_password": PASSWORD}
        task = {"state": "pushed", "path": str(path), "chart_repo_url": museum.url, **account}
        assert run("helm_chart", check=True, **task)["changed"] and not museum.posts
        assert run("helm_chart", **task)["changed"] and (museum.folder / "shop-1.0.0.tgz.prov").is_file()
        posts = museum.posts
        assert not run("helm_chart", **task)["changed"] and museum.posts == posts
        home.helm("repo", "add", "m", museum.url, "--username", USER, "--password", PASSWORD)
        home.helm("pull", "m/shop", "--version", "1.0.0", cwd=tmp_path)
        assert (tmp_path / "shop-1.0.0.tgz").read_bytes() == path.read_bytes()
        shutil.copy(chart_archive("shop", "1.0.0", description="another"), tmp_path / "other.tgz")
        other = {**task, "path": str(tmp_path / "other.tgz")}
        for name in account:  # by now helm's file has them
            del other[name]
        failed = run("helm_chart", **other)
        assert "the server has another archive of shop 1.0.0" in failed["stderr"] and "force=true" in failed["msg"]
        assert run("helm_chart", **other, force=True)["changed"]
    finally:
        museum.stop()


@pytest.mark.parametrize(
    ("path", "url", "words"),
    [
        ("nothing.tgz", "oci://127.0.0.1:9/x", "nothing.tgz: no such file"),
        (".", "oci://127.0.0.1:9/x", "cannot push directory, must provide chart archive (.tgz)"),
    ],
)
def test_what_cannot_be_pushed_is_said_as_helm_says_it(
    run: Run, home: Home, monkeypatch: pytest.MonkeyPatch, path: str, url: str, words: str
) -> None:
    monkeypatch.chdir(home.folder)
    assert home.helm_error("push", "--plain-http", path, url) == words
    failed = run("helm_chart", state="pushed", path=path, chart_repo_url=url, plain_http=True)
    assert failed["stderr"] == f"Error: {words}"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://x.example/", "'ftp://x.example/' is no address of a registry or chart server"),
        ("shop", "'shop' is no address of a registry or chart server"),
        ("oci://HOST/X", 'invalid reference: invalid repository "X/shop"'),
        ("oci://host/x:1", 'invalid reference: invalid repository "x:1/shop"'),
        ("oci://host/x@sha256:00", 'invalid reference: invalid digest "sha256:00/shop:1.0.0"'),
    ],
)
def test_addresses_that_nothing_can_be_pushed_to(run: Run, chart_archive: MakeArchive, url: str, words: str) -> None:
    failed = run("helm_chart", state="pushed", path=str(chart_archive("shop", "1.0.0")), chart_repo_url=url)
    assert failed["failed"] and words in failed["msg"], failed["msg"]


def test_no_password_shows_in_a_result(
    run: Run, private: Registry, keys: Keys, chart_archive: MakeArchive, tmp_path: Path
) -> None:
    path = chart_archive("shop", "1.0.0")
    tasks = [
        {"state": "pushed", "path": str(path), "chart_repo_url": f"{private.url}/hidden", **login(keys)},
        {"state": "pulled", "chart": f"{private.url}/hidden/shop", "dest": str(tmp_path / "a"), **login(keys)},
    ]
    for task in tasks:
        for changes in ({}, {"chart_repo_username": "somebody"}):
            assert PASSWORD not in json.dumps(run("helm_chart", **{**task, **changes}))
