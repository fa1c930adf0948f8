# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in Secrets: Helm's default."""

from __future__ import annotations

import base64
from typing import Any

from .object_driver import ObjectDriver


class SecretsDriver(ObjectDriver):
    """A Secret of type helm.sh/release.v1 a revision; a Secret's data is base64 of the record, which is base64
    itself."""

    kind = "Secret"

    def read_data(self, item: dict[str, Any]) -> bytes:
        """Return the encoded record in a Secret."""
        return base64.b64decode((item.get("data") or {}).get("release") or "")

    def write_data(self, encoded: bytes) -> dict[str, Any]:
        """Return type and data of a Secret."""
        return {"type": "helm.sh/release.v1", "data": {"release": base64.b64encode(encoded).decode("ascii")}}
