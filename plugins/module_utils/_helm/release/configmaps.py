# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in ConfigMaps: HELM_DRIVER=configmap."""

from __future__ import annotations

from typing import Any

from .object_driver import ObjectDriver


class ConfigMapsDriver(ObjectDriver):
    """A ConfigMap a revision."""

    kind = "ConfigMap"

    def read_data(self, item: dict[str, Any]) -> bytes:
        """Return the encoded record in a ConfigMap."""
        return str((item.get("data") or {}).get("release") or "").encode("ascii", "replace")

    def write_data(self, encoded: bytes) -> dict[str, Any]:
        """Return the data of a ConfigMap."""
        return {"data": {"release": encoded.decode("ascii")}}
