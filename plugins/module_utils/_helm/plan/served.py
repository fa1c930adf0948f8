# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kinds the cluster serves, and whether they live in namespaces; those among them that a run brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping, Optional

from ..base.errors import NotFound

if TYPE_CHECKING:
    from ..kube.client import Client


class Served:
    """The kinds of a cluster at one look: what was asked once is not asked again.

    coming: the kinds of the CRDs that are made before anything else, (api_version, kind) -> namespaced; besides those
    that are coming for the client anyway. absent: the namespaces that are made before anything else, too.
    """

    __slots__ = ("_coming", "_known", "absent", "client")

    def __init__(self, client: Client, coming: Optional[Mapping[tuple[str, str], bool]] = None) -> None:
        self.client = client
        self.absent: frozenset[str] = frozenset()
        self._coming = {**client.coming, **(coming or {})}
        self._known: dict[tuple[str, str], Optional[bool]] = {}

    def scope(self, api_version: str, kind: str) -> Optional[bool]:
        """Return whether a kind is namespaced, None for one that the cluster neither knows nor will."""
        known = self._now(api_version, kind)
        return self._coming.get((api_version, kind)) if known is None else known

    def is_coming(self, api_version: str, kind: str) -> bool:
        """Return whether a kind is not served yet, and will be."""
        return (api_version, kind) in self._coming and self._now(api_version, kind) is None

    def api_versions(self) -> list[str]:
        """Return what templates see as APIVersions: those that are served and will be, and their kinds."""
        coming = {entry for kind in self._coming for entry in (kind[0], "/".join(kind))}
        return sorted({*self.client.api_versions(), *coming})

    def _now(self, api_version: str, kind: str) -> Optional[bool]:
        key = (api_version, kind)
        if key not in self._known:
            try:
                self._known[key] = bool(self.client.resource(api_version, kind).namespaced)
            except NotFound:
                self._known[key] = None
        return self._known[key]
