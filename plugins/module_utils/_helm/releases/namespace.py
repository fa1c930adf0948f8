# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release's namespace before its first revision: there, to be made, or on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.errors import Forbidden, KubeError, NotFound
from ..plan import terminating
from ..plan.model import APPLY, CREATE, MERGE, Item, Operation
from . import prelude

if TYPE_CHECKING:
    from ..asked.requests import ReleaseRequest
    from ..kube.client import Client


def operations(client: Client, request: ReleaseRequest, brought: list[Operation]) -> list[Operation]:
    """Return the creation of the release's namespace where it is missing, nothing where it is there, or is brought by
    others.

    One that is being deleted is waited for, to be made anew, where the task makes namespaces and waits; in check mode
    that is taken for done. Else the API server says that nothing can be made in it. Raises NotFound, as the API server
    would word it, when it is missing and not to be made; WaitTimeout.
    """
    namespace, labels, create = request.namespace, request.namespace_labels, request.create_namespace
    metadata = {"name": namespace, "labels": {"name": namespace, **labels}}
    body: dict[str, Any] = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
    operation = Operation(CREATE, Item(body, ""), "created", body, after=body, method=MERGE)
    unseen = False
    try:
        live = client.get("v1", "Namespace", "", namespace)
    except Forbidden:  # users of one namespace may not read Namespaces: their own is most likely there
        if not create:
            return []
        unseen = True
    except NotFound:
        if made_by(brought, namespace):
            return []
        if not create:
            raise _no_namespace(namespace, check=request.check) from None
    else:
        waits = request.waiting.wait or request.atomic
        if not (create and waits and terminating.is_terminating(live)):
            return []
        if request.check:
            return [operation]
        from ..apply.wait import Waiter

        whose = f"namespace {namespace}, which is made anew,"
        uids = {operation.item.key: str(live["metadata"].get("uid") or "")}
        Waiter(client, client.env, request.waiting.timeout, whose=whose).until_gone([operation.item], uids)
    try:
        client.create(body, "", dry_run=True)
    except KubeError as error:
        if prelude.is_there(error) or (unseen and isinstance(error, Forbidden)):
            return []
        from ..plan import asking, write_errors

        refused = asking.verdict(client, operation.item.label, error)
        if refused is not None:
            method = MERGE if request.applying.server_side == "false" else APPLY
            refused = write_errors.of_write(refused, operation.item, method, exists=False)
        operation.refusal = refused
    return [operation]


def made_by(operations: list[Operation], namespace: str) -> bool:
    """Return whether operations make a namespace."""
    return any(
        entry.action == CREATE and entry.item.kind == "Namespace" and entry.item.name == namespace
        for entry in operations
    )


def _no_namespace(namespace: str, *, check: bool) -> NotFound:
    hint = "create it first, or set create_namespace"
    if check:  # what our own tasks would have made is known (fleet/foreseen.py)
        hint += "; check mode knows nothing of one that a task of another collection would have made before"
    return NotFound(
        f'create: failed to create: namespaces "{namespace}" not found',
        doing="looking for the release's namespace",
        subject=namespace,
        hint=hint,
        status=404,
        reason="NotFound",
    )
