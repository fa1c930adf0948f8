# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories that mean no good: credentials, redirects, digests, names, sizes.

Each attack is tried with the guard, where it has to fail, and without it, where it has to succeed.
"""

from __future__ import annotations

import contextlib
import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from chart_servers.hostile import Reply
from chart_servers.keys import Keys
from hostile_pages import MINE, OTHER, SECRET, WEB, Serve, digest, files, guarded, index_of, tgz

from ansible_collections.native.helm.plugins.module_utils._helm.actions import repo, transfer
from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import archive, metadata
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository import index_cache, index_text
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import source, unpacked  # fmt: skip
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web import download, http
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.paths import Paths
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.tls import Credentials

# CVE-2021-32690, CVE-2026-50151: credentials to another host


@guarded
def test_credentials_do_not_go_where_the_index_leads(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    other = serve(files({"/web.tgz": Reply(WEB)}))
    home = serve(files({"/index.yaml": Reply(index_of(f"{other.url}/web.tgz"))}))
    if not guard:
        monkeypatch.setattr(http, "same_host", lambda _url, _other: True)
    locator.locate(ChartSource("web", repo_url=home.url, credentials=MINE))
    assert home.got(SECRET) and other.got(SECRET) is not guard


@guarded
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_do_not_follow_a_redirect(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool, status: int
) -> None:
    other = serve(files({"/web.tgz": Reply(WEB)}))
    home = serve(lambda _asked: Reply(status=status, headers={"Location": f"{other.url}/web.tgz"}))
    if not guard:
        monkeypatch.setattr(http, "same_host", lambda _url, _other: True)
    locator.locate(ChartSource(f"{home.url}/web.tgz", credentials=MINE))
    assert other.got(SECRET) is not guard


@guarded
def test_a_redirect_from_https_to_http_is_not_followed(
    serve: Serve, locator: Locator, keys: Keys, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    plain = serve(files({"/web.tgz": Reply(WEB)}))
    home = serve(lambda _asked: Reply(status=302, headers={"Location": f"{plain.url}/web.tgz"}), keys)
    if not guard:
        monkeypatch.setattr(http, "_followed", urljoin)
    with contextlib.nullcontext() if not guard else pytest.raises(FetchError, match="redirected from https to http"):
        locator.locate(ChartSource(f"{home.named}/web.tgz", credentials=Credentials(ca_cert=str(keys.ca))))
    assert bool(plain.asked) is not guard


def test_redirects_end(serve: Serve, locator: Locator) -> None:
    home = serve(lambda asked: Reply(status=302, headers={"Location": f"{asked.path}x"}))
    with pytest.raises(FetchError, match="stopped after 10 redirects"):
        locator.locate(ChartSource(f"{home.url}/a.tgz"))
    assert len(home.asked) == 10


# Indexes and archives


@guarded
def test_an_archive_that_is_not_what_the_index_lists_is_refused(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    pages = {"/index.yaml": Reply(index_of("web.tgz", digest(WEB)[7:])), "/web.tgz": Reply(OTHER)}
    server = serve(files(pages))
    if not guard:
        monkeypatch.setattr(source, "checked", lambda data, _digest, _origin: digest(data))
    with pytest.raises(HelmError, match="its digest is") if guard else contextlib.nullcontext():
        assert locator.locate(ChartSource("web", repo_url=server.url)).archive == OTHER


@guarded
def test_a_truncated_index_is_refused(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    whole = index_of("web.tgz") + b"  zebra:\n  - {name: zebra, version: 1.0.0}\n"
    half = index_of("web.tgz")
    server = serve(files({"/index.yaml": Reply(half, says=len(whole)), "/web.tgz": Reply(WEB)}))
    if not guard:
        read = download.Download._read_on
        monkeypatch.setattr(download.Download, "_read_on", lambda self: read(self) and "")
    with pytest.raises(FetchError, match="broke off") if guard else contextlib.nullcontext():
        locator.locate(ChartSource("web", repo_url=server.url))


@guarded
def test_a_truncated_index_does_not_replace_the_one_before(
    serve: Serve, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """H#9865: half an index that still is YAML would make charts disappear."""
    page = {"/index.yaml": Reply(index_of("web.tgz") + b"  zebra:\n  - {name: zebra, version: 1.0.0}\n")}
    server = serve(files(page))
    request = repo.RepoRequest("mine", server.url, Credentials(), force=True)
    repo.add(request, Env(), environ)
    page["/index.yaml"] = Reply(index_of("web.tgz"), says=len(page["/index.yaml"].body))
    if not guard:
        read = download.Download._read_on
        monkeypatch.setattr(download.Download, "_read_on", lambda self: read(self) and "")
    with pytest.raises(FetchError) if guard else contextlib.nullcontext():
        repo.add(request, Env(), environ)
    kept = Path(Paths(environ).index_file("mine")).read_text()
    assert ("zebra" in kept) is guard


