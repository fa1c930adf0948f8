# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New objects of a chart that one of its hooks has made before: they stand in the chart twice."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ..plan.model import APPLY, CREATE, MERGE, UPDATE, Operation, Patch
from .deletion import uid_of

if TYPE_CHECKING:
    from ..kube.client import Client
    from .hooks import HookRunner


def merged(client: Client, operation: Operation, hooks: HookRunner) -> Operation:
    """Return what is to be done to an object now that the hooks ran: where one of them made it, it is there, and is
    merged into instead of created, as in helm's upgrades. An apply does that by itself; an object of anyone else stays
    in the way. Raises KubeError of the read."""
    item = operation.item
    answer = hooks.made.get(item.key)
    if operation.action != CREATE or operation.method == APPLY or answer is None:
        return operation
    live = client.find(item.api_version, item.kind, item.namespace, item.name)
    if live is None or uid_of(live) != uid_of(answer):
        return operation
    patch = Patch(MERGE, {}, hooks.said[item.key])
    return dataclasses.replace(operation, action=UPDATE, before=live, patch=patch)
