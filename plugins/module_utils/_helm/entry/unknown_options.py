# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that a module does not have: what they hold may be a secret, of an option whose name was misspelled."""

from __future__ import annotations

from typing import Any, Mapping

from ..base.mask import MASK


def masked(given: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return given options with what those hold masked that spec does not know, also inside of options."""
    known = {name: option for own, option in spec.items() for name in (own, *option.get("aliases", ()))}
    return {name: _inside(value, known[name]) if name in known else MASK for name, value in given.items()}


def _inside(value: Any, option: Mapping[str, Any]) -> Any:
    options = option.get("options")
    if options and isinstance(value, Mapping):
        return masked(value, options)
    if options and isinstance(value, list):
        return [_inside(item, option) for item in value]
    return value
