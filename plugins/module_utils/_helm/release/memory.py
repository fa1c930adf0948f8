# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in memory, for tests and for HELM_DRIVER=memory: gone with the process."""

from __future__ import annotations

import contextlib
from typing import ContextManager, Optional

from ..base.env import Env
from ..base.errors import Conflict, NotFound
from . import codec, labels
from .model import Head, Release

# By namespace and key: the encoded record and the labels.
Records = dict[tuple[str, str], tuple[bytes, dict[str, str]]]


class MemoryDriver:
    """A Driver that keeps encoded records in a dict, so that what is read is what was written, not the same object.

    records: those of all namespaces, which the drivers of a task share, from several threads; None for new ones.
    """

    def __init__(self, namespace: str, env: Env, records: Optional[Records] = None) -> None:
        self.namespace = namespace
        self._env = env
        self._records: Records = {} if records is None else records

    def heads(self, name: str = "", *, namespace: Optional[str] = None) -> list[Head]:
        """Return the heads of name's revisions, of all releases where name is ""."""
        wanted = self.namespace if namespace is None else namespace
        return [
            labels.head(key, place, found)
            for (place, key), (_unused, found) in list(self._records.items())
            if (not wanted or place == wanted) and (not name or found["name"] == name)
        ]

    def get(self, key: str, namespace: Optional[str] = None) -> Release:
        """Return the revision under key. Raises NotFound."""
        place = self.namespace if namespace is None else namespace
        found = self._records.get((place, key))
        if found is None:
            raise NotFound("release: not found", doing="reading the release record", subject=key, status=404)
        release = codec.decode(found[0])
        release.labels = dict(found[1])
        return release

    def create(self, release: Release) -> None:
        """Store a new revision. Raises Conflict when its key is taken."""
        entry = self._entry(release, "createdAt")
        if self._records.setdefault((self.namespace, release.key), entry) is not entry:
            raise Conflict(
                "release: already exists",
                doing="creating the release record",
                subject=release.key,
                status=409,
                reason="AlreadyExists",
            )

    def check(self, release: Release, *, room: bool = True) -> None:
        """Return: there is room."""

    def object_of(self, release: Release) -> None:
        """Return None: a revision is no object here."""

    def rehearse(self, release: Release, *, again: bool = False) -> None:
        """Return: nobody is asked here."""

    def rehearse_deletion(self, key: str) -> None:
        """Return: nobody is asked here."""

    def update(self, release: Release) -> None:
        """Store the revision again. Raises NotFound."""
        if (self.namespace, release.key) not in self._records:
            raise NotFound("release: not found", doing="updating the release record", subject=release.key, status=404)
        self._records[(self.namespace, release.key)] = self._entry(release, "modifiedAt")

    def delete(self, key: str, uid: str = "") -> None:  # noqa: ARG002  records in memory have none
        """Remove the revision under key. Raises NotFound."""
        if self._records.pop((self.namespace, key), None) is None:
            raise NotFound("release: not found", doing="deleting the release record", subject=key, status=404)

    def urgently(self) -> ContextManager[None]:
        """Return a context that does nothing: nobody is waited for here."""
        return contextlib.nullcontext()

    def _entry(self, release: Release, stamp: str) -> tuple[bytes, dict[str, str]]:
        return codec.encode(release), labels.of_record(release, stamp, self._env.now_ns())
