# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kinds live in namespaces, as the cluster says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ..base.errors import NotFound
from .objects import Scope

if TYPE_CHECKING:
    from ..kube.client import Client


def scope_of(client: Client) -> Scope:
    """Return (api_version, kind) -> whether it is namespaced, None for what the cluster does not know."""

    known: dict[tuple[str, str], Optional[bool]] = {}

    def scope(api_version: str, kind: str) -> Optional[bool]:
        key = (api_version, kind)
        if key not in known:
            try:
                known[key] = bool(client.resource(api_version, kind).namespaced)
            except NotFound:
                known[key] = None
        return known[key]

    return scope
