# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier tasks in check mode would have made known, by their options; a login is used so. Repositories in a play:
tests/modules/test_check_mode_play.py."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import chart_specs, dropin_charts, repo
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

from .conftest import Home


def given(spec: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {**{name: option.get("default") for name, option in spec["argument_spec"].items()}, **options}


def own(**options: Any) -> Any:
    return repo.expected(given(chart_specs.repo(), **options))


def test_a_login_that_would_be_kept_is_used(
    home: Home, private: Registry, keys: Keys, chart_archive: Callable[..., Any]
) -> None:
    trusted = Credentials(ca_cert=str(keys.ca))
    source = ChartSource(f"{private.url}/foreseen/shop", credentials=trusted)
    login = ("--username", USER, "--password", PASSWORD, "--ca-file", keys.ca)
    home.helm("push", chart_archive("shop", "1.0.0"), f"{private.url}/foreseen", *login)
    with pytest.raises(FetchError, match="basic credential not found"):
        Locator(home.paths, Env(), writable=False).locate(source)
    kind, host, entry = own(url=f"oci://{private.host}", username=USER, password=PASSWORD)
    env = Env()
    env.foreseen = {kind: {home.paths.registry_config: {host: entry}}}
    assert Locator(home.paths, env, writable=False).locate(source).chart.name == "shop"


def test_what_a_task_makes_known() -> None:
    known = own(name="mine", url="https://charts.example.com", username="u", password="p")
    assert known[:2] == ("repositories", "mine") and known[2]["password"] == "p"
    assert own(name="mine", state="absent") == ("repositories", "mine", None)
    assert own(url="oci://registry.example.com", state="absent") == ("logins", "registry.example.com", None)
    assert own(path="/srv/charts", state="indexed") is None


def test_what_a_task_of_kubernetes_core_makes_known() -> None:
    from ansible_collections.native.helm.plugins.module_utils._helm.entry import dropin_chart_specs as theirs

    options = {"repo_name": "mine", "repo_url": "https://charts.example.com/", "repo_username": "u"}
    known = dropin_charts.repository_expected(given(theirs.helm_repository(), **options, repo_password="p"))
    assert known == own(name="mine", url="https://charts.example.com", username="u", password="p")
    login = {"host": "registry.example.com", "username": "u", "password": "p"}
    assert dropin_charts.registry_expected(given(theirs.helm_registry_auth(), **login)) == (
        "logins", "registry.example.com", ["u", "p"],
    )  # fmt: skip
