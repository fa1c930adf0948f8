# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registries that mean no good: realms, uploads elsewhere, digests, names, sizes (CVE-2026-48978 and its kind).

Each attack is tried with the guard, where it has to fail, and without it, where it has to succeed.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from chart_servers.hostile import Asked, Reply
from hostile_pages import OTHER, PLAIN, SECRET, WEB, Serve, digest, guarded, tgz

from ansible_collections.native.helm.plugins.module_utils._helm.actions import transfer
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import auth, charts
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.oci import registry as oci
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import source  # fmt: skip
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web import http


class FakeRegistry:
    """A registry that holds web 1.0.0 at x/web. blobs: digest -> what it answers. challenge: its 401's header."""

    def __init__(self, archive: bytes = WEB, **layer: object) -> None:
        config = json.dumps({"name": "web", "version": "1.0.0"}).encode()
        chart = {"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "digest": digest(archive)}
        described = {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": digest(config)}
        manifest = {
            "schemaVersion": 2,
            "config": {**described, "size": len(config)},
            "layers": [{**chart, "size": len(archive), **layer}],
        }
        self.manifest = json.dumps(manifest).encode()
        self.blobs = {digest(config): Reply(config), digest(archive): Reply(archive)}
        self.challenge = ""
        self.location = ""

    def __call__(self, asked: Asked) -> Reply:
        if self.challenge and "authorization" not in asked.headers:
            return Reply(status=401, headers={"WWW-Authenticate": self.challenge})
        what, _unused, last = asked.path.rpartition("/")
        if asked.method == "POST":
            return Reply(status=202, headers={"Location": self.location})
        if asked.method == "PUT":
            return Reply(status=201)
        if asked.method == "HEAD":
            return Reply(status=404)
        if what.endswith("/manifests"):
            return Reply(self.manifest, headers={"Content-Type": "application/vnd.oci.image.manifest.v1+json"})
        return self.blobs.get(last, Reply(status=404))


def pull(locator: Locator, host: str, end: str = ":1.0.0") -> bytes:
    return locator.locate(ChartSource(f"oci://{host}/x/web{end}", credentials=PLAIN)).archive


@guarded
def test_a_realm_on_this_machine_gets_no_password(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    thief = serve(lambda _asked: Reply(b'{"token": "t"}'))
    registry = FakeRegistry()
    registry.challenge = f'Bearer realm="{thief.url}/token",service="s"'
    server = serve(registry)
    if not guard:
        monkeypatch.setattr(auth, "check_realm", lambda _realm, _registry: None)
    with pytest.raises(FetchError, match="bearer realm host") if guard else contextlib.nullcontext():
        pull(locator, f"localhost:{server.port}")
    assert thief.got(SECRET) is not guard


@pytest.mark.parametrize(
    "realm",
    [
        "http://auth.example.com/token", "ftp://auth.example.com/", "file:///etc/passwd", "", "//auth.example.com/",
        "https://127.0.0.1/", "https://169.254.169.254/latest", "https://10.1.2.3/", "https://192.168.0.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://0.0.0.0/",
        "https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://a.localhost/",
        "https://me@auth.example.com/", "https://auth.example.com:0/", "https://auth.example.com:x/",
    ],
)  # fmt: skip
def test_realms_that_are_not_trusted(realm: str) -> None:
    with pytest.raises(FetchError, match="bearer realm"):
        auth.check_realm(realm, "https://registry.example.com")


@pytest.mark.parametrize(
    ("realm", "registry"),
    [
        ("https://auth.example.com/token", "https://registry.example.com"),
        ("https://10.0.0.1:8443/token", "https://10.0.0.1"),
        ("http://localhost:5001/auth", "http://localhost:5000"),
    ],
)
def test_realms_that_are(realm: str, registry: str) -> None:
    auth.check_realm(realm, registry)


@guarded
def test_an_upload_elsewhere_gets_no_password(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    other = serve(lambda _asked: Reply(status=201))
    registry = FakeRegistry()
    registry.challenge, registry.location = "Basic realm=x", f"{other.url}/upload?ticket=1"
    server = serve(registry)
    if not guard:
        monkeypatch.setattr(http, "same_host", lambda _url, _other: True)
    package = charts.package({"name": "web", "version": "1.0.0"}, WEB, None, modified=0)
    locator.registries.push(charts.push_target(f"oci://{server.host}/x", "web", "1.0.0"), package, PLAIN)
    assert other.asked and other.got(SECRET) is not guard


@guarded
@pytest.mark.parametrize("what", ["blob", "manifest"])
def test_a_registry_that_sends_something_else_is_refused(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool, what: str
) -> None:
    registry = FakeRegistry()
    wanted = digest(registry.manifest)
    if what == "blob":
        registry.blobs[digest(WEB)] = Reply(OTHER)
    else:
        registry.manifest = FakeRegistry(OTHER).manifest
        registry.blobs[digest(OTHER)] = Reply(OTHER)
    server = serve(registry)
    if not guard:
        monkeypatch.setattr(oci, "_compare", lambda *_arguments: None)
    with pytest.raises(FetchError, match="its digest is") if guard else contextlib.nullcontext():
        assert pull(locator, server.host, f"@{wanted}") == OTHER


def test_a_layers_title_names_no_file_and_its_urls_are_not_asked(
    serve: Serve, environ: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = serve(lambda _asked: Reply(WEB))
    title = {"org.opencontainers.image.title": "../../evil.tgz"}
    server = serve(FakeRegistry(annotations=title, urls=[f"{elsewhere.url}/web.tgz"]))
    wanted = ChartSource(f"oci://{server.host}/x/web", "1.0.0", credentials=PLAIN)
    done = transfer.pull(transfer.PullRequest(wanted, str(tmp_path / "a/b")), Env(), environ)
    assert done["archive"] == str(tmp_path / "a/b/web-1.0.0.tgz")
    assert not elsewhere.asked and not list(tmp_path.rglob("evil*"))


@guarded
def test_a_chart_by_another_name_is_refused(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    server = serve(FakeRegistry(tgz({"web/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n"})))
    if not guard:
        monkeypatch.setattr(source.verified, "check_identity", lambda *_given, **_named: None)
    with pytest.raises(HelmError, match="the chart there is other") if guard else contextlib.nullcontext():
        pull(locator, server.host)


@pytest.mark.parametrize("size", [10**12, -1, True, "9", None])
def test_sizes_that_are_none_are_refused(serve: Serve, locator: Locator, size: object) -> None:
    server = serve(FakeRegistry(size=size))
    with pytest.raises(FetchError, match=r"over 104857600|broken descriptor"):
        pull(locator, server.host)
    assert not [asked for asked in server.asked if "/blobs/" in asked.path]


def test_a_blob_that_does_not_end_is_given_up(serve: Serve, locator: Locator) -> None:
    registry = FakeRegistry()
    registry.blobs[digest(WEB)] = Reply(bytes(65536), endless=True)
    with pytest.raises(FetchError, match="the answer is over 65536 bytes"):
        pull(locator, serve(registry).host)


def test_a_list_of_tags_stays_with_its_registry(serve: Serve, locator: Locator) -> None:
    other = serve(lambda _asked: Reply(b'{"tags": ["9.9.9"]}'))
    tags = Reply(b'{"tags": ["1.0.0"]}', headers={"Link": f'<{other.url}/v2/x/web/tags/list>; rel="next"'})
    server = serve(lambda _asked: tags)
    with pytest.raises(FetchError, match="goes on at another host"):
        pull(locator, server.host, "")
    assert not other.asked


def test_reading_a_name_takes_no_time() -> None:
    for text in ("a" * 250 + "!", "a-" * 120 + "!", "a__" * 80 + "!", "a/" * 120 + "!"):
        with pytest.raises(FetchError, match="invalid repository"):
            charts.Reference.parse(f"host/{text}")
