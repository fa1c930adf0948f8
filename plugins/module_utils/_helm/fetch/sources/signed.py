# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that cosign must have signed; loaded where a task asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.errors import ChartError
from ..cosign import trust, verify

if TYPE_CHECKING:
    from ..cosign.trust import Trust, Verified
    from ..oci.charts import Pulled, Registries
    from ..web.tls import Credentials


def by_cosign(pulled: Pulled, registries: Registries, credentials: Credentials, wanted: Trust) -> Verified:
    """Return who signed what was pulled, or the image index that led there, as cosign itself has it. ChartError."""
    registry = registries.client(pulled.reference.host, credentials)
    digests = [digest for digest in (pulled.index, pulled.reference.digest) if digest]
    return verify.verified(registry, pulled.reference, digests, wanted)


def unsigned(origin: str) -> ChartError:
    """Return the error for a chart that is in no registry."""
    return ChartError(
        "it is in no registry, and cosign signs what is in registries",
        doing=trust.DOING,
        subject=origin,
        hint="give the chart as oci://…, or leave verify out",
    )
