# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object that is looked at: as it was left, as somebody else left it."""

from __future__ import annotations

from typing import Any

from unit.kube.server import Reply

from ansible_collections.native.helm.plugins.module_utils._helm.plan import observe
from ansible_collections.native.helm.plugins.module_utils._helm.plan.model import (
    Item,
    ObjectState,
)

from .api import Api, item, live, managed, stated

ONE = item("ConfigMap", data={"a": "1"})
FIELDS = {"f:data": {"f:a": {}}}
THERE = managed(live(ONE), FIELDS)  # as helm's apply left it
NEW = Reply(201, ONE.body)  # the dry run's answer has no resource version


def target(api: Api, one: Item = ONE, *, known: bool = False, **policy: Any) -> ObjectState:
    how = {"known": True} if known else {}  # most are not, by default
    return observe.observe_target(api.client, one, *stated(**policy), **how)


def changed(data: str = "0", fields: Any = None) -> dict[str, Any]:
    """The object as somebody else left it."""
    return managed(live(ONE, data={"a": data}), FIELDS if fields is None else fields)
