# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk cache trusts only what its own user wrote, whole, and is never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import disk_cache
from ansible_collections.native.helm.plugins.module_utils._helm.base.disk_cache import (
    DiskCache,
    default_folder,
    templates_cache,
)

KEY = "ab" * 32


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(str(tmp_path / "own" / "templates"))


def entry(cache: DiskCache) -> Path:
    return Path(cache.folder) / KEY


def test_what_is_put_is_got(cache: DiskCache) -> None:
    assert cache.get(KEY) is None
    assert cache.put(KEY, b"data")
    assert cache.get(KEY) == b"data"
    assert cache.put(KEY, b"new")
    assert cache.get(KEY) == b"new"
    assert [path.name for path in Path(cache.folder).iterdir()] == [KEY]


def test_folder_and_entries_are_ours_alone(cache: DiskCache) -> None:
    old = os.umask(0)
    try:
        cache.put(KEY, b"data")
    finally:
        os.umask(old)
    assert Path(cache.folder).stat().st_mode & 0o777 == 0o700
    assert entry(cache).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1], id="cut"),
        pytest.param(lambda data: data + b"x", id="longer"),
        pytest.param(lambda data: data[:-2] + b"!" + data[-1:], id="changed"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"other" + data, id="another form"),
    ],
)
def test_damage_is_a_miss(cache: DiskCache, damage: Any) -> None:
    cache.put(KEY, b"some data")
    entry(cache).write_bytes(damage(entry(cache).read_bytes()))
    assert cache.get(KEY) is None
    assert cache.put(KEY, b"again")
    assert cache.get(KEY) == b"again"


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777, 0o710])
def test_a_folder_that_others_can_enter_is_not_used(cache: DiskCache, mode: int) -> None:
    cache.put(KEY, b"data")
    Path(cache.folder).chmod(mode)
    assert cache.get(KEY) is None
    assert not cache.put(KEY, b"new")


def test_an_entry_that_others_can_write_is_a_miss(cache: DiskCache) -> None:
    cache.put(KEY, b"data")
    entry(cache).chmod(0o620)
    assert cache.get(KEY) is None


def test_what_another_user_owns_is_not_used(cache: DiskCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(KEY, b"data")
    monkeypatch.setattr(disk_cache.os, "geteuid", lambda: os.getuid() + 1)
    assert cache.get(KEY) is None
    assert not cache.put(KEY, b"new")


def test_links_are_not_followed(cache: DiskCache, tmp_path: Path) -> None:
    cache.put(KEY, b"data")
    moved = tmp_path / "moved"
    entry(cache).rename(moved)
    entry(cache).symlink_to(moved)
    assert cache.get(KEY) is None
    Path(cache.folder).rename(tmp_path / "elsewhere")
    moved.rename(tmp_path / "elsewhere" / ("cd" * 32))
    Path(cache.folder).symlink_to(tmp_path / "elsewhere")
    assert cache.get("cd" * 32) is None
    assert not cache.put(KEY, b"new")


def test_a_pipe_in_an_entrys_place_does_not_hang(cache: DiskCache) -> None:
    cache.put(KEY, b"data")
    entry(cache).unlink()
    os.mkfifo(entry(cache), 0o600)
    assert cache.get(KEY) is None


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    cache = DiskCache(str(tmp_path / "file" / "templates"))
    assert not cache.put(KEY, b"data")
    assert cache.get(KEY) is None


def test_a_write_that_fails_leaves_nothing(cache: DiskCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(KEY, b"data")

    def full(*_args: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk_cache.os, "rename", full)
    assert not cache.put(KEY, b"new")
    assert cache.get(KEY) == b"data"
    assert [path.name for path in Path(cache.folder).iterdir()] == [KEY]


def test_the_oldest_go_when_there_is_too_much(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "c"), most=5000)
    for number in range(8):
        cache.put(f"{number}", bytes(900))
        os.utime(tmp_path / "c" / str(number), (number, number))
    cache.put("last", bytes(900))
    left = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert "last" in left
    assert "0" not in left
    assert sum((tmp_path / "c" / name).stat().st_size for name in left) <= 5000


def test_an_entry_larger_than_all_is_not_kept(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "c"), most=100)
    assert not cache.put(KEY, bytes(101))


