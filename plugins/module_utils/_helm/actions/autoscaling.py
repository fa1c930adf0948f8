# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects have their replicas set by an autoscaler: asked only when such a field is in dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ..base.errors import Forbidden, NotFound
from ..plan.model import Item

if TYPE_CHECKING:
    from ..kube.client import Client

_API = ("autoscaling/v2", "HorizontalPodAutoscaler")


class Autoscaled:
    """Whether a HorizontalPodAutoscaler aims at an object; a namespace's autoscalers are read once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._targets: dict[str, Optional[set[tuple[str, str]]]] = {}

    def __call__(self, item: Item) -> bool:
        if item.namespace not in self._targets:
            self._targets[item.namespace] = self._read(item.namespace)
        targets = self._targets[item.namespace]
        return targets is not None and (item.kind, item.name) in targets

    def _read(self, namespace: str) -> Optional[set[tuple[str, str]]]:
        """The (kind, name) that the namespace's autoscalers aim at; None where the user may not see them."""
        try:
            found = self._client.list(*_API, namespace)
        except (Forbidden, NotFound):
            return None
        targets = ((autoscaler.get("spec") or {}).get("scaleTargetRef") or {} for autoscaler in found)
        return {(str(target.get("kind")), str(target.get("name"))) for target in targets}
