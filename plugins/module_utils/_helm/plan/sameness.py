# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two JSON values are the same to the API server: 1 and 1.0 are, 1 and true are not, as they are to Python."""

from __future__ import annotations

from typing import Any


def is_same(one: Any, other: Any) -> bool:
    """Return whether both are one value."""
    return bool(one == other) and _is_alike(one, other)


def _is_alike(one: Any, other: Any) -> bool:
    """Whether booleans stand in the same places of two values that are equal to Python."""
    if isinstance(one, dict):
        return all(_is_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return all(map(_is_alike, one, other))
    return isinstance(one, bool) is isinstance(other, bool)
