# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""urllib3, imported at its first use: every file imports without it, and a task that asks nobody does not pay for it.

    from ..base.http_library import exceptions, urllib3      then urllib3.Timeout(…), except exceptions.HTTPError

A first use without the library is a MissingLibrary.
"""

from __future__ import annotations

from typing import Any

from .errors import MissingLibrary


class _Library:
    """A module that is imported when something of it is asked for. part: "" or the name of one of its modules."""

    __slots__ = ("_part",)

    def __init__(self, part: str) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        try:
            import urllib3 as library
        except ImportError as error:
            raise MissingLibrary("urllib3", doing="speaking HTTP") from error
        return getattr(getattr(library, self._part) if self._part else library, name)


urllib3: Any = _Library("")
exceptions: Any = _Library("exceptions")
