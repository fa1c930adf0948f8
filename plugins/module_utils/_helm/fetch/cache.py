# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives kept by the digest of their content, so that a chart is downloaded once."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import Optional

from ..base.files import make_private_folder, write_atomic


class ArchiveCache:
    """Archives under folder, by bare hex SHA-256. Nothing read from it is trusted before its digest was compared."""

    def __init__(self, folder: str, *, writable: bool = True) -> None:
        self._folder = folder
        self._writable = writable

    def get(self, digest: str) -> Optional[bytes]:
        """Return the archive of that digest; None where it is not there, damaged, a link or another user's."""
        try:
            descriptor = os.open(self._path(digest), os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as handle:
            facts = os.fstat(handle.fileno())
            if not stat.S_ISREG(facts.st_mode) or facts.st_uid != os.getuid():
                return None
            data = handle.read()
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def put(self, data: bytes) -> str:
        """Keep data, where the cache may be written; return its digest."""
        digest = hashlib.sha256(data).hexdigest()
        if self._writable:
            make_private_folder(self._folder)
            write_atomic(self._path(digest), data)
        return digest

    def _path(self, digest: str) -> str:
        return os.path.join(self._folder, f"{digest}.tgz")
