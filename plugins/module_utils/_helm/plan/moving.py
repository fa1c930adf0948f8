# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that others write to between the read and the dry run: what differs then may be theirs."""

from __future__ import annotations

from typing import Callable

from .model import ObjectState

_LOOKS = 3  # more: who writes all the time is a difference


def at_rest(state: ObjectState, observed: Callable[[], ObjectState]) -> ObjectState:
    """Return the state, observed again as long as somebody writes to the object while it is looked at."""
    for _again in range(_LOOKS):
        if (state.same and state.held) or not _is_moving(state):
            break
        state = observed()
    return state


def _is_moving(state: ObjectState) -> bool:
    """Whether the dry run was made from another version than the one that was read. It tells none of a new object."""
    versions = {((one or {}).get("metadata") or {}).get("resourceVersion") for one in (state.live, state.wanted)}
    return len(versions) > 1 and all(versions)
