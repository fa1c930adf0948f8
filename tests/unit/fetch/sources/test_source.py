# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart sources against a real server; the error texts are helm 4.3.1's."""

from __future__ import annotations

import hashlib

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository import repositories
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.chart_source import ChartSource
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources.source import Locator
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import ANONYMOUS, Credentials
from fetch.conftest import archive


@pytest.fixture
def server(make_server):
    served = make_server()
    for version in ("1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1"):
        served.put(archive("web", version), f"web-{version}.tgz")
    return served


def remember(locator, name, url, credentials=ANONYMOUS):
    known = repositories.RepositoriesFile(locator.paths.repositories)
    known.put(repositories.entry(name, url, credentials))
    known.save()


@pytest.mark.parametrize(
    ("version", "devel", "expected"),
    [
        ("", False, "1.10.0"),
        ("", True, "2.0.0-rc.1"),
        ("1.0.0", False, "1.0.0"),
        ("~1.9", False, "1.9.0"),
        (">=1.0.0-0", False, "2.0.0-rc.1"),
    ],
)
def test_the_version_is_picked_as_helm_picks_it(locator, server, version, devel, expected):
    found = locator.locate(ChartSource("web", repo_url=server.url, version=version, devel=devel))
    assert found.chart.version == expected


def test_a_repository_known_by_name_needs_no_cached_index(locator, server):
    remember(locator, "loc", f"{server.url}/")
    assert locator.locate(ChartSource("loc/web")).chart.version == "1.10.0"


def test_a_version_newer_than_the_cached_index_is_found(locator, server):
    remember(locator, "loc", server.url)
    locator.locate(ChartSource("loc/web"))
    server.put(archive("web", "3.0.0"), "web-3.0.0.tgz")
    again = Locator(locator.paths, Env())
    assert again.locate(ChartSource("loc/web", version="3.0.0")).chart.version == "3.0.0"


def test_a_second_task_downloads_nothing(locator, server):
    remember(locator, "loc", server.url)
    locator.locate(ChartSource("loc/web"))
    del server.asked[:]
    Locator(locator.paths, Env()).locate(ChartSource("loc/web"))
    assert server.asked == []


def test_check_mode_writes_no_cache(locator, server, helm_paths, tmp_path):
    remember(locator, "loc", server.url)
    Locator(helm_paths, Env(), writable=False).locate(ChartSource("loc/web"))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (ChartSource("foo"), "non-absolute URLs should be in form of repo_name/path_to_chart, got: foo"),
        (ChartSource("nope/foo"), "repo nope not found"),
        (ChartSource("./pebble"), 'path "./pebble" not found'),
        (ChartSource("/no/such/chart"), 'path "/no/such/chart" not found'),
        (ChartSource("web", version="9", repo_url="{url}"), 'chart "web" version "9" not found in {url} repository'),
        (ChartSource("nope", repo_url="{url}"), 'chart "nope" not found in {url} repository'),
        (ChartSource("{url}/none.tgz"), "failed to fetch {url}/none.tgz : 404 File not found"),
        (
            ChartSource("web", repo_url="{url}/nope"),
            (
                'looks like "{url}/nope" is not a valid chart repository or cannot be reached: '
                "failed to fetch {url}/nope/index.yaml : 404 File not found"
            ),
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.chart,
)
def test_what_is_not_there_is_said_as_helm_says_it(locator, server, source, expected):
    wanted = ChartSource(
        source.chart.replace("{url}", server.url), source.version, source.repo_url.replace("{url}", server.url)
    )
    with pytest.raises((ChartError, FetchError)) as caught:
        locator.locate(wanted)
    assert caught.value.problem == expected.replace("{url}", server.url)


def test_a_repository_that_does_not_answer(locator, make_server):
    gone = make_server()
    gone.stop()
    with pytest.raises(FetchError) as caught:
        locator.locate(ChartSource("web", repo_url=gone.url))
    assert "is not a valid chart repository or cannot be reached" in caught.value.problem
    assert "refused" in caught.value.problem


def test_a_download_that_is_not_what_the_index_lists_is_refused(locator, server):
    (server.folder / "web-1.10.0.tgz").write_bytes(archive("web", "1.10.0", description="changed"))
    with pytest.raises(ChartError, match="its digest is sha256:"):
        locator.locate(ChartSource("web", repo_url=server.url))


