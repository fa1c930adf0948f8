# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what needed no write before the hooks ran still needs none: reads tell, and take no right to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plan import observe
from ..plan.model import UNCHANGED, Operation
from ..plan.sameness import is_same

if TYPE_CHECKING:
    from ..plan.reads import Reads


def is_as_it_was(operation: Operation, reads: Reads) -> bool:
    """Return whether an unchanged object is as it was when it was compared: its content, and what helm's manager holds
    of it. Raises KubeError of the read."""
    seen = operation.before
    if operation.action != UNCHANGED or seen is None:
        return False
    live = reads.of(operation.item)
    if live is None:
        return False
    if live["metadata"].get("resourceVersion") == seen["metadata"].get("resourceVersion"):
        return True
    return is_same(observe.content(live), observe.content(seen)) and observe.held(live) == observe.held(seen)
