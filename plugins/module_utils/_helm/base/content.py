# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the place of a file's path where the file was read elsewhere."""

from __future__ import annotations

from typing import Optional

from .errors import HelmError


class Content:
    """A file that was read elsewhere. name: for messages. folder: of its relative paths. error: why there is nothing of
    it. absent: it is not there, which is no error where others are."""

    __slots__ = ("_data", "absent", "error", "folder", "name")

    def __init__(
        self, name: str, data: bytes = b"", folder: str = "", *, error: Optional[HelmError] = None, absent: bool = False
    ) -> None:
        self._data = data
        self.absent = absent
        self.error = error
        self.folder = folder
        self.name = name

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """Return the content. Raises its error."""
        if self.error is not None:
            raise self.error
        return self._data
