# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent, and what becomes of answers: against real sockets."""

from __future__ import annotations

import gzip
import json
import threading

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KubeError,
    NotFound,
    Unauthorized,
)

from .conftest import World, transport_to
from .server import Asked, Reply, Server, status


def test_a_request_has_method_path_query_body_and_token(world: World) -> None:
    with Server(Reply(201, {"ok": True})) as server:
        answer = transport_to(server.url, world).request(
            "POST", "/api/v1/x", query={"a": "1 &", "none": None, "empty": ""}, body={"kind": "ü"}
        )
    assert (answer.status, answer.json()) == (201, {"ok": True})
    asked = server.asked[0]
    assert (asked.method, asked.path, asked.query, asked.json()) == ("POST", "/api/v1/x", {"a": "1 &"}, {"kind": "ü"})
    assert asked.headers["Authorization"] == "Bearer the-token"
    assert asked.headers["Content-Type"] == "application/json"


def test_the_path_of_the_server_is_kept(world: World) -> None:
    with Server(Reply()) as server:
        transport_to(server.url + "/k8s/clusters/c-1/", world).request("GET", "/version")
    assert server.asked[0].path == "/k8s/clusters/c-1/version"


def test_one_connection_serves_many_requests(world: World) -> None:
    with Server(Reply()) as server:
        transport = transport_to(server.url, world)
        for _ in range(5):
            transport.request("GET", "/version")
    assert len(server.connections) == 1


def test_threads_share_at_most_four_connections(world: World) -> None:
    with Server(Reply()) as server:
        transport = transport_to(server.url, world)
        threads = [
            threading.Thread(target=lambda: [transport.request("GET", "/version") for _ in range(5)]) for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.asked) == 60
    assert len(server.connections) <= 4


def test_impersonation_sends_a_header_a_group(world: World) -> None:
    with Server(Reply()) as server:
        transport = transport_to(server.url, world, impersonate_user="jane", impersonate_groups=["dev", "ops"])
        transport.request("GET", "/version")
    headers = server.asked[0].headers
    assert headers["Impersonate-User"] == "jane"
    assert headers.get_all("Impersonate-Group") == ["dev", "ops"]


def test_a_compressed_answer_is_read(world: World) -> None:
    body = gzip.compress(json.dumps({"big": "x" * 1000}).encode())
    with Server(Reply(200, body, headers={"Content-Encoding": "gzip"})) as server:
        assert transport_to(server.url, world).request("GET", "/x").json() == {"big": "x" * 1000}
    assert server.asked[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        (400, "BadRequest", Invalid),
        (401, "Unauthorized", Unauthorized),
        (403, "Forbidden", Forbidden),
        (404, "NotFound", NotFound),
        (405, "MethodNotAllowed", KubeError),
        (409, "AlreadyExists", Conflict),
        (409, "Conflict", Conflict),
        (410, "Expired", KubeError),
        (413, "RequestEntityTooLarge", KubeError),
        (422, "Invalid", Invalid),
        (500, "InternalError", KubeError),
    ],
)
def test_an_error_has_the_servers_message_status_reason_and_details(
    world: World, code: int, reason: str, kind: type[KubeError]
) -> None:
    reply = Reply(code, status(code, reason, "the text", kind="pods", name="x"))
    with Server(reply) as server, pytest.raises(KubeError) as caught:
        transport_to(server.url, world).request("GET", "/x")
    error = caught.value
    assert type(error) is kind
    assert (error.problem, error.status, error.reason) == ("the text", code, reason)
    assert error.details == {"kind": "pods", "name": "x"}
    assert (len(server.asked), error.lost_reply) == (1, False)


@pytest.mark.parametrize(
    ("code", "body", "problem"),
    [
        (404, b"404 page not found\n", "the server could not find the requested resource"),
        (401, b"", "the server has asked for the client to provide credentials"),
        (403, b"<html>\n <b>No</b></html>", "the server answered with HTTP status 403: <html> <b>No</b></html>"),
        (400, b'{"no": "status"}', 'the server answered with HTTP status 400: {"no": "status"}'),
        (418, b"\xff\xfe", "the server answered with HTTP status 418: \ufffd\ufffd"),
    ],
)
def test_an_answer_of_something_else_than_an_api_server_is_told_too(
    world: World, code: int, body: bytes, problem: str
) -> None:
    with Server(Reply(code, body)) as server, pytest.raises(KubeError) as caught:
        transport_to(server.url, world).request("GET", "/x")
    assert caught.value.problem == problem


def test_a_redirect_is_no_success_and_is_not_followed(world: World) -> None:
    reply = Reply(302, headers={"Location": "https://sso.example.com/login?secret=1"})
    with Server(reply) as server, pytest.raises(KubeError) as caught:
        transport_to(server.url, world).request("GET", "/x")
    assert caught.value.problem == "the server redirects (HTTP status 302) to https://sso.example.com"
    assert len(server.asked) == 1


def test_an_answer_that_is_not_json_is_an_error(world: World) -> None:
    with Server(Reply(200, b"<html>login</html>")) as server, pytest.raises(KubeError, match="not JSON"):
        transport_to(server.url, world).request("GET", "/x").json()


def test_warnings_are_told_once_of_each_thing(world: World) -> None:
    header = '299 - "policy/v1beta1 \\"PDB\\" is deprecated", 299 - "and that"'
    told: list[str] = []
    world.warn = told.append
    with Server(Reply(headers={"Warning": header})) as server:
        transport = transport_to(server.url, world)
        for about in ("PDB a", "PDB a", "PDB b"):
            transport.tell_warnings(transport.request("GET", "/x").headers["Warning"], about)
    texts = ['policy/v1beta1 "PDB" is deprecated', "and that"]
    assert told == [f"{about}: {text}" for about in ("PDB a", "PDB b") for text in texts]


def test_what_json_cannot_hold_is_not_sent(world: World) -> None:
    with Server(Reply()) as server, pytest.raises(KubeError, match="JSON cannot"):
        transport_to(server.url, world).request("POST", "/x", body={"a": float("nan")})
    assert server.asked == []


def test_a_renewed_token_is_tried_once_after_a_401(world: World, tmp_path: object) -> None:
    path = tmp_path / "token"  # type: ignore[operator]
    path.write_text("old\n")

    def answer(asked: Asked) -> Reply:
        path.write_text("new\n")
        good = asked.headers["Authorization"] == "Bearer new"
        return Reply(200) if good else Reply(401, status(401, "Unauthorized"))

    with Server(answer) as server:
        config = {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": server.url}}],
            "users": [{"name": "u", "user": {"tokenFile": str(path)}}],
        }
        from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
        from ansible_collections.native.helm.plugins.module_utils._helm.kube.transport import Transport

        Transport(Connection.from_options({"kubeconfig": config}, {}), world).request("POST", "/x", body={})
    assert [asked.headers["Authorization"] for asked in server.asked] == ["Bearer old", "Bearer new"]


def test_a_401_without_anything_to_renew_is_final(world: World) -> None:
    with Server(Reply(401, status(401, "Unauthorized"))) as server, pytest.raises(Unauthorized) as caught:
        transport_to(server.url, world).request("GET", "/x")
    assert len(server.asked) == 1
    assert "the-token" not in repr(vars(caught.value))
