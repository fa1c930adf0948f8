# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives and registries' manifests kept by the digest of their content, so that a chart is downloaded once."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from typing import Callable, Optional

from ...base.errors import HelmError
from ...base.files import make_folder, write_atomic

_DIGEST = re.compile(r"[0-9a-f]{64}")  # a digest is part of a path: nothing else may be


class ArchiveCache:
    """Archives under folder, by bare hex SHA-256. Nothing read from it is trusted before its digest was compared."""

    def __init__(self, folder: str, *, warn: Callable[[str], None], writable: bool = True) -> None:
        self._folder = folder
        self._warn = warn
        self._writable = writable

    def get(self, digest: str) -> Optional[bytes]:
        """Return the archive of that digest; None where it is not there, damaged, a link or another user's."""
        return self._get(digest, "tgz")

    def put(self, data: bytes) -> str:
        """Keep an archive, where the cache may be written; return its digest."""
        return self._put(data, "tgz")

    def get_manifest(self, digest: str) -> Optional[bytes]:
        """Return a registry's manifest of that digest, as get() does an archive."""
        return self._get(digest, "json")

    def put_manifest(self, data: bytes) -> str:
        """Keep a registry's manifest, as put() does an archive."""
        return self._put(data, "json")

    def _get(self, digest: str, kind: str) -> Optional[bytes]:
        if not _DIGEST.fullmatch(digest):
            return None
        try:
            descriptor = os.open(self._path(digest, kind), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as handle:
            facts = os.fstat(handle.fileno())
            if not stat.S_ISREG(facts.st_mode) or facts.st_uid != os.getuid():
                return None
            data = handle.read()
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def _put(self, data: bytes, kind: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        if self._writable:
            try:
                make_folder(self._folder, 0o700)
                write_atomic(self._path(digest, kind), data)
            except HelmError as error:  # a full disk, no home: the chart is there all the same
                self._warn(f"what was fetched is not kept for the next time: {error.subject}: {error.problem}")
        return digest

    def _path(self, digest: str, kind: str) -> str:
        return os.path.join(self._folder, f"{digest}.{kind}")
