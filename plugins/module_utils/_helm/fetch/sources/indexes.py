# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The indexes of repositories that a task has read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Tuple

from ...base.turns import Turns

if TYPE_CHECKING:
    from ..repository.index import Index


class Indexes:
    """Each is fetched and read once, by the first who wants it; others wait. Thread-safe."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._found: dict[str, Tuple[bytes, Index]] = {}

    def of(self, key: str, read: Callable[[], Tuple[bytes, Index]]) -> Tuple[bytes, Index]:
        """Return the index under key and its text, as read gives them where nobody has them yet. Raises what read
        raises."""

        def fetch() -> None:
            self._found[key] = read()

        self._turns.take(key, lambda: key in self._found, fetch)
        return self._found[key]
