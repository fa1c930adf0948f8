# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a namespace's quotas leave room for all new objects of a run together: a dry run tells of each one alone.

Go: kubernetes/pkg/quota/v1/evaluator.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Iterator, Union

from ..base.errors import Forbidden, KubeError, NotFound, Unauthorized
from . import write_errors
from .model import Item, Operation
from .settled import quantity

if TYPE_CHECKING:
    from ..kube.client import Client

# Kinds that quotas count by their plain plural, too.
_PLAIN = (
    "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services",
)  # fmt: skip
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
_BYTES = ("memory", "storage", "hugepages-")


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


def own(client: Client, quotas: list[Operation], created: list[tuple[Item, dict[str, Any]]]) -> Iterator[str]:
    """Yield what to warn of quotas that the run makes or changes and that leave no room for its own new objects:
    whether the server counts by them in time, nobody can say."""
    for operation in quotas:
        spec = operation.body.get("spec") or {}
        used = ((operation.before or {}).get("status") or {}).get("used") or {}
        quota = {**operation.body, "status": {"hard": spec.get("hard") or {}, "used": used}}
        beside = [(item, body) for item, body in created if item.namespace == operation.item.namespace]
        if not _is_of_all(quota):
            continue
        for error in _against(client, quota, beside):
            yield (
                f"{operation.item.label} is of this run, and leaves no room for all of its new objects: "
                f"{error.problem}. The run fails if the API server counts by it in time"
            )


def _is_of_all(quota: dict[str, Any]) -> bool:
    """Whether a quota counts every object."""
    spec = quota.get("spec") or {}
    return not spec.get("scopes") and not spec.get("scopeSelector")


def _read(client: Client, namespace: str, *, tell: bool) -> list[dict[str, Any]]:
    """The quotas that count every object of a namespace. That there are none is asked once for releases at the same
    time; what one of them takes, the others see."""

    def read() -> Union[list[dict[str, Any]], KubeError]:
        try:
            return client.list("v1", "ResourceQuota", namespace)
        except (Unauthorized, NotFound):
            raise
        except KubeError as error:
            return error

    found = client.once(
        "ResourceQuota", namespace, read, is_kept=lambda found: found == [] or isinstance(found, Forbidden)
    )
    if isinstance(found, KubeError):
        if tell:
            client.env.warn(
                f"whether the quotas of namespace {namespace} leave room for all new objects cannot be told: "
                f"{found.problem}"
            )
        return []
    return [quota for quota in found if _is_of_all(quota)]


def _against(client: Client, quota: dict[str, Any], objects: list[tuple[Item, dict[str, Any]]]) -> Iterator[KubeError]:
    status = quota.get("status") or {}
    hard = {name: quantity(value) for name, value in (status.get("hard") or {}).items()}
    used = {name: quantity(value) or Fraction(0) for name, value in (status.get("used") or {}).items()}
    for item, body in objects:
        amounts = usage(client, item, body)
        taken = {name: amount for name, amount in amounts.items() if amount and hard.get(name) is not None}
        over = [name for name, amount in taken.items() if used.get(name, Fraction(0)) + amount > (hard[name] or 0)]
        if over:
            resource = client.resource(item.api_version, item.kind)
            group = f".{resource.group}" if resource.group else ""
            problem = f'{resource.plural}{group} "{item.name}" is forbidden: {_exceeded(quota, over, taken, used)}'
            error = Forbidden(problem, status=403, reason="Forbidden")
            error.doing = "creating an object"
            error.hint = "the quota leaves no room for all new objects together: raise it, or remove something"
            yield write_errors.about(error, item, problem)
            return
        for name, amount in taken.items():
            used[name] = used.get(name, Fraction(0)) + amount


