# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories and registries by way of the environment's proxy: with its password, and Go's rules for NO_PROXY."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from authority import Authority
from connect_proxy import Proxy
from unit.kube.server import Reply, Server

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError, RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import HttpSession
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

VARIABLES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
NAMED = "charts.example.com"  # only the proxy knows where that is


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_a_tunnel_goes_through_the_proxy_and_its_password_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority()
    (tmp_path / "ca").write_bytes(authority.ca)
    context = authority.server(tmp_path, hosts=(NAMED,))
    with Server(Reply(200, b"ok"), context=context) as server, Proxy() as proxy:
        proxy.leads_to = server.url.rpartition(":")[2]
        monkeypatch.setenv("HTTPS_PROXY", f"http://jo:p%40ss@{proxy.address}")
        found = HttpSession().get(f"https://{NAMED}/x", Credentials(ca_cert=str(tmp_path / "ca")), max_bytes=10)
    assert found == b"ok"
    assert proxy.heads[0].startswith(f"CONNECT {NAMED}:443")
    assert "Basic " + base64.b64encode(b"jo:p@ss").decode() in proxy.heads[0]


@pytest.mark.parametrize("exception", ["10.1.0.0/16", "10.1.2.3:80", ".example.com,10.1.2.3"])
def test_a_network_is_an_exception_as_for_helm(monkeypatch: pytest.MonkeyPatch, exception: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    session = HttpSession()
    pool = session._pool("http", "10.1.2.3", Credentials())
    assert pool.proxy is not None
    monkeypatch.setenv("NO_PROXY", exception)
    assert session._pool("http", "10.1.2.3", Credentials()).proxy is None


def test_capitals_count_first_as_for_helm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://small:1")
    monkeypatch.setenv("HTTP_PROXY", "http://capital:1")
    assert HttpSession()._pool("http", "charts.example.com", Credentials()).proxy.host == "capital"


def test_a_proxy_that_is_none_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ftp://jo:canary@proxy:1")
    with pytest.raises((RequestError, FetchError), match="it is no URL of a proxy") as caught:
        HttpSession().get("http://charts.example.com/", max_bytes=10)
    assert "canary" not in repr(vars(caught.value))
