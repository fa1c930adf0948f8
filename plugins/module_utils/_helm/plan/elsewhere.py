# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API server has against an object in a namespace that is not there: it looks at nothing there, so it is asked
about the same object in another one. Dry runs only."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Invalid, KubeError
from ..kube import status_errors
from . import grounds
from .model import Item

if TYPE_CHECKING:
    from ..kube.client import Client

_SOME_NAMESPACE = "default"  # there is one of this name in every cluster
_EVERYWHERE = "default"  # the service account that each namespace gets
_OF_A_NAMESPACE = "would violate PodSecurity"  # warned of because of the namespace's labels
_ACCOUNT = grounds.NEEDS["serviceaccount"]


def refusal(client: Client, item: Item) -> Optional[KubeError]:
    """Return why the server would not take the object in any namespace, None where it would.

    What it says of the other namespace (rights, quotas, policies, a namesake) does not count. A pod's service account
    is one of its own namespace, where there is none but default before somebody makes it.
    """
    body, account = item.body, ""
    if item.kind == "Pod" and isinstance(body.get("spec"), dict):
        spec: dict[str, Any] = body["spec"]
        account = str(next((spec[name] for name in _ACCOUNT if spec.get(name)), ""))
        body = {**body, "spec": {name: value for name, value in spec.items() if name not in _ACCOUNT}}
    error = asked(client, item, body, _SOME_NAMESPACE)
    if error is not None:
        if _is_of_all(error):
            return error
        if not isinstance(error, Invalid):
            client.env.debug(f"{item.kind} {item.name}: asked about it in {_SOME_NAMESPACE}: {error.problem}")
    return _without_account(item, account) if account not in ("", _EVERYWHERE) else None


def asked(client: Client, item: Item, body: dict[str, Any], namespace: str) -> Optional[KubeError]:
    """Return what the server has against the creation of body in a namespace, where it stands for an object that is to
    be in another one, None for nothing. It is told of, and warned of, as that object."""
    env = copy.copy(client.env)
    env.warn = functools.partial(_warn, client, item, f"{item.kind} {namespace}/{item.name}: ")
    placed = {**body, "metadata": {**body["metadata"], "namespace": namespace}}
    try:
        client.beside(env).create(placed, namespace, dry_run=True)
    except KubeError as error:
        error.subject = item.label
        return error
    return None


def _warn(client: Client, item: Item, about: str, text: str) -> None:
    """Warn of what is as true in the object's own namespace."""
    said = text[len(about) :] if text.startswith(about) else text
    if not said.startswith(_OF_A_NAMESPACE) and client.is_news(f"{item.label}: {said}"):
        client.env.warn(f"{item.label}: {said}")


def _is_of_all(error: KubeError) -> bool:
    """Whether a refusal is the same in every namespace: of the object's values, or a class that the cluster lacks."""
    if isinstance(error, Invalid):
        return any(cause.get("field") for cause in error.details.get("causes") or ())
    lacking = grounds.missing(error)
    return lacking is not None and lacking.kind in grounds.CLASSES


def _without_account(item: Item, account: str) -> KubeError:
    """What the server says of a pod whose service account is not there (Go: plugin/pkg/admission/serviceaccount)."""
    problem = f'error looking up service account {item.namespace}/{account}: serviceaccount "{account}" not found'
    answer = {
        "message": f'pods "{item.name}" is forbidden: {problem}',
        "reason": "Forbidden",
        "details": {"name": item.name, "kind": "pods"},
        "code": 403,
    }
    error = status_errors.from_status(answer)
    error.doing, error.subject = "creating an object", item.label
    return error