def _exceeded(quota: dict[str, Any], over: list[str], taken: dict[str, Fraction], used: dict[str, Fraction]) -> str:
    """The server's words (Go: apiserver/pkg/admission/plugin/resourcequota/controller.go, checkRequest)."""
    hard = quota["status"]["hard"]
    told = {
        "requested": {name: _shown(taken[name], name) for name in over},
        "used": {name: _shown(used.get(name) or Fraction(0), name) for name in over},
        "limited": {name: _shown(quantity(hard[name]) or Fraction(0), name, hard[name]) for name in over},
    }
    parts = [f"{part}: " + ",".join(f"{name}={told[part][name]}" for name in sorted(over)) for part in told]
    return f"exceeded quota: {quota['metadata']['name']}, {', '.join(parts)}"


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
        amount = quantity(((spec.get("resources") or {}).get("requests") or {}).get("storage")) or Fraction(0)
        found["requests.storage"] = amount
        if spec.get("storageClassName"):
            place = f"{spec['storageClassName']}.storageclass.storage.k8s.io"
            found.update({f"{place}/requests.storage": amount, f"{place}/persistentvolumeclaims": Fraction(1)})
    elif counted == "count/services":
        ports = spec.get("ports") or ()
        if spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
        found["services.loadbalancers"] = Fraction(spec.get("type") == "LoadBalancer")
        found["services.nodeports"] = Fraction(len(ports) if spec.get("type") in ("NodePort", "LoadBalancer") else 0)
    return found


def _of_pod(spec: dict[str, Any]) -> dict[str, Fraction]:
    """What a pod takes, by the names that quotas have for it (Go: pods.go, podComputeUsageHelper)."""
    found: dict[str, Fraction] = {}
    for name, amount in _asked(spec, "requests").items():
        if name in _COMPUTE or name.startswith("hugepages-"):
            found[name] = amount
        found[f"requests.{name}"] = amount
    for name, amount in _asked(spec, "limits").items():
        if name in _COMPUTE:
            found[f"limits.{name}"] = amount
    return found


def _asked(spec: dict[str, Any], part: str) -> dict[str, Fraction]:
    """What a pod asks for, requests or limits: its containers and sidecars together, or what it takes to start; what is
    said of the pod as a whole instead; and what its runtime takes (Go: component-helpers/resource, PodRequests)."""
    whole = _amounts(spec, part)
    sidecars: dict[str, Fraction] = {}
    starting: dict[str, Fraction] = {}
    for container in spec.get("initContainers") or ():
        amounts = _amounts(container, part)
        if container.get("restartPolicy") == "Always":
            sidecars = amounts = _sum(sidecars, amounts)
        else:
            amounts = _sum(sidecars, amounts)
        starting = {name: max(starting.get(name, amount), amount) for name, amount in {**starting, **amounts}.items()}
    together = sidecars
    for container in spec.get("containers") or ():
        together = _sum(together, _amounts(container, part))
    found = {name: max(together.get(name, amount), amount) for name, amount in {**together, **starting}.items()}
    found.update(whole)
    overhead = {name: quantity(value) or Fraction(0) for name, value in (spec.get("overhead") or {}).items()}
    return _sum(found, {name: amount for name, amount in overhead.items() if part == "requests" or name in found})


def _amounts(one: dict[str, Any], part: str) -> dict[str, Fraction]:
    """The requests or limits of a pod or container."""
    named = (one.get("resources") or {}).get(part) or {}
    return {name: quantity(value) or Fraction(0) for name, value in named.items()}


def _sum(one: dict[str, Fraction], other: dict[str, Fraction]) -> dict[str, Fraction]:
    return {name: one.get(name, Fraction(0)) + other.get(name, Fraction(0)) for name in {**one, **other}}


def _shown(amount: Fraction, name: str, text: Any = None) -> str:
    """An amount as the server writes it. text: as it was written; else bytes are told in powers of 1024."""
    binary = str(text).endswith("i") if text is not None else any(part in name for part in _BYTES)
    for power, unit in reversed(list(enumerate("KMGTPE" if binary else "kMGTPE", 1))):
        whole = amount / (1024 if binary else 1000) ** power
        if whole and whole.denominator == 1:
            return f"{whole}{unit}i" if binary else f"{whole}{unit}"
    return str(amount) if amount.denominator == 1 else f"{float(amount * 1000):g}m"
