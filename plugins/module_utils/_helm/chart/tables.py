# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables over tables, as helm's command line merges what it is given (Go: cli/values/options.go, mergeMaps)."""

from __future__ import annotations

from typing import Any, Mapping


def merge_maps(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """Return low with high over it, tables merged, anything else replaced, a null of high kept."""
    out = dict(low)
    for key, value in high.items():
        mine = out.get(key)
        out[key] = merge_maps(mine, value) if isinstance(value, dict) and isinstance(mine, dict) else value
    return out
