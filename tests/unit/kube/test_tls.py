# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS with real handshakes: whom we trust, and as whom we are known."""

from __future__ import annotations

import base64
import os
import ssl
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from authority import Authority
from cryptography.hazmat.primitives import serialization

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError, Unreachable
from ansible_collections.native.helm.plugins.module_utils._helm.kube import tls as tls_module
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport

from .conftest import World, transport_to
from .server import Reply, Server


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def ca(authority: Authority, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.ca)
    return str(path)


def test_a_server_of_a_trusted_authority_is_talked_to(
    world: World, authority: Authority, tmp_path: Path, ca: str
) -> None:
    """Also where the authority lacks the extensions that Python 3.13's default context insists on."""
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",))) as server:
        assert transport_to(server.url, world, ca_cert=ca).request("GET", "/x").status == 200


def test_a_server_of_another_authority_is_not_sent_anything(world: World, tmp_path: Path, ca: str) -> None:
    with Server(Reply(), context=Authority("another").server(tmp_path, hosts=("127.0.0.1",))) as server:
        with pytest.raises(Unreachable) as caught:
            transport_to(server.url, world, ca_cert=ca).request("POST", "/x", body={})
        assert server.asked == []
    assert "its certificate is not trusted: " in caught.value.problem
    assert "ca_cert" in caught.value.hint
    assert (world.slept, caught.value.lost_reply) == ([], False)


def test_an_expired_certificate_is_named_as_such(world: World, authority: Authority, tmp_path: Path, ca: str) -> None:
    context = authority.server(tmp_path, hosts=("127.0.0.1",), age=timedelta(days=1))
    with Server(Reply(), context=context) as server, pytest.raises(Unreachable, match="certificate has expired"):
        transport_to(server.url, world, ca_cert=ca).request("GET", "/x")


def test_a_certificate_for_another_name_is_refused_unless_that_name_is_asked_for(
    world: World, authority: Authority, tmp_path: Path, ca: str
) -> None:
    with Server(Reply(), context=authority.server(tmp_path, hosts=("api.internal",))) as server:
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
            transport_to(server.url, world, ca_cert=ca).request("GET", "/x")
        named = transport_to(server.url, world, ca_cert=ca, tls_server_name="api.internal")
        assert named.request("GET", "/x").status == 200
        with pytest.raises(Unreachable, match=r"other\.internal"):
            transport_to(server.url, world, ca_cert=ca, tls_server_name="other.internal").request("GET", "/x")


@pytest.mark.filterwarnings("error")
def test_without_validation_any_server_will_do_without_a_warning(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    with Server(Reply(), context=authority.server(tmp_path, hosts=("other",), age=timedelta(days=1))) as server:
        assert transport_to(server.url, world, validate_certs=False).request("GET", "/x").status == 200


def test_a_server_without_tls_is_named_as_such(world: World, ca: str) -> None:
    with Server(Reply()) as server, pytest.raises(Unreachable, match="TLS: ") as caught:
        transport_to(server.url.replace("http:", "https:"), world, ca_cert=ca).request("GET", "/x")
    assert "speaks HTTPS" in caught.value.hint


def as_data(authority: Authority, name: str) -> dict[str, str]:
    pair = authority.issue(name)
    return {
        "client-certificate-data": base64.b64encode(pair.certificate).decode(),
        "client-key-data": base64.b64encode(pair.key).decode(),
    }


def by_kubeconfig(server: Server, authority: Authority, user: dict[str, Any]) -> Connection:
    cluster = {"server": server.url, "certificate-authority-data": base64.b64encode(authority.ca).decode()}
    config = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": cluster}],
        "users": [{"name": "u", "user": user}],
    }
    return Connection.from_options({"kubeconfig": config}, dict(os.environ))


def test_a_client_certificate_given_as_data_is_presented_and_never_lies_on_disk(
    world: World, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", None)
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",), clients=True)) as server:
        connection = by_kubeconfig(server, authority, as_data(authority, "jane"))
        assert Transport(connection, world).request("GET", "/x").status == 200


def test_where_memory_files_are_missing_the_key_is_on_disk_only_for_a_moment(
    world: World, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(tls_module.os, "memfd_create")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    modes = []
    load = ssl.SSLContext.load_cert_chain

    def noted(context: ssl.SSLContext, path: str, **more: Any) -> None:
        modes.append(os.stat(path).st_mode & 0o777)
        load(context, path, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", noted)
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",), clients=True)) as server:
        modes.clear()
        connection = by_kubeconfig(server, authority, as_data(authority, "jane"))
        assert Transport(connection, world).request("GET", "/x").status == 200
    assert modes == [0o600]
    assert list((tmp_path / "temp").iterdir()) == []


def test_without_a_client_certificate_such_a_server_is_told_to_want_one(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    context = authority.server(tmp_path, hosts=("127.0.0.1",), clients=True)
    with Server(Reply(), context=context) as server, pytest.raises(Unreachable, match="TLS: "):
        Transport(by_kubeconfig(server, authority, {}), world).request("GET", "/x")


def test_the_options_certificate_files_are_presented(
    world: World, authority: Authority, tmp_path: Path, ca: str
) -> None:
    pair = authority.issue("jane")
    (tmp_path / "c").write_bytes(pair.certificate)
    (tmp_path / "k").write_bytes(pair.key)
    options = {"client_cert": str(tmp_path / "c"), "client_key": str(tmp_path / "k"), "ca_cert": ca}
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",), clients=True)) as server:
        connection = Connection.from_options({"host": server.url, **options}, {})
        assert Transport(connection, world).request("GET", "/x").status == 200
    assert connection.user == "client_cert"


def test_an_exec_plugins_new_certificate_replaces_the_old_one(
    world: World, authority: Authority, tmp_path: Path
) -> None:
    with Server(Reply(), context=authority.server(tmp_path, hosts=("127.0.0.1",), clients=True)) as server:
        connection = by_kubeconfig(server, authority, {})
        pairs = [authority.issue("one"), authority.issue("two")]
        given = [(pairs[0].certificate, pairs[0].key)]
        monkey = type("Given", (type(connection.credentials),), {"certificate": lambda self: given[0]})
        connection.credentials = monkey()
        transport = Transport(connection, world)
        transport.request("GET", "/x")
        given[0] = (pairs[1].certificate, pairs[1].key)
        transport.request("GET", "/x")
    assert len(server.connections) == 2


def test_a_key_of_another_certificate_is_refused(world: World, authority: Authority) -> None:
    tls = tls_module.Tls()
    tls.certificate, tls.key = authority.issue("a").certificate, authority.issue("b").key
    with pytest.raises(RequestError, match="cannot be used: key values mismatch"):
        tls.context()


def test_an_encrypted_key_is_an_error_and_no_question(authority: Authority) -> None:
    pair = authority.issue("a")
    tls = tls_module.Tls()
    tls.certificate, tls.key = pair.certificate, pair.key_as(serialization.BestAvailableEncryption(b"pw"))
    with pytest.raises(RequestError, match="the client certificate and its key cannot be used"):
        tls.context()


def test_a_certificate_without_a_key_is_an_error(authority: Authority) -> None:
    tls = tls_module.Tls()
    tls.certificate = authority.issue("a").certificate
    with pytest.raises(RequestError, match="has no key"):
        tls.context()


@pytest.mark.parametrize("ca", [b"no pem", b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_an_authority_that_is_no_pem_is_an_error(ca: bytes) -> None:
    tls = tls_module.Tls()
    tls.ca = ca
    with pytest.raises(RequestError, match="no valid PEM"):
        tls.context()
