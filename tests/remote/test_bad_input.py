# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong at three in the morning: one clear message each, and nothing half-written."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from chart_servers.caddy import Caddy
from chart_servers.hostile import Asked, Hostile, Reply
from chart_servers.keys import PASSWORD, USER, Keys
from chart_servers.registry import Registry
from ports import closed_port

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.web.http import HttpSession

from .conftest import Home, Run, snapshot

MakeArchive = Callable[..., Path]


@pytest.fixture
def big(tmp_path: Path, chart_archive: MakeArchive) -> Path:
    """An archive of more than a megabyte that does not compress."""
    path = chart_archive("big", "1.0.0")
    folder = path.parent / "big"
    (folder / "blob.bin").write_bytes(os.urandom(1_500_000))
    subprocess.run(["tar", "-czf", path, "-C", path.parent, "big"], check=True)
    return path


@pytest.fixture(params=["tmpfs", "limit"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder that a megabyte does not fit in: a small file system where we may mount one, and a limit on files."""
    folder = tmp_path / "full"
    folder.mkdir()
    if request.param == "limit":
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))
        yield folder
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
        return
    options = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(options, capture_output=True, check=False).returncode:
        folder.rmdir()  # the limit says the same where nothing may be mounted
        yield Path("/dev/full")
        return
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("untar", [False, True])
def test_a_full_disk(run: Run, home: Home, caddy: Caddy, big: Path, full: Path, untar: bool) -> None:
    shutil.copy(big, caddy.root / "big.tgz") if not (caddy.root / "big.tgz").exists() else None
    dest = full / "charts"
    failed = run("helm_chart", state="pulled", chart=f"{caddy.plain}/big.tgz", dest=str(dest), untar=untar)
    assert failed.get("failed"), failed
    words = ("No space left on device", "File too large", "Not a directory", "File exists")
    assert any(word in failed["msg"] for word in words), failed["msg"]
    assert str(full) in failed["msg"]
    assert not list(dest.rglob("*")) if dest.is_dir() else True


def test_a_full_disk_keeps_the_repositories_as_they_were(
    run: Run, home: Home, caddy: Caddy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = caddy.root / "large"
    folder.mkdir(exist_ok=True)
    entries = "".join(
        f"  - {{name: a, version: 1.0.{n}, urls: [a.tgz], description: {'x' * 200}}}\n" for n in range(3000)
    )
    (folder / "index.yaml").write_text(f"apiVersion: v1\nentries:\n  a:\n{entries}")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        failed = run("helm_repo", name="large", url=f"{caddy.plain}/large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert "File too large" in failed["msg"] and "large-index.yaml" in failed["msg"]
    assert not Path(home.paths.repositories).exists() and not list(home.folder.rglob("*.tmp"))


def test_a_target_that_cannot_be_written(run: Run, caddy: Caddy, chart_archive: MakeArchive, tmp_path: Path) -> None:
    shutil.copy(chart_archive("shop", "1.0.0"), caddy.root / "ro.tgz")
    (tmp_path / "file").write_text("in the way")
    for dest in (tmp_path / "file", tmp_path / "file/below", Path("/proc/nowhere")):
        for untar in (False, True):
            failed = run("helm_chart", state="pulled", chart=f"{caddy.plain}/ro.tgz", dest=str(dest), untar=untar)
            assert failed.get("failed") and str(dest) in failed["msg"], failed["msg"]
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_cache_that_cannot_be_written_is_none(
    run: Run, home: Home, caddy: Caddy, chart_archive: MakeArchive, tmp_path: Path
) -> None:
    shutil.copy(chart_archive("shop", "1.0.0"), caddy.root / "cacheless.tgz")
    Path(home.environ["HELM_CACHE_HOME"]).write_text("in the way")
    done = run("helm_chart", state="pulled", chart=f"{caddy.plain}/cacheless.tgz", dest=str(tmp_path / "a"))
    assert done.get("changed"), done


@pytest.fixture
def stops(chart_archive: MakeArchive) -> Iterator[tuple[Hostile, bytes]]:
    """A server that stops half-way: at /never always, at /once the first time, offering the rest by ranges."""
    data = chart_archive("shop", "1.0.0").read_bytes()
    tag = {"ETag": '"one"', "Accept-Ranges": "bytes"}

    def answer(asked: Asked) -> Reply:
        if asked.path == "/never":
            return Reply(data[:50], says=len(data))
        start = asked.headers.get("range", "").removeprefix("bytes=").rstrip("-")
        if start:
            assert asked.headers["if-range"] == '"one"'
            rest = data[int(start) :]
            return Reply(rest, 206, {**tag, "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})
        return Reply(data[:50], headers=tag, says=len(data))

    server = Hostile(answer)
    yield server, data
    server.stop()


def test_a_download_that_breaks_off_is_taken_up_where_that_is_offered(stops: tuple[Hostile, bytes]) -> None:
    server, data = stops
    assert HttpSession().get(f"{server.url}/once", max_bytes=10_000) == data
    assert [asked.headers.get("range", "") for asked in server.asked] == ["", "bytes=50-"]


def test_a_server_that_stops_half_way(run: Run, stops: tuple[Hostile, bytes], tmp_path: Path) -> None:
    server, _data = stops
    failed = run("helm_chart", state="pulled", chart=f"{server.url}/never", dest=str(tmp_path / "a"))
    assert "the download broke off after 50 bytes" in failed["msg"] and not (tmp_path / "a").exists()


def test_a_server_that_says_nothing() -> None:
    server = Hostile(lambda _asked: Reply(says=10))
    try:
        with pytest.raises(FetchError, match=r"broke off after 0 bytes|timed out"):
            HttpSession(timeout=0.2, sleep=lambda _seconds: None).get(f"{server.url}/x", max_bytes=10)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("status", "times"), [(503, 4), (502, 4), (504, 4), (429, 4), (500, 1), (404, 1)], ids=lambda value: str(value)
)
def test_only_what_may_pass_is_tried_again(status: int, times: int) -> None:
    server = Hostile(lambda _asked: Reply(status=status, headers={"Retry-After": "7"}))
    slept: list[float] = []
    try:
        with pytest.raises(FetchError, match=f" : {status} "):
            HttpSession(sleep=slept.append).get(f"{server.url}/x", max_bytes=10)
    finally:
        server.stop()
    assert len(server.asked) == times and slept == [7.0] * (times - 1)


def test_a_truncated_archive(run: Run, caddy: Caddy, chart_archive: MakeArchive, tmp_path: Path) -> None:
    data = chart_archive("shop", "1.0.0").read_bytes()
    (caddy.root / "cut.tgz").write_bytes(data[: len(data) // 2])
    failed = run("helm_chart", state="pulled", chart=f"{caddy.plain}/cut.tgz", dest=str(tmp_path / "a"), untar=True)
    assert "unexpected EOF" in failed["msg"] and "cut.tgz" in failed["msg"] and not (tmp_path / "a").exists()


def test_a_wrong_digest(run: Run, caddy: Caddy, chart_archive: MakeArchive, tmp_path: Path) -> None:
    data = chart_archive("shop", "1.0.0").read_bytes()
    (caddy.root / "digest.tgz").write_bytes(data)
    task = {"state": "pulled", "chart": f"{caddy.plain}/digest.tgz", "dest": str(tmp_path / "a")}
    failed = run("helm_chart", **task, digest="sha256:" + "0" * 64)
    assert f"its digest is sha256:{hashlib.sha256(data).hexdigest()}, expected sha256:0000" in failed["msg"]
    assert not (tmp_path / "a").exists()
    assert "is no digest" in run("helm_chart", **task, digest="sha256:123")["msg"]


def places(caddy: Caddy, private: Registry) -> list[tuple[str, dict[str, Any]]]:
    """The same failure has to be as clear for a repository as for a registry."""
    return [
        ("helm_repo", {"name": "x", "url": caddy.password}),
        ("helm_repo", {"url": f"oci://{private.host}"}),
        ("helm_chart", {"state": "pulled", "chart": f"oci://{private.host}/x/shop", "chart_version": "1.0.0"}),
    ]


def account(module: str, **more: str) -> dict[str, str]:
    prefix = "chart_repo_" if module == "helm_chart" else ""
    given = {f"{prefix}{name}": value for name, value in more.items() if name != "ca_cert"}
    return {**given, ("chart_ca_cert" if prefix else "ca_cert"): more["ca_cert"]} if "ca_cert" in more else given


def test_a_wrong_password(run: Run, home: Home, caddy: Caddy, private: Registry, keys: Keys, tmp_path: Path) -> None:
    for module, task in places(caddy, private):
        before = snapshot(tmp_path)
        failed = run(module, **task, **account(module, username=USER, password="wr0ng-word", ca_cert=str(keys.ca)))
        assert "401" in failed["msg"], failed["msg"]
        words = "in the task; check them." if "oci://" in str(task) else "and these are not right."
        assert failed["msg"].endswith(words), failed["msg"]
        assert "wr0ng" not in str(failed["msg"]) and snapshot(tmp_path) == before


def test_an_unknown_authority(run: Run, caddy: Caddy, private: Registry, tmp_path: Path) -> None:
    for module, task in places(caddy, private):
        before = snapshot(tmp_path)
        failed = run(module, **task, **account(module, username=USER, password=PASSWORD))
        assert "certificate verify failed" in failed["msg"] and "authority" in failed["msg"], failed["msg"]
        assert snapshot(tmp_path) == before


def test_no_network(run: Run, tmp_path: Path) -> None:
    dead = f"127.0.0.1:{closed_port()}"
    tasks: list[tuple[str, dict[str, Any]]] = [
        ("helm_repo", {"name": "x", "url": f"http://{dead}"}),
        ("helm_repo", {"url": f"oci://{dead}", "username": "u", "password": "p"}),
        ("helm_chart", {"state": "pulled", "chart": f"oci://{dead}/x/shop", "chart_version": "1.0.0"}),
    ]
    for module, task in tasks:
        before = snapshot(tmp_path)
        failed = run(module, **task)
        assert "refused" in failed["msg"] and "nothing listens there" in failed["msg"].lower(), failed["msg"]
        assert snapshot(tmp_path) == before
