# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs that the API server only passes on, to a server that is away: which one, and what its APIService says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import KubeError, Unreachable

if TYPE_CHECKING:
    from .transport import Transport

PATIENCE = 5.0  # seconds that an API which is away is asked again: the others do not wait for it
_BRIEF = 2.0  # seconds for what the APIService says


def is_away(error: KubeError) -> bool:
    """Return whether a request failed as one to a server behind the API server does that is away."""
    return error.status in (502, 503, 504) or isinstance(error, Unreachable)


def unavailable(transport: Transport, api_version: str, error: KubeError) -> Optional[KubeError]:
    """Return the error that names the API and its APIService, None where the API server serves it by itself, or does
    not say. error: what a request to the API failed with."""
    group, _slash, version = api_version.rpartition("/")
    if not group:
        return None
    name = f"{version}.{group}"
    try:
        path = f"/apis/apiregistration.k8s.io/v1/apiservices/{name}"
        service: dict[str, Any] = transport.request("GET", path, patience=_BRIEF).json()
    except KubeError as second:
        transport.env.debug(f"APIService {name} cannot be read: {second.problem}")
        return None
    backend = (service.get("spec") or {}).get("service")
    if not backend:
        return None
    conditions = (service.get("status") or {}).get("conditions") or ()
    said: dict[str, Any] = next((entry for entry in conditions if entry.get("type") == "Available"), {})
    why = ": ".join(str(said[key]) for key in ("reason", "message") if said.get(key) and said.get("status") != "True")
    found = KubeError(
        f"the API {api_version} is not available (APIService {name}: {why or error.problem})",
        doing="asking an aggregated API",
        subject=f"APIService {name}",
        status=503,
        reason="ServiceUnavailable",
        hint=f"its server is Service {backend.get('namespace')}/{backend.get('name')}; where the API is gone for good, "
        f"delete APIService {name}",
    )
    found.passing = True
    return found
