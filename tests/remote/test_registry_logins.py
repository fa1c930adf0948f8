# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of a real registry: looked for, written and asked of helpers as helm does."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import logins
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource

from .conftest import Home, trusting
from .test_registry import MakeArchive, push


@pytest.mark.parametrize("file", ["task", "helm", "docker"])
def test_logins_are_looked_for_as_helm_looks(
    home: Home, private: Registry, keys: Keys, chart_archive: MakeArchive, file: str
) -> None:
    path = chart_archive("shop", "1.0.0")
    push(home, path, f"{private.url}/{file}", trusting(keys))
    if file == "helm":
        ask = ["registry", "login", private.host, "-u", USER, "--password-stdin", "--ca-file", keys.ca]
        home.helm(*ask, given=PASSWORD)
    elif file == "docker":
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        (home.folder / ".docker").mkdir()
        (home.folder / ".docker/config.json").write_text(json.dumps({"auths": {private.host: {"auth": pair}}}))
    credentials = trusting(keys) if file == "task" else trusting(keys, username="", password="")
    found = home.locator().locate(ChartSource(f"{private.url}/{file}/shop", credentials=credentials))
    assert found.archive == path.read_bytes()


def test_helm_uses_the_login_that_we_wrote(
    home: Home, private: Registry, keys: Keys, chart_archive: MakeArchive
) -> None:
    push(home, chart_archive("shop", "1.0.0"), f"{private.url}/login", trusting(keys))
    file = logins.LoginFile(home.paths.registry_config, home.environ)
    file.put(private.host, logins.Login(USER, PASSWORD))
    file.save()
    printed = home.helm("show", "chart", f"{private.url}/login/shop", "--ca-file", keys.ca)
    assert "version: 1.0.0" in printed


def test_the_login_file_is_helms_to_the_byte(home: Home, private: Registry, keys: Keys, tmp_path: Path) -> None:
    path = Path(home.paths.registry_config)
    path.parent.mkdir(parents=True)
    path.write_text(
        '{"HttpHeaders": {"b": "<1>", "a": 2}, "auths": {"z.example": {"auth": "eDp5"}}, "currentContext": "d"}'
    )
    file = logins.LoginFile(str(path), home.environ)
    file.put(private.host, logins.Login(USER, PASSWORD))
    home.helm("registry", "login", private.host, "-u", USER, "--password-stdin", "--ca-file", keys.ca, given=PASSWORD)
    assert file.text() == path.read_text()
    file.save()
    assert path.stat().st_mode & 0o777 == 0o600
    home.helm("registry", "logout", private.host)
    file.remove(private.host)
    assert file.text() == path.read_text()


HELPER = """#!/bin/sh
cat > "{log}.$1"
[ "$1" = get ] || exit 0
grep -q "{host}" "{log}.get" && exec printf '{{"Username": "{user}", "Secret": "{password}"}}'
echo "credentials not found in native keychain"
exit 1
"""


@pytest.fixture
def helper(home: Home, private: Registry) -> Path:
    """A program that knows the private registry's password, and keeps what it was given in files beside it."""
    folder = home.folder / "bin"
    folder.mkdir()
    path = folder / "docker-credential-keeper"
    path.write_text(HELPER.format(log=folder / "given", host=private.host, user=USER, password=PASSWORD))
    path.chmod(0o755)
    home.environ["PATH"] = f"{folder}:{home.environ['PATH']}"
    return folder


@pytest.mark.parametrize("file", ["helm", "docker"])
def test_credential_helpers_are_asked_as_helm_asks_them(
    home: Home, private: Registry, keys: Keys, chart_archive: MakeArchive, helper: Path, file: str
) -> None:
    path = chart_archive("shop", "1.0.0")
    push(home, path, f"{private.url}/helper", trusting(keys))
    docker = Path(logins.docker_file(home.environ))
    config, key = (Path(home.paths.registry_config), "credsStore") if file == "helm" else (docker, "credHelpers")
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({key: "keeper" if file == "helm" else {private.host: "keeper"}}))
    assert "version: 1.0.0" in home.helm("show", "chart", f"{private.url}/helper/shop", "--ca-file", keys.ca)
    theirs = (helper / "given.get").read_text()
    (helper / "given.get").unlink()
    credentials = trusting(keys, username="", password="")
    assert home.locator().locate(ChartSource(f"{private.url}/helper/shop", credentials=credentials)).archive
    assert (helper / "given.get").read_text() == theirs == private.host


def test_a_login_goes_to_the_helper_that_the_file_names(home: Home, private: Registry, helper: Path) -> None:
    path = Path(home.paths.registry_config)
    path.parent.mkdir(parents=True)
    path.write_text('{"credsStore": "keeper"}')
    file = logins.LoginFile(str(path), home.environ)
    file.put("other.example", logins.Login("u", "c4nary"))
    file.remove("other.example")
    file.save()
    assert json.loads((helper / "given.store").read_text()) == {
        "ServerURL": "other.example", "Username": "u", "Secret": "c4nary",
    }  # fmt: skip
    assert (helper / "given.erase").read_text() == "other.example" and "c4nary" not in path.read_text()
    assert not file.get("other.example")
    path.write_text('{"credsStore": "../evil"}')
    with pytest.raises(FetchError, match="is not installed"):
        logins.LoginFile(str(path), home.environ).get("x")


@pytest.mark.parametrize("difference", [{"username": "", "password": ""}, {"password": "wr0ng-word"}])
def test_without_the_right_login_nothing_is_read(
    home: Home, private: Registry, keys: Keys, difference: dict[str, str]
) -> None:
    with pytest.raises(FetchError) as caught:
        home.locator().locate(ChartSource(f"{private.url}/any/shop", credentials=trusting(keys, **difference)))
    assert caught.value.status == 401 and "log in" in caught.value.hint
    assert "wr0ng" not in str(vars(caught.value))
