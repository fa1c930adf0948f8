# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are none of an API server's, and requests that it takes for nobody's: who answered, and what to do."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import KubeError

from .conftest import World, transport_to
from .server import Reply, Server, status

HTML = b"<html> <b>nginx</b></html>"


def refused(world: World, reply: Reply) -> tuple[KubeError, str]:
    """Return the error of a request that is answered so, and the server's address."""
    with Server(reply) as server, pytest.raises(KubeError) as caught:
        transport_to(server.url, world).request("GET", "/api/v1/namespaces/shop/secrets/x").json()
    return caught.value, server.url


@pytest.mark.parametrize(
    ("code", "body", "hint"),
    [
        (400, b"Client sent an HTTP request to an HTTPS server.\n", "write https:// in the server's address, "),  # Go
        (400, b"The plain HTTP request was sent to HTTPS port", "write https:// in the server's address, "),  # nginx
        (400, HTML, "what answers there may be a proxy, or another server than the API server: check the server's "),
        (404, HTML, "what answers there may be a proxy, or another server than the API server: check the server's "),
        (405, HTML, "what answers there may be a proxy, or another server than the API server: check the server's "),
        (407, HTML, "give the proxy a user and a password that it knows; it is named by "),
        (413, HTML, "let the proxy before the API server take larger requests"),
    ],
)
def test_what_is_no_answer_of_an_api_server_names_who_gave_it(
    world: World, code: int, body: bytes, hint: str
) -> None:
    error, url = refused(world, Reply(code, body))
    assert error.told == f'{error.problem}; {url} was asked to get secrets "x" in namespace "shop"'
    assert error.hint.startswith(hint)


def test_an_answer_that_is_not_json_names_who_gave_it(world: World) -> None:
    error, url = refused(world, Reply(200, HTML))
    assert (error.problem, error.subject, error.status) == ("the answer is not JSON", url, 200)


@pytest.mark.parametrize(
    ("location", "place"),
    [("https://login.example/x?token=a", "https://login.example"), ("/login?next=/api", "/login"), ("", "nowhere")],
)
def test_a_redirection_says_where_to(world: World, location: str, place: str) -> None:
    error, _url = refused(world, Reply(302, b"", headers={"Location": location} if location else {}))
    assert error.problem == f"the server redirects (HTTP status 302) to {place}"


def test_nobody_is_given_no_rights(world: World) -> None:
    """An API server says so where credentials are of no use to it, such as a password. No role helps there."""
    text = 'secrets "x" is forbidden: User "system:anonymous" cannot get resource "secrets" in API group ""'
    error, url = refused(world, Reply(403, status(403, "Forbidden", text)))
    assert error.hint.startswith(f"{url} took the request for one of nobody: check ")
    assert "role" not in error.hint
