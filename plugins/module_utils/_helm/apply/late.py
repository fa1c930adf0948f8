# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wait ended without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Optional

from ..plan.model import Item

if TYPE_CHECKING:
    from ..base.errors import KubeError
    from ..kube.verdict import Readiness


class Late(NamedTuple):
    """An object that is not as it was waited for."""

    item: Item
    state: Readiness
    live: Optional[dict[str, Any]]
    cause: Optional[KubeError] = None  # why it could not be looked at
