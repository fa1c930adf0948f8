# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that hang, or send a byte now and then: a request has its time, and all of them together."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Iterator

import pytest
from slow_server import Serve, serve, silent_name  # noqa: F401  fixtures

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import credential_helper
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci.auth import (
    Authorizer,
)
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci.logins import Login
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import ANONYMOUS, HttpSession

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: "


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """No test takes long: where a limit does not hold, another of ten minutes comes, or none."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 120


def test_a_server_that_never_answers_is_named(serve: Serve) -> None:  # noqa: F811
    url = serve(b"") + "/index.yaml"
    with pytest.raises(FetchError, match="timed out") as caught:
        HttpSession(timeout=0.3).get(url, max_bytes=1000)
    assert caught.value.subject == url


def test_a_body_that_comes_byte_by_byte_has_its_time(serve: Serve) -> None:  # noqa: F811
    url = serve(HEAD + b"100000\r\n\r\n", b"x") + "/index.yaml"
    with pytest.raises(FetchError, match="it did not come within 1 s") as caught:
        HttpSession(timeout=600.0, whole=1.0).get(url, max_bytes=1_000_000)
    assert caught.value.subject == url


def test_all_requests_together_have_their_time(serve: Serve) -> None:  # noqa: F811
    now = [0.0]
    url = serve(HEAD + b"2\r\nConnection: close\r\n\r\nok") + "/index.yaml"
    session = HttpSession(clock=lambda: now[0])
    assert session.get(url, max_bytes=10) == b"ok"
    now[0] = 300.0
    with pytest.raises(FetchError, match="took more than 300 s in all") as caught:
        session.get(url, max_bytes=10)
    assert caught.value.subject == url


@pytest.mark.parametrize("head", [b"HTTP/1.", HEAD, HEAD + b"2\r\nX-Mark: "], ids=["status", "length", "last"])
def test_a_head_that_comes_byte_by_byte_has_its_time(serve: Serve, head: bytes) -> None:  # noqa: F811
    url = serve(head, b"1", 0.02)
    with pytest.raises(FetchError, match=r"Read timed out\. \(read timeout=0\.3\)") as caught:
        HttpSession(timeout=0.3).get(url, max_bytes=1_000_000)
    assert caught.value.subject == url


@pytest.mark.parametrize("piece", [b"", b"1"], ids=["silent", "byte by byte"])
def test_one_that_hangs_has_no_more_than_all_of_the_time(serve: Serve, piece: bytes) -> None:  # noqa: F811
    session = HttpSession(timeout=600.0, all_=0.3)
    with pytest.raises(FetchError, match="timed out"):
        session.get(serve(HEAD, piece), max_bytes=1000)


def test_a_name_that_no_name_server_answers_for_has_its_time(silent_name: str) -> None:  # noqa: F811
    url = f"http://{silent_name}/index.yaml"
    with pytest.raises(FetchError) as caught:
        HttpSession(timeout=0.2).get(url, max_bytes=1000)
    words = f"dial tcp: lookup {silent_name}: no answer of a name server within 0.2 s"
    assert caught.value.problem == f'Get "{url}": {words}'
    assert caught.value.hint.startswith("check the host's name") and caught.value.subject == url


def test_a_name_that_does_not_exist_is_told_as_helm_does() -> None:
    with pytest.raises(FetchError, match=r"dial tcp: lookup no-such-host\.invalid: no such host"):
        HttpSession(timeout=5).get("https://no-such-host.invalid/index.yaml", max_bytes=1000)


@pytest.mark.parametrize("piece", [b"", b"1"], ids=["silent", "byte by byte"])
@pytest.mark.parametrize("login", [Login("u", "p"), Login(identity_token="t")], ids=["password", "refresh token"])
def test_a_token_endpoint_that_hangs_is_named(serve: Serve, login: Login, piece: bytes) -> None:  # noqa: F811
    realm = serve(HEAD, piece) + "/token"
    challenge = f'Bearer realm="{realm}",service="registry"'
    authorizer = Authorizer(HttpSession(timeout=0.3), login, ANONYMOUS)
    with pytest.raises(FetchError, match=r"read timeout=0\.3") as caught:
        authorizer.answer(challenge, "http://127.0.0.1:5000/v2/shop/manifests/1.0.0", "repository:shop:pull")
    assert caught.value.subject.startswith(realm) and realm in caught.value.problem


def test_a_credential_helper_that_hangs_is_ended_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "docker-credential-slow"
    program.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(credential_helper, "_LIMIT", 0.3)
    with pytest.raises(FetchError, match=r"no answer in 0\.3 seconds to get, it was ended") as caught:
        credential_helper.get("slow", "registry.example.com", {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert (caught.value.doing, caught.value.subject) == ("asking the credential helper", "slow")
