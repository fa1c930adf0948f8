# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache of files that only this user can have written. Nothing that goes wrong with it stops a render.

The folder is ours alone (0700, our own, no link); entries are opened without following links, must be ours and not
writable by others, and carry their digest: what is damaged is a miss. Files are written under another name and renamed,
so that many processes can read and write at once. The oldest go when there is too much.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from typing import List, Mapping, Optional, Tuple

_MAGIC = b"native.helm code 1\n"
_LARGEST_ENTRY = 64 * 1024 * 1024
_DAY = 86400
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class DiskCache:
    """Entries by key in one folder, which is made when it is not there.

    most: bytes of all entries together. writable: False only reads, and leaves even the times of entries alone.
    """

    def __init__(self, folder: str, *, most: int = 128 * 1024 * 1024, writable: bool = True) -> None:
        self.folder = folder
        self.most = most
        self.writable = writable

    def get(self, key: str) -> Optional[bytes]:
        """Return what was put under key; None when it is not there, not ours alone, or damaged."""
        folder = self._open_folder(make=False)
        if folder is None:
            return None
        try:
            return _read(folder, key, touch=self.writable)
        except OSError:
            return None
        finally:
            os.close(folder)

    def put(self, key: str, data: bytes) -> bool:
        """Keep data under key; return whether that worked."""
        if not self.writable or len(data) > min(self.most, _LARGEST_ENTRY):
            return False
        folder = self._open_folder(make=True)
        if folder is None:
            return False
        try:
            _write(folder, key, data)
            _trim(folder, self.most)
        except OSError:  # no space, read-only, a quota: a cache that cannot be written is none
            return False
        finally:
            os.close(folder)
        return True

    def _open_folder(self, *, make: bool) -> Optional[int]:
        """Return the folder's descriptor, or None when it is not there or not ours alone."""
        try:
            if make:
                _make(self.folder)
            folder = os.open(self.folder, _FOLDER_FLAGS)
        except OSError:
            return None
        found = os.fstat(folder)
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077:
            return folder
        os.close(folder)
        return None


def _make(folder: str) -> None:
    """Make a folder and those above it, all 0700, below one that only this user or root can have put there.

    A task that became root may still have another user's HOME: nothing is made in there.
    """
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    if os.path.isdir(above):
        if os.stat(above).st_uid not in (0, os.geteuid()):
            raise PermissionError(f"{above} belongs to another user")
    elif above != folder:
        _make(above)
    with contextlib.suppress(FileExistsError):  # another process was quicker
        os.mkdir(folder, 0o700)


def _read(folder: int, key: str, *, touch: bool) -> Optional[bytes]:
    """Return an entry's data, or None when it is not what we wrote."""
    descriptor = os.open(key, os.O_RDONLY | _FILE_FLAGS | getattr(os, "O_NONBLOCK", 0), dir_fd=folder)
    with open(descriptor, "rb", buffering=0) as file:
        found = os.fstat(descriptor)
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022
        if not ours or found.st_size > _LARGEST_ENTRY:
            return None
        content = file.read(found.st_size)
        if touch and time.time() - found.st_mtime > _DAY:
            os.utime(descriptor)  # what is read stays longest
    start = len(_MAGIC) + 32
    data = content[start:]
    if content[:start] != _MAGIC + hashlib.sha256(data).digest():
        return None
    return data


def _write(folder: int, key: str, data: bytes) -> None:
    """Write an entry beside its place, then put it there."""
    name = f".{key[:16]}.{os.getpid()}.{os.urandom(8).hex()}"
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE_FLAGS, 0o600, dir_fd=folder)
    try:
        with open(descriptor, "wb", buffering=0) as file:
            rest = memoryview(_MAGIC + hashlib.sha256(data).digest() + data)
            while rest:
                rest = rest[file.write(rest) or 0 :]
        os.rename(name, key, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        _remove(folder, name)
        raise


def _trim(folder: int, most: int) -> None:
    """Remove the oldest entries beyond most bytes, and what was left half written a day ago."""
    entries: List[Tuple[float, int, str]] = []
    now = time.time()
    for name in os.listdir(folder):
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:  # another process was quicker
            continue
        if name.startswith(".") and now - found.st_mtime > _DAY:
            _remove(folder, name)
        elif not name.startswith("."):
            entries.append((found.st_mtime, found.st_size, name))
    total = sum(entry[1] for entry in entries)
    if total <= most:
        return
    for _unused, size, name in sorted(entries):
        _remove(folder, name)
        total -= size
        if total <= most * 3 // 4:
            return


def _remove(folder: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return


def templates_cache(environ: Mapping[str, str], *, writable: bool) -> Optional[DiskCache]:
    """Return the cache of compiled templates that environ means; None where it is turned off or has no place."""
    folder = default_folder(environ)
    return DiskCache(folder, writable=writable) if folder else None


def default_folder(environ: Mapping[str, str], kind: str = "templates") -> str:
    """Return where what is compiled is kept: NATIVE_HELM_CACHE, else in the user's cache folder; "" for nowhere.

    NATIVE_HELM_CACHE=off turns it off.
    """
    chosen = environ.get("NATIVE_HELM_CACHE", "")
    if chosen == "off":
        return ""
    if not chosen:
        home = environ.get("XDG_CACHE_HOME") or (os.path.join(environ["HOME"], ".cache") if environ.get("HOME") else "")
        if not os.path.isabs(home):
            return ""
        chosen = os.path.join(home, "native-helm")
    return os.path.join(chosen, kind)
