# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests by way of a proxy: a real one, on loopback."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from authority import Authority
from connect_proxy import Proxy
from ports import closed_port

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError, Unreachable
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport

from .conftest import World, transport_to
from .server import Reply, Server


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def test_a_tunnel_goes_through_the_proxy_and_its_password_with_it(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "ca").write_bytes(authority.ca)
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",))) as server, Proxy() as proxy:
        options = {"ca_cert": str(tmp_path / "ca"), "proxy": f"http://jo:p%40ss@{proxy.address}"}
        transport = transport_to(server.url, world, **options)
        assert transport.request("GET", "/x").status == 200
        assert transport.request("GET", "/x").status == 200
    assert len(proxy.heads) == 1
    assert proxy.heads[0].startswith("CONNECT 127.0.0.1:")
    assert "Basic " + base64.b64encode(b"jo:p@ss").decode() in proxy.heads[0]
    assert "the-token" not in proxy.heads[0]


def test_a_proxy_that_refuses_is_named_without_its_password(world: World) -> None:
    with Proxy(b"HTTP/1.1 407 Who are you") as proxy, pytest.raises(Unreachable) as caught:
        options = {"proxy": f"http://jo:canary@{proxy.address}"}
        transport_to("https://api.example.com:6443", world, **options).request("GET", "/x")
    assert proxy.address in caught.value.problem
    assert "407" in caught.value.problem
    assert "canary" not in repr(vars(caught.value))


def test_a_proxy_that_is_not_there_is_named(world: World) -> None:
    port = closed_port()
    with pytest.raises(Unreachable) as caught:
        transport_to("https://api.example.com", world, proxy=f"http://127.0.0.1:{port}").request("GET", "/x")
    assert (
        caught.value.problem == f"Kubernetes cluster unreachable: the proxy http://127.0.0.1:{port}: connection refused"
    )


def by_kubeconfig(server: str, authority: Authority, proxy: str, environ: dict[str, str], **options: str) -> Connection:
    cluster = {
        "server": server,
        "certificate-authority-data": base64.b64encode(authority.ca).decode(),
        "proxy-url": proxy,
    }
    config = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": cluster}],
        "users": [{"name": "u", "user": {"token": "the-token"}}],
    }
    return Connection.from_options({"kubeconfig": config, **options}, environ)


@pytest.mark.parametrize("scheme", ["http", "HTTP", "https", "HTTPS"])
@pytest.mark.parametrize("account", ["", "jo:p%40ss@"])
def test_the_kubeconfigs_proxy_is_gone_by(
    world: World, authority: Authority, tmp_path: Path, scheme: str, account: str
) -> None:
    """NO_PROXY of the environment does not count for it, as for kubectl."""
    context = authority.server(tmp_path, hosts=("127.0.0.1",))
    environ = {"NO_PROXY": "127.0.0.1", "HTTPS_PROXY": "http://127.0.0.1:1"}
    of_proxy = context if scheme.lower() == "https" else None
    with Server(Reply(), context=context) as server, Proxy(context=of_proxy) as proxy:
        connection = by_kubeconfig(server.url, authority, f"{scheme}://{account}{proxy.address}", environ)
        assert Transport(connection, world).request("GET", "/x").status == 200
        assert server.asked[0].headers["Authorization"] == "Bearer the-token"
    assert len(proxy.heads) == 1 and proxy.heads[0].startswith("CONNECT 127.0.0.1:")
    assert ("Basic " + base64.b64encode(b"jo:p@ss").decode() in proxy.heads[0]) is bool(account)
    assert "the-token" not in proxy.heads[0]


def test_the_tasks_exceptions_count_for_the_kubeconfigs_proxy(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    context = authority.server(tmp_path, hosts=("127.0.0.1",))
    with Server(Reply(), context=context) as server:
        connection = by_kubeconfig(server.url, authority, "http://127.0.0.1:1", {}, no_proxy="10.0.0.0/8,127.0.0.1")
        assert Transport(connection, world).request("GET", "/x").status == 200


def test_a_proxy_that_nobody_vouches_for_is_told_nothing(world: World, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "of_proxy").mkdir()
    other = Authority("another").server(tmp_path / "of_proxy", hosts=("127.0.0.1",))
    with Proxy(context=other) as proxy, pytest.raises(Unreachable) as caught:
        connection = by_kubeconfig("https://127.0.0.1:1", authority, f"https://jo:canary@{proxy.address}", {})
        Transport(connection, world).request("GET", "/x")
    assert f"the proxy https://{proxy.address}: " in caught.value.problem
    assert caught.value.hint.startswith('check proxy-url of cluster "c"')
    assert proxy.heads == [] and "canary" not in repr(vars(caught.value))


@pytest.mark.parametrize(
    "proxy",
    ["proxy.example.com:3128", "ftp://p:1", "http://p:x", "http://", "http://[::1", " http://p", "http://jo:canary@"],
)
def test_what_is_no_proxys_url_is_told_before_anything_is_sent(authority: Authority, proxy: str) -> None:
    with pytest.raises(RequestError, match="it is no URL of a proxy") as caught:
        by_kubeconfig("https://api.example.com", authority, proxy, {})
    assert "proxy-url" in caught.value.hint and "canary" not in repr(vars(caught.value))
