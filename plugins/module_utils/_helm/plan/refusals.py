# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refused dry run means: an error, an object that has to be made anew, or that the server cannot tell yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ..base.errors import Forbidden, Invalid, KubeError, NotFound, Unauthorized
from . import fallback
from .conflicts import CORRECT, Policy
from .model import APPLY, Item, ObjectState

if TYPE_CHECKING:
    from ..kube.client import Client

_SOME_NAMESPACE = "default"  # there is one of this name in every cluster


def settle(client: Client, state: ObjectState, policy: Policy, error: KubeError) -> None:
    """Put into state what can be told of the object without a dry run, or raise error."""
    if isinstance(error, (Invalid, Forbidden, NotFound)):
        _not_dry_run(client, state, policy, error)
    elif fallback.is_webhooks(error):
        fallback.compare(client, state, policy, error, live=_read(client, state.item))
        state.force = state.force or policy.force or (policy.settled and policy.drift == CORRECT)
    else:
        raise error


def _read(client: Client, item: Item) -> Optional[dict[str, Any]]:
    return client.find(item.api_version, item.kind, item.namespace, item.name)


def _not_dry_run(client: Client, state: ObjectState, policy: Policy, error: KubeError) -> None:
    """What is known of an object that the server did not dry-run.

    It may only refuse now: because the namespace, the service account or the priority class is made by this very
    release. So for an object that is not there, only what cannot get better is an error: a body that is not valid, or
    a user who may not write it. A field that cannot be changed may go with the object, where the task allows that.
    """
    state.problem = error
    if isinstance(error, NotFound) and error.details.get("kind") == "namespaces":
        state.unsure = True
        _check_elsewhere(client, state.item)
        return
    written = not isinstance(error, Forbidden) or _may_write(client, state)
    if not written and not policy.check:
        raise error
    try:
        state.live = _read(client, state.item)
    except Forbidden:
        raise error from None
    if not written:
        fallback.compare(client, state, policy, error, live=state.live)
    elif state.live is not None and isinstance(error, Invalid):
        from . import anew

        anew.settle(client, state, policy, error)
    elif state.live is not None or isinstance(error, Invalid):
        raise error


def _check_elsewhere(client: Client, item: Item) -> None:
    """Raise Invalid where the server would not take the object's values in any namespace.

    It is asked about one that is there, since without a namespace it does not come to looking at values. What it says
    of that namespace (rights, quotas, policies, a namesake) does not count.
    """
    body = {**item.body, "metadata": {**item.body["metadata"], "namespace": _SOME_NAMESPACE}}
    try:
        client.create(body, _SOME_NAMESPACE, dry_run=True)
    except Invalid as error:
        if any(cause.get("field") for cause in error.details.get("causes") or ()):
            raise
    except KubeError as error:
        client.env.debug(f"{item.kind} {item.name}: asked about it in {_SOME_NAMESPACE}: {error.problem}")


def _may_write(client: Client, state: ObjectState) -> bool:
    """Whether the user may write the object by RBAC: an admission plugin refuses with the same status."""
    item = state.item
    resource = client.resource(item.api_version, item.kind)
    verb = "create" if state.method != APPLY and state.live is None else "patch"
    attributes = {"verb": verb, "group": resource.group, "resource": resource.plural, "name": item.name}
    if item.namespace:
        attributes["namespace"] = item.namespace
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    try:
        answer = client.create(review, "")
    except Unauthorized:
        raise
    except KubeError as failed:  # that it cannot be told is no right: the refusal stands
        client.env.debug(f"{item.kind} {item.name}: whether it may be written cannot be told: {failed.problem}")
        return False
    return bool((answer.get("status") or {}).get("allowed"))
