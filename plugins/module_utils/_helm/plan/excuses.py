# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals that the plan itself may do away with: what is missing now, or in the way, and is made or changed before the
object's own turn. Pure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any, Iterable, Optional

from ..base.errors import KubeError
from . import grounds
from .model import CREATE, DELETE, REPLACE, UPDATE, Item, Operation

_LIMITS = re.compile(r" usage per (Container|Pod|PersistentVolumeClaim) is | limit to request ratio per |must specify ")
_PORT = "provided port is already allocated"
_RUNS = ("Job", "Pod")
_WORKLOADS = (*_RUNS, "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob")
_RIGHTS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")


@dataclass
class Before:
    """What is written before an object. operations: of the prelude and the plan that change something, in order. hooks:
    objects that hooks make. acts: whether something runs by then that may make whatever it likes."""

    operations: list[Operation] = field(default_factory=list)
    hooks: list[Item] = field(default_factory=list)
    acts: bool = False

    def until(self, operation: Operation) -> Before:
        """Return what is written before one of the operations."""
        earlier = list(itertools.takewhile(lambda found: found is not operation, self.operations))
        return Before(earlier, self.hooks, self.acts)

    def items(self) -> list[Item]:
        """The objects that are made or changed."""
        return [operation.item for operation in self.operations] + self.hooks


def before_all(operations: Iterable[Operation], hooks: list[Item]) -> Before:
    """Return what a run writes. hooks: objects of the hooks that run before the operations."""
    writing = [entry for entry in operations if entry.action in (CREATE, UPDATE, REPLACE)]
    return Before(writing, hooks, any(item.kind in _RUNS for item in hooks))


def after_all(before: Before, operations: Iterable[Operation], hooks: list[Item]) -> Before:
    """Return what a hook after the operations finds: what they deleted is in the way no more. hooks: objects of the
    hooks before it."""
    gone = [entry for entry in operations if entry.action == DELETE]
    found = Before(before.operations + gone, before.hooks + hooks)
    found.acts = before.acts or any(item.kind in _WORKLOADS for item in found.items())
    return found


def is_excused(error: KubeError, item: Item, before: Before) -> bool:
    """Return whether the ground of a refusal may be gone by the time of the object's turn."""
    lacking = grounds.missing(error)
    role: dict[str, Any] = item.body.get("roleRef") or {}
    if lacking is not None and role and lacking.kind == item.kind.lower():
        # Of an apply the server says that the binding is not there, and means its role (Go: rolebinding/policybased).
        lacking = grounds.Missing(str(role.get("kind")).lower(), str(role.get("name")))
    if lacking is not None:
        return before.acts or any(_is(lacking, found, item) for found in before.items())
    if grounds.missing_right(error):
        return False
    if any(entry.action == DELETE for entry in before.operations) and "exceeded quota: " in error.problem:
        return True
    if "because it is being terminated" in error.problem:
        return any(_makes(entry, item.namespace) for entry in before.operations)
    return any(_is_about(error, found, item) for found in before.items()) or _is_moved_port(error, item, before)


def brings_kind(api_version: str, kind: str, before: Before) -> bool:
    """Return whether a kind that is not served may be by then."""
    return before.acts or any(
        item.kind == "CustomResourceDefinition"
        and (item.body.get("spec") or {}).get("group") == api_version.rpartition("/")[0]
        and ((item.body.get("spec") or {}).get("names") or {}).get("kind") == kind
        for item in before.items()
    )


def _is(lacking: grounds.Missing, found: Item, item: Item) -> bool:
    """Whether what is missing for item is found."""
    if found.kind.lower() != lacking.kind or found.name != lacking.name:
        return False
    return not found.namespace or found.namespace == item.namespace


def _makes(operation: Operation, namespace: str) -> bool:
    """Whether a namespace is made, or made anew, which is waited for if it is being deleted."""
    item = operation.item
    return item.kind == "Namespace" and item.name == namespace and operation.action in (CREATE, REPLACE)


def _is_about(error: KubeError, found: Item, item: Item) -> bool:
    """Whether a refusal in item's namespace comes of an object, in the server's words, that is changed first."""
    text = error.problem
    here = found.namespace == item.namespace
    if found.kind == "ResourceQuota":
        return here and ("exceeded quota: " in text or "failed quota: " in text) and _names(text, found.name)
    if found.kind == "LimitRange":
        return here and bool(_LIMITS.search(text))
    if found.kind == "Namespace":
        return found.name == item.namespace and "violates PodSecurity " in text
    if found.kind in ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"):
        return "denied request" in text and f"'{found.name}'" in text
    return found.kind in _RIGHTS and _is_role_of(item, found) and "attempting to grant RBAC permissions" in text


def _names(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text))


def _is_role_of(item: Item, found: Item) -> bool:
    role: dict[str, Any] = item.body.get("roleRef") or {}
    return (role.get("kind"), role.get("name")) == (found.kind, found.name)


def _is_moved_port(error: KubeError, item: Item, before: Before) -> bool:
    """Whether all that a Service lacks is a port that another Service gives up first."""
    causes = error.details.get("causes") or ()
    if item.kind != "Service" or not causes or not all(_PORT in str(cause.get("message")) for cause in causes):
        return False
    given_up: set[Any] = set()
    for operation in before.operations:
        if operation.item.kind == "Service":
            given_up |= _node_ports(operation.before) - _node_ports(operation.after)
    wanted = {_port_of(str(cause.get("message"))) for cause in causes}
    return wanted <= given_up


def _node_ports(service: Optional[dict[str, Any]]) -> set[Any]:
    spec: dict[str, Any] = (service or {}).get("spec") or {}
    return {port.get("nodePort") for port in spec.get("ports") or ()} - {None}


def _port_of(message: str) -> Optional[int]:
    found = re.search(r"Invalid value: (\d+)", message)
    return int(found.group(1)) if found else None
