# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""schema_references: fetch, from a real HTTPS server: what helm says of the same chart, and where we stop."""

from __future__ import annotations

import base64
import http.server
import json
import ssl
import threading
from pathlib import Path
from typing import Any, Iterator

import loopback
import pytest
from authority import Authority

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.schemas import SchemaFetcher
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import HttpSession

from .conftest import Home, Run

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
PORT = {"$defs": {"port": {"$anchor": "port", "type": "integer"}}}


class Schemas(loopback.Server):
    """Documents by path. asked: the path and the Authorization of every request. hold: what /slow waits for."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(_Handler, context)
        self.documents: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.redirects: dict[str, str] = {}
        self.hold = threading.Event()


class _Handler(loopback.Quiet, http.server.BaseHTTPRequestHandler):
    server: Schemas

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, self.headers.get("Authorization", "")))
        found = server.documents.get(self.path)
        if self.path.startswith("/endless/"):
            found = {"properties": {"x": {"$ref": str(int(self.path.rpartition("/")[2]) + 1)}}}
        location = server.redirects.get(self.path)
        self.send_response(302 if location else 404 if found is None else 200)
        if location:
            self.send_header("Location", location)
        data = found if isinstance(found, bytes) else b"" if found is None else json.dumps(found).encode()
        if self.path == "/slow":
            self.send_header("Content-Length", "1000")
            self.end_headers()
            server.hold.wait(60)
            return
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Schemas]:
    """Its authority is one of the system's, for helm too."""
    authority = Authority()
    (tmp_path / "tls").mkdir()
    ca = tmp_path / "tls/ca.pem"
    ca.write_bytes(authority.ca)
    home.environ["SSL_CERT_FILE"] = str(ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    made = Schemas(authority.server(tmp_path / "tls", hosts=("127.0.0.1",)))
    made.documents = {
        "/ok.json": {"definitions": {"n": {"type": "integer"}}},
        "/relative.json": {"properties": {"x": {"$ref": "ok.json#/definitions/n"}}},
        "/anchor.json": PORT,
        "/id.json": {"$id": f"{made.url}/other/here.json", "properties": {"x": {"$ref": "there.json"}}},
        "/other/there.json": {"type": "integer"},
        "/old.json": {"$schema": DRAFT_7, "dependencies": {"x": ["y"]}},
        "/cut.json": b'{"type":',
        "/page.json": b"<html></html>",
        "/no-schema.json": {"type": "nope"},
        "/circle-a.json": {"$ref": "circle-b.json"},
        "/circle-b.json": {"$ref": "circle-a.json"},
        "/tree-a.json": {"properties": {"x": {"type": "integer"}, "next": {"$ref": "tree-b.json"}}},
        "/tree-b.json": {"properties": {"next": {"$ref": "tree-a.json"}}},
        "/draft.json": {"$schema": DRAFT_7, "$id": f"{made.url}/draft.json"},
        "/file.json": {"$ref": "file:///etc/hostname"},
        "/huge.json": b" " * (5 * 1024 * 1024 + 1),
        "/many.json": {"allOf": [{"$ref": f"many/{number}"} for number in range(70)]},
        **{f"/many/{number}": {} for number in range(70)},
    }
    made.redirects = {
        "/moved.json": f"{made.url}/relative.json",
        "/to-http.json": f"http://127.0.0.1:{made.port}/ok.json",
        "/to-file.json": "file:///etc/hostname",
        "/around.json": f"{made.url}/around.json",
    }
    yield made
    made.hold.set()
    made.stop()


def chart(folder: Path, schema: Any) -> str:
    path = folder / "web"
    (path / "templates").mkdir(parents=True, exist_ok=True)
    (path / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (path / "values.yaml").write_text("x: text\n")
    (path / "values.schema.json").write_text(json.dumps(schema))
    return str(path)


LIKE_HELM: dict[str, Any] = {
    "taken": {"$ref": "{url}/ok.json"},
    "refused": {"$ref": "{url}/relative.json"},
    "a part": {"properties": {"x": {"$ref": "{url}/ok.json#/definitions/n"}}},
    "no such part": {"$ref": "{url}/ok.json#/definitions/none"},
    "an anchor": {"properties": {"x": {"$ref": "{url}/anchor.json#port"}}},
    "no such anchor": {"$ref": "{url}/anchor.json#none"},
    "an id": {"$ref": "{url}/id.json"},
    "an own id": {"$id": "{url}/values.json", "$ref": "relative.json"},
    "another draft": {"$ref": "{url}/old.json"},
    "a draft elsewhere": {"$schema": "{url}/draft.json", "properties": {"x": {"type": "integer"}}},
    "moved": {"$ref": "{url}/moved.json"},
    "not there": {"$ref": "{url}/nothing.json"},
    "cut off": {"$ref": "{url}/cut.json"},
    "no JSON": {"$ref": "{url}/page.json"},
    "no schema": {"$ref": "{url}/no-schema.json"},
    "a circle": {"$ref": "{url}/circle-a.json"},
    "a tree": {"$ref": "{url}/tree-a.json"},
    "nobody listens": {"$ref": "https://127.0.0.1:9/x.json"},
}


def filled(value: Any, url: str) -> Any:
    return json.loads(json.dumps(value).replace("{url}", url))


@pytest.mark.parametrize("name", LIKE_HELM)
def test_it_is_as_helm_has_it(server: Schemas, home: Home, run: Run, tmp_path: Path, name: str) -> None:
    path = chart(tmp_path, filled(LIKE_HELM[name], server.url))
    done = home.try_helm("template", "release-name", path)
    result = run("helm_template", chart=path, schema_references="fetch")
    assert result.get("failed", False) == bool(done.returncode), (result, done.stderr)
    if done.returncode:
        assert result["stderr"].rstrip("\n") == done.stderr[done.stderr.index("Error: ") :].rstrip("\n")


REFUSED: dict[str, tuple[Any, str]] = {
    "a file": ({"$ref": "file:///etc/hostname"}, "it is not in the schema itself"),
    "a file, from elsewhere": ({"$ref": "{url}/file.json"}, 'failing loading "file:///etc/hostname": it is not in'),
    "a name without address": ({"$ref": "other.json"}, 'failing loading "file:///other.json": it is not in'),
    "http": ({"$ref": "http://127.0.0.1:9/x.json"}, "fetched over https only"),
    "no host": ({"$ref": "https://[/x.json"}, "https://["),
    "redirected to http": ({"$ref": "{url}/to-http.json"}, "redirected from https to http"),
    "redirected to a file": ({"$ref": "{url}/to-file.json"}, "redirected from https to file"),
    "redirected for ever": ({"$ref": "{url}/around.json"}, "stopped after 10 redirects"),
    "huge": ({"$ref": "{url}/huge.json"}, "the answer is over 5242880 bytes"),
    "one leads to the next": ({"$ref": "{url}/endless/1"}, "more than 16 documents lead from one to the next"),
    "many": ({"$ref": "{url}/many.json"}, "over 64 documents"),
    "its own draft": ({"$schema": "{url}/self.json"}, "it is said to be of itself"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_where_we_stop(server: Schemas, run: Run, tmp_path: Path, name: str) -> None:
    server.documents["/self.json"] = {"$schema": f"{server.url}/self.json"}
    schema, said = REFUSED[name]
    path = chart(tmp_path, filled(schema, server.url))
    result = run("helm_template", chart=path, schema_references="fetch")
    assert result.get("failed") and said in result["msg"], result
    assert "Traceback" not in json.dumps(result)


def test_no_credentials_are_sent_nor_shown(server: Schemas, run: Run, tmp_path: Path) -> None:
    """Not those of the chart's repository, and not those that the address has: such a one is not asked at all."""
    path = chart(tmp_path, {"$ref": f"{server.url}/ok.json"})
    given = {"chart_repo_username": "ann", "chart_repo_password": "s3cretw0rd", "pass_credentials": True}
    assert not run("helm_template", chart=path, schema_references="fetch", **given).get("failed")
    assert server.asked == [("/ok.json", "")]
    path = chart(tmp_path, {"$ref": server.url.replace("//", "//ann:s3cretw0rd@") + "/other.json"})
    result = run("helm_template", chart=path, schema_references="fetch")
    assert "it has a user or a password" in result["msg"] and "s3cretw0rd" not in json.dumps(result)
    assert base64.b64encode(b"ann:s3cretw0rd").decode() not in json.dumps(result) and len(server.asked) == 1


def test_nothing_is_asked_unless_the_task_says_so(server: Schemas, run: Run, tmp_path: Path) -> None:
    path = chart(tmp_path, {"$ref": f"{server.url}/ok.json"})
    result = run("helm_template", chart=path)
    assert result["failed"] and "schema_references=fetch" in result["msg"] and server.asked == []


def test_what_was_fetched_is_kept(server: Schemas, run: Run, tmp_path: Path) -> None:
    """Not by check mode, which writes nothing."""
    path = chart(tmp_path, {"$ref": f"{server.url}/relative.json"})
    task = {"chart": path, "schema_references": "fetch"}
    both = ["/relative.json", "/ok.json"]
    for check in (True, False, False, True):
        assert "got string, want integer" in run("helm_template", check=check, **task)["msg"]
    assert [asked for asked, _unused in server.asked] == both * 2


def test_lint_fetches_too(server: Schemas, home: Home, run: Run, tmp_path: Path) -> None:
    path = chart(tmp_path, {"$ref": f"{server.url}/relative.json"})
    said = home.try_helm("lint", path).stdout
    found = run("helm_chart_info", chart=path, lint=True, schema_references="fetch")["lint"]
    assert [line for text in found["messages"] for line in text["message"].splitlines() if line not in said] == []
    assert found["failed"] and any("got string, want integer" in text["message"] for text in found["messages"])
    packed = {"state": "packaged", "path": path, "dest": str(tmp_path), "lint": "true"}
    assert "got string, want integer" in run("helm_chart", schema_references="fetch", **packed)["msg"]
    server.documents["/fine.json"] = {}
    chart(tmp_path, {"$ref": f"{server.url}/fine.json"})
    assert run("helm_chart", schema_references="fetch", **packed)["changed"]
    (tmp_path / "web-1.0.0.tgz").unlink()
    assert "it is not in the schema itself" in run("helm_chart", **packed)["msg"]


def test_a_kept_document_has_its_hour(server: Schemas, tmp_path: Path) -> None:
    """After that its server is asked, and while that fails the document is used all the same, with a warning."""
    env, warnings, now = Env(), list[str](), 10**18
    env.warn, env.now_ns = warnings.append, lambda: now
    url = f"{server.url}/ok.json"

    def load() -> bytes:
        return SchemaFetcher(str(tmp_path / "kept"), env).load(url)

    first = load()
    server.documents["/ok.json"] = {}
    now += 3599 * 10**9
    assert load() == first and len(server.asked) == 1
    now += 10**9
    server.redirects["/ok.json"] = "http://127.0.0.1:9/"
    assert load() == first and url in warnings[0]
    del server.redirects["/ok.json"]
    assert load() == b"{}" and len(server.asked) == 3
    now += 7200 * 10**9
    del server.documents["/ok.json"]
    with pytest.raises(FetchError, match="404"):  # it was taken away: that is an answer
        load()


def test_a_server_that_is_slow_is_given_up(server: Schemas, tmp_path: Path) -> None:
    session = HttpSession(timeout=0.2, whole=0.2, all_=1.0)
    fetcher = SchemaFetcher(str(tmp_path / "kept"), Env(), session=session)
    for _unused in range(2):  # the second time it is known
        with pytest.raises(FetchError, match="HTTP request failed for"):
            fetcher.load(f"{server.url}/slow")
    assert len(server.asked) == 1