def test_what_a_killed_process_left_half_written_goes_after_a_day(cache: DiskCache) -> None:
    cache.put(KEY, b"data")
    old, new = Path(cache.folder) / ".old.1.x", Path(cache.folder) / ".new.2.x"
    old.write_bytes(b"")
    new.write_bytes(b"")
    os.utime(old, (1, 1))
    cache.put("other", b"data")
    assert not old.exists()
    assert new.exists()


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
import collection_path
collection_path.install()
from ansible_collections.native.helm.plugins.module_utils._helm.base.disk_cache import DiskCache
cache = DiskCache(sys.argv[1], most=200_000)
for number in range(60):
    key = str(number % 7)
    cache.put(key, key.encode() * 5000)
    found = cache.get(key)
    assert found is None or found == key.encode() * 5000, "torn"
"""


def test_many_processes_write_and_read_at_once(tmp_path: Path) -> None:
    tests = str(Path(__file__).resolve().parents[2])
    folder = str(tmp_path / "shared")
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, folder, tests], stderr=subprocess.PIPE) for _ in range(5)
    ]
    ends = [(process.communicate()[1], process.returncode) for process in running]
    assert [code for _, code in ends] == [0] * 5, ends
    cache = DiskCache(folder)
    for number in range(7):
        assert cache.get(str(number)) == str(number).encode() * 5000


def test_a_cache_that_only_reads_writes_nothing(cache: DiskCache, tmp_path: Path) -> None:
    reader = DiskCache(cache.folder, writable=False)
    assert not reader.put(KEY, b"data")
    assert list(tmp_path.iterdir()) == []
    cache.put(KEY, b"data")
    os.utime(entry(cache), (1, 1))
    assert reader.get(KEY) == b"data"
    assert not reader.put(KEY, b"new")
    assert entry(cache).stat().st_mtime == 1
    assert cache.get(KEY) == b"data"
    assert entry(cache).stat().st_mtime > 1


def test_folders_on_the_way_are_ours_alone_too(cache: DiskCache, tmp_path: Path) -> None:
    assert cache.put(KEY, b"data")
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700


def test_nothing_is_made_in_another_users_folder(cache: DiskCache, tmp_path: Path, monkeypatch: Any) -> None:
    """sudo may leave HOME as it was."""
    monkeypatch.setattr(disk_cache.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    if tmp_path.stat().st_uid == 0:
        os.chown(tmp_path, 4711, -1)
    assert not cache.put(KEY, b"data")
    assert list(tmp_path.iterdir()) == []


def test_the_environment_places_it_or_turns_it_off(tmp_path: Path) -> None:
    found = templates_cache({"NATIVE_HELM_CACHE": str(tmp_path)}, writable=False)
    assert found is not None and found.folder == str(tmp_path / "templates") and not found.writable
    assert templates_cache({"NATIVE_HELM_CACHE": "off", "HOME": str(tmp_path)}, writable=True) is None
    assert templates_cache({}, writable=True) is None


def test_default_folder() -> None:
    assert default_folder({"HOME": "/h"}) == "/h/.cache/native-helm/templates"
    assert default_folder({"HOME": "/h", "XDG_CACHE_HOME": "/x"}) == "/x/native-helm/templates"
    assert default_folder({"HOME": "/h", "NATIVE_HELM_CACHE": "/n"}) == "/n/templates"
    assert default_folder({"HOME": "/h", "NATIVE_HELM_CACHE": "off"}) == ""
    assert default_folder({"XDG_CACHE_HOME": "relative"}) == ""
    assert default_folder({}) == ""
