# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A registry that wants tokens: the real one checks what our tokens allow, and helm is at the other end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Callable, Iterator

import pytest
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry
from chart_servers.token import REFRESH, TokenServer

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource

from .conftest import Home, Run, trusting

MakeArchive = Callable[..., Path]


@pytest.fixture(scope="module")
def tokens(keys: Keys) -> Iterator[TokenServer]:
    server = TokenServer(keys)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, keys: Keys, tokens: TokenServer) -> Iterator[Registry]:
    server = Registry(tmp_path_factory.mktemp("tokens") / "registry", keys, auth=tokens.settings(keys))
    yield server
    server.stop()


def account(keys: Keys) -> dict[str, str]:
    return {"chart_repo_username": USER, "chart_repo_password": PASSWORD, "chart_ca_cert": str(keys.ca)}


def test_pushing_and_pulling_with_tokens(
    converge: Run, home: Home, guarded: Registry, tokens: TokenServer, keys: Keys, chart_archive: MakeArchive
) -> None:
    path = chart_archive("shop", "1.0.0")
    task = {"state": "pushed", "path": str(path), "chart_repo_url": f"{guarded.url}/team", **account(keys)}
    converge("helm_chart", **task)
    theirs = ["--username", USER, "--password", PASSWORD, "--ca-file", keys.ca]
    assert "version: 1.0.0" in home.helm("show", "chart", f"{guarded.url}/team/shop", *theirs)
    before = len(tokens.server.asked)
    found = home.locator().locate(ChartSource(f"{guarded.url}/team/shop", credentials=trusting(keys)))
    assert found.archive == path.read_bytes()
    asked = [entry.path for entry in tokens.server.asked[before:]]
    assert len(asked) == 1 and "scope=repository%3Ateam%2Fshop%3Apull" in asked[0]  # one token for tags, manifest, blob


def test_what_everybody_may_read_needs_no_login(
    run: Run, home: Home, guarded: Registry, keys: Keys, chart_archive: MakeArchive
) -> None:
    path = chart_archive("shop", "1.0.0")
    run("helm_chart", state="pushed", path=str(path), chart_repo_url=f"{guarded.url}/open", **account(keys))
    nobody = trusting(keys, username="", password="")
    assert home.locator().locate(ChartSource(f"{guarded.url}/open/shop", credentials=nobody)).chart.name == "shop"
    with pytest.raises(FetchError) as caught:
        home.locator().locate(ChartSource(f"{guarded.url}/team/shop", "1.0.0", credentials=nobody))
    assert caught.value.status == 401 and "log in" in caught.value.hint


def test_an_identity_token_is_as_good_as_a_password(
    run: Run, home: Home, guarded: Registry, keys: Keys, chart_archive: MakeArchive
) -> None:
    path = chart_archive("shop", "2.0.0")
    run("helm_chart", state="pushed", path=str(path), chart_repo_url=f"{guarded.url}/team", **account(keys))
    file = Path(home.paths.registry_config)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"auths": {guarded.host: {"identitytoken": REFRESH}}}))
    source = f"{guarded.url}/team/shop"
    assert "version: 2.0.0" in home.helm("show", "chart", source, "--version", "2.0.0", "--ca-file", keys.ca)
    ours = ChartSource(source, "2.0.0", credentials=trusting(keys, username="", password=""))
    assert home.locator().locate(ours).chart.version == "2.0.0"


def test_logging_in_where_tokens_are_given(run: Run, home: Home, guarded: Registry, keys: Keys) -> None:
    task = {"url": f"oci://{guarded.host}", "username": USER, "ca_cert": str(keys.ca)}
    failed = run("helm_repo", **task, password="wr0ng-word")
    assert failed["failed"] and "401" in failed["msg"] and "wr0ng" not in json.dumps(failed)
    assert run("helm_repo", **task, password=PASSWORD)["changed"]
    ours = Path(home.paths.registry_config).read_text()
    home.helm("registry", "login", guarded.host, "-u", USER, "--password-stdin", "--ca-file", keys.ca, given=PASSWORD)
    assert Path(home.paths.registry_config).read_text() == ours
