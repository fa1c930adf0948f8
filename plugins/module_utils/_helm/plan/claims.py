# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports and addresses that Services ask for by number: the cluster has but one of each. A dry run compares each Service
with those that are there, not with the others of the run, and does not look at the range of ports. Pure.

Go: kubernetes/pkg/registry/core/service/storage/alloc.go.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, NamedTuple, Optional

from ..base.errors import Invalid, KubeError
from . import write_errors
from .model import CREATE, REPLACE, UPDATE, Operation

_PORTS = range(30000, 32768)  # of an API server that was not told otherwise
_ALLOCATED = "provided port is already allocated"


class _Claim(NamedTuple):
    """what: a port or an address. refusal: what the server says where someone else has it."""

    what: Any
    refusal: str


def disputed(operations: list[Operation]) -> list[KubeError]:
    """Return an error, in the API server's words, for each Service that asks for what an earlier one takes.
    operations: those that the server does not refuse for something else."""
    found: list[KubeError] = []
    takers: dict[Any, Operation] = {}
    for operation in _services(operations):
        new = [claim for claim in _claims(operation, operation.body) if claim.what not in _held(operation)]
        against = next((claim for claim in new if claim.what in takers), None)
        if against is not None:
            found.append(_error(operation, against, takers[against.what]))
            continue
        takers.update({claim.what: operation for claim in new})
    return found


def warnings(operations: list[Operation]) -> list[str]:
    """Return what to warn of where nothing is written: ports that most API servers give to no Service."""
    return [
        f"{operation.item.label}: port {claim.what} is not one of {_PORTS[0]} to {_PORTS[-1]}, which an API server "
        "gives to Services unless it was started with another --service-node-port-range. A dry run does not look at "
        "that: the run fails where the server does not give the port"
        for operation in _services(operations)
        for claim in _claims(operation, operation.body)
        if isinstance(claim.what, int) and claim.what not in _PORTS and claim.what not in _held(operation)
    ]


def _services(operations: list[Operation]) -> Iterator[Operation]:
    """The Services that are written."""
    for operation in operations:
        key = operation.item.key
        if operation.action in (CREATE, UPDATE, REPLACE) and (key.group, key.kind) == ("", "Service"):
            yield operation


def _held(operation: Operation) -> set[Any]:
    """What the Service has already."""
    return {claim.what for claim in _claims(operation, operation.before)}


def _claims(operation: Operation, service: Optional[dict[str, Any]]) -> Iterator[_Claim]:
    """What a Service asks for, in the order in which the server hands it out."""
    spec: dict[str, Any] = (service or {}).get("spec") or {}
    one = spec.get("clusterIP")
    addresses = list(dict.fromkeys([*([one] if one else ()), *(spec.get("clusterIPs") or ())]))
    whole = ((operation.after or {}).get("spec") or {}).get("clusterIPs") or addresses
    for address in addresses:
        if address != "None":
            text = f"failed to allocate IP {address}: provided IP is already allocated"
            yield _Claim(address, _invalid(operation, f"spec.clusterIPs: Invalid value: {_shown(whole)}: {text}"))
    for place, port in enumerate(spec.get("ports") or ()):
        number = port.get("nodePort")
        if number:
            text = f"spec.ports[{place}].nodePort: Invalid value: {number}: {_ALLOCATED}"
            yield _Claim(number, _invalid(operation, text))
    health = spec.get("healthCheckNodePort")
    if health:
        text = f"Internal error occurred: failed to allocate requested HealthCheck NodePort {health}: {_ALLOCATED}"
        yield _Claim(health, text)


def _invalid(operation: Operation, text: str) -> str:
    return f'Service "{operation.item.name}" is invalid: {text}'


def _shown(addresses: list[Any]) -> str:
    return json.dumps(addresses, separators=(",", ":"))


def _error(operation: Operation, claim: _Claim, taker: Operation) -> KubeError:
    error = Invalid(
        claim.refusal,
        doing="creating an object" if operation.action == CREATE else "changing an object",
        hint=f"{taker.item.label} of the same chart asks for it too: give one of them another, or leave it out",
        status=422,
        reason="Invalid",
    )
    return write_errors.of_write(error, operation.item, operation.method, exists=operation.before is not None)
