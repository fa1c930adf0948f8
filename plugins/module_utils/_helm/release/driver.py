# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every place for release records offers: the same small interface."""

from __future__ import annotations

from typing import Any, ContextManager, Optional, Protocol

from .model import Head, Release


class Driver(Protocol):
    """A place for records. Keys are those of model.record_key; not being there is base.errors.NotFound."""

    def heads(self, name: str = "", *, namespace: Optional[str] = None) -> list[Head]:
        """Return what is known of the revisions without reading their records, in no order.

        name: "" for every release. namespace: "" is every namespace, None the driver's own.
        """

    def get(self, key: str, namespace: Optional[str] = None) -> Release:
        """Return the revision under key, its labels as they are on the object."""

    def create(self, release: Release) -> None:
        """Store a new revision. Raises Conflict when there is one under that key: this is the compare-and-swap."""

    def check(self, release: Release, *, room: bool = True) -> None:
        """Return when the place will take the revision's record. Raises ReleaseError, before anything is written.

        room: also its later states, with all that may be said about them; else with as little as there is room for.
        """

    def object_of(self, release: Release) -> Optional[dict[str, Any]]:
        """Return the head of the object that a revision is stored in, None where it is none of the API server's."""

    def rehearse(self, release: Release, *, again: bool = False) -> None:
        """Ask whether the place would let a revision be stored; again: be stored once more. Nothing is stored. Raises
        what doing it would."""

    def rehearse_deletion(self, key: str) -> None:
        """Ask whether the place would let the revision under key be removed. Raises what doing it would."""

    def update(self, release: Release) -> None:
        """Store a revision again in the place of the one under its key."""

    def delete(self, key: str, uid: str = "") -> None:
        """Remove the revision under key. uid: of the head that was seen: another record under its key stays."""

    def urgently(self) -> ContextManager[None]:
        """Return a context in which this thread's calls wait for nothing that other threads of the run are busy with:
        they are signs of life."""
