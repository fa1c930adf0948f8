# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables: dicts of values, copied and laid over each other."""

from __future__ import annotations

from typing import Any, Mapping


def merge_maps(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """Return low with high over it, tables merged, anything else replaced, a null of high kept.

    (Go: cli/values/options.go, mergeMaps)
    """
    out = dict(low)
    for key, value in high.items():
        mine = out.get(key)
        out[key] = merge_maps(mine, value) if isinstance(value, dict) and isinstance(mine, dict) else value
    return out


def copy_tables(value: Any) -> Any:
    """Return value with every table and list in it copied; scalars are shared."""
    if isinstance(value, dict):
        return {key: copy_tables(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copy_tables(item) if isinstance(item, (dict, list)) else item for item in value]
    return value
