# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects without the values of Secrets."""

from __future__ import annotations

from typing import Any

from ..base.mask import MASK

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def masked_object(value: Any) -> Any:
    """Return an object with the values of Secrets in it masked, in a List too; the same object where there are none."""
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "Secret":
        return _masked_secret(value)
    items = value.get("items")
    if isinstance(items, list):
        mask = _masked_secret if value.get("kind") == "SecretList" else masked_object
        masked = [mask(item) for item in items]
        if any(new is not old for new, old in zip(masked, items)):
            return {**value, "items": masked}
    return value


def _masked_secret(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    parts = {key: _without_values(value[key]) for key in ("data", "stringData") if value.get(key)}
    return _without_last_applied({**value, **parts} if parts else value)


def _without_values(part: Any) -> Any:
    return dict.fromkeys(part, MASK) if isinstance(part, dict) else MASK


def _without_last_applied(value: dict[str, Any]) -> dict[str, Any]:
    """It holds the whole object once more."""
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not (isinstance(metadata, dict) and isinstance(annotations, dict) and _LAST_APPLIED in annotations):
        return value
    return {**value, "metadata": {**metadata, "annotations": {**annotations, _LAST_APPLIED: MASK}}}
