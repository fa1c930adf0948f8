# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a namespace's quotas leave room for all new objects of a run together: a dry run tells of each one alone.

Go: kubernetes/pkg/quota/v1/evaluator.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Iterator, Optional

from ..base.errors import Forbidden, KubeError, NotFound, Unauthorized
from . import failures
from .model import Item
from .settled import quantity

if TYPE_CHECKING:
    from ..kube.client import Client

# Kinds that quotas count by their plain plural, too.
_PLAIN = (
    "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services",
)  # fmt: skip


def exceeded(
    client: Client, created: list[tuple[Item, dict[str, Any]]], changed: set[tuple[str, str]], *, tell: bool
) -> list[KubeError]:
    """Return an error, in the API server's words, for each quota that the objects together exceed.

    created: objects in their order, each with what the server makes of it. changed: (namespace, name) of quotas that
    the run changes first, which do not count. tell: warn where quotas cannot be read.
    """
    places: dict[str, list[tuple[Item, dict[str, Any]]]] = {}
    for item, body in created:
        if item.namespace:
            places.setdefault(item.namespace, []).append((item, body))
    return [
        error
        for namespace, objects in places.items()
        if len(objects) > 1
        for quota in _read(client, namespace, tell=tell)
        if (namespace, quota["metadata"]["name"]) not in changed
        for error in _against(client, quota, objects)
    ]


def _read(client: Client, namespace: str, *, tell: bool) -> list[dict[str, Any]]:
    """The quotas that count every object of a namespace."""
    try:
        found = client.list("v1", "ResourceQuota", namespace)
    except (Unauthorized, NotFound):
        raise
    except KubeError as error:
        if tell:
            client.env.warn(
                f"whether the quotas of namespace {namespace} leave room for all new objects cannot be told: "
                f"{error.problem}"
            )
        return []
    return [
        quota
        for quota in found
        if not (quota.get("spec") or {}).get("scopes") and not (quota.get("spec") or {}).get("scopeSelector")
    ]


def _against(client: Client, quota: dict[str, Any], objects: list[tuple[Item, dict[str, Any]]]) -> Iterator[KubeError]:
    status = quota.get("status") or {}
    hard = {name: quantity(value) for name, value in (status.get("hard") or {}).items()}
    used = {name: quantity(value) or Fraction(0) for name, value in (status.get("used") or {}).items()}
    for item, body in objects:
        taken = {name: amount for name, amount in usage(client, item, body).items() if hard.get(name) is not None}
        over = [name for name, amount in taken.items() if used.get(name, Fraction(0)) + amount > (hard[name] or 0)]
        if over:
            resource = client.resource(item.api_version, item.kind)
            name = quota["metadata"]["name"]
            parts = (
                "requested: " + ",".join(f"{each}={_shown(taken[each])}" for each in over),
                "used: " + ",".join(f"{each}={_shown(used.get(each))}" for each in over),
                "limited: " + ",".join(f"{each}={_shown(hard[each])}" for each in over),
            )
            group = f".{resource.group}" if resource.group else ""
            problem = f'{resource.plural}{group} "{item.name}" is forbidden: exceeded quota: {name}, {", ".join(parts)}'
            error = Forbidden(problem, status=403, reason="Forbidden")
            error.doing = "creating an object"
            error.hint = "the quota leaves no room for all new objects together: raise it, or remove something"
            yield failures.about(error, item, problem)
            return
        for name, amount in taken.items():
            used[name] = used.get(name, Fraction(0)) + amount


def usage(client: Client, item: Item, body: dict[str, Any]) -> dict[str, Fraction]:
    """Return what one new object takes of each resource that quotas know by name."""
    resource = client.resource(item.api_version, item.kind)
    counted = f"count/{resource.plural}" + (f".{resource.group}" if resource.group else "")
    found = {counted: Fraction(1)}
    if not resource.group and resource.plural in _PLAIN:
        found[resource.plural] = Fraction(1)
    spec: dict[str, Any] = body.get("spec") or {}
    if counted == "count/pods":
        found.update(_of_pod(spec))
    elif counted == "count/persistentvolumeclaims":
        amount = quantity(((spec.get("resources") or {}).get("requests") or {}).get("storage"))
        found["requests.storage"] = amount or Fraction(0)
    elif counted == "count/services":
        ports = spec.get("ports") or ()
        if spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
        found["services.loadbalancers"] = Fraction(spec.get("type") == "LoadBalancer")
        found["services.nodeports"] = Fraction(len(ports) if spec.get("type") in ("NodePort", "LoadBalancer") else 0)
    return found


def _of_pod(spec: dict[str, Any]) -> dict[str, Fraction]:
    """What a pod asks for: its containers together, or an init container that asks for more."""
    found: dict[str, Fraction] = {}
    for part in ("requests", "limits"):
        for name in ("cpu", "memory"):
            total = sum((_amount(container, part, name) for container in spec.get("containers") or ()), Fraction(0))
            first = [_amount(container, part, name) for container in spec.get("initContainers") or ()]
            found[f"{part}.{name}"] = max([total, *first])
    return {**found, "cpu": found["requests.cpu"], "memory": found["requests.memory"]}


def _amount(container: dict[str, Any], part: str, name: str) -> Fraction:
    return quantity(((container.get("resources") or {}).get(part) or {}).get(name)) or Fraction(0)


def _shown(amount: Optional[Fraction]) -> str:
    value = amount or Fraction(0)
    return str(value.numerator) if value.denominator == 1 else f"{float(value * 1000):g}m"
