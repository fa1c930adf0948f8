# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart's archive as a folder: what it unpacks to, whether that is there, and put there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from typing import Iterator, Optional

from ...base.errors import ChartError
from ...chart import archive

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_DOING = "unpacking the chart"
_MOST = archive.MAX_SIZE


def files_of(data: bytes) -> dict[str, bytes]:
    """Return an archive's files, path below the chart's folder -> content; of two with one path the last, as in tar."""
    return {file.name: file.data for file in archive.read_archive(data)}


def folder_name(name: str) -> str:
    """Return the folder of a chart of that name. Raises ChartError for names that are no folder's (CVE-2026-35206)."""
    if not _NAME.fullmatch(name):
        raise ChartError(
            f"{name!r} cannot be a folder's name",
            doing=_DOING,
            hint="a chart's name has letters, digits, dots, dashes and underscores; do not trust this one",
        )
    return name


def read(path: str) -> Optional[dict[str, bytes]]:
    """Return the files in the folder at path, as files_of does; None where nothing is.

    What is no plain file in a real folder reads as something that no archive has. Raises ChartError.
    """
    try:
        facts = os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed(error, path) from error
    if not stat.S_ISDIR(facts.st_mode):
        return {"": b""}
    try:
        return dict(_walk(path, "", _MOST))
    except OSError as error:
        raise _failed(error, path) from error


def _walk(folder: str, prefix: str, left: int) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{name}/", left)
            elif entry.is_file(follow_symlinks=False):
                with open(entry.path, "rb") as handle:
                    data = handle.read(left + 1)
                yield name, data
            else:
                yield f"{name}/", b""  # a link, a device: no archive has such a name


def write(path: str, files: dict[str, bytes]) -> None:
    """Make the folder at path hold files and nothing else. What was there stays until all of them are written.

    Raises ChartError and leaves what was there as it was.
    """
    made = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    aside = f"{made}.old"
    try:
        os.mkdir(made, 0o755)
        for name, data in files.items():
            _write_file(made, name, data)
        if os.path.lexists(path):
            os.rename(path, aside)
        try:
            os.rename(made, path)
        except OSError:
            if os.path.lexists(aside):
                os.rename(aside, path)
            raise
    except OSError as error:
        raise _failed(error, path) from error
    finally:
        for rest in (made, aside):
            _remove(rest)


def _write_file(folder: str, name: str, data: bytes) -> None:
    """Write one file below folder, which only we have written into: no link can be in the way."""
    target = os.path.join(folder, *name.split("/"))
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(target, flags, 0o644), "wb") as handle:
        handle.write(data)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)


def _failed(error: OSError, path: str) -> ChartError:
    return ChartError(
        error.strerror or str(error), doing=_DOING, subject=error.filename or path, hint="nothing was changed there"
    )
