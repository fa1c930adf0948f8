# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API server, or what its credentials come from, that hangs or sends a byte now and then: an attempt has its time,
and the message says how long that was."""

from __future__ import annotations

import base64
import json
import time
from types import SimpleNamespace
from typing import Any, Iterator

import pytest
from slow_server import Serve, serve, silent_name  # noqa: F401  fixtures

from ansible_collections.native.helm.plugins.module_utils._helm.base import http_bounds
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Unauthorized, Unreachable
from ansible_collections.native.helm.plugins.module_utils._helm.kube import auth_provider, pools
from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection

from .conftest import World, transport_to

OK = b"HTTP/1.1 200 OK\r\nContent-Length: "


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """No test takes long: where a limit does not hold, another of minutes comes, or none."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 120


def unreachable(url: str, world: World, **how: Any) -> Unreachable:
    """The error of a request that is sent once: the clock of the world stands at the end of its patience."""
    transport = transport_to(url, world)
    with pytest.raises(Unreachable) as caught:
        transport.request("POST", "/x", body={"metadata": {"generateName": "a"}}, timeout=0.3, **how)
    assert caught.value.subject == url
    return caught.value


@pytest.mark.parametrize("head", [b"", b"HTTP/1.", OK, OK + b"2\r\nX-Mark: "], ids=["none", "status", "length", "last"])
def test_a_head_that_comes_byte_by_byte_has_its_time(serve: Serve, world: World, head: bytes) -> None:  # noqa: F811
    error = unreachable(serve(head, b"1", 0.02), world)
    assert error.problem == "Kubernetes cluster unreachable: no answer within 0.3 s"
    assert error.lost_reply is True


def test_a_body_that_comes_byte_by_byte_has_its_time(
    serve: Serve,  # noqa: F811
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "LONGEST_ANSWER", 0.6)
    error = unreachable(serve(OK + b"100000\r\n\r\n", b" "), world)
    problem = "its answer does not end: nothing for 0.3 s, or not all of it in 0.6 s"
    assert error.problem == f"Kubernetes cluster unreachable: {problem}"


def test_a_stream_that_is_never_silent_goes_on(serve: Serve, world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    clock, ahead = time.monotonic, [0.0]
    monkeypatch.setattr(http_bounds, "time", SimpleNamespace(monotonic=lambda: clock() + ahead[0]))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    stream = transport_to(serve(chunked, b"2\r\nx\n\r\n"), world).stream("/x", timeout=60.0)
    ahead[0] = 2 * pools.LONGEST_ANSWER
    lines = stream.lines()
    assert len([next(lines) for _unused in range(6)]) == 6


def test_a_name_that_no_name_server_answers_for_has_its_time(silent_name: str, world: World) -> None:  # noqa: F811
    error = unreachable(f"https://{silent_name}:6443", world)
    words = "the host's name does not resolve: no answer of a name server within 0.3 s"
    assert error.problem == f"Kubernetes cluster unreachable: {words}"
    assert error.lost_reply is False


def test_an_auth_provider_whose_server_hangs_has_its_time(
    serve: Serve,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auth_provider, "TIME_LIMIT", 0.3)
    expired = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, {"exp": 1}, {})
    )
    asked = {"id-token": expired, "refresh-token": "r", "client-id": "c", "idp-issuer-url": serve(b"")}
    config = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://api.example.com"}}],
        "users": [{"name": "u", "user": {"auth-provider": {"name": "oidc", "config": asked}}}],
    }
    with pytest.raises(Unauthorized, match=r"no answer within 0\.3 s") as caught:
        Connection.from_options({"kubeconfig": config}, {}).credentials.headers()
    assert caught.value.subject == "oidc"