def test_a_pinned_digest_is_compared(locator, server):
    data = (server.folder / "web-1.0.0.tgz").read_bytes()
    pinned = "sha256:" + hashlib.sha256(data).hexdigest()
    address = f"{server.url}/web-1.0.0.tgz"
    assert locator.locate(ChartSource(address, digest=pinned)).digest == pinned
    with pytest.raises(ChartError, match="expected sha256:0000"):
        locator.locate(ChartSource(address, digest="sha256:" + "0" * 64))


def test_a_damaged_cache_entry_is_fetched_again(locator, server, helm_paths, tmp_path):
    remember(locator, "loc", server.url)
    found = locator.locate(ChartSource("loc/web"))
    (tmp_path / "cache" / "native.helm" / "charts" / f"{found.digest[7:]}.tgz").write_bytes(b"rubbish")
    assert Locator(helm_paths, Env()).locate(ChartSource("loc/web")).chart.version == "1.10.0"


def test_credentials_are_sent_to_their_own_host_only(locator, make_server):
    """CVE-2021-32690: an index that leads elsewhere must not carry user and password there."""
    home, other = make_server(), make_server()
    other.put(archive("web", "1.0.0"), "web-1.0.0.tgz")
    home.put(archive("web", "1.0.0"), "web-1.0.0.tgz")
    home.password = "secret"
    text = (home.folder / "index.yaml").read_text().replace("- web-1.0.0.tgz", f"- {other.url}/web-1.0.0.tgz")
    (home.folder / "index.yaml").write_text(text)
    credentials = Credentials(username="user", password="secret")
    locator.locate(ChartSource("web", repo_url=home.url, credentials=credentials))
    assert home.asked == [("/index.yaml", "user")]
    assert other.asked == [("/web-1.0.0.tgz", "")]


def test_a_redirect_to_another_host_loses_the_credentials(locator, make_server):
    home, other = make_server(), make_server()
    other.put(archive("web", "1.0.0"), "web-1.0.0.tgz")
    home.redirects["/web-1.0.0.tgz"] = f"{other.url}/web-1.0.0.tgz"
    credentials = Credentials(username="user", password="secret")
    locator.locate(ChartSource(f"{home.url}/web-1.0.0.tgz", credentials=credentials))
    assert (home.asked[0][1], other.asked[0][1]) == ("user", "")


def test_pass_credentials_sends_them_along(locator, make_server):
    home, other = make_server(), make_server()
    other.put(archive("web", "1.0.0"), "web-1.0.0.tgz")
    home.redirects["/web-1.0.0.tgz"] = f"{other.url}/web-1.0.0.tgz"
    credentials = Credentials(username="user", password="secret", pass_credentials=True)
    locator.locate(ChartSource(f"{home.url}/web-1.0.0.tgz", credentials=credentials))
    assert other.asked[0][1] == "user"


def test_a_wrong_password_is_a_clear_error_without_it(locator, server):
    server.password = "right"
    with pytest.raises(FetchError) as caught:
        locator.locate(
            ChartSource("web", repo_url=server.url, credentials=Credentials(username="user", password="wrong-one"))
        )
    assert caught.value.status == 401
    assert "wrong-one" not in f"{caught.value!r} {caught.value.hint} {caught.value.__cause__!r}"


def test_the_url_in_messages_has_no_password(locator, server):
    address = server.url.replace("http://", "http://user:hidden@") + "/none.tgz"
    with pytest.raises(FetchError) as caught:
        locator.locate(ChartSource(address))
    assert "hidden" not in str(vars(caught.value))


def test_a_refresh_looks_past_the_index_that_is_kept(locator, server):
    remember(locator, "loc", server.url)
    assert locator.locate(ChartSource("loc/web")).chart.version == "1.10.0"
    server.put(archive("web", "3.0.0"), "web-3.0.0.tgz")
    for refresh, version in ((False, "1.10.0"), (True, "3.0.0"), (False, "3.0.0")):
        again = Locator(locator.paths, Env())
        assert again.locate(ChartSource("loc/web", refresh=refresh)).chart.version == version
