# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files read where they are there, and written so that nothing is ever half-written, and never through a link that
somebody else laid."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from typing import Iterator, Optional, Type

from .errors import HelmError

_LOCK_PAUSE = 0.05  # seconds between two tries of a lock: flock has no timeout of its own


def digest_of(data: bytes) -> str:
    """Return "sha256:…" of data, as registries, indexes and signatures have digests."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def content_of(path: str, *, doing: str, most: int = -1, kind: Type[HelmError] = HelmError) -> Optional[bytes]:
    """Return what the file at path holds, up to so many bytes; None where there is none. Raises kind."""
    try:
        with open(path, "rb") as handle:
            return handle.read(most)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise kind(error.strerror or str(error), doing=doing, subject=path) from error


def write_atomic(path: str, data: bytes, *, mode: int = 0o600) -> None:
    """Make path hold data, whole or not at all; a link at path is replaced, not followed.

    Raises HelmError (disk full, not permitted, no such folder) and leaves what was there as it was.
    """
    temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    try:
        _write_new(temporary, data, mode=mode)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise HelmError(
            error.strerror or str(error), doing="writing a file", subject=path, hint="nothing was changed there"
        ) from error


def _write_new(path: str, data: bytes, *, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as handle:
        os.fchmod(handle.fileno(), mode)
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def make_folder(path: str, mode: int = 0o755) -> None:
    """Make sure that path is a folder; what has to be made for it gets mode. Raises HelmError."""
    try:
        if not os.path.isdir(path):
            parent = os.path.dirname(path)
            if parent and parent != path:
                make_folder(parent, mode)
            os.mkdir(path, mode)
    except FileExistsError as error:
        if not os.path.isdir(path):  # not another run that was quicker
            raise HelmError(error.strerror or str(error), doing="making a folder", subject=path) from error
    except OSError as error:
        raise HelmError(error.strerror or str(error), doing="making a folder", subject=path) from error


@contextlib.contextmanager
def locked(path: str, *, timeout: float = 30.0) -> Iterator[None]:
    """Hold the lock file at path (flock, as helm does) while the block runs.

    timeout: seconds to wait for another holder. Raises HelmError when it stays locked or cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HelmError(error.strerror or str(error), doing="opening a lock file", subject=path) from error
    try:
        _take(descriptor, path, timeout)
        yield
    finally:
        os.close(descriptor)  # closing gives the lock back


def _take(descriptor: int, path: str, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise HelmError(error.strerror or str(error), doing="locking a file", subject=path) from error
        if time.monotonic() >= deadline:
            raise HelmError(
                f"another process has held it for {timeout:g} seconds",
                doing="waiting for a lock",
                subject=path,
                hint="end that process, or try again",
            )
        time.sleep(_LOCK_PAUSE)
