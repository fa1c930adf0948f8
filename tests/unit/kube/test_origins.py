# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is not the one that was meant: the message says why, what names it, and what to do."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from authority import Authority

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError, Unreachable
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import HttpSession
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport

from .conftest import World
from .server import Reply, Server

ITS = 'cluster "its" in the kubeconfig {path} (context "here")'


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def unreachable(folder: Path, world: World, server: str, **more: Any) -> tuple[str, str]:
    """The message of a request by a kubeconfig, and what the kubeconfig's cluster is called in it."""
    path = folder / "config"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "its", "user": "one"}}],
        "clusters": [{"name": "its", "cluster": {"server": server, **more}}],
        "users": [{"name": "one", "user": {"token": "t"}}],
    }
    path.write_text(json.dumps(config), encoding="utf-8")
    transport = Transport(Connection.from_options({"kubeconfig": str(path)}, {}), world)
    with pytest.raises(Unreachable) as caught:
        transport.request("GET", "/version")
    return telling.message(caught.value), ITS.format(path=path)


def by(authority: Authority) -> dict[str, str]:
    return {"certificate-authority-data": base64.b64encode(authority.ca).decode()}


def test_certificate_for_another_name(world: World, authority: Authority, tmp_path: Path) -> None:
    with Server(Reply(), context=authority.server(tmp_path, hosts=("api.internal",))) as server:
        text, its = unreachable(tmp_path, world, server.url, **by(authority))
        assert f"{server.url}: Kubernetes cluster unreachable: its certificate is not trusted: " in text
        assert "127.0.0.1" in text.partition("is not trusted: ")[2]
        assert f"Correct the address, which {its} names, or set tls_server_name to a name in the certificate" in text
        text, its = unreachable(tmp_path, world, server.url, **by(authority), **{"tls-server-name": "api.example.com"})
        assert "api.example.com" in text.partition("is not trusted: ")[2]


def test_certificate_that_has_expired(world: World, authority: Authority, tmp_path: Path) -> None:
    context = authority.server(tmp_path, hosts=("127.0.0.1",), age=timedelta(days=1))
    with Server(Reply(), context=context) as server:
        text, _its = unreachable(tmp_path, world, server.url, **by(authority))
    assert "its certificate is not trusted: certificate has expired" in text
    assert "Have the server's certificate renewed, or set this host's clock right" in text


def test_name_that_does_not_resolve(world: World, tmp_path: Path) -> None:
    text, its = unreachable(tmp_path, world, "https://no-such-host.invalid:6443")
    assert (
        "https://no-such-host.invalid:6443: Kubernetes cluster unreachable: the host's name does not resolve: " in text
    )
    assert f"Check the server's address, which {its} names; a VPN or a proxy may be needed" in text


def fetched(folder: Path, authority: Authority, url: str) -> FetchError:
    (folder / "ca.pem").write_bytes(authority.ca)
    with pytest.raises(FetchError) as caught:
        HttpSession(timeout=5).get(url, Credentials(ca_cert=str(folder / "ca.pem")), max_bytes=1000)
    assert caught.value.subject == url
    return caught.value


def test_a_repositorys_certificate_for_another_name(authority: Authority, tmp_path: Path) -> None:
    with Server(Reply(), context=authority.server(tmp_path, hosts=("charts.internal",))) as server:
        error = fetched(tmp_path, authority, f"{server.url}/index.yaml")
    assert "127.0.0.1" in error.problem.partition("x509: certificate")[2]
    assert error.hint == "the server's certificate is for another name; use that name in the address"


def test_a_repositorys_certificate_that_has_expired(authority: Authority, tmp_path: Path) -> None:
    context = authority.server(tmp_path, hosts=("127.0.0.1",), age=timedelta(days=1))
    with Server(Reply(), context=context) as server:
        error = fetched(tmp_path, authority, f"{server.url}/index.yaml")
    assert "certificate has expired" in error.problem
    assert error.hint == "the server's certificate has to be renewed"