@guarded
def test_an_index_without_end_is_given_up(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    monkeypatch.setattr(index_cache, "MAX_BYTES", 1_000_000 if guard else 4_000_000)
    body = b"#" * 2_999_000 + b"\n" + index_of("web.tgz")
    server = serve(files({"/index.yaml": Reply(body), "/web.tgz": Reply(WEB)}))
    with pytest.raises(FetchError, match="over 1000000 bytes") if guard else contextlib.nullcontext():
        locator.locate(ChartSource("web", repo_url=server.url))


def test_a_compressed_index_is_not_unpacked(serve: Serve, locator: Locator) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    server = serve(files({"/index.yaml": Reply(bomb, headers={"Content-Encoding": "gzip"})}))
    with pytest.raises(FetchError, match="is not a valid chart repository"):
        locator.locate(ChartSource("web", repo_url=server.url))
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_an_index_of_aliases_is_refused(serve: Serve, locator: Locator) -> None:
    levels = "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    server = serve(files({"/index.yaml": Reply(f"apiVersion: v1\na0: &a0 [x]\n{levels}entries: {{}}\n".encode())}))
    with pytest.raises(FetchError, match="excessive aliasing"):
        locator.locate(ChartSource("web", repo_url=server.url))


@guarded
def test_an_index_with_a_key_twice_is_refused(
    serve: Serve, locator: Locator, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """CVE-2020-15185 and its kind: what one reader takes from the first, another takes from the second."""
    twice = index_of("web.tgz") + index_of("evil.tgz").partition(b"entries:\n")[2]
    server = serve(files({"/index.yaml": Reply(twice), "/evil.tgz": Reply(WEB)}))
    if not guard:
        monkeypatch.setattr(index_text, "_check_unique", lambda _text: None)
    with pytest.raises(FetchError, match='key "web" already set in map') if guard else contextlib.nullcontext():
        locator.locate(ChartSource("web", repo_url=server.url))


@guarded
@pytest.mark.parametrize("name", ["../evil", "..", "a/b", "a\\b", "a\nb"])
def test_a_repositorys_name_leads_nowhere(
    serve: Serve, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, guard: bool, name: str
) -> None:
    server = serve(files({"/index.yaml": Reply(index_of("web.tgz"))}))
    if not guard:
        monkeypatch.setattr(repo, "_check_request", lambda _request: None)
    folder = Path(Paths(environ).repository_cache)
    with pytest.raises(HelmError) if guard or name == "a/b" else contextlib.nullcontext():
        repo.add(repo.RepoRequest(name, server.url, Credentials()), Env(), environ)
    written = list(folder.parent.rglob("*-index.yaml")) if folder.parent.is_dir() else []
    assert bool(written) is (not guard and name != "a/b")


@guarded
def test_what_an_address_ends_with_names_no_file_elsewhere(
    serve: Serve, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """CVE-2019-1000008."""
    server = serve(lambda _asked: Reply(WEB))
    if not guard:
        monkeypatch.setattr(source, "_FILE_NAME", re.compile(".*", re.DOTALL))
    wanted = ChartSource(f"{server.url}/..%2fevil.tgz")
    (tmp_path / "a").mkdir()
    transfer.pull(transfer.PullRequest(wanted, str(tmp_path / "a")), Env(), environ)
    assert (tmp_path / "evil.tgz").exists() is not guard
    assert (tmp_path / "a/web-1.0.0.tgz").exists() is guard


@guarded
@pytest.mark.parametrize("entry", ["web/../../evil", "web/a/../../../evil"])
def test_an_archives_entries_stay_in_the_charts_folder(
    serve: Serve, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: bool, entry: str
) -> None:
    """CVE-2024-25620, CVE-2019-1000008."""
    data = tgz({"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", entry: "evil"})
    server = serve(lambda _asked: Reply(data))
    if not guard:
        monkeypatch.setattr(archive, "_inside", lambda name: name.partition("/")[2])
    request = transfer.PullRequest(ChartSource(f"{server.url}/web.tgz"), str(tmp_path / "a"), untar=True)
    with pytest.raises(HelmError) if guard else contextlib.nullcontext():
        transfer.pull(request, Env(), environ)
    assert (tmp_path / "evil").exists() is not guard
    assert (tmp_path / "a").exists() is not guard


@guarded
def test_a_charts_name_leads_nowhere(
    serve: Serve, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """CVE-2026-35206, CVE-2024-25620."""
    data = tgz({"web/Chart.yaml": "apiVersion: v2\nname: ../evil\nversion: 1.0.0\n"})
    server = serve(lambda _asked: Reply(data))
    (tmp_path / "a/b").mkdir(parents=True)
    monkeypatch.setattr(metadata, "validate", lambda _metadata: None)  # which refuses it before
    if not guard:
        monkeypatch.setattr(unpacked, "_NAME", re.compile(".*"))
    request = transfer.PullRequest(ChartSource(f"{server.url}/web.tgz"), str(tmp_path / "a/b"), untar=True, force=True)
    with pytest.raises(HelmError) if guard else contextlib.nullcontext():
        transfer.pull(request, Env(), environ)
    assert (tmp_path / "a/evil").exists() is not guard


@guarded
def test_no_write_follows_a_link(
    serve: Serve, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """CVE-2019-18658, CVE-2025-53547: a link at the place of the cached index, of the archive, of its provenance."""
    server = serve(files({"/index.yaml": Reply(index_of("web.tgz")), "/web.tgz": Reply(WEB)}))
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = Path(Paths(environ).repository_cache)
    folder.mkdir(parents=True)
    (folder / "mine-index.yaml").symlink_to(victim)
    (tmp_path / "web.tgz").symlink_to(victim)
    if not guard:
        naive = lambda path, data, **_mode: Path(path).write_bytes(data)  # noqa: E731
        monkeypatch.setattr(source, "write_atomic", naive)
        monkeypatch.setattr(transfer, "write_atomic", naive)
    repo.add(repo.RepoRequest("mine", server.url, Credentials()), Env(), environ)
    assert (victim.read_bytes() == b"precious") is guard
    victim.write_text("precious")
    pulled = transfer.PullRequest(ChartSource("web", repo_url=server.url), str(tmp_path))
    transfer.pull(pulled, Env(), environ)
    assert (victim.read_bytes() == b"precious") is guard


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "a\\b", "a\nb", "-x", ".hidden"])
def test_names_that_no_folder_gets(name: str) -> None:
    with pytest.raises(HelmError, match="cannot be a folder's name"):
        unpacked.folder_name(name)


def test_a_server_cannot_make_us_wait_for_long() -> None:
    assert http._pause("86400", 0) <= 20 and http._pause("soon", 0) < 1 and http._pause("-5", 0) < 1


def test_a_kept_archive_is_believed_only_by_its_digest(serve: Serve, locator: Locator, environ: dict[str, str]) -> None:
    server = serve(files({"/index.yaml": Reply(index_of("web.tgz", digest(WEB)[7:])), "/web.tgz": Reply(WEB)}))
    wanted = ChartSource("web", repo_url=server.url)
    locator.locate(wanted)
    (kept,) = Path(Paths(environ).charts).iterdir()
    for planted in (OTHER, b"", None):
        kept.unlink()
        if planted is None:
            (kept.parent / "elsewhere").write_bytes(WEB)
            kept.symlink_to(kept.parent / "elsewhere")
        else:
            kept.write_bytes(planted)
        before = len(server.asked)
        assert Locator(Paths(environ), Env()).locate(wanted).archive == WEB
        assert "/web.tgz" in [asked.path for asked in server.asked[before:]]
